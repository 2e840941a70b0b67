package se.kvitta.booking;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
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
    private final @Nullable Reason held;
    private final String clearingRole;

    // Sums in minor units of the settlement's currency, as the provider owes them: what leaves is positive.
    private long payout;
    private long fees;
    private long feeVat;
    private long reserve;
    private long debt;
    private int events;

    // The same fee VAT in the books' currency, as far as the provider states it there.
    private long feeVatStatedInBooks;
    private long feeVatToConvert;
    private @Nullable VatRate feeVatRate;
    private boolean oneFeeVatRate = true;

    // What the clearing account owes: in the settlement's currency and in the books.
    private long clearing;
    private long clearingInBooks;

    private long feeRefunds;
    private long feeRefundVat;
    private int feeRefundEvents;

    private final List<Event> disputes = new ArrayList<>();
    private final List<ClearingRow> clearingRows = new ArrayList<>();
    private final List<Booking> parts = new ArrayList<>();

    private record ClearingRow(long effect, long inBooks, String text) {}

    PayoutMoney(SettlementFacts facts, BookingRules rules, Valuation valuation) {
        this.facts = facts;
        this.rules = rules;
        this.valuation = valuation;
        this.clearingRole = "CLEARING_" + facts.currency();
        LocalDate wished = facts.payoutDay();
        LocalDate through = rules.lockedThrough();
        if (through != null && !wished.isAfter(through)) {
            this.date = through.plusDays(1);
            this.held = rules.yearOf(wished).holds(date)
                    ? null
                    : Reason.of("YEAR_LOCKED", "reference", facts.reference(), "day", wished, "through", through);
        } else {
            this.date = wished;
            this.held = null;
        }
    }

    /** Why no money can be booked at all: its financial year is locked. */
    @Nullable
    Reason held() {
        return held;
    }

    void payout(Event event) {
        payout = Math.addExact(payout, event.amount().minor());
        events++;
    }

    void fee(Event event) {
        fees = Math.addExact(fees, event.amount().minor() - event.statedVat());
        addFeeVat(event);
        events++;
    }

    void reserve(Event event) {
        reserve = Math.subtractExact(reserve, event.effect().minor());
        events++;
    }

    void debt(Event event) {
        debt = Math.addExact(debt, event.effect().minor());
        clears(event, date, "skuld");
        events++;
    }

    void feeRefund(Event event) {
        feeRefunds = Math.addExact(feeRefunds, event.amount().minor() - event.statedVat());
        feeRefundVat = Math.addExact(feeRefundVat, event.statedVat());
        clears(event, date, "avgift återförd");
        feeRefundEvents++;
    }

    void dispute(Event event) {
        disputes.add(event);
        clears(event, date, "tvist " + event.order().shown());
    }

    /** Something that stands on clearing already, or waits there: the payout settles it at its booked value. */
    void clears(Event event, LocalDate rateDay, String text) {
        long effect = event.effect().minor();
        long inBooks = valuation.inBooks(effect, rateDay);
        clearing = Math.addExact(clearing, effect);
        clearingInBooks = Math.addExact(clearingInBooks, inBooks);
        if (rules.payoutForm() == BookingRules.PayoutForm.SPLIT && effect != 0) {
            clearingRows.add(new ClearingRow(effect, inBooks, text));
            if (clearingRows.size() == rules.maxRows() - OTHER_ROWS) {
                flushPart();
            }
        }
    }

    void finish(Consumer<Booking> sink) {
        if (!parts.isEmpty()) {
            flushPart();
        }
        var draft = new VoucherDraft(rules, valuation, date);
        long[] booked = valuation.foreign() ? bookedForeign() : new long[] {payout, fees, feeVat, reserve};
        @Nullable ExchangeRate rate = valuation.rate(date);
        draft.add("TRANSIT_" + facts.currency(), booked[0], payout, null, "", null);
        draft.add("FEE", booked[1], fees, rate, "", null);
        VatRate vatRate = oneFeeVatRate ? feeVatRate : null;
        draft.add(
                "VAT_IN", booked[2], feeVat, null, "", new VoucherDraft.Vat(vatRate, "SE", null, "stated by provider"));
        draft.add("RESERVE_" + facts.currency(), booked[3], reserve, null, "", null);
        if (!draft.isEmpty()) {
            addClearing(draft, booked);
            sink.accept(booking("payout", draft, dateRule(), payoutText(), events));
        }
        parts.forEach(sink);
        finishFeeRefunds(sink);
        finishDisputes(sink);
    }

    /** How many events wait on clearing without any row, because there is no voucher to carry them. */
    int eventsWithoutRow() {
        return payout == 0 && fees == 0 && feeVat == 0 && reserve == 0 ? events : 0;
    }

    private void addFeeVat(Event event) {
        long vat = event.statedVat();
        feeVat = Math.addExact(feeVat, vat);
        if (event.vatInBooks() != null) {
            feeVatStatedInBooks =
                    Math.addExact(feeVatStatedInBooks, event.vatInBooks().minor());
        } else {
            feeVatToConvert = Math.addExact(feeVatToConvert, vat);
        }
        for (VatPart part : event.vat()) {
            if (part.rate().isZero()) {
                // The provider states the VAT and not its rate.
                continue;
            }
            oneFeeVatRate &= feeVatRate == null || feeVatRate.equals(part.rate());
            feeVatRate = part.rate();
        }
    }

    /**
     * Fees at the rate of the settlement day and their VAT as the provider states it; the money and the reserve leave
     * clearing at their booked value, so that clearing ends at zero in both currencies.
     */
    private long[] bookedForeign() {
        long feeInBooks = valuation.inBooks(fees, date);
        long vatInBooks = feeVatStatedInBooks + valuation.inBooks(feeVatToConvert, date);
        boolean shareable = clearing > 0 && clearingInBooks > 0 && payout >= 0 && reserve >= 0;
        if (!shareable) {
            return new long[] {valuation.inBooks(payout, date), feeInBooks, vatInBooks, valuation.inBooks(reserve, date)
            };
        }
        long[] shares = Split.byLargestRemainder(clearingInBooks, payout, reserve, fees + feeVat);
        return new long[] {shares[0], feeInBooks, vatInBooks, shares[1]};
    }

    private void addClearing(VoucherDraft draft, long[] booked) {
        if (!valuation.foreign()) {
            addClearingRows(draft, draft.missing(), draft.missing());
            return;
        }
        long settled = clearing == 0 ? -(booked[0] + booked[1] + booked[2] + booked[3]) : -clearingInBooks;
        addClearingRows(draft, settled, -(payout + fees + feeVat + reserve));
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
        int part = parts.size() + 1;
        String text = rules.sourceName() + " utbetalning " + facts.reference() + ", order del " + part;
        parts.add(booking("payout/part-" + part, draft, dateRule(), text + moved(), 0));
        clearingRows.clear();
    }

    private void finishFeeRefunds(Consumer<Booking> sink) {
        if (feeRefundEvents == 0) {
            return;
        }
        var draft = new VoucherDraft(rules, valuation, date);
        long net = valuation.inBooks(feeRefunds, date);
        long vat = valuation.inBooks(feeRefundVat, date);
        @Nullable ExchangeRate rate = valuation.rate(date);
        draft.add(clearingRole, net + vat, feeRefunds + feeRefundVat, rate, "", null);
        draft.add("FEE", -net, -feeRefunds, rate, "", null);
        draft.add(
                "VAT_IN", -vat, -feeRefundVat, rate, "", new VoucherDraft.Vat(null, "SE", null, "stated by provider"));
        String text = rules.sourceName() + " avgift återförd " + facts.payoutDay();
        sink.accept(booking("fee-refunds", draft, "SETTLEMENT_DAY", text + moved(), feeRefundEvents));
    }

    private void finishDisputes(Consumer<Booking> sink) {
        @Nullable ExchangeRate rate = valuation.rate(date);
        int ordinal = 1;
        for (Event event : disputes) {
            long effect = event.effect().minor();
            long inBooks = valuation.inBooks(effect, date);
            var draft = new VoucherDraft(rules, valuation, date);
            draft.add("AR_DISPUTED", -inBooks, -effect, rate, "", null);
            draft.add(clearingRole, inBooks, effect, rate, "", null);
            String text = rules.sourceName() + (effect < 0 ? " tvist" : " vunnen tvist") + " order "
                    + event.order().shown();
            sink.accept(booking(
                    "dispute/" + ordinal++ + "/" + event.order().shown(), draft, "SETTLEMENT_DAY", text + moved(), 1));
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
        return fees == 0 && feeVat == 0 && reserve == 0 ? "PAYOUT_DAY" : "SETTLEMENT_DAY";
    }

    private String moved() {
        return date.equals(facts.payoutDay()) ? "" : ", avser " + facts.payoutDay();
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
