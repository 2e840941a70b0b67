package se.kvitta.booking;

import java.time.LocalDate;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Split;
import se.kvitta.ledger.VoucherRow.Party;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/**
 * What the provider did with the money, for a provider that takes its fees at the settlement: the payout, fees with
 * their input VAT, reserves and debts that have an account of their own in one voucher; fee refunds, disputes and advances in
 * vouchers of their own. Sales, refunds and debts on clearing only pass the clearing account, except by the cash method, which
 * books sales here.
 */
final class PayoutMoney implements MoneyBooks {

    private final SettlementFacts facts;
    private final BookingRules rules;
    private final Valuation valuation;
    private final LocalDate date;
    private final LocalDate settled;
    private final @Nullable Reason held;
    private final String clearingRole;
    private final ClearingRows cleared;

    private final String payoutKey;
    private final OwnVouchers own;
    private final CarriedValues carriedValues;
    private final @Nullable CashSales cash;

    // Sums in minor units of the settlement's currency, as the provider owes them: what leaves is positive.
    private long payout;
    private @Nullable Money paidAs;
    private final FeeVat fees;
    private final FeeVat feeRefunds;
    private long feeRefundsInBooks;
    private long reserve;
    private long debt;
    private long rounding;
    private int events;
    private boolean paidOut;
    private boolean carried;

    /** The sums that leave clearing, in the books; a rate where a sum was converted at it and not shared out. */
    private record InBooks(
            long payout,
            long fees,
            long feeVat,
            long reserve,
            CarriedValues.Change debt,
            @Nullable ExchangeRate payoutRate,
            @Nullable ExchangeRate reserveRate) {}

    /** @param cash the sales that the payout's voucher books; null unless the company uses the cash method */
    PayoutMoney(
            SettlementFacts facts,
            BookingRules rules,
            Valuation valuation,
            CarriedValues carried,
            @Nullable CashSales cash) {
        this.facts = facts;
        this.rules = rules;
        this.valuation = valuation;
        this.carriedValues = carried;
        this.cash = cash;
        this.clearingRole = "CLEARING_" + facts.currency();
        this.payoutKey = payoutKey(facts);
        this.settled = facts.payoutDay();
        this.held = rules.periods().shut(facts.reference(), settled, facts.payout());
        this.date = held == null ? rules.periods().open(settled) : settled;
        this.cleared = new ClearingRows(facts, rules, valuation, date);
        var stated = new FeeVat.Stated();
        this.own = new OwnVouchers(facts, rules, valuation, carried, "SETTLEMENT_DAY", stated);
        this.fees = new FeeVat(rules, valuation, settled, stated);
        this.feeRefunds = new FeeVat(rules, valuation, settled, stated);
    }

    static String payoutKey(SettlementFacts facts) {
        return facts.reference() + "/payout";
    }

    @Override
    public Sales.@Nullable Placed take(Event event) {
        if (held != null) {
            return Sales.Placed.held(held);
        }
        return switch (event.kind()) {
            case PAYOUT -> event.amount().isNegative() ? own(event) : payout(event);
            case FEE -> fee(event);
            case FEE_REFUND -> feeRefund(event);
            case RESERVE_HELD, RESERVE_RELEASED -> {
                reserve = Math.subtractExact(reserve, event.effect().minor());
                yield inPayout();
            }
            case DEBT_INCURRED, DEBT_REPAID -> {
                debt = Math.addExact(debt, event.effect().minor());
                if (rules.money().debts() == MoneyRules.Debts.CLEARING) {
                    cleared.add(event.effect().minor(), debtOnClearing(event), "skuld", Party.NONE);
                }
                yield inPayout();
            }
            case ADJUSTMENT -> {
                rounding = Math.subtractExact(rounding, event.effect().minor());
                yield inPayout();
            }
            case CHARGEBACK_OPENED, CHARGEBACK_WON, REFUND_FAILED, ADVANCE, ADVANCE_REPAID -> own(event);
            default -> throw new IllegalArgumentException(event.kind() + " is not what a provider does with the money");
        };
    }

    /** What a debt brings to clearing in the books; below zero what repaying it takes from there. */
    private long debtOnClearing(Event event) {
        long inBooks = valuation.inBooks(event.amount(), settled);
        return event.kind() == EventKind.DEBT_INCURRED
                ? inBooks
                : -carriedValues.repaidOnClearing(event.amount().minor(), inBooks, valuation.rate(settled));
    }

    private Sales.Placed inPayout() {
        events++;
        return Sales.Placed.in(payoutKey, date, List.of());
    }

    private Sales.Placed payout(Event event) {
        payout = Math.addExact(payout, event.amount().minor());
        Money converted = event.original();
        if (converted != null && !converted.currency().equals(facts.currency())) {
            Money before = paidAs;
            paidAs = before == null ? converted : before.plus(converted);
        }
        paidOut = true;
        return inPayout();
    }

