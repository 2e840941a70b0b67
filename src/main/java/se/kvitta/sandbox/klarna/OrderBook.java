package se.kvitta.sandbox.klarna;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The orders of one merchant as the Order Management API tells them: given as they are, or made from a settlement's rows. */
final class OrderBook {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, ObjectNode> given = new HashMap<>();
    private final Map<String, Made> made = new HashMap<>();

    /** One capture or refund. */
    private record Part(boolean refund, String id, String reference, Instant at, long amount, Basket basket) {}

    /** What a generated order is made of when it is asked for; as little as can be, because there may be many. */
    private record Made(OrderFacts facts, String currency, List<Part> parts) {}

    synchronized void put(ObjectNode order) {
        given.put(order.path("order_id").asText(), order);
    }

    /** Takes the orders of a plan's sales, returns and disputes, so that they tie with its rows. */
    void generate(SettlementPlan plan) throws IOException {
        new RowSource(plan).tell(row -> {
            boolean back = row.type == RowType.RETURN || row.type == RowType.REVERSAL;
            if ((row.type == RowType.SALE || back) && !row.order.orderId().isEmpty()) {
                add(row, back, plan);
            }
        });
    }

    private synchronized void add(SettlementRow row, boolean back, SettlementPlan plan) {
        Made order = made.computeIfAbsent(
                row.order.orderId(), id -> new Made(row.order, plan.currency(), new ArrayList<>(2)));
        if (back && order.parts().isEmpty()) {
            // Captured in an earlier settlement.
            var at = row.captured.minus(Duration.ofDays(20));
            order.parts().add(new Part(false, earlier(row.refundId), "", at, row.basket.total(), row.basket));
        }
        // A buyer who does not pay has sent nothing back.
        if (!row.detailedType.equals("PAYMENT_DEFAULT")) {
            order.parts()
                    .add(new Part(
                            back,
                            back ? row.refundId : row.captureId,
                            back ? row.refundReference : row.captureReference,
                            row.captured,
                            row.amount,
                            row.basket));
        }
    }

    private static String earlier(String refundId) {
        return "c" + refundId.substring(1);
    }

    synchronized Optional<ObjectNode> find(String id, OrdersHabits habits) {
        @Nullable ObjectNode known = given.get(id);
        if (known != null) {
            return Optional.of(habits.lowerCase() ? lowerCase(known.deepCopy()) : known);
        }
        @Nullable Made generated = made.get(id);
        return generated == null
                ? Optional.empty()
                : Optional.of(habits.lowerCase() ? lowerCase(json(generated, habits)) : json(generated, habits));
    }

    synchronized String anyCaptured() {
        return made.values().stream()
                .filter(order -> order.parts().stream().noneMatch(Part::refund))
                .map(order -> order.facts().orderId())
                .sorted()
                .findFirst()
                .orElseThrow();
    }

    private static ObjectNode lowerCase(ObjectNode order) {
        for (String field : List.of("purchase_country", "purchase_currency", "locale")) {
            order.put(field, order.path(field).asText().toLowerCase(Locale.ROOT));
        }
        if (order.get("shipping_address") instanceof ObjectNode address) {
            address.put("country", address.path("country").asText().toLowerCase(Locale.ROOT));
        }
        return order;
    }

