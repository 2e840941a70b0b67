package se.kvitta.source.klarna;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.ledger.VatRate;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.Statement;
import se.kvitta.settlement.Statement.Tie;
import se.kvitta.settlement.VatPart;

/**
 * What the summary states beside the rows: sums that must equal the rows', and money that no row tells of (the payout,
 * debts, fee VAT where the rows have none).
 */
final class SummaryTies {

    /** Which sum of the summary a row type adds to, and the sign that sum is stated with. */
    private static final Map<String, String> SUMS = Map.ofEntries(
            Map.entry("SALE", "total_sale_amount"),
            Map.entry("FEE", "total_fee_amount"),
            Map.entry("CORRECTION", "total_fee_correction_amount"),
            Map.entry("RETURN", "total_return_amount"),
            Map.entry("REVERSAL", "total_reversal_amount"),
            Map.entry("REVERSAL_MERCHANT_PROTECTION", "total_reversal_amount"),
            Map.entry("COMMISSION", "total_commission_amount"),
            Map.entry("CREDIT", "total_credit_amount"),
            Map.entry("CHARGE", "total_charge_amount"),
            Map.entry("HOLDBACK", "total_holdback_amount"),
            Map.entry("RELEASE", "total_release_amount"),
            Map.entry("FEE_REFUND", "total_fee_refund_amount"),
            Map.entry("TAX", "total_tax_amount"));

    private static final Set<String> STATED_AS_MINUS = Set.of(
            "total_fee_amount",
            "total_return_amount",
            "total_reversal_amount",
            "total_charge_amount",
            "total_holdback_amount",
            "total_tax_amount");

    private final KlarnaDocument document;
    private final boolean signed;
    private final Currency currency;
    private final Map<String, Long> sums = new HashMap<>();
    private boolean feeTaxInRows;
    private boolean refundTaxInRows;
    private long correctionWithoutRow;

    SummaryTies(KlarnaDocument document, boolean signed) {
        this.document = document;
        this.signed = signed;
        this.currency = document.currency();
    }

    /** @param net, tax what the row does to the payout, in minor units */
    void add(String type, long net, long tax, boolean taxed) {
        sums.merge(SUMS.getOrDefault(type, type), net, Math::addExact);
        if (type.equals("FEE") || type.equals("TAX")) {
            sums.merge("total_tax_amount", tax, Math::addExact);
            feeTaxInRows |= taxed;
        } else if (type.equals("FEE_REFUND")) {
            sums.merge("total_tax_refund_amount", tax, Math::addExact);
            refundTaxInRows |= taxed;
        }
    }

    /** The events that no row tells of. */
    List<Event> derived() {
        if (!document.hasSummary()) {
            return List.of();
        }
        Instant at = document.paid();
        var events = new ArrayList<Event>();
        if (!feeTaxInRows) {
            long tax = effect("total_tax_amount");
            sums.put("total_tax_amount", tax);
            addVatOnly(events, EventKind.FEE, "TAX", -tax, at);
        }
        if (!refundTaxInRows) {
            long tax = effect("total_tax_refund_amount");
            sums.put("total_tax_refund_amount", tax);
            addVatOnly(events, EventKind.FEE_REFUND, "TAX_REFUND", tax, at);
        }
        if (!sums.containsKey("total_fee_correction_amount") && effect("total_fee_correction_amount") != 0) {
            correctionWithoutRow = effect("total_fee_correction_amount");
            events.add(Event.of(EventKind.ADJUSTMENT, "FEE_CORRECTION", at, money(correctionWithoutRow))
                    .detail("total_fee_correction_amount")
                    .waits("NEEDS_DECISION")
                    .build());
        }
        add(events, EventKind.DEBT_REPAID, "REPAY", Math.abs(total("total_repay_amount")), at);
        add(events, EventKind.DEBT_INCURRED, "DEPOSIT", Math.abs(total("total_deposit_amount")), at);
        events.add(Event.of(EventKind.PAYOUT, "PAYOUT", at, money(Math.max(total(KlarnaDocument.PAYOUT), 0)))
                .detail("payout " + document.reference())
                .build());
        return events;
    }

