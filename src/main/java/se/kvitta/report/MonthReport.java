package se.kvitta.report;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import se.kvitta.journal.LedgerReads;
import se.kvitta.ledger.Money;

/**
 * One month of a merchant's books with its proofs. Days are Stockholm days. Amounts on accounts are debit positive;
 * amounts of the VAT return have the sign that the return has.
 *
 * @param merchant its short name
 * @param title the company's name
 * @param books currency of the books
 */
public record MonthReport(
        String merchant,
        String title,
        String organisationNumber,
        YearMonth month,
        Currency books,
        Completeness completeness,
        List<HandBooked> byHand,
        List<Clearing> clearings,
        List<Balance> balances,
        List<Box> boxes,
        List<Taxed> taxed,
        List<Oss> oss,
        @Nullable Threshold threshold,
        List<EuSale> euSales,
        @Nullable ReadBack readBack) {

    public MonthReport {
        byHand = List.copyOf(byHand);
        clearings = List.copyOf(clearings);
        balances = List.copyOf(balances);
        boxes = List.copyOf(boxes);
        taxed = List.copyOf(taxed);
        oss = List.copyOf(oss);
        euSales = List.copyOf(euSales);
    }

    /** Whether the month may be closed: it has come in whole, nothing of it waits and every proof holds. */
    public boolean offeredForClosing() {
        return completeness.complete()
                && clearings.stream().allMatch(Clearing::holds)
                && (readBack == null || readBack.month().holds());
    }

    /**
     * The month as the target's general ledger had it when that was read back last.
     *
     * @param target what people call it
     * @param others what others have booked on the accounts that mirror what providers owe
     */
    public record ReadBack(String target, LedgerReads.Month month, List<LedgerReads.Others> others) {

        public ReadBack {
            others = List.copyOf(others);
        }
    }

    /**
     * Where every event of the month is.
     *
     * @param events how many happened in the month, of the payouts that have come in
     * @param booked in exactly one booking
     * @param held waiting for a person, with a reason
     * @param leftOut in no booking because somebody else books them; {@code reasons} says why
     * @param notPlanned in payouts that wait to be planned
     * @param heldDocuments documents of the merchant that nothing was taken from, whatever their month
     * @param faults payouts with events that are nowhere, or in two places
     */
    public record Completeness(
            List<Through> through,
            long events,
            long booked,
            long held,
            long leftOut,
            Map<String, Long> reasons,
            long notPlanned,
            long heldDocuments,
            List<Fault> faults,
            LocalDate last) {

        public boolean complete() {
            return through.stream().allMatch(one -> one.reaches(last))
                    && held == 0
                    && notPlanned == 0
                    && heldDocuments == 0
                    && faults.isEmpty();
        }
    }

    /**
     * How far a profile is complete.
     *
     * @param source the provider as vouchers call it
     * @param day the last day whose captures have all come; null when that cannot be told yet
     */
    public record Through(
            String profile,
            String source,
            Currency currency,
            @Nullable LocalDate day) {

        boolean reaches(LocalDate last) {
            return day != null && !day.isBefore(last);
        }
    }

    /**
     * A payout whose events are not each in exactly one place.
     *
     * @param events how many it has
     * @param placed how many places are known
     */
    public record Fault(long settlement, String profile, String payout, long events, long placed) {}

    /** Lines of the month's movement of a clearing account, in the order they are shown. */
    public enum Line {
        SALES,
        REFUNDS,
        FEES,
        CHARGEBACKS,
        RESERVE,
        DEBT,
        OTHER,
        PAYOUTS
    }

    /** Why the books may differ from the provider's figure without a fault. */
    public enum Why {
        /** Waits for a person; each is listed. */
        HELD,
        /** Its payout waits to be planned. */
        NOT_PLANNED,
        /** Booked by another program, by hand, or with the opening balance. */
        LEFT_OUT,
        /** A debt to the provider stands as a credit until it is withheld. */
        DEBT,
        /** Booked as the payout was told before; it is told without it now, and the correction waits. */
        UNTOLD,
        /** Booked on another day: a locked period, an order day, a decision, the cash method. */
        OTHER_DAY,
        /** Buyers owe it until the provider has the money, because the merchant bears the credit risk. */
        CLAIMS,
        /** An opening balance or a closing entry, which no payout brings. */
        OCCASION,
        /** Exchanged from another balance. */
        EXCHANGE,
        /** What the provider owed before the first payout that has come. */
        BEFORE_FIRST
    }

    /**
     * One clearing account: what the provider owes by its own events, beside what is booked.
     *
     * @param balanceDay whether the provider keeps a running balance; else it is what is captured and not settled
     * @param closing opening and every line of the month
     * @param bookedOpening booked at the end of the day before the month
     * @param booked booked at the end of the month's last day
     * @param explained why they differ at the end of the last day
     * @param difference booked − closing − explained: zero unless something is wrong
     * @param breaks payouts whose stated opening is not the closing of the one before
     */
    public record Clearing(
            String profile,
            String source,
            Currency currency,
            boolean balanceDay,
            @Nullable LocalDate completeThrough,
            Money opening,
            Map<Line, Money> lines,
            Money closing,
            Money bookedOpening,
            Money booked,
            Map<Why, Money> explained,
            Money difference,
            List<Held> held,
            List<Day> days,
            List<Break> breaks) {

        public boolean holds() {
            return breaks.isEmpty()
                    && days.stream().allMatch(day -> day.difference().isZero());
        }
    }

    /** The end of a day: the provider's figure, what is booked, why they differ, and what nothing explains. */
    public record Day(LocalDate day, Money provider, Money booked, Money explained, Money difference) {}

    /** Two payouts after each other that do not meet: one between them has not come, or was changed. */
    public record Break(String before, Money closing, String after, Money opening) {}

    /**
     * One event that waits for a person.
     *
     * @param amount what it does to the money the provider owes
     */
    public record Held(
            LocalDate day, String payout, String order, String kind, Money amount, String code, String cause) {}

    /**
     * A reserve, the money on its way to the bank, or disputed claims.
     *
     * @param open what is open at the month's end, the oldest first
     */
    public record Balance(
            String profile,
            String role,
            Currency currency,
            Money opening,
            Money closing,
            Money openingInBooks,
            Money closingInBooks,
            List<OpenItem> open) {}

    /**
     * What is left of one item.
     *
     * @param days how many days it has been open
     */
    public record OpenItem(String item, LocalDate since, long days, Money amount, Money inBooks) {}

    /** One box of the VAT return, in the books' currency. */
    public record Box(String box, Money amount, long rows) {}

    /**
     * Base and VAT that one rule decided.
     *
     * @param rate percent; null where none
     * @param boxes the boxes that they stand in; empty for none
     */
    public record Taxed(@Nullable String rate, String country, String boxes, String rule, Money base, Money vat) {}

    /**
     * Sales and VAT of the One Stop Shop, booked in the quarter of the month through its last day.
     *
     * @param quarter that the amounts belong to: an earlier one for a correction
     */
    public record Oss(String quarter, boolean correction, String country, String rate, Money base, Money vat) {}

    /**
     * Sales of goods to consumers in other EU countries with Swedish VAT, against the limit above which the buyer's
     * country taxes them.
     *
     * @param permille the larger year's share of the limit, in thousandths, rounded down
     * @param oss whether a profile reports through the One Stop Shop already
     */
    public record Threshold(Money thisYear, Money precedingYear, Money limit, long permille, Level level, boolean oss) {

        public enum Level {
            BELOW,
            NEAR,
            CROSSED
        }
    }

    /**
     * What a person has booked by hand: it counts with what was planned, and may stand otherwise in the books.
     *
     * @param number what was made instead; empty where nobody told it
     * @param amount as it was planned
     * @param since the Stockholm day on which it was said
     */
    public record HandBooked(
            long posting,
            String profile,
            LocalDate day,
            String text,
            String number,
            Money amount,
            String actor,
            LocalDate since,
            String note) {}

    /** Sales to one VAT number, credits deducted; the number is empty where no invoice names one. */
    public record EuSale(String vatNumber, String country, Money goods, Money services) {}
}