    private Sales.@Nullable Placed fee(Event event) {
        @Nullable Reason waits = feeWaits(event, rules);
        if (waits != null) {
            clears(event, settled, event.order().shown());
            return Sales.Placed.held(waits);
        }
        if (!event.subject().isEmpty()) {
            own.addFee(event, settled);
            return null;
        }
        fees.add(event);
        return inPayout();
    }

    /** Why a fee cannot be booked yet; null when it can. */
    static @Nullable Reason feeWaits(Event event, BookingRules rules) {
        if (rules.money().feesOnInvoice()) {
            return Bookkeeper.decision("FEE_ON_INVOICE", event);
        }
        return rules.money().feeVat() == MoneyRules.FeeVat.UNSET ? Bookkeeper.decision("FEE_VAT_UNSET", event) : null;
    }

    private Sales.Placed feeRefund(Event event) {
        feeRefunds.add(event);
        feeRefundsInBooks = Math.addExact(feeRefundsInBooks, cleared(event, settled, "avgift återförd"));
        return Sales.Placed.in(facts.reference() + "/fee-refunds", date, List.of());
    }

    private Sales.Placed own(Event event) {
        clears(event, settled, ClearingRows.text(event));
        return own.add(event, settled);
    }

    @Override
    public void clears(Event event, LocalDate rateDay, String text) {
        cleared(event, rateDay, text);
    }

    /** Answers what it is booked at. */
    private long cleared(Event event, LocalDate rateDay, String text) {
        long effect = event.effect().minor();
        long inBooks = valuation.inBooks(effect, rateDay);
        cleared.add(effect, inBooks, text, rules.references().beside(event.order()));
        return inBooks;
    }

    @Override
    public void finish(Bookings sink, BiConsumer<Event, Sales.Placed> late) {
        if (held != null) {
            return;
        }
        own.tiedFees().forEach(fee -> clears(fee, settled, "avgift " + fee.subject()));
        own.otherFees().forEach(fee -> {
            fees.add(fee);
            late.accept(fee, inPayout());
        });
        cleared.end();
        finishPayout(sink);
        if (carried) {
            cleared.parts(dateRule(), moved()).forEach(sink);
        }
        finishFeeRefunds(sink);
        own.finish(sink, late);
    }

    private void finishPayout(Bookings sink) {
        var draft = new VoucherDraft(rules, valuation, date);
        if (payout != 0
                || !fees.isEmpty()
                || reserve != 0
                || ownDebt() != 0
                || rounding != 0
                || (cash != null && cash.hasRows())) {
            InBooks booked = inBooks();
            addMoney(draft, booked);
            draft.add("FEE", booked.fees(), fees.net(), valuation.rate(settled), "", null);
            fees.addRow(draft, booked.feeVat(), 1);
            draft.add("RESERVE_" + facts.currency(), booked.reserve(), reserve, booked.reserveRate(), "", null);
            CarriedValues.Change carries = booked.debt();
            draft.add(CarriedValues.DEBT + facts.currency(), carries.inBooks(), -ownDebt(), carries.rate(), "", null);
            draft.add("ROUNDING", valuation.inBooks(rounding, settled), rounding, valuation.rate(settled), "", null);
            if (cash != null) {
                cash.addTo(draft);
            }
            addClearing(draft);
        } else if (paidOut && explained() && cleared.inBooks() != 0) {
            // Nothing is left in the provider's currency, but the rates of its days leave something in the books.
            addClearing(draft);
        }
        if (!draft.isEmpty()) {
            carried = true;
            sink.accept(booking("payout", draft, dateRule(), payoutText(), events + cashEvents()));
        } else {
            sink.none(payoutKey, events + cashEvents(), "NOTHING_PAID");
        }
    }

    private int cashEvents() {
        return cash == null ? 0 : cash.eventsWithPayout();
    }

    /** The money on its way to the bank, or in it. What the provider converted comes in the currency it was paid in. */
    private void addMoney(VoucherDraft draft, InBooks booked) {
        Money converted = paidAs;
        String to = (inBank() ? "BANK_" : "TRANSIT_");
        if (converted == null) {
            draft.add(to + facts.currency(), booked.payout(), payout, booked.payoutRate(), "", null);
        } else {
            draft.add(
                    to + converted.currency(),
                    valuation.inBooks(converted, settled),
                    converted,
                    valuation.rate(converted.currency(), settled),
                    "",
                    null,
                    rules.dimensions().always());
        }
    }

    private boolean inBank() {
        return rules.money().bankLeg() == MoneyRules.BankLeg.BANK && facts.sameDay();
    }

