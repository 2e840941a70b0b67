package se.kvitta.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was sold for the charges of an account, and to whom, in the shapes of Stripe's answers. */
public final class SoldThings {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final StripeAccount account;
    private final Map<String, List<ObjectNode>> lines = new HashMap<>();
    private final Map<String, JsonNode> parts = new HashMap<>();
    private final List<ObjectNode> sessions = new ArrayList<>();
    private final List<ObjectNode> payments = new ArrayList<>();
    private final Map<String, String> rates = new HashMap<>();

    SoldThings(StripeAccount account) {
        this.account = account;
    }

    /**
     * One thing that was sold.
     *
     * @param gross in the currency's smallest unit, VAT included
     * @param percent of its VAT
     * @param reason Stripe's word for why it is taxed so, such as {@code standard_rated}
     */
    public record Thing(String text, long gross, String percent, long quantity, String reason) {

        public static Thing of(String text, long gross, String percent) {
            return new Thing(text, gross, percent, 1, "standard_rated");
        }

        long tax() {
            var rate = new BigDecimal(percent);
            return BigDecimal.valueOf(gross)
                    .multiply(rate)
                    .divide(rate.add(BigDecimal.valueOf(100)), 0, RoundingMode.HALF_UP)
                    .longValueExact();
        }
    }

    /**
     * Gives a charge a customer.
     *
     * @param taxId value of {@code eu_vat}, verified; empty for none
     * @param exempt {@code none}, {@code exempt} or {@code reverse}
     */
    public void customer(String charge, String name, String country, String taxId, String exempt) {
        synchronized (account) {
            String id = account.next("cus");
            ObjectNode charged = account.known(charge);
            Instant at = Instant.ofEpochSecond(charged.path("created").asLong());
            ObjectNode customer = account.object(id, "customer", at);
            customer.put("name", name).put("email", "kund@example.se").put("tax_exempt", exempt);
            customer.putObject("address").put("country", country).put("city", "Staden");
            var ids = new ArrayList<ObjectNode>();
            if (!taxId.isEmpty()) {
                ObjectNode tax = JSON.createObjectNode().put("id", account.next("txi"));
                tax.put("object", "tax_id").put("type", "eu_vat").put("value", taxId);
                tax.putObject("verification").put("status", "verified");
                ids.add(tax);
            }
            parts.put(id + "/tax_ids", StripeAccount.listIn("/v1/customers/" + id + "/tax_ids", ids));
            charged.put("customer", id);
        }
    }

    /** A checkout session that was paid by a charge; answers its id. */
    public String checkout(String charge, List<Thing> things) {
        synchronized (account) {
            String id = account.next("cs_test");
            ObjectNode charged = account.known(charge);
            Instant at = Instant.ofEpochSecond(charged.path("created").asLong());
            ObjectNode session = account.object(id, "checkout.session", at);
            String currency = charged.path("currency").asText();
            session.put("amount_total", things.stream().mapToLong(Thing::gross).sum());
            session.put("currency", currency).put("mode", "payment");
            session.put("payment_intent", charged.path("payment_intent").asText());
            session.put("payment_status", "paid").put("status", "complete").putNull("shipping_cost");
            session.putObject("customer_details").put("tax_exempt", "none").putArray("tax_ids");
            session.putArray("custom_fields");
            var items = new ArrayList<ObjectNode>();
            for (Thing thing : things) {
                items.add(item(account.next("li"), thing, currency));
            }
            lines.put(id, items);
            parts.put(id + "/line_items", StripeAccount.listIn("/v1/checkout/sessions/" + id + "/line_items", items));
            sessions.add(session);
            return id;
        }
    }

    private ObjectNode item(String id, Thing thing, String currency) {
        ArrayNode taxes = JSON.createArrayNode();
        ObjectNode tax = taxes.addObject().put("amount", thing.tax());
        tax.set("rate", rate(thing.percent(), true));
        tax.put("taxability_reason", thing.reason()).put("taxable_amount", thing.gross() - thing.tax());
        parts.put(id + "/taxes", taxes);
        return item(id, thing.gross(), thing.tax(), currency, thing.text(), thing.quantity());
    }

