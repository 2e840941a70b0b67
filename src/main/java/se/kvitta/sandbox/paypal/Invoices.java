package se.kvitta.sandbox.paypal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The invoices that a merchant sends with PayPal: what is paid of them there or elsewhere, and what the API tells of them. */
public final class Invoices {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");

    /** What a list has only when it is asked for it. */
    private static final Set<String> LARGE =
            Set.of("items", "payments", "refunds", "additional_recipients_info", "attachments");

    /** Neither does a list tell how it was counted. */
    private static final Set<String> NEVER_LISTED = Set.of("configuration");

    private static final int MOST_STATUSES = 5;
    private static final int LONGEST_NUMBER = 25;
    private static final Set<String> CRITERIA = Set.of(
            "recipient_email",
            "recipient_first_name",
            "recipient_last_name",
            "recipient_business_name",
            "invoice_number",
            "status",
            "reference",
            "currency_code",
            "memo",
            "total_amount_range",
            "invoice_date_range",
            "due_date_range",
            "payment_date_range",
            "creation_date_range",
            "archived",
            "fields");

    private final SandboxAccount account;
    private final Map<String, ObjectNode> all = new LinkedHashMap<>();

    Invoices(SandboxAccount account) {
        this.account = account;
    }

    /** Keeps an invoice as the API tells it. */
    synchronized void keep(JsonNode invoice) {
        all.put(invoice.path("id").asText(), invoice.deepCopy());
    }

    /** Sends an invoice; answers its id. */
    public synchronized String send(InvoiceDraft draft, LocalDate day) {
        String id = "INV2-%04d-SAND-BOXX-%04d".formatted(day.getDayOfYear(), all.size() + 1);
        all.put(id, draft.toJson(id, day.toString()));
        return id;
    }

    /** The buyer pays, all or a part, by PayPal; answers the row of the money. */
    public synchronized LedgerRow pay(String id, Instant at, long minor, long fee) {
        ObjectNode invoice = known(id);
        if (minor < due(invoice)
                && !invoice.at("/configuration/partial_payment/allow_partial_payment")
                        .asBoolean()) {
            throw new IllegalStateException(id + " is paid whole or not at all");
        }
        String payment = account.newId();
        paid(invoice, "PAYPAL", payment, at, minor, "PAYPAL");
        ObjectNode rest = JSON.createObjectNode();
        rest.putObject("cart_info").put("paypal_invoice_id", id);
        var row = new LedgerRow(
                payment,
                "",
                "T0007",
                at,
                at,
                "S",
                currency(invoice),
                minor,
                -fee,
                invoice.at("/detail/invoice_number").asText(),
                "",
                rest);
        account.add(row);
        return row;
    }

    /** The merchant notes that the buyer paid elsewhere: no money comes to PayPal. */
    public synchronized void paidElsewhere(String id, Instant at, long minor, String method) {
        paid(known(id), "EXTERNAL", "", at, minor, method);
    }

    /** Gives money of a payment back. */
    public synchronized LedgerRow refund(String id, LedgerRow payment, Instant at, long minor) {
        ObjectNode invoice = known(id);
        LedgerRow row = account.refund(payment, at, minor, 0, false);
        ObjectNode refunds = invoice.withObject("/refunds");
        long sum = minor(refunds.path("refund_amount")) + minor;
        refunds.set("refund_amount", SandboxAccount.money(currency(invoice), sum));
        refunds.withArray("transactions")
                .addObject()
                .put("type", "PAYPAL")
                .put("refund_id", row.id())
                .put("refund_date", day(at))
                .put("method", "PAYPAL")
                .set("amount", SandboxAccount.money(currency(invoice), minor));
        invoice.put("status", sum < minor(invoice.at("/payments/paid_amount")) ? "PARTIALLY_REFUNDED" : "REFUNDED");
        return row;
    }

    /** Null when there is none. */
    synchronized @Nullable JsonNode one(String id) {
        ObjectNode found = all.get(id);
        return found == null ? null : found.deepCopy();
    }

    /** A page of all of them. */
    synchronized ObjectNode list(Query query) throws Refusal {
        String text = query.text("fields", "");
        List<String> fields = text.isEmpty() ? List.of() : List.of(text.split(",", -1));
        return page(List.copyOf(all.values()), query, fields);
    }

    /** A page of those that fit everything that is asked for. */
    synchronized ObjectNode search(JsonNode wanted, Query query) throws Refusal {
        for (Map.Entry<String, JsonNode> criterion : wanted.properties()) {
            if (!CRITERIA.contains(criterion.getKey())) {
                throw Refusal.bad(criterion.getKey(), criterion.getValue().toString(), "body", "Unknown criterion");
            }
        }
        if (wanted.path("status").size() > MOST_STATUSES) {
            throw Refusal.bad("status", wanted.path("status").toString(), "body", "at most " + MOST_STATUSES);
        }
        if (wanted.path("invoice_number").asText("").length() > LONGEST_NUMBER) {
            throw Refusal.bad(
                    "invoice_number",
                    wanted.path("invoice_number").asText(),
                    "body",
                    "at most " + LONGEST_NUMBER + " characters");
        }
        List<String> fields = JSON.convertValue(
                wanted.withArray("fields"), JSON.getTypeFactory().constructCollectionType(List.class, String.class));
        return page(all.values().stream().filter(one -> fits(one, wanted)).toList(), query, fields);
    }

