package se.kvitta.booking;

import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import se.kvitta.settlement.Reference;

/**
 * Everything the bookkeeper must know of a profile.
 *
 * @param profile its name; part of every marker
 * @param sourceName the provider as vouchers call it
 * @param method the company's accounting method
 * @param saleDay which day a sale is booked on
 * @param saleRate whose rate values a sale that the provider converts at once
 * @param orders what becomes of an order, in the mode for orders
 * @param books currency of the books
 * @param match how an invoice that exists already is found, in mode {@code match}: by the first of these that the order has
 * @param references what the provider's references become
 * @param maxRows how many rows the target takes in one voucher
 */
public record BookingRules(
        String profile,
        String sourceName,
        Set<Mode> modes,
        Method method,
        SaleDay saleDay,
        SaleRate saleRate,
        OrdersAs orders,
        Series series,
        Currency books,
        Periods periods,
        MoneyRules money,
        VatRules vat,
        List<InvoiceField> match,
        ReferenceUses references,
        AccountPlan plan,
        DimensionRules dimensions,
        int maxRows) {

    /** Series in the target: of vouchers, of customer invoices, and of their payments. */
    public record Series(String vouchers, String invoices, String payments) {

        /** The series that a kind of booking is entered in. */
        public String of(Booking.Kind kind) {
            return switch (kind) {
                case VOUCHER -> vouchers;
                case INVOICE, CREDIT_INVOICE, SALES_ORDER, UNBOOKED_INVOICE -> invoices;
                case PAYMENT -> payments;
            };
        }
    }

    /** Invoice: booked when it happens. Cash: sales are booked when they are paid out. */
    public enum Method {
        INVOICE,
        CASH
    }

    /** The day the provider captured the money, or the day the order was placed. */
    public enum SaleDay {
        CAPTURE,
        ORDER
    }

    /** The company's source of exchange rates, or the amount the provider states in the currency of its balance. */
    public enum SaleRate {
        COMPANY,
        PROVIDER
    }

    /** What mode {@code order} makes of an order. */
    public enum OrdersAs {
        /** A sales order, which the merchant makes an invoice of. */
        ORDER,
        /** An invoice that the merchant books, and that waits for its payment. */
        INVOICE
    }

    /**
     * A way to find an invoice.
     *
     * @param by what of the order is looked for
     * @param in the target's word for the field it stands in
     */
    public record InvoiceField(Reference by, String in) {}

    /** The same rules as if no period were closed: each voucher stands on the day it belongs on. */
    public BookingRules withOpenPeriods() {
        return with(new Periods(periods.start(), null, null, periods.yearStart(), periods.yearsThrough()));
    }

    /**
     * The same rules with what the accounting system has locked beside what the merchant's file says: the later day counts.
     *
     * @param day the last locked Stockholm day; null when nothing is locked there, or that is not known
     */
    public BookingRules lockedThrough(@Nullable LocalDate day) {
        @Nullable LocalDate own = periods.lockedThrough();
        return day == null || (own != null && !day.isAfter(own))
                ? this
                : with(new Periods(
                        periods.start(),
                        day,
                        periods.vatReportedThrough(),
                        periods.yearStart(),
                        periods.yearsThrough()));
    }

    private BookingRules with(Periods other) {
        return new BookingRules(
                profile,
                sourceName,
                modes,
                method,
                saleDay,
                saleRate,
                orders,
                series,
                books,
                other,
                money,
                vat,
                match,
                references,
                plan,
                dimensions,
                maxRows);
    }

    /** Whether somebody else books the sales that the money is of. */
    public boolean salesByOthers() {
        return method != Method.CASH
                && modes.stream().anyMatch(Mode::booksMoney)
                && !modes.contains(Mode.LEDGER)
                && !modes.contains(Mode.MATCH)
                && !modes.contains(Mode.DAILY);
    }

    /** Whether sales are booked with the payout, because the company uses the cash method. */
    boolean salesWithPayout() {
        return method == Method.CASH && modes.contains(Mode.PAYOUT);
    }
}
