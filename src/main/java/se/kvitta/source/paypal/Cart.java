package se.kvitta.source.paypal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Split;
import se.kvitta.ledger.VatRate;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.VatPart;

/**
 * What a payment was for, as PayPal tells it: the lines of its own invoice, with their rates; else the lines of the cart that
 * the shop sent, with their taxes; else one tax for all of it. A rate that is not stated is the one of the country that
 * explains the tax; lines that do not add up to the payment say nothing of its VAT.
 */
final class Cart {

    /** A tax may be off by what rounding each line made, and no line by more than this, in minor units. */
    private static final long LINE_SLACK = 1;

    /** Lines and payment may differ by this much, in minor units: the limit of rounding within an order. */
    private static final long SUM_SLACK = 5;

    private final JsonNode told;
    private final @Nullable JsonNode invoice;
    private final String country;
    private final PayPalWords words;

    Cart(JsonNode told, @Nullable JsonNode invoice, String country, PayPalWords words) {
        this.told = told;
        this.invoice = invoice;
        this.country = country;
        this.words = words;
    }

    /** The VAT per rate inside a payment; empty when PayPal does not tell, or tells what does not add up. */
    List<VatPart> vat(Money payment) {
        List<Basket.Line> lines = lines(payment);
        if (lines.isEmpty()) {
            return oneTax(payment);
        }
        var gross = new TreeMap<VatRate, Long>(Comparator.reverseOrder());
        var vat = new TreeMap<VatRate, Long>(Comparator.reverseOrder());
        for (Basket.Line line : lines) {
            @Nullable VatRate rate = line.rate();
            @Nullable Long inside = line.vat();
            if (rate == null || inside == null) {
                return List.of();
            }
            gross.merge(rate, line.gross(), Math::addExact);
            vat.merge(rate, inside, Math::addExact);
        }
        long total = gross.values().stream().mapToLong(Long::longValue).sum();
        if (total <= 0 || gross.values().stream().anyMatch(part -> part < 0)) {
            return List.of();
        }
        if (total == payment.minor()) {
            return parts(vat);
        }
        if (invoice == null || payment.minor() > total) {
            return List.of();
        }
        // A part of an invoice: its rates share in what was paid as they share in the invoice.
        long[] shares = Split.byLargestRemainder(
                payment.minor(),
                gross.values().stream().mapToLong(Long::longValue).toArray());
        int next = 0;
        for (VatRate rate : List.copyOf(gross.keySet())) {
            vat.put(rate, rate.vatInside(shares[next]));
            next++;
        }
        return parts(vat);
    }

    /** The lines, VAT included; empty when there are none, or they are not what was paid or invoiced. */
    List<Basket.Line> lines(Money payment) {
        if (invoice != null) {
            return fits(invoiceLines(), SearchRow.money(invoice.path("amount")).minor());
        }
        List<Basket.Line> lines = cartLines();
        return lines.isEmpty() || !fits(lines, payment.minor()).isEmpty()
                ? lines
                : fits(withFreight(lines), payment.minor());
    }

    /** Shops tell freight and discounts among the lines, or beside them; beside them they follow the goods. */
    private List<Basket.Line> withFreight(List<Basket.Line> lines) {
        long freight = beside("shipping_amount")
                + beside("shipping_tax_amount")
                - Math.abs(beside("shipping_discount_amount"));
        long discount = Math.abs(beside("discount_amount"));
        var all = new ArrayList<>(lines);
        if (freight != 0) {
            all.add(line(Basket.Kind.FREIGHT, null, freight, null, "", "", MissingNode.getInstance()));
        }
        if (discount != 0) {
            all.add(line(Basket.Kind.DISCOUNT, null, -discount, null, "", "", MissingNode.getInstance()));
        }
        return all;
    }

    private long beside(String field) {
        JsonNode amount = told.path("transaction_info").path(field);
        return amount.path("value").asText("").isEmpty()
                ? 0
                : SearchRow.money(amount).minor();
    }

    private static List<Basket.Line> fits(List<Basket.Line> lines, long total) {
        long sum = lines.stream().mapToLong(Basket.Line::gross).sum();
        return Math.abs(sum - total) <= SUM_SLACK ? lines : List.of();
    }

    private static List<VatPart> parts(Map<VatRate, Long> vat) {
        var parts = new ArrayList<VatPart>();
        vat.forEach((rate, amount) -> parts.add(new VatPart(rate, amount)));
        return parts;
    }

    /** {@code sales_tax_amount} without lines: one rate for all of it, if one explains it. */
    private List<VatPart> oneTax(Money payment) {
        JsonNode stated = told.at("/transaction_info/sales_tax_amount");
        if (stated.path("value").asText("").isEmpty()) {
            return List.of();
        }
        long tax = SearchRow.money(stated).minor();
        return words.rate(country, payment.minor() - tax, tax, LINE_SLACK)
                .map(rate -> List.of(new VatPart(rate, tax)))
                .orElse(List.of());
    }

