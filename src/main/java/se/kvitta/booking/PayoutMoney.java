package se.kvitta.booking;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Split;
import se.kvitta.ledger.VatRate;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.VatPart;

/**
 * What the provider did with the money, for a provider that takes its fees at the settlement: the payout, fees with
 * their input VAT and reserves in one voucher; fee refunds and disputes in vouchers of their own. Sales, refunds and
 * debts only pass the clearing account.
 */
final class PayoutMoney {

    /** Rows besides the clearing rows that the payout voucher can have. */
    private static final int OTHER_ROWS = 8;

    private final SettlementFacts facts;
    private final BookingRules rules;
    private final Valuation valuation;
    private final LocalDate date;
    private final LocalDate settled;
    private final @Nullable Reason held;
    private final String clearingRole;

    // Sums in minor units of the settlement's currency, as the provider owes them: what leaves is positive.
    private long payout;
    private long fees;
    private final FeeVat feeVat = new FeeVat();
    private long reserve;
    private long debt;
    private int events;
    private boolean paidOut;
    private boolean carried;

    // What the clearing account owes: in the settlement's currency and in the books.
    private long clearing;
    private long clearingInBooks;

    private long feeRefunds;
    private long feeRefundsInBooks;
    private final FeeVat feeRefundVat = new FeeVat();
    private int feeRefundEvents;

    private final List<Event> disputes = new ArrayList<>();
    private final List<ClearingRow> clearingRows = new ArrayList<>();
    private final List<VoucherDraft> parts = new ArrayList<>();

    private record ClearingRow(long effect, long inBooks, String text) {}

    /** The sums that leave clearing, in the books; a rate where a sum was converted at it and not shared out. */
    private record InBooks(
            long payout,
            long fees,
            long feeVat,
            long reserve,
            @Nullable ExchangeRate payoutRate,
            @Nullable ExchangeRate reserveRate) {}

    PayoutMoney(SettlementFacts facts, BookingRules rules, Valuation valuation) {
        this.facts = facts;
        this.rules = rules;
        this.valuation = valuation;
        this.clearingRole = "CLEARING_" + facts.currency();
        this.settled = facts.payoutDay();
        LocalDate closed = closedThrough(rules);
        if (settled.isAfter(closed)) {
            this.date = settled;
            this.held = null;
        } else {
            this.date = closed.plusDays(1);
            this.held = rules.yearOf(settled).holds(date) ? null : notMoved(closed);
        }
    }

    /** The last day on which no fee or payout is entered: its period is locked, or its VAT is reported. */
    private static LocalDate closedThrough(BookingRules rules) {
        LocalDate locked = rules.lockedThrough() == null ? LocalDate.MIN : rules.lockedThrough();
        LocalDate reported = rules.vatReportedThrough() == null ? LocalDate.MIN : rules.vatReportedThrough();
        return locked.isAfter(reported) ? locked : reported;
    }

    private Reason notMoved(LocalDate closed) {
        return closed.equals(rules.lockedThrough())
                ? Reason.of("YEAR_LOCKED", "reference", facts.reference(), "day", settled, "through", closed)
                : Reason.of(
                        "VAT_REPORTED",
                        "order",
                        facts.reference(),
                        "day",
                        settled,
                        "amount",
                        facts.payout(),
                        "boundary",
                        closed);
    }

    /** Why no money can be booked at all: it would have to move into another financial year. */
    @Nullable
    Reason held() {
        return held;
    }

    void payout(Event event) {
        payout = Math.addExact(payout, event.amount().minor());
        paidOut = true;
        events++;
    }

    void fee(Event event) {
        fees = Math.addExact(fees, event.amount().minor() - event.statedVat());
        feeVat.add(event);
        events++;
    }

    void reserve(Event event) {
        reserve = Math.subtractExact(reserve, event.effect().minor());
        events++;
    }

    void debt(Event event) {
        debt = Math.addExact(debt, event.effect().minor());
        clears(event, settled, "skuld");
        events++;
    }

    void feeRefund(Event event) {
        feeRefunds = Math.addExact(feeRefunds, event.amount().minor() - event.statedVat());
        feeRefundVat.add(event);
        feeRefundsInBooks = Math.addExact(feeRefundsInBooks, clears(event, settled, "avgift återförd"));
        feeRefundEvents++;
    }

    void dispute(Event event) {
        disputes.add(event);
        clears(event, settled, ("tvist " + event.order().shown()).strip());
    }