    Statement statement(int rows) {
        Money zero = Money.zero(currency);
        if (!document.hasSummary()) {
            return new Statement(
                    document.reference(),
                    currency,
                    null,
                    null,
                    zero,
                    zero,
                    document.summary("merchant_id"),
                    rows,
                    List.of());
        }
        var statement = new Statement(
                document.reference(),
                currency,
                Stockholm.dayOf(document.paid()),
                money(Math.max(total(KlarnaDocument.PAYOUT), 0)),
                zero,
                zero,
                document.summary("merchant_id"),
                rows,
                ties());
        return debt().map(statement::withDebt).orElse(statement);
    }

    /** Where only one of the two balances is stated, the other follows from it. */
    private Optional<Statement.Debt> debt() {
        OptionalLong opening = document.total("opening_debt_balance");
        OptionalLong closing = document.total("closing_debt_balance");
        if (opening.isEmpty() && closing.isEmpty()) {
            return Optional.empty();
        }
        long moved = Math.abs(total("total_deposit_amount")) - Math.abs(total("total_repay_amount"));
        long before = opening.isPresent() ? Math.abs(opening.getAsLong()) : Math.abs(closing.getAsLong()) - moved;
        // What would be below zero is no balance of a debt: nothing is said of it.
        return before < 0 || before + moved < 0
                ? Optional.empty()
                : Optional.of(new Statement.Debt(money(before), money(before + moved)));
    }

    private List<Tie> ties() {
        var ties = new ArrayList<Tie>();
        SUMS.values().stream().distinct().sorted().forEach(field -> tie(ties, field));
        tie(ties, "total_tax_refund_amount");
        if (total(KlarnaDocument.PAYOUT) < 0) {
            // Klarna does not say whether a settlement below zero states 0 or itself; if itself, it is the new debt.
            ties.add(new Tie(
                    KlarnaDocument.PAYOUT,
                    money(total(KlarnaDocument.PAYOUT)),
                    money(-Math.abs(total("total_deposit_amount")))));
        }
        OptionalLong opening = document.total("opening_debt_balance");
        OptionalLong closing = document.total("closing_debt_balance");
        if (opening.isPresent() && closing.isPresent()) {
            long counted = Math.abs(opening.getAsLong())
                    - Math.abs(total("total_repay_amount"))
                    + Math.abs(total("total_deposit_amount"));
            ties.add(new Tie("closing_debt_balance", money(Math.abs(closing.getAsLong())), money(counted)));
        }
        return ties;
    }

    private void tie(List<Tie> ties, String field) {
        if (document.total(field).isPresent()) {
            long counted = sums.getOrDefault(field, 0L);
            if (field.equals("total_fee_correction_amount")) {
                counted += correctionWithoutRow;
            }
            ties.add(new Tie(field, money(effect(field)), money(counted)));
        }
    }

    /** What a stated sum does to the payout: costs are stated without a sign, or with one in a signed document. */
    private long effect(String field) {
        long stated = total(field);
        if (!STATED_AS_MINUS.contains(field)) {
            return stated;
        }
        return signed && stated < 0 ? stated : -stated;
    }

    private long total(String field) {
        return document.total(field).orElse(0);
    }

    private Money money(long minor) {
        return Money.ofMinor(minor, currency);
    }

    private void add(List<Event> events, EventKind kind, String key, long amount, Instant at) {
        if (amount != 0) {
            events.add(Event.of(kind, key, at, money(amount)).detail(key).build());
        }
    }

    private void addVatOnly(List<Event> events, EventKind kind, String key, long tax, Instant at) {
        if (tax != 0) {
            events.add(Event.of(kind, key, at, money(tax))
                    .vat(List.of(new VatPart(VatRate.ZERO, tax)))
                    .detail(key)
                    .build());
        }
    }
}
