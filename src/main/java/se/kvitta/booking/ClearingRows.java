package se.kvitta.booking;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.VoucherRow.Party;
import se.kvitta.settlement.Event;

/**
 * By which rows a payout leaves clearing: one, or one for each thing that passed it, so that each can be ticked off. What one voucher
 * cannot hold is in parts: vouchers of their own, each against one row that carries it over.
 */
final class ClearingRows {

    /** Rows besides the clearing rows that the payout voucher can have. */
    private static final int OTHER_ROWS = 8;

    private final SettlementFacts facts;
    private final BookingRules rules;
    private final Valuation valuation;
    private final LocalDate date;
    private final String role;
    private final List<Row> rows = new ArrayList<>();
    private final List<VoucherDraft> parts = new ArrayList<>();
    private long effect;
    private long inBooks;

    private record Row(long effect, long inBooks, String text, Party order) {}

    /** @param date of the payout's voucher */
    ClearingRows(SettlementFacts facts, BookingRules rules, Valuation valuation, LocalDate date) {
        this.facts = facts;
        this.rules = rules;
        this.valuation = valuation;
        this.date = date;
        this.role = "CLEARING_" + facts.currency();
    }

    /** What an event is called in its row: mostly by its order. */
    static String text(Event event) {
        String text =
                switch (event.kind()) {
                    case CHARGEBACK_OPENED, CHARGEBACK_WON ->
                        "tvist " + event.order().shown();
                    case PAYOUT -> "utbetalning " + event.subject();
                    case ADVANCE, ADVANCE_REPAID -> "förskott";
                    case RESERVE_HELD, RESERVE_RELEASED -> "reserv " + event.subject();
                    case DEBT_INCURRED, DEBT_REPAID -> "skuld";
                    default -> event.order().shown();
                };
        return text.strip();
    }

    /**
     * Something came to clearing, or left it before the payout does.
     *
     * @param amount minor units of the settlement's currency; what leaves is negative
     * @param value the same in the books
     */
    void add(long amount, long value, String text, Party order) {
        effect = Math.addExact(effect, amount);
        inBooks = Math.addExact(inBooks, value);
        if (isSplit() && amount != 0) {
            rows.add(new Row(amount, value, text, order));
            if (rows.size() >= Math.max(rules.maxRows() - OTHER_ROWS, 1)) {
                flush();
            }
        }
    }

    private boolean isSplit() {
        return rules.money().form() == MoneyRules.PayoutForm.SPLIT;
    }

    /** What clearing owes, in minor units of the settlement's currency. */
    long effect() {
        return effect;
    }

    /** What clearing owes, in the books. */
    long inBooks() {
        return inBooks;
    }

    /** Everything has been added: where there are parts, the last rows are one, too. */
    void end() {
        if (!parts.isEmpty()) {
            flush();
        }
    }

    /**
     * Writes the rows by which the payout leaves clearing.
     *
     * @param total in the books, and what the rows do not explain of it in a row of its own
     * @param rate told with a single row; null when it has none
     */
    void addTo(VoucherDraft draft, long total, long totalOriginal, @Nullable ExchangeRate rate) {
        if (!isSplit() || !parts.isEmpty()) {
            draft.add(role, total, totalOriginal, rate, carriedFrom(), null);
            return;
        }
        long left = total;
        long leftOriginal = totalOriginal;
        for (Row row : rows) {
            draft.addAbout(row.order(), role, -row.inBooks(), -row.effect(), row.text());
            left += row.inBooks();
            leftOriginal += row.effect();
        }
        draft.add(role, left, leftOriginal, null, "", null);
    }

    /** Which other vouchers hold the orders; empty when none do. */
    private String carriedFrom() {
        return parts.isEmpty() ? "" : "överfört från order del 1" + (parts.size() == 1 ? "" : "–" + parts.size());
    }

    private void flush() {
        if (rows.isEmpty()) {
            return;
        }
        var draft = new VoucherDraft(rules, valuation, date);
        long sum = rows.stream().mapToLong(Row::inBooks).sum();
        long original = rows.stream().mapToLong(Row::effect).sum();
        draft.add(role, sum, original, null, "överfört till utbetalning " + facts.reference(), null);
        for (Row row : rows) {
            draft.addAbout(row.order(), role, -row.inBooks(), -row.effect(), row.text());
        }
        parts.add(draft);
        rows.clear();
    }

    /**
     * The parts that the payout's voucher carries over.
     *
     * @param rule why they stand on the payout's day
     * @param moved what their texts say of that day; empty when nothing
     */
    List<Booking> parts(String rule, String moved) {
        var bookings = new ArrayList<Booking>();
        for (VoucherDraft draft : parts) {
            int part = bookings.size() + 1;
            String text = rules.sourceName() + " utbetalning " + facts.reference() + ", order del " + part + " av "
                    + parts.size() + moved;
            bookings.add(new Booking(
                    PayoutMoney.payoutKey(facts) + "/part-" + part,
                    Booking.Kind.VOUCHER,
                    facts.reference(),
                    draft.voucher(moved.isEmpty() ? rule : "FIRST_OPEN_DAY", text),
                    0));
        }
        return bookings;
    }
}
