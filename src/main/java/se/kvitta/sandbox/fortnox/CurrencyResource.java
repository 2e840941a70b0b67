package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /3/currencies}. A currency must be registered before it is used; {@code lastmodified} is unknown here. */
final class CurrencyResource extends SmallRegister<CurrencyRate> {

    private static final int RATE_DIGITS = 20;
    private static final Shape SHAPE = Shape.of(
            "Currency",
            Field.text("Code", 1, 3).needed(),
            Field.text("Description", 1, 50).needed(),
            Field.decimal("BuyRate", RATE_DIGITS),
            Field.decimal("SellRate", RATE_DIGITS),
            Field.decimal("Unit", RATE_DIGITS),
            Field.date("Date"),
            Field.readOnly("@url"),
            Field.readOnly("IsAutomatic"));

    CurrencyResource() {
        super("currencies", "currency", "Currency", "Currencies", SHAPE, AssumedReason.CURRENCY_NOT_FOUND);
    }

    @Override
    Register<CurrencyRate> register(Company company) {
        return company.currencies;
    }

    @Override
    String key(CurrencyRate entry) {
        return entry.code();
    }

    @Override
    Set<String> search() {
        return Set.of();
    }

    @Override
    List<CurrencyRate> found(Request request) {
        return request.company().currencies.all();
    }

    @Override
    CurrencyRate made(Request request, Input input, @Nullable CurrencyRate before, Instant at) {
        if (before == null) {
            var today = request.environment().clock().today();
            var fresh = new CurrencyRate(code(input), "", BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE, today, false);
            return made(request, input, fresh, at);
        }
        var date = input.date("Date", before.date());
        return new CurrencyRate(
                input.requiredText("Code", before.code()),
                input.requiredText("Description", before.description()),
                orElse(input.decimal("BuyRate", before.buyRate()), before.buyRate()),
                orElse(input.decimal("SellRate", before.sellRate()), before.sellRate()),
                orElse(input.decimal("Unit", before.unit()), before.unit()),
                date == null ? before.date() : date,
                before.automatic());
    }

    private static String code(Input input) {
        var code = input.requiredText("Code", null);
        try {
            return Currency.getInstance(code).getCurrencyCode();
        } catch (IllegalArgumentException e) {
            throw AssumedReason.CURRENCY_CODE_UNKNOWN.refusal(code);
        }
    }

    private static BigDecimal orElse(@Nullable BigDecimal rate, BigDecimal otherwise) {
        return rate == null ? otherwise : rate;
    }

    /** The books are kept in it. */
    @Override
    boolean isUsed(Company company, String key) {
        return key.equals("SEK");
    }

    @Override
    ObjectNode item(Request request, CurrencyRate entry) {
        return whole(request, entry);
    }

    @Override
    ObjectNode whole(Request request, CurrencyRate entry) {
        return Json.object()
                .put("@url", request.url("currencies", entry.code()))
                .put("BuyRate", entry.buyRate())
                .put("Code", entry.code())
                .put("Date", entry.date().toString())
                .put("Description", entry.description())
                .put("IsAutomatic", entry.automatic())
                .put("SellRate", entry.sellRate())
                .put("Unit", entry.unit());
    }
}