    private static ObjectNode json(Made made, OrdersHabits habits) {
        OrderFacts facts = made.facts();
        long captured = sum(made, false);
        long refunded = sum(made, true);
        ObjectNode order = JSON.createObjectNode();
        order.put("order_id", facts.orderId());
        order.put("status", "CAPTURED");
        order.put("fraud_status", "ACCEPTED");
        order.put("order_amount", captured);
        order.put("original_order_amount", captured);
        order.put("captured_amount", captured);
        order.put("refunded_amount", refunded);
        order.put("remaining_authorized_amount", 0);
        order.put("purchase_currency", made.currency());
        order.put("purchase_country", facts.purchaseCountry());
        order.put("locale", "sv-SE");
        ArrayNode lines = order.putArray("order_lines");
        made.parts().stream().filter(part -> !part.refund()).forEach(part -> add(lines, part.basket(), habits));
        order.put("merchant_reference1", facts.reference1());
        order.put("merchant_reference2", facts.reference2());
        order.put("klarna_reference", facts.shortOrderId());
        order.putObject("customer")
                .put("date_of_birth", "1984-05-17")
                .put("national_identification_number", "19840517-0000");
        boolean business = facts.method().equals("invoice_business");
        order.set("billing_address", address(facts, business));
        order.set("shipping_address", address(facts, business));
        order.put("created_at", String.valueOf(facts.ordered()));
        ArrayNode captures = order.putArray("captures");
        ArrayNode refunds = order.putArray("refunds");
        int number = 0;
        for (Part part : made.parts()) {
            ObjectNode node = part.refund() ? refunds.addObject() : captures.addObject();
            node.put(part.refund() ? "refund_id" : "capture_id", part.id());
            node.put(part.refund() ? "refunded_amount" : "captured_amount", part.amount());
            node.put(part.refund() ? "refunded_at" : "captured_at", part.at().toString());
            if (!part.reference().isEmpty()) {
                node.put("reference", part.reference());
            }
            if (!part.refund()) {
                node.put("klarna_reference", facts.shortOrderId() + "-" + ++number);
                node.put("refunded_amount", 0);
            }
            ArrayNode own = node.putArray("order_lines");
            if (habits.tellsLines(part.id())) {
                add(own, part.basket(), habits);
            }
        }
        order.putObject("initial_payment_method").put("type", facts.method().toUpperCase(Locale.ROOT));
        return order;
    }

    private static long sum(Made made, boolean refund) {
        return made.parts().stream()
                .filter(part -> part.refund() == refund)
                .mapToLong(Part::amount)
                .sum();
    }

    private static void add(ArrayNode lines, Basket basket, OrdersHabits habits) {
        for (int i = 0; i < basket.lines().size(); i++) {
            Basket.Line line = basket.lines().get(i);
            boolean freight = i == 2;
            ObjectNode node = lines.addObject();
            node.put("type", freight ? "shipping_fee" : "physical");
            node.put("reference", freight ? "FRAKT" : "ART-" + line.price() % 997);
            node.put("name", freight ? "Frakt till ombud" : "Vara på hyllan nr " + line.price() % 997 + " – åäöé 🎁");
            node.put("quantity", 1);
            node.put("quantity_unit", "pcs");
            node.put("unit_price", line.price());
            if (habits.tellsRates()) {
                node.put("tax_rate", line.vatRate());
                node.put("total_tax_amount", Minor.inside(line.price(), line.vatRate()));
            }
            node.put("total_discount_amount", 0);
            node.put("total_amount", line.price());
        }
    }

    private static ObjectNode address(OrderFacts facts, boolean business) {
        ObjectNode address = JSON.createObjectNode();
        if (business) {
            address.put("organization_name", "Bolaget " + facts.reference1() + " AB");
        }
        address.put("given_name", "Åsa");
        address.put("family_name", "Köpare-" + facts.reference1());
        address.put("email", "kund" + facts.reference1() + "@example.com");
        address.put("phone", "+46701740610");
        address.put("street_address", "Björkvägen 12");
        address.put("postal_code", "903 21");
        address.put("city", "Umeå");
        address.put("country", facts.shippingCountry().isEmpty() ? facts.purchaseCountry() : facts.shippingCountry());
        return address;
    }

    /** A part of an order by the path below it, as the API gives it; empty when there is none. */
    static Optional<JsonNode> part(ObjectNode order, String path) {
        String[] steps = path.split("/", -1);
        if (steps.length == 1 && steps[0].equals("captures")) {
            return Optional.of(order.path("captures"));
        }
        if (steps.length != 2 || !(steps[0].equals("captures") || steps[0].equals("refunds"))) {
            return Optional.empty();
        }
        String id = steps[0].equals("captures") ? "capture_id" : "refund_id";
        for (JsonNode part : order.path(steps[0])) {
            if (part.path(id).asText().equals(steps[1])) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }
}