    /**
     * Something that stands on clearing already, or waits there: the payout settles it at its booked value, which is
     * answered.
     */
    long clears(Event event, LocalDate rateDay, String text) {
        long effect = event.effect().minor();
        long inBooks = valuation.inBooks(effect, rateDay);
        clearing = Math.addExact(clearing, effect);
        clearingInBooks = Math.addExact(clearingInBooks, inBooks);
        if (rules.payoutForm() == BookingRules.PayoutForm.SPLIT && effect != 0) {
            clearingRows.add(new ClearingRow(effect, inBooks, text));
            if (clearingRows.size() >= Math.max(rules.maxRows() - OTHER_ROWS, 1)) {
                flushPart();
            }
        }
        return inBooks;
    }

    void finish(Consumer<Booking> sink) {
        if (!parts.isEmpty()) {
            flushPart();
        }
        finishPayout(sink);
        if (carried) {
            finishParts(sink);
        }
        finishFeeRefunds(sink);
        finishDisputes(sink);
    }

    /** How many events wait on clearing without any row, because there is no voucher to carry them. */
    int eventsWithoutRow() {
        return carried ? 0 : events;
    }

    private void finishPayout(Consumer<Booking> sink) {
        var draft = new VoucherDraft(rules, valuation, date);
        if (payout != 0 || fees != 0 || feeVat.sum != 0 || reserve != 0) {
            InBooks booked = inBooks();
            draft.add("TRANSIT_" + facts.currency(), booked.payout(), payout, booked.payoutRate(), "", null);
            draft.add("FEE", booked.fees(), fees, valuation.rate(settled), "", null);
            feeVat.addRow(draft, booked.feeVat(), 1);
            draft.add("RESERVE_" + facts.currency(), booked.reserve(), reserve, booked.reserveRate(), "", null);
            addClearing(draft);
        } else if (paidOut && explained() && clearingInBooks != 0) {
            // Nothing is left in the provider's currency, but the rates of its days leave something in the books.
            addClearing(draft);
        }
        if (!draft.isEmpty()) {
            carried = true;
            sink.accept(booking("payout", draft, dateRule(), payoutText(), events));
        }
    }

    /** Whether what left clearing is what this settlement put there; what is booked after the payout is not. */
    private boolean explained() {
        return clearing == payout + fees + feeVat.sum + reserve;
    }

    /**
     * In a foreign currency, fees at the rate of the settlement day and their VAT as the provider states it; the money
     * and what is reserved leave clearing at their booked value, so that clearing ends at zero in both currencies. A
     * reserve comes back at the rate of the day, because nothing says at which it was held.
     */
    private InBooks inBooks() {
        if (!valuation.foreign()) {
            return new InBooks(payout, fees, feeVat.sum, reserve, null, null);
        }
        @Nullable ExchangeRate rate = valuation.rate(settled);
        long feesInBooks = valuation.inBooks(fees, settled);
        long reserveInBooks = valuation.inBooks(reserve, settled);
        if (!explained() || clearing <= 0 || clearingInBooks <= 0) {
            return new InBooks(
                    valuation.inBooks(payout, settled), feesInBooks, feeVat.inBooks(), reserveInBooks, rate, rate);
        }
        long toShare = clearingInBooks - Math.min(reserveInBooks, 0);
        long[] shares = Split.byLargestRemainder(toShare, payout, Math.max(reserve, 0), fees + feeVat.sum);
        return reserve < 0
                ? new InBooks(shares[0], feesInBooks, feeVat.inBooks(), reserveInBooks, null, rate)
                : new InBooks(shares[0], feesInBooks, feeVat.inBooks(), shares[1], null, null);
    }

    /** What is explained leaves clearing at the value it was booked at; the rates of the days make the difference. */
    private void addClearing(VoucherDraft draft) {
        long inBooks = explained() ? -clearingInBooks : draft.missing();
        addClearingRows(draft, inBooks, -(payout + fees + feeVat.sum + reserve));
        long difference = draft.missing();
        draft.add(difference > 0 ? "FX_LOSS" : "FX_GAIN", difference, "");
    }

    private void addClearingRows(VoucherDraft draft, long total, long totalOriginal) {
        if (rules.payoutForm() == BookingRules.PayoutForm.LUMP || !parts.isEmpty()) {
            draft.add(clearingRole, total, totalOriginal, null, "", null);
            return;
        }
        long left = total;
        long leftOriginal = totalOriginal;
        for (ClearingRow row : clearingRows) {
            draft.add(clearingRole, -row.inBooks(), -row.effect(), null, row.text(), null);
            left += row.inBooks();
            leftOriginal += row.effect();
        }
        draft.add(clearingRole, left, leftOriginal, null, "", null);
    }

