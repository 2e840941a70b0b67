package se.kvitta.source.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import se.kvitta.order.OrderRequest;
import se.kvitta.order.ReadRights;

/**
 * What stands behind one charge, call by call: the charge with its customer; the invoice that it paid, all its lines and their
 * tax rates; else the checkout session with all its line items. The answers are put together to one object, which
 * {@link StripeOrders} reads. What the key may not read is passed over.
 */
public final class OrderLookUp {

    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    /** What the key must be allowed to read, in the words of Stripe's Dashboard. */
    static final String CHARGES = "Charges";

    static final String CUSTOMERS = "Customers";
    static final String INVOICES = "Invoices";
    static final String TAX_RATES = "Tax Rates";
    static final String CHECKOUT = "Checkout Sessions";

    private enum Step {
        CHARGE(CHARGES),
        PAYMENTS(INVOICES),
        INVOICE(INVOICES),
        LINES(INVOICES),
        RATE(TAX_RATES),
        SESSIONS(CHECKOUT),
        ITEMS(CHECKOUT),
        DONE("");

        private final String right;

        Step(String right) {
            this.right = right;
        }
    }

    private final OrderRequest request;
    private final Predicate<String> forbidden;
    private final Function<String, @Nullable JsonNode> rates;
    private final ObjectNode told = StripeCalls.JSON.createObjectNode();
    private final Set<String> had = new LinkedHashSet<>();
    private final Set<String> lacking = new LinkedHashSet<>();
    private final Set<String> invoices = new LinkedHashSet<>();
    private final Deque<String> ratesToAsk = new ArrayDeque<>();
    private final Deque<ObjectNode> sessionsToFill = new ArrayDeque<>();
    private Step step = Step.CHARGE;
    private boolean withCustomer;
    private String after = "";
    private int status = OK;
    private byte[] refusal = new byte[0];

    /**
     * @param forbidden whether the key is known not to have a right
     * @param rates a tax rate that was read before, by its id; null when it was not
     */
    OrderLookUp(OrderRequest request, Predicate<String> forbidden, Function<String, @Nullable JsonNode> rates) {
        this.request = request;
        this.forbidden = forbidden;
        this.rates = rates;
        this.withCustomer = !forbidden.test(CUSTOMERS);
        told.put("order_id", request.order());
        skipForbidden();
    }

    /** Whether there is another call to make. */
    public boolean isMore() {
        return step != Step.DONE;
    }

    /** The path of the next call. */
    public String getPath() {
        return switch (step) {
            case CHARGE -> "/v1/charges/" + encoded(request.order());
            case PAYMENTS -> "/v1/invoice_payments";
            case INVOICE -> "/v1/invoices/" + invoices.iterator().next();
            case LINES -> "/v1/invoices/" + invoices.iterator().next() + "/lines";
            case RATE -> "/v1/tax_rates/" + ratesToAsk.getFirst();
            case SESSIONS -> "/v1/checkout/sessions";
            case ITEMS ->
                "/v1/checkout/sessions/" + sessionsToFill.getFirst().path("id").asText() + "/line_items";
            case DONE -> throw new IllegalStateException("there is nothing more to ask");
        };
    }