    private static ObjectNode page(List<ObjectNode> found, Query query, List<String> fields) throws Refusal {
        if (!LARGE.containsAll(fields)) {
            throw query.bad("fields", "Fields are " + LARGE);
        }
        int size = query.number("page_size", 20, 100);
        int page = query.number("page", 1, 1000);
        ObjectNode told = JSON.createObjectNode();
        if (query.flag("total_required", "true", "false", false)) {
            told.put("total_pages", (found.size() + size - 1) / size);
            told.put("total_items", found.size());
        }
        ArrayNode items = told.putArray("items");
        found.stream().skip((page - 1L) * size).limit(size).forEach(one -> {
            ObjectNode brief = one.deepCopy();
            LARGE.stream().filter(part -> !fields.contains(part)).forEach(brief::remove);
            brief.remove(NEVER_LISTED);
            items.add(brief);
        });
        told.putArray("links");
        return told;
    }

    private static boolean fits(ObjectNode one, JsonNode wanted) {
        JsonNode billing = one.at("/primary_recipients/0/billing_info");
        return is(one.at("/detail/invoice_number"), wanted.path("invoice_number"))
                && is(one.at("/detail/reference"), wanted.path("reference"))
                && is(one.at("/detail/memo"), wanted.path("memo"))
                && is(one.at("/detail/currency_code"), wanted.path("currency_code"))
                && is(billing.path("email_address"), wanted.path("recipient_email"))
                && is(billing.path("business_name"), wanted.path("recipient_business_name"))
                && is(billing.at("/name/given_name"), wanted.path("recipient_first_name"))
                && is(billing.at("/name/surname"), wanted.path("recipient_last_name"))
                && (wanted.path("status").isEmpty() || has(wanted.path("status"), one.path("status")))
                && (wanted.path("archived").isMissingNode()
                        || wanted.path("archived").isNull()
                        || wanted.path("archived").asBoolean()
                                == one.at("/detail/archived").asBoolean(false))
                && isBetween(one.at("/detail/invoice_date").asText(), wanted.path("invoice_date_range"))
                && isBetween(one.at("/detail/payment_term/due_date").asText(), wanted.path("due_date_range"))
                && isBetween(one.at("/detail/metadata/create_time").asText(), wanted.path("creation_date_range"))
                && isPaidBetween(one, wanted.path("payment_date_range"))
                && isWorth(one, wanted.path("total_amount_range"));
    }

    private static boolean is(JsonNode told, JsonNode wanted) {
        return wanted.isMissingNode() || told.asText("").equals(wanted.asText());
    }

    private static boolean has(JsonNode wanted, JsonNode told) {
        for (JsonNode one : wanted) {
            if (one.equals(told)) {
                return true;
            }
        }
        return false;
    }

    /** Days and times of UTC stand in the order of their text. */
    private static boolean isBetween(String told, JsonNode range) {
        return range.isMissingNode()
                || (told.compareTo(range.path("start").asText()) >= 0
                        && told.compareTo(range.path("end").asText()) <= 0);
    }

    private static boolean isPaidBetween(ObjectNode one, JsonNode range) {
        if (range.isMissingNode()) {
            return true;
        }
        for (JsonNode payment : one.at("/payments/transactions")) {
            if (isBetween(payment.path("payment_date").asText(), range)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWorth(ObjectNode one, JsonNode range) {
        long total = minor(one.path("amount"));
        return range.isMissingNode()
                || (one.at("/amount/currency_code").equals(range.at("/lower_amount/currency_code"))
                        && minor(range.path("lower_amount")) <= total
                        && total <= minor(range.path("upper_amount")));
    }

    private static void paid(ObjectNode invoice, String type, String id, Instant at, long minor, String method) {
        long due = due(invoice);
        if (minor <= 0 || minor > due) {
            throw new IllegalStateException(due + " is due, not " + minor);
        }
        ObjectNode payments = invoice.withObject("/payments");
        payments.set(
                "paid_amount", SandboxAccount.money(currency(invoice), minor(payments.path("paid_amount")) + minor));
        ObjectNode payment = payments.withArray("transactions").addObject().put("type", type);
        if (!id.isEmpty()) {
            payment.put("payment_id", id);
        }
        payment.put("payment_date", day(at)).put("method", method);
        payment.set("amount", SandboxAccount.money(currency(invoice), minor));
        invoice.set("due_amount", SandboxAccount.money(currency(invoice), due - minor));
        boolean byPayPal = false;
        for (JsonNode one : payments.path("transactions")) {
            byPayPal |= one.path("type").asText().equals("PAYPAL");
        }
        invoice.put("status", minor < due ? "PARTIALLY_PAID" : byPayPal ? "PAID" : "MARKED_AS_PAID");
    }

    private static String day(Instant at) {
        return LocalDate.ofInstant(at, STOCKHOLM).toString();
    }

    private static String currency(ObjectNode invoice) {
        return invoice.at("/detail/currency_code").asText();
    }

    private static long due(ObjectNode invoice) {
        return minor(invoice.path("due_amount"));
    }

    private static long minor(JsonNode money) {
        String value = money.path("value").asText("");
        return value.isEmpty()
                ? 0
                : new BigDecimal(value)
                        .movePointRight(
                                Currency.getInstance(money.path("currency_code").asText())
                                        .getDefaultFractionDigits())
                        .longValueExact();
    }

    private ObjectNode known(String id) {
        ObjectNode found = all.get(id);
        if (found == null) {
            throw new IllegalArgumentException("there is no invoice " + id);
        }
        return found;
    }
}
