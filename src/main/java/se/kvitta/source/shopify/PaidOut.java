package se.kvitta.source.shopify;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import se.kvitta.answers.Answer;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.UnreadableDocument;

/**
 * One payout, whichever API tells it.
 *
 * @param net what left the balance; below zero when it was taken from the bank
 * @param status in capital letters
 * @param groups of the summary: what each states of its money before fees, and of its fees; null when there is no summary
 */
record PaidOut(
        String id,
        Instant at,
        Money net,
        String status,
        @Nullable Map<String, Group> groups) {

    /** The only status of money that is at the bank. */
    private static final String PAID = "PAID";

    /** A group of the summary. */
    record Group(Money gross, Money fee) {}

    /** A group and its fields in both APIs; without a fee where the field is empty. */
    private record Named(String name, String gross, String fee, String restGross, String restFee) {}

    private static final List<Named> GROUPS = List.of(
            new Named("charges", "chargesGross", "chargesFee", "charges_gross_amount", "charges_fee_amount"),
            new Named("refunds", "refundsFeeGross", "refundsFee", "refunds_gross_amount", "refunds_fee_amount"),
            new Named(
                    "adjustments",
                    "adjustmentsGross",
                    "adjustmentsFee",
                    "adjustments_gross_amount",
                    "adjustments_fee_amount"),
            new Named(
                    "reserved",
                    "reservedFundsGross",
                    "reservedFundsFee",
                    "reserved_funds_gross_amount",
                    "reserved_funds_fee_amount"),
            new Named(
                    "retried",
                    "retriedPayoutsGross",
                    "retriedPayoutsFee",
                    "retried_payouts_gross_amount",
                    "retried_payouts_fee_amount"),
            new Named("advance", "advanceGross", "advanceFees", "advance_gross_amount", "advance_fees_amount"),
            new Named("rebate", "usdcRebateCreditAmount", "", "usdc_rebate_credit_amount", ""));

    /** As the GraphQL API tells it: the direction of a payout that is taken from the bank stands in its type. */
    static PaidOut ofGraph(Answer told) {
        Money net = Movement.money(told, "net");
        Answer summary = told.in(told.node().path("summary"));
        return new PaidOut(
                Movement.id(told.text("id")),
                Movement.instant(told, "issuedAt"),
                told.textOrEmpty("transactionType").equals("WITHDRAWAL")
                        ? net.abs().negated()
                        : net,
                told.text("status").toUpperCase(Locale.ROOT),
                !summary.node().isObject()
                        ? null
                        : groups(net, (named, fee) -> {
                            String field = fee ? named.fee() : named.gross();
                            return summary.node().path(field).isObject() ? Movement.money(summary, field) : null;
                        }));
    }

    /** As the REST API tells it. */
    static PaidOut ofRest(Answer told) {
        String currency = told.text("currency");
        Money net = told.money("amount", currency);
        Answer summary = told.in(told.node().path("summary"));
        return new PaidOut(
                told.text("id"),
                Stockholm.startOf(day(told)),
                net,
                told.text("status").toUpperCase(Locale.ROOT),
                !summary.node().isObject()
                        ? null
                        : groups(net, (named, fee) -> {
                            String field = fee ? named.restFee() : named.restGross();
                            return summary.node().hasNonNull(field) ? summary.money(field, currency) : null;
                        }));
    }

    @FunctionalInterface
    private interface Stated {
        @Nullable
        Money of(Named named, boolean fee);
    }

    private static Map<String, Group> groups(Money net, Stated stated) {
        Money zero = Money.zero(net.currency());
        var groups = new LinkedHashMap<String, Group>();
        for (Named named : GROUPS) {
            Money gross = stated.of(named, false);
            Money fee = stated.of(named, true);
            groups.put(named.name(), new Group(gross == null ? zero : gross, fee == null ? zero : fee));
        }
        return groups;
    }

    private static LocalDate day(Answer told) {
        String text = told.text("date");
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new UnreadableDocument(
                    Reason.of("BAD_DATE", "name", told.document(), "line", told.line(), "text", text), e);
        }
    }

    /** The Stockholm day it left on. */
    LocalDate day() {
        return Stockholm.dayOf(at);
    }

    /** Throws {@link UnreadableDocument} when it is not at the bank: it may never come there. */
    void requirePaid() {
        if (!status.equals(PAID)) {
            throw new UnreadableDocument(
                    Reason.of("PAYOUT_NOT_PAID", "reference", id, "amount", net, "day", day(), "status", status));
        }
    }
}