    private List<Basket.Line> cartLines() {
        var lines = new ArrayList<Basket.Line>();
        for (JsonNode item : told.path("cart_info").path("item_details")) {
            if (item.path("item_amount").isMissingNode()
                    && item.path("total_item_amount").isMissingNode()) {
                return List.of();
            }
            long tax = 0;
            boolean taxed = false;
            for (JsonNode one : item.path("tax_amounts")) {
                tax += SearchRow.money(one.path("tax_amount")).minor();
                taxed = true;
            }
            long gross = item.has("total_item_amount")
                    ? SearchRow.money(item.get("total_item_amount")).minor()
                    : SearchRow.money(item.path("item_amount")).minor()
                            + (told.path("cart_info").path("tax_inclusive").asBoolean(false) ? 0 : tax);
            @Nullable VatRate rate = taxed ? rate(item.path("tax_percentage").asText(""), gross - tax, tax) : null;
            lines.add(line(
                    Basket.Kind.GOODS,
                    rate,
                    gross,
                    rate == null ? null : tax,
                    item.path("item_name").asText(""),
                    item.path("item_code").asText(""),
                    item.path("item_quantity")));
        }
        return lines;
    }

    private List<Basket.Line> invoiceLines() {
        JsonNode told = invoice == null ? this.told : invoice;
        boolean inclusive = told.at("/configuration/tax_inclusive").asBoolean(false);
        int digits = SearchRow.money(told.path("amount")).currency().getDefaultFractionDigits();
        var lines = new ArrayList<Basket.Line>();
        for (JsonNode item : told.path("items")) {
            BigDecimal amount = SearchRow.decimal(item.path("unit_amount").path("value"), BigDecimal.ZERO)
                    .multiply(SearchRow.decimal(item.path("quantity"), BigDecimal.ONE));
            BigDecimal percent = SearchRow.decimal(item.path("discount").path("percent"), BigDecimal.ZERO);
            BigDecimal discount = SearchRow.decimal(item.at("/discount/amount/value"), BigDecimal.ZERO);
            BigDecimal less = amount.multiply(percent).movePointLeft(2).add(discount);
            long minor = minor(amount.subtract(less), digits);
            String rateText = item.at("/tax/percent").asText("");
            VatRate rate = rateText.isEmpty() ? VatRate.ZERO : VatRate.parse(rateText);
            @Nullable
            Long stated = item.at("/tax/amount/value").asText("").isEmpty()
                    ? null
                    : SearchRow.money(item.at("/tax/amount")).minor();
            long tax = stated != null ? stated : inclusive ? rate.vatInside(minor) : rate.vatOn(minor);
            lines.add(line(
                    Basket.Kind.GOODS,
                    rate,
                    inclusive ? minor : minor + tax,
                    tax,
                    item.path("name").asText(""),
                    "",
                    item.path("quantity")));
        }
        JsonNode shipping = told.at("/amount/breakdown/shipping");
        if (!shipping.at("/amount/value").asText("").isEmpty()) {
            long net = SearchRow.money(shipping.path("amount")).minor();
            String rateText = shipping.at("/tax/percent").asText("");
            VatRate rate = rateText.isEmpty() ? VatRate.ZERO : VatRate.parse(rateText);
            long tax = shipping.at("/tax/amount/value").asText("").isEmpty()
                    ? rate.vatOn(net)
                    : SearchRow.money(shipping.at("/tax/amount")).minor();
            lines.add(line(Basket.Kind.FREIGHT, rate, net + tax, tax, "", "", MissingNode.getInstance()));
        }
        JsonNode discount = told.at("/amount/breakdown/discount/invoice_discount/amount");
        if (!discount.path("value").asText("").isEmpty()) {
            long less = -SearchRow.money(discount).abs().minor();
            lines.add(line(Basket.Kind.DISCOUNT, null, less, null, "", "", MissingNode.getInstance()));
        }
        return lines;
    }

    private static Basket.Line line(
            Basket.Kind kind,
            @Nullable VatRate rate,
            long gross,
            @Nullable Long vat,
            String text,
            String article,
            JsonNode quantity) {
        BigDecimal many = SearchRow.decimal(quantity, BigDecimal.ONE);
        return new Basket.Line(kind, rate, gross, vat, text, "", article, many.signum() > 0 ? many : BigDecimal.ONE);
    }

    /** As stated, else the rate of the country that the tax is counted at; null when none explains it. */
    private @Nullable VatRate rate(String percent, long net, long tax) {
        Optional<VatRate> stated = percent.isBlank() ? Optional.empty() : Optional.of(VatRate.parse(percent));
        return stated.or(() -> words.rate(country, net, tax, LINE_SLACK)).orElse(null);
    }

    private static long minor(BigDecimal major, int digits) {
        return major.movePointRight(digits).setScale(0, RoundingMode.HALF_UP).longValueExact();
    }
}