    /** What leaves clearing in the payout's voucher, minor units of the settlement's currency. */
    private long leaves() {
        return payout + fees.gross() + reserve + rounding - ownDebt() - (cash == null ? 0 : cash.money());
    }

    /** What a debt on an account of its own brings to clearing; below zero what is withheld to repay it. */
    private long ownDebt() {
        return rules.money().debts() == MoneyRules.Debts.OWN ? debt : 0;
    }

    /** Whether what left clearing is what this settlement put there; what is booked after the payout is not. */
    private boolean explained() {
        return cleared.effect() == leaves();
    }

    /**
     * In a foreign currency, fees at the rate of the settlement day and their VAT as the provider states it; the money
     * and what is reserved leave clearing at their booked value, so that clearing ends at zero in both currencies. A
     * reserve comes back at the rate of the day, because nothing says at which it was held.
     */
    private InBooks inBooks() {
        @Nullable ExchangeRate rate = valuation.rate(settled);
        CarriedValues.Change debtChange = carriedValues.debt(-ownDebt(), valuation.inBooks(-ownDebt(), settled), rate);
        if (!valuation.foreign()) {
            return new InBooks(payout, fees.net(), fees.vat(), reserve, debtChange, null, null);
        }
        long feesInBooks = valuation.inBooks(fees.net(), settled);
        long reserveInBooks = valuation.inBooks(reserve, settled);
        if (!explained()
                || cleared.effect() <= 0
                || cleared.inBooks() <= 0
                || cash != null
                || paidAs != null
                || rounding != 0) {
            return new InBooks(
                    valuation.inBooks(payout, settled),
                    feesInBooks,
                    fees.vatInBooks(),
                    reserveInBooks,
                    debtChange,
                    rate,
                    rate);
        }
        long toShare = cleared.inBooks() - Math.min(reserveInBooks, 0) - Math.min(debtChange.inBooks(), 0);
        long[] shares =
                Split.byLargestRemainder(toShare, payout, Math.max(reserve, 0), fees.gross(), Math.max(-ownDebt(), 0));
        return reserve < 0
                ? new InBooks(shares[0], feesInBooks, fees.vatInBooks(), reserveInBooks, debtChange, null, rate)
                : new InBooks(shares[0], feesInBooks, fees.vatInBooks(), shares[1], debtChange, null, null);
    }

    /** What is explained leaves clearing at the value it was booked at; the rates of the days make the difference. */
    private void addClearing(VoucherDraft draft) {
        long inBooks = explained() ? -cleared.inBooks() : draft.missing();
        cleared.addTo(draft, inBooks, -leaves(), null);
        draft.addExchangeDifference();
    }

    private void finishFeeRefunds(Bookings sink) {
        if (feeRefunds.events() == 0) {
            return;
        }
        var draft = new VoucherDraft(rules, valuation, date);
        long vat = feeRefunds.vatInBooks();
        @Nullable ExchangeRate rate = valuation.rate(settled);
        draft.add(clearingRole, feeRefundsInBooks, feeRefunds.gross(), rate, "", null);
        draft.add("FEE", vat - feeRefundsInBooks, -feeRefunds.net(), rate, "", null);
        feeRefunds.addRow(draft, vat, -1);
        String text = rules.sourceName() + " avgift återförd " + settled;
        sink.accept(booking("fee-refunds", draft, "SETTLEMENT_DAY", text + moved(), feeRefunds.events()));
    }

    private Booking booking(String what, VoucherDraft draft, String rule, String text, int count) {
        return new Booking(
                facts.reference() + "/" + what,
                Booking.Kind.VOUCHER,
                facts.reference(),
                draft.voucher(moved().isEmpty() ? rule : "FIRST_OPEN_DAY", text),
                count);
    }

    private String dateRule() {
        if (inBank()) {
            return "BANK_DAY";
        }
        boolean moneyOnly = fees.isEmpty()
                && reserve == 0
                && ownDebt() == 0
                && !rules.money().feesOnInvoice();
        return moneyOnly || cash != null ? "PAYOUT_DAY" : "SETTLEMENT_DAY";
    }

    private String moved() {
        return date.equals(settled) ? "" : ", avser " + settled;
    }

    private String payoutText() {
        String name = rules.sourceName();
        if (payout == 0) {
            String owed = debt > 0 ? ", skuld " + Swedish.amount(valuation.original(debt)) : "";
            return name + " avräkning " + facts.reference() + ", 0 utbetalt" + owed + moved();
        }
        String foreign = valuation.foreign()
                ? " (" + facts.currency() + " " + Swedish.amount(valuation.original(payout)) + ")"
                : "";
        return name + " utbetalning " + facts.reference() + ", " + Swedish.rows(facts.rows()) + foreign + moved();
    }
}
