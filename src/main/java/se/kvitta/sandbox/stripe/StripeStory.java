package se.kvitta.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Set;
import se.kvitta.sandbox.stripe.StripeAccount.Sum;

/** What happens to an account's money after it was charged, each with the rows that it makes. */
public final class StripeStory {

    private final StripeAccount account;

    StripeStory(StripeAccount account) {
        this.account = account;
    }

    /**
     * A dispute; answers its id. Its money is taken with the fee, in the balance's currency, and no rate is stated even where it was converted.
     *
     * @param disputed in the charge's currency
     * @param taken in the balance's currency
     */
    public String dispute(String charge, Instant at, Sum disputed, Sum taken, long fee) {
        synchronized (account) {
            String dispute = disputeObject(charge, at, disputed, "needs_response");
            withRow(dispute, "dispute", at, new Sum(-taken.amount(), taken.currency()), fee, "withdrawal");
            return dispute;
        }
    }

    /** An inquiry: a dispute that moves no money. */
    public String inquiry(String charge, Instant at, Sum asked) {
        synchronized (account) {
            return disputeObject(charge, at, asked, "warning_needs_response");
        }
    }

    /** An inquiry becomes a dispute and takes its money. */
    public void escalate(String dispute, Instant at, Sum taken, long fee) {
        synchronized (account) {
            account.known(dispute).put("status", "needs_response");
            withRow(dispute, "dispute", at, new Sum(-taken.amount(), taken.currency()), fee, "withdrawal");
        }
    }

    /** A dispute is won: its money comes back, its fee does not. */
    public void won(String dispute, Instant at, Sum back) {
        synchronized (account) {
            account.known(dispute).put("status", "won");
            withRow(dispute, "dispute_reversal", at, back, 0, "reversal");
        }
    }

    /** A dispute is lost, or an inquiry closed; nothing moves. */
    public void closed(String dispute) {
        synchronized (account) {
            ObjectNode node = account.known(dispute);
            node.put("status", node.path("status").asText().startsWith("warning_") ? "warning_closed" : "lost");
        }
    }

    private String disputeObject(String charge, Instant at, Sum disputed, String status) {
        String dispute = account.next("du");
        ObjectNode node = account.object(dispute, "dispute", at);
        node.put("amount", disputed.amount()).put("currency", disputed.currency());
        node.put("charge", charge).put("status", status).put("reason", "general");
        node.set("payment_intent", account.known(charge).path("payment_intent"));
        node.put("is_charge_refundable", status.startsWith("warning_")).putArray("balance_transactions");
        account.known(charge).put("disputed", true);
        return dispute;
    }

    private void withRow(String dispute, String category, Instant at, Sum sum, long fee, String what) {
        ObjectNode node = account.known(dispute);
        ObjectNode row = account.known(account.row("adjustment", category, at, sum, fee, dispute));
        row.put(
                "description",
                "Chargeback " + what + " for " + node.path("charge").asText());
        row.withArray("fee_details").forEach(part -> ((ObjectNode) part).put("description", "Dispute fee"));
        node.put("is_charge_refundable", false)
                .withArray("balance_transactions")
                .add(row.deepCopy());
    }

    /** A refund that could not be given comes back to the balance. */
    public void refundFails(String refund, Instant at, Sum back) {
        synchronized (account) {
            String txn = account.row("refund_failure", "refund_failure", at, back, 0, refund);
            account.known(refund)
                    .put("status", "failed")
                    .put("failure_reason", "expired_or_canceled_card")
                    .put("failure_balance_transaction", txn);
        }
    }

    /** A charge of which less is taken than was authorised: a row for all of it, and one that gives back the rest. Answers its id. */
    public String partOfACharge(String order, Instant at, Sum authorised, long taken, long fee) {
        synchronized (account) {
            String charge = account.charge(order, at, authorised, authorised, fee);
            account.known(charge).put("amount_captured", taken);
            long rest = authorised.amount() - taken;
            String refund = account.refundObject(charge, at, new Sum(rest, authorised.currency()));
            account.row("refund", "partial_capture_reversal", at, new Sum(-rest, authorised.currency()), 0, refund);
            return charge;
        }
    }

    /** A payment that was told as paid, and was not: its money goes, and no refund tells why. */
    public void paymentFails(String charge, Instant at, Sum gone) {
        synchronized (account) {
            String txn = account.row(
                    "payment_failure_refund",
                    "charge_failure",
                    at,
                    new Sum(-gone.amount(), gone.currency()),
                    0,
                    charge);
            account.known(charge).put("status", "failed").put("failure_balance_transaction", txn);
        }
    }

    /** Money that Stripe holds back on the balance, and lets go: a reserve, or the least that must stay. */
    public void held(String type, String category, Instant from, Instant until, Sum sum) {
        synchronized (account) {
            account.row(type + "_hold", category, from, new Sum(-sum.amount(), sum.currency()), 0, null);
            account.row(type + "_release", category, until, sum, 0, null);
        }
    }

    /** A customer is deleted: only that is told of it from now on. */
    public void deleteCustomer(String charge) {
        synchronized (account) {
            ObjectNode customer =
                    account.known(account.known(charge).path("customer").asText());
            account.sold().forget(customer.path("id").asText());
            customer.retain(Set.of("id", "object"));
            customer.put("deleted", true);
        }
    }

    /** It is now: what is available by then is, and payouts are on their way or at the bank. A payout that failed stays so. */
    public void travel(Instant now) {
        synchronized (account) {
            long second = now.getEpochSecond();
            account.rows()
                    .forEach(row ->
                            row.put("status", row.path("available_on").asLong() <= second ? "available" : "pending"));
            for (ObjectNode payout : account.all("payout")) {
                if (!payout.path("status").asText().equals("failed")) {
                    payout.put(
                            "status",
                            payout.path("arrival_date").asLong() <= second
                                    ? "paid"
                                    : payout.path("created").asLong() <= second ? "in_transit" : "pending");
                }
            }
        }
    }

    /** From when the money of a row is available. */
    public void availableOn(String txn, Instant at) {
        synchronized (account) {
            account.known(txn).put("available_on", at.getEpochSecond());
        }
    }
}
