package se.kvitta.source.svea;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import se.kvitta.answers.Answer;
import se.kvitta.ledger.VatRate;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Basis;
import se.kvitta.settlement.Basket.Line;
import se.kvitta.settlement.Buyer;
import se.kvitta.settlement.OrderShares;
import se.kvitta.settlement.OrderShares.Taken;
import se.kvitta.settlement.OrderTold;
import se.kvitta.settlement.OrderWords;

/**
 * What an order of the administration API says that its deliveries and credits consist of. Prices hold VAT, and no VAT amount is
 * told. Of persons the national number is not read.
 */
final class SveaOrder {

    /** A credit by amount may be of some of so many rows. */
    private static final int MOST_ROWS = 12;

    private static final int HUNDRED = 100;
    private static final int TEN_THOUSAND = 10_000;

    private final Answer told;
    private final JsonNode order;
    private final Currency currency;
    private final OrderWords words;

    SveaOrder(Answer told, OrderWords words) {
        this.told = told;
        this.order = told.node();
        this.currency = told.currency(told.text("Currency"));
        this.words = words;
    }

    /** What a credit is known by: it has no id of its own. */
    static String credit(String delivery, long amount) {
        return delivery + "/credit/" + amount;
    }

    void tell(Consumer<OrderTold> orders) {
        for (JsonNode node : order.path("Deliveries")) {
            Answer delivery = told.in(node);
            String id = delivery.text("Id");
            LocalDate sold = sold(delivery);
            List<Line> lines = lines(node.path("OrderRows"));
            part(orders, id, new Taken(lines, Basis.STATED), sold);
            credits(orders, id, delivery, lines, sold);
        }
    }

    /** Credits of one delivery that have the same amount cannot be told apart, and tell nothing. */
    private void credits(Consumer<OrderTold> orders, String id, Answer delivery, List<Line> lines, LocalDate sold) {
        Map<Long, Integer> alike = new HashMap<>();
        JsonNode credits = delivery.node().path("Credits");
        credits.forEach(credit -> alike.merge(told.in(credit).whole("Amount"), 1, Math::addExact));
        var returned = new OrderShares.Returned(lines, Basis.STATED, delivery.whole("DeliveryAmount"));
        for (JsonNode credit : credits) {
            long amount = told.in(credit).whole("Amount");
            List<Line> rows = lines(credit.path("OrderRows"));
            Taken taken = returned.take(rows.isEmpty() ? rowsOf(amount, lines) : rows, amount);
            if (alike.getOrDefault(amount, 0) == 1) {
                part(orders, credit(id, amount), taken, sold);
            }
        }
    }

    private void part(Consumer<OrderTold> orders, String part, Taken taken, LocalDate sold) {
        if (!taken.lines().isEmpty()) {
            orders.accept(new OrderTold(
                    told.text("Id"),
                    part,
                    new Basket(
                            Basket.StatedBy.PROVIDER,
                            currency,
                            taken.lines(),
                            "",
                            null,
                            buyer(),
                            country(),
                            sold,
                            taken.basis())));
        }
    }

    /** The only rows whose amounts add up to a credit that names none; no rows where several do, or none. */
    private static List<Line> rowsOf(long amount, List<Line> lines) {
        if (lines.size() > MOST_ROWS) {
            return List.of();
        }
        List<Line> found = List.of();
        for (int chosen = 1; chosen < 1 << lines.size(); chosen++) {
            var some = new ArrayList<Line>();
            for (int i = 0; i < lines.size(); i++) {
                if ((chosen & 1 << i) != 0) {
                    some.add(lines.get(i));
                }
            }
            if (some.stream().mapToLong(Line::gross).sum() == amount) {
                if (!found.isEmpty()) {
                    return List.of();
                }
                found = some;
            }
        }
        return found;
    }

    private List<Line> lines(JsonNode rows) {
        var lines = new ArrayList<Line>();
        for (JsonNode row : rows) {
            if (!row.path("IsCancelled").asBoolean()) {
                lines.add(line(told.in(row)));
            }
        }
        return lines;
    }

    /** Quantity and rates are hundredths, and a price is of one with its VAT. */
    private Line line(Answer row) {
        BigDecimal quantity = BigDecimal.valueOf(row.whole("Quantity"), 2);
        long gross = BigDecimal.valueOf(row.whole("UnitPrice"))
                .multiply(BigDecimal.valueOf(row.whole("Quantity")))
                .multiply(BigDecimal.valueOf(
                        TEN_THOUSAND - row.node().path("DiscountPercent").asLong()))
                .divide(BigDecimal.valueOf((long) HUNDRED * TEN_THOUSAND), 0, RoundingMode.HALF_UP)
                .subtract(BigDecimal.valueOf(row.node().path("DiscountAmount").asLong()))
                .longValueExact();
        var rate = new VatRate(Math.toIntExact(row.whole("VatPercent")));
        String article = row.textOrEmpty("ArticleNumber");
        String text = row.textOrEmpty("Name");
        return new Line(
                words.kindOf(gross, rate, text, article),
                rate,
                gross,
                null,
                text,
                "",
                article,
                quantity.signum() > 0 ? quantity.stripTrailingZeros() : BigDecimal.ONE);
    }

    /** In Sweden, as it says no zone [?]. */
    private static LocalDate sold(Answer delivery) {
        try {
            return LocalDateTime.parse(delivery.text("CreationDate")).toLocalDate();
        } catch (DateTimeException e) {
            throw delivery.missing("CreationDate");
        }
    }

    private String country() {
        for (String address : List.of("ShippingAddress", "BillingAddress")) {
            String country = order.path(address).path("CountryCode").asText("");
            if (country.length() == 2) {
                return country.toUpperCase(Locale.ROOT);
            }
        }
        return "";
    }

    private Buyer buyer() {
        Answer address = told.in(
                order.path("BillingAddress").isObject() ? order.path("BillingAddress") : order.path("ShippingAddress"));
        return new Buyer(
                "",
                address.textOrEmpty("FullName"),
                told.textOrEmpty("EmailAddress"),
                told.textOrEmpty("PhoneNumber"),
                order.path("IsCompany").asBoolean() ? told.textOrEmpty("NationalId") : "",
                address.textOrEmpty("StreetAddress"),
                address.textOrEmpty("CoAddress"),
                address.textOrEmpty("PostalCode"),
                address.textOrEmpty("City"),
                address.textOrEmpty("CountryCode"));
    }
}
