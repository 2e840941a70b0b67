package se.kvitta.source.klarna;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.OrderLines;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Basis;
import se.kvitta.settlement.Basket.Line;
import se.kvitta.settlement.Buyer;
import se.kvitta.settlement.OrderShares;
import se.kvitta.settlement.OrderShares.Taken;
import se.kvitta.settlement.ToldOrder;

/**
 * What the captures and refunds of an order consist of. Klarna states lines for each, or leaves them out; then they are those
 * of the whole order where the amounts say so, else the order's proportions per VAT rate. Of the buyer neither the date of
 * birth nor the personal number is read.
 */
final class OrderParts {

    private final String number;
    private final JsonNode order;
    private final CaptureLines lines;
    private final Currency currency;
    private final List<Line> whole;

    private OrderParts(String number, JsonNode order, OrderLines words) {
        this.number = number;
        this.order = order;
        this.lines = new CaptureLines(words);
        this.currency =
                Currency.getInstance(order.path("purchase_currency").asText().toUpperCase(Locale.ROOT));
        this.whole = lines.sold(order.path("order_lines"));
    }

    /**
     * @param number the order's id as the settlement names it
     * @param words what in its lines is no sale
     */
    static ToldOrder of(String number, JsonNode order, OrderLines words) {
        return new OrderParts(number, order, words).told();
    }

    private ToldOrder told() {
        var parts = new ArrayList<ToldOrder.Part>();
        var sold = new ArrayList<Line>();
        var basis = Basis.STATED;
        long captured = 0;
        @Nullable Instant first = null;
        for (JsonNode capture : inOrder("captures", "captured_at")) {
            long amount = CaptureLines.minor(capture, "captured_amount");
            Instant at = Instant.parse(capture.path("captured_at").asText());
            Taken taken = captured(capture, amount);
            sold.addAll(taken.lines());
            basis = taken.basis() == Basis.STATED ? basis : taken.basis();
            captured = Math.addExact(captured, amount);
            first = first == null ? at : first;
            parts.add(part(ToldOrder.Kind.CAPTURE, capture, "capture_id", amount, at, taken, Stockholm.dayOf(at)));
        }
        @Nullable LocalDate day = first == null ? null : Stockholm.dayOf(first);
        var returned = new OrderShares.Returned(sold, basis, captured);
        for (JsonNode refund : inOrder("refunds", "refunded_at")) {
            long amount = CaptureLines.minor(refund, "refunded_amount");
            Instant at = Instant.parse(refund.path("refunded_at").asText());
            Taken taken = returned.take(lines.takenBack(refund.path("order_lines"), amount), amount);
            parts.add(part(ToldOrder.Kind.REFUND, refund, "refund_id", amount, at, taken, day));
        }
        return new ToldOrder(
                number, whole.isEmpty() ? null : basket(order, new Taken(whole, Basis.STATED), day), parts);
    }

    private List<JsonNode> inOrder(String list, String at) {
        return StreamSupport.stream(order.path(list).spliterator(), false)
                .sorted(Comparator.comparing(
                        (JsonNode node) -> Instant.parse(node.path(at).asText())))
                .toList();
    }

    private ToldOrder.Part part(
            ToldOrder.Kind kind,
            JsonNode node,
            String id,
            long amount,
            Instant at,
            Taken taken,
            @Nullable LocalDate day) {
        return new ToldOrder.Part(
                kind,
                node.path(id).asText(),
                Money.ofMinor(amount, currency),
                at,
                taken.lines().isEmpty() ? null : basket(node, taken, day));
    }

    private Taken captured(JsonNode capture, long amount) {
        List<Line> stated = lines.sold(capture.path("order_lines"));
        if (!stated.isEmpty()) {
            return new Taken(stated, Basis.STATED);
        }
        return amount == order.path("order_amount").asLong()
                ? new Taken(whole, Basis.STATED)
                : OrderShares.inProportion(whole, amount);
    }

    private Basket basket(JsonNode part, Taken taken, @Nullable LocalDate day) {
        return new Basket(
                Basket.StatedBy.PROVIDER,
                currency,
                taken.lines(),
                "",
                null,
                buyer(),
                country(part),
                day,
                taken.basis());
    }

    /** Where it was sent: the part's address, else the order's; digital goods have the buyer's. */
    private String country(JsonNode part) {
        for (JsonNode place : List.of(
                part.at("/shipping_address/country"),
                order.at("/shipping_address/country"),
                order.at("/billing_address/country"),
                order.path("purchase_country"))) {
            String country = place.asText("").strip().toUpperCase(Locale.ROOT);
            if (country.length() == 2) {
                return country;
            }
        }
        return "";
    }

    private @Nullable Buyer buyer() {
        JsonNode address = order.path("billing_address").isObject()
                ? order.path("billing_address")
                : order.path("shipping_address");
        String company = text(address, "organization_name");
        String person = (text(address, "given_name") + " " + text(address, "family_name")).strip();
        return new Buyer(
                "",
                company.isEmpty() ? person : company,
                text(address, "email"),
                text(address, "phone"),
                "",
                text(address, "street_address"),
                text(address, "street_address2"),
                text(address, "postal_code"),
                text(address, "city"),
                text(address, "country").toUpperCase(Locale.ROOT));
    }

    private static String text(JsonNode node, String field) {
        return Objects.requireNonNullElse(node.path(field).asText(""), "").strip();
    }
}
