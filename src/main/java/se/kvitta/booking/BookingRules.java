package se.kvitta.booking;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Currency;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.FinancialYear;
import se.kvitta.ledger.VoucherRow.Dimensions;

/**
 * Everything the bookkeeper must know of a profile.
 *
 * @param profile its name; part of every marker
 * @param sourceName the provider as vouchers call it
 * @param payoutForm whether clearing is credited in one row or one per order
 * @param saleDay which day a sale is booked on
 * @param series voucher series in the target
 * @param books currency of the books
 * @param start first Stockholm day whose sales are booked
 * @param lockedThrough last day of the period that is closed for bookings; null when none
 * @param vatReportedThrough last day of the last VAT period that is reported; null when none
 * @param yearStart first day of a financial year
 * @param maxRows how many rows the target takes in one voucher
 */
public record BookingRules(
        String profile,
        String sourceName,
        Set<Mode> modes,
        PayoutForm payoutForm,
        SaleDay saleDay,
        String series,
        Currency books,
        LocalDate start,
        @Nullable LocalDate lockedThrough,
        @Nullable LocalDate vatReportedThrough,
        MonthDay yearStart,
        VatRules vat,
        AccountPlan plan,
        Dimensions dimensions,
        int maxRows) {

    /** Lump: one clearing row per payout. Split: one per order, so that each can be ticked off. */
    public enum PayoutForm {
        LUMP,
        SPLIT
    }

    /** The day the provider captured the money, or the day the order was placed. */
    public enum SaleDay {
        CAPTURE,
        ORDER
    }

    FinancialYear yearOf(LocalDate day) {
        return FinancialYear.holding(day, yearStart);
    }
}