    /** A part of a split payout that one voucher cannot hold: its orders against one row that carries them over. */
    private void flushPart() {
        if (clearingRows.isEmpty()) {
            return;
        }
        var draft = new VoucherDraft(rules, valuation, date);
        long sum = clearingRows.stream().mapToLong(ClearingRow::inBooks).sum();
        long original = clearingRows.stream().mapToLong(ClearingRow::effect).sum();
        draft.add(clearingRole, sum, original, null, "överfört till utbetalning " + facts.reference(), null);
        for (ClearingRow row : clearingRows) {
            draft.add(clearingRole, -row.inBooks(), -row.effect(), null, row.text(), null);
        }
        parts.add(draft);
        clearingRows.clear();
    }

    private void finishParts(Consumer<Booking> sink) {
        int part = 1;
        for (VoucherDraft draft : parts) {
            String text = rules.sourceName() + " utbetalning " + facts.reference() + ", order del " + part;
            sink.accept(booking("payout/part-" + part++, draft, dateRule(), text + moved(), 0));
        }
    }

    private void finishFeeRefunds(Consumer<Booking> sink) {
        if (feeRefundEvents == 0) {
            return;
        }
        var draft = new VoucherDraft(rules, valuation, date);
        long vat = feeRefundVat.inBooks();
        @Nullable ExchangeRate rate = valuation.rate(settled);
        draft.add(clearingRole, feeRefundsInBooks, feeRefunds + feeRefundVat.sum, rate, "", null);
        draft.add("FEE", vat - feeRefundsInBooks, -feeRefunds, rate, "", null);
        feeRefundVat.addRow(draft, vat, -1);
        String text = rules.sourceName() + " avgift återförd " + settled;
        sink.accept(booking("fee-refunds", draft, "SETTLEMENT_DAY", text + moved(), feeRefundEvents));
    }

    private void finishDisputes(Consumer<Booking> sink) {
        // Numbered by their keys, so that another layout of the same settlement gives the same bookings.
        disputes.sort(Comparator.comparing(Event::key));
        int ordinal = 1;
        for (Event event : disputes) {
            long effect = event.effect().minor();
            long inBooks = valuation.inBooks(effect, settled);
            boolean won = effect > 0;
            @Nullable ExchangeRate rate = valuation.rate(settled);
            var draft = new VoucherDraft(rules, valuation, date);
            if (won) {
                draft.add(clearingRole, inBooks, effect, rate, "", null);
            }
            draft.add("AR_DISPUTED", -inBooks, -effect, rate, "", null);
            if (!won) {
                draft.add(clearingRole, inBooks, effect, rate, "", null);
            }
            String order = event.order().shown();
            String text =
                    rules.sourceName() + " tvist" + (order.isEmpty() ? "" : " order " + order) + (won ? " vunnen" : "");
            sink.accept(booking("dispute/" + ordinal++ + "/" + order, draft, "SETTLEMENT_DAY", text + moved(), 1));
        }
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
        return fees == 0 && feeVat.sum == 0 && reserve == 0 ? "PAYOUT_DAY" : "SETTLEMENT_DAY";
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

    /** Input VAT on fees, or on fees given back, while events stream by. */
    private final class FeeVat {

        private long sum;
        private long statedInBooks;
        private long toConvert;
        private @Nullable VatRate rate;
        private boolean oneRate = true;

        void add(Event event) {
            long vat = event.statedVat();
            sum = Math.addExact(sum, vat);
            Money inBooks = event.vatInBooks();
            if (vat != 0 && inBooks != null && inBooks.currency().equals(rules.books())) {
                statedInBooks = Math.addExact(statedInBooks, inBooks.minor());
            } else {
                toConvert = Math.addExact(toConvert, vat);
            }
            for (VatPart part : event.vat()) {
                if (part.rate().isZero()) {
                    // The provider states the VAT and not its rate.
                    continue;
                }
                oneRate &= rate == null || rate.equals(part.rate());
                rate = part.rate();
            }
        }

        /** As the provider states it in the books' currency, else at the rate of the settlement day. */
        long inBooks() {
            return valuation.foreign() ? statedInBooks + valuation.inBooks(toConvert, settled) : sum;
        }

        void addRow(VoucherDraft draft, long inBooks, int sign) {
            draft.add(
                    "VAT_IN",
                    sign * inBooks,
                    sign * sum,
                    statedInBooks == 0 && sum != 0 ? valuation.rate(settled) : null,
                    "",
                    new VoucherDraft.Vat(oneRate ? rate : null, "SE", null, "stated by provider"));
        }
    }
}