    static ObjectNode item(String id, long gross, long tax, String currency, String text, long quantity) {
        ObjectNode item = JSON.createObjectNode().put("id", id).put("object", "item");
        item.put("amount_discount", 0).put("amount_subtotal", gross).put("amount_tax", tax);
        item.put("amount_total", gross).put("currency", currency).put("description", text);
        return item.put("quantity", quantity);
    }

    /** An invoice with prices before VAT that was paid by a charge; answers its id. */
    public String invoice(String charge, List<Thing> things) {
        synchronized (account) {
            String id = account.next("in");
            ObjectNode charged = account.known(charge);
            Instant at = Instant.ofEpochSecond(charged.path("created").asLong());
            ObjectNode invoice = account.object(id, "invoice", at);
            String currency = charged.path("currency").asText();
            long total = things.stream().mapToLong(Thing::gross).sum();
            invoice.put("currency", currency).put("total", total).put("status", "paid");
            invoice.put("customer_tax_exempt", "none").putArray("customer_tax_ids");
            var items = new ArrayList<ObjectNode>();
            for (Thing thing : things) {
                items.add(line(thing, currency));
            }
            lines.put(id, items);
            ObjectNode payment = account.object(account.next("inpay"), "invoice_payment", at);
            payment.put("invoice", id)
                    .put("amount_paid", total)
                    .put("currency", currency)
                    .put("status", "paid");
            payment.putObject("payment")
                    .put("type", "payment_intent")
                    .put("payment_intent", charged.path("payment_intent").asText());
            payments.add(payment);
            return id;
        }
    }

    private ObjectNode line(Thing thing, String currency) {
        long net = thing.gross() - thing.tax();
        ObjectNode line = JSON.createObjectNode().put("id", account.next("il")).put("object", "line_item");
        line.put("amount", net).put("currency", currency).put("description", thing.text());
        line.put("quantity", thing.quantity()).putArray("discount_amounts");
        ObjectNode tax = line.putArray("taxes").addObject().put("amount", thing.tax());
        tax.put("tax_behavior", "exclusive")
                .put("taxability_reason", thing.reason())
                .put("taxable_amount", net);
        tax.putObject("tax_rate_details")
                .put("tax_rate", rate(thing.percent(), false).path("id").asText());
        return line;
    }

    private ObjectNode rate(String percent, boolean inclusive) {
        String id = rates.computeIfAbsent(percent + inclusive, first -> account.next("txr"));
        if (!account.has(id)) {
            rate(account.object(id, "tax_rate", Instant.EPOCH), percent, inclusive);
        }
        return account.known(id).deepCopy();
    }

    static ObjectNode rate(ObjectNode rate, String percent, boolean inclusive) {
        rate.put("percentage", new BigDecimal(percent)).putNull("effective_percentage");
        return rate.put("inclusive", inclusive).put("country", "SE").put("tax_type", "vat");
    }

    List<ObjectNode> lines(String of) {
        List<ObjectNode> found = lines.get(of);
        if (found == null) {
            throw new Refusal(404, "resource_missing", "id", "No such object: '" + of + "'");
        }
        return found;
    }

    List<ObjectNode> sessions(String intent) {
        return sessions.stream()
                .filter(one -> one.path("payment_intent").asText().equals(intent))
                .toList();
    }

    List<ObjectNode> payments(String intent) {
        return payments.stream()
                .filter(one -> one.at("/payment/payment_intent").asText().equals(intent))
                .toList();
    }

    /** Nothing can be included in an object any more. */
    void forget(String of) {
        parts.keySet().removeIf(key -> key.startsWith(of + "/"));
    }

    /** Takes over an invoice or session as it is told elsewhere. */
    void keep(ObjectNode object) {
        switch (object.path("object").asText()) {
            case "checkout.session" -> sessions.add(object);
            case "invoice_payment" -> payments.add(object);
            default -> lines.put(object.path("id").asText(), members(object.path("lines")));
        }
    }

    private static List<ObjectNode> members(JsonNode list) {
        var members = new ArrayList<ObjectNode>();
        list.path("data").forEach(one -> members.add((ObjectNode) one));
        return members;
    }

    @Nullable
    JsonNode includable(String of, String part) {
        return parts.get(of + "/" + part);
    }
}