    /** The query of the next call; may be empty. */
    public String getQuery() {
        return switch (step) {
            case CHARGE -> withCustomer ? "expand%5B%5D=customer&expand%5B%5D=customer.tax_ids" : "";
            case PAYMENTS ->
                "payment%5Btype%5D=payment_intent&payment%5Bpayment_intent%5D=" + intent() + "&limit=100" + after;
            case LINES -> "limit=100" + after;
            case SESSIONS ->
                "payment_intent=" + intent() + "&limit=100&expand%5B%5D=data.line_items"
                        + "&expand%5B%5D=data.line_items.data.taxes&expand%5B%5D=data.shipping_cost.taxes" + after;
            case ITEMS -> "limit=100&expand%5B%5D=data.taxes" + after;
            case INVOICE, RATE, DONE -> "";
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private String intent() {
        JsonNode intent = told.path("charge").path("payment_intent");
        return encoded(intent.isObject() ? intent.path("id").asText("") : intent.asText(""));
    }

    /** HTTP status of what is handed on: 200 with {@link #getAnswer}, else the one that says why nothing is told. */
    public int getStatus() {
        return status;
    }

    /** All that was told, as one object; the body of the refusal when there was one. */
    public byte[] getAnswer() {
        return status == OK ? told.toString().getBytes(StandardCharsets.UTF_8) : refusal;
    }

    /** What the key may read, and what it may not, as far as this charge has shown. */
    public ReadRights getRights() {
        return new ReadRights(had, lacking);
    }

    /** Takes the answer to the call. Throws {@link IOException} when it is nothing that was asked for. */
    void answered(byte[] body) throws IOException {
        JsonNode answer = StripeCalls.read(body);
        had.add(step.right);
        switch (step) {
            case CHARGE -> {
                if (withCustomer) {
                    had.add(CUSTOMERS);
                }
                told.set("charge", answer);
                step = intent().isEmpty() ? Step.DONE : Step.PAYMENTS;
            }
            case PAYMENTS -> {
                answer.path("data")
                        .forEach(payment -> invoices.add(payment.path("invoice").asText()));
                if (!next(answer)) {
                    // A payment of several invoices is no invoice's alone.
                    step = invoices.size() == 1 ? Step.INVOICE : Step.SESSIONS;
                }
            }
            case INVOICE -> {
                told.set("invoice", answer);
                JsonNode lines = answer.path("lines");
                step = next(lines) ? Step.LINES : Step.RATE;
                askRates();
            }
            case LINES -> {
                ((ArrayNode) told.path("invoice").path("lines").path("data")).addAll((ArrayNode) answer.path("data"));
                if (!next(answer)) {
                    step = Step.RATE;
                    askRates();
                }
            }
            case RATE -> {
                told.withObject("rates").set(ratesToAsk.removeFirst(), answer);
                askRates();
            }
            case SESSIONS -> sessions(answer);
            case ITEMS -> {
                JsonNode items = sessionsToFill.getFirst().path("line_items").path("data");
                ((ArrayNode) items).addAll((ArrayNode) answer.path("data"));
                if (!next(answer)) {
                    sessionsToFill.removeFirst();
                    fill();
                }
            }
            case DONE -> throw new IllegalStateException("nothing was asked");
        }
        skipForbidden();
    }

    private void sessions(JsonNode answer) {
        ArrayNode sessions = told.withArray("sessions");
        answer.path("data").forEach(sessions::add);
        if (!next(answer)) {
            sessions.forEach(session -> {
                if (session.path("line_items").path("has_more").asBoolean()) {
                    sessionsToFill.addLast((ObjectNode) session);
                }
            });
            fill();
        }
    }

    private void fill() {
        step = sessionsToFill.isEmpty() ? Step.DONE : Step.ITEMS;
        after = sessionsToFill.isEmpty()
                ? ""
                : afterLast(sessionsToFill.getFirst().path("line_items").path("data"));
    }

    /** Asks for the rates of an invoice that is whole; those that were read before are known. */
    private void askRates() {
        if (step != Step.RATE) {
            return;
        }
        if (!told.has("rates")) {
            ObjectNode known = told.putObject("rates");
            for (JsonNode id : told.path("invoice").path("lines").findValues("tax_rate")) {
                @Nullable JsonNode rate = rates.apply(id.asText());
                if (rate != null) {
                    known.set(id.asText(), rate);
                } else if (!ratesToAsk.contains(id.asText())) {
                    ratesToAsk.addLast(id.asText());
                }
            }
        }
        if (ratesToAsk.isEmpty()) {
            step = Step.DONE;
        }
    }

    /** Whether a list goes on, after its last member. */
    private boolean next(JsonNode list) {
        boolean more = list.path("has_more").asBoolean() && !list.path("data").isEmpty();
        after = more ? afterLast(list.path("data")) : "";
        return more;
    }

    private static String afterLast(JsonNode data) {
        return "&starting_after="
                + encoded(data.path(data.size() - 1).path("id").asText());
    }

    private void skipForbidden() {
        while (step != Step.DONE && forbidden.test(step.right)) {
            lacking.add(step.right);
            pass(FORBIDDEN, new byte[0]);
        }
    }

    /** A call was refused: what is not there, or may not be read, is passed over; all else is the core's to judge. */
    void refused(int code, byte[] body) {
        if (code == FORBIDDEN && step == Step.CHARGE && withCustomer) {
            withCustomer = false;
            lacking.add(CUSTOMERS);
            return;
        }
        if (code == FORBIDDEN) {
            lacking.add(step.right);
            if (step == Step.CHARGE) {
                // It was not the customer that may not be read.
                lacking.remove(CUSTOMERS);
            }
        }
        pass(code, body);
        skipForbidden();
    }

    private void pass(int code, byte[] body) {
        boolean passes = step != Step.CHARGE && (code == FORBIDDEN || code == NOT_FOUND);
        after = "";
        if (!passes) {
            status = code;
            refusal = body;
            step = Step.DONE;
            return;
        }
        step = switch (step) {
            case PAYMENTS, INVOICE, LINES -> {
                told.remove("invoice");
                yield Step.SESSIONS;
            }
            case RATE -> {
                // Without its rates an invoice says nothing, and its payment is in no session.
                told.remove("invoice");
                yield Step.DONE;
            }
            case CHARGE, SESSIONS, ITEMS, DONE -> {
                told.remove("sessions");
                yield Step.DONE;
            }
        };
    }
}
