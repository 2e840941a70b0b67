package se.kvitta.sandbox.paypal;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The disputes of an account: what the API tells of them, and the rows that they make. A claim is decided by PayPal and holds the money meanwhile; a
 * chargeback is the card's bank's, which takes it at once.
 */
public final class Disputes {

    /** What PayPal takes for a chargeback, in minor units [?]. */
    private static final long CHARGEBACK_FEE = 16_000;

    /** Older ones are not told. */
    private static final Duration HISTORY = Duration.ofDays(180);

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String OPEN = "UNDER_REVIEW";
    private static final String RESOLVED = "RESOLVED";

    /** Who wins. */
    public enum Outcome {
        SELLER("RESOLVED_SELLER_FAVOUR"),
        BUYER("RESOLVED_BUYER_FAVOUR");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }
    }

    private record Case(LedgerRow payment, boolean chargeback, ObjectNode told) {}

    private final SandboxAccount account;
    private final Map<String, Case> cases = new LinkedHashMap<>();

    Disputes(SandboxAccount account) {
        this.account = account;
    }

    /** A buyer claims a payment's money back: it is held (T1110). Answers the dispute's id. */
    public synchronized String claim(LedgerRow payment, Instant at) {
        String id = open(payment, at, false);
        account.add(row(payment, "T1110", at, -(payment.amount() + payment.fee())));
        return id;
    }

    /** The buyer's bank takes the money back (T1201), and PayPal a fee (T0106). Answers the dispute's id. */
    public synchronized String chargeback(LedgerRow payment, Instant at) {
        String id = open(payment, at, true);
        account.add(row(payment, "T1201", at, -payment.amount()));
        account.add(row(payment, "T0106", at, -CHARGEBACK_FEE));
        return id;
    }

    /**
     * Ends a dispute. A claim's money is released (T1111), and if the buyer wins taken back (T1106) with the fee given back (T1108); a chargeback that the seller wins
     * comes back (T1202).
     */
    public synchronized void decide(String id, Outcome outcome, Instant at) {
        Case one = known(id);
        if (!one.told().path("status").asText().equals(OPEN)) {
            throw new IllegalStateException(id + " is decided");
        }
        LedgerRow payment = one.payment();
        if (!one.chargeback()) {
            account.add(row(payment, "T1111", at, payment.amount() + payment.fee()));
        }
        if (!one.chargeback() && outcome == Outcome.BUYER) {
            account.add(row(payment, "T1106", at, -payment.amount()));
            account.add(row(payment, "T1108", at, -payment.fee()));
            account.change(payment.id(), "V", at);
        }
        if (one.chargeback() && outcome == Outcome.SELLER) {
            account.add(row(payment, "T1202", at, payment.amount()));
        }
        one.told().put("status", RESOLVED).put("dispute_state", RESOLVED).put("update_time", at.toString());
        one.told().putObject("dispute_outcome").put("outcome_code", outcome.word);
    }

    /** The newest first. */
    synchronized ObjectNode list(Instant now, @Nullable String transaction, int size) {
        ObjectNode told = JSON.createObjectNode();
        ArrayNode items = told.putArray("items");
        cases.values().stream()
                .filter(one ->
                        !Instant.parse(one.told().path("create_time").asText()).isBefore(now.minus(HISTORY)))
                .filter(one -> transaction == null || one.payment().id().equals(transaction))
                .sorted((one, other) -> other.told()
                        .path("create_time")
                        .asText()
                        .compareTo(one.told().path("create_time").asText()))
                .limit(size)
                .forEach(one -> items.add(one.told().deepCopy().without("dispute_outcome")));
        told.putArray("links");
        return told;
    }

    /** Null when there is none. */
    synchronized @Nullable ObjectNode one(String id) {
        Case found = cases.get(id);
        return found == null ? null : found.told().deepCopy();
    }

    private String open(LedgerRow payment, Instant at, boolean chargeback) {
        String id = "PP-R-%s-%08d".formatted(account.id().substring(0, 3), cases.size() + 10_021_500);
        ObjectNode told = JSON.createObjectNode()
                .put("dispute_id", id)
                .put("create_time", at.toString())
                .put("update_time", at.toString())
                .put("reason", chargeback ? "UNAUTHORISED" : "MERCHANDISE_OR_SERVICE_NOT_RECEIVED")
                .put("status", OPEN)
                .put("dispute_state", "UNDER_PAYPAL_REVIEW")
                .put("dispute_life_cycle_stage", "CHARGEBACK")
                .put("dispute_channel", chargeback ? "EXTERNAL" : "INTERNAL");
        told.putArray("disputed_transactions")
                .addObject()
                .put("seller_transaction_id", payment.id())
                .put("invoice_number", payment.invoiceId());
        told.set("dispute_amount", SandboxAccount.money(payment.currency(), payment.amount()));
        cases.put(id, new Case(payment, chargeback, told));
        return id;
    }

    private Case known(String id) {
        Case found = cases.get(id);
        if (found == null) {
            throw new IllegalArgumentException("there is no dispute " + id);
        }
        return found;
    }

    private LedgerRow row(LedgerRow payment, String code, Instant at, long amount) {
        return new LedgerRow(
                account.newId(),
                payment.id(),
                code,
                at,
                at,
                "S",
                payment.currency(),
                amount,
                0,
                payment.invoiceId(),
                payment.customField(),
                null);
    }
}
