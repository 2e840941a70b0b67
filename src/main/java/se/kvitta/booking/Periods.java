package se.kvitta.booking;

import java.time.LocalDate;
import java.time.MonthDay;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.FinancialYear;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;

/**
 * Which days can be booked on. All are Stockholm days.
 *
 * @param start first day whose sales are booked
 * @param lockedThrough last day of the period that is closed for bookings; null when none
 * @param vatReportedThrough last day of the last VAT period that is reported; null when none
 * @param yearStart first day of a financial year
 * @param yearsThrough last day of the last financial year that exists in the accounting system; null when it is not known
 */
public record Periods(
        LocalDate start,
        @Nullable LocalDate lockedThrough,
        @Nullable LocalDate vatReportedThrough,
        MonthDay yearStart,
        @Nullable LocalDate yearsThrough) {

    /** Why a row of a sale or refund, which never moves, cannot be booked on a day; null when it can. */
    @Nullable
    Reason closedFor(Event event, LocalDate day, boolean hasVat) {
        return closedFor(event.order().shown(), event.effect(), day, hasVat);
    }

    /** The same for what no event brings. */
    @Nullable
    Reason closedFor(String order, Money amount, LocalDate day, boolean hasVat) {
        if (day.isBefore(start)) {
            return closed("BEFORE_START", order, amount, day, start);
        }
        if (lockedThrough != null && !day.isAfter(lockedThrough)) {
            return closed("PERIOD_LOCKED", order, amount, day, lockedThrough);
        }
        if (hasVat && vatReportedThrough != null && !day.isAfter(vatReportedThrough)) {
            return closed("VAT_REPORTED", order, amount, day, vatReportedThrough);
        }
        return null;
    }

    /** The first day on which money may be booked that belongs on {@code day}: that day, or the first open one. */
    LocalDate open(LocalDate day) {
        LocalDate closed = closedThrough();
        return day.isAfter(closed) ? day : closed.plusDays(1);
    }

    /** The same for a sale that a person lets move: never past a reported VAT period, nor into another year. */
    LocalDate openInYear(LocalDate day) {
        boolean reported = vatReportedThrough != null && !day.isAfter(vatReportedThrough);
        return reported || !yearOf(day).holds(open(day)) ? day : open(day);
    }

    /** Why money of a day cannot be booked at all: it would have to move into another financial year; null when it can. */
    @Nullable
    Reason shut(String reference, LocalDate day, Object amount) {
        if (yearOf(day).holds(open(day))) {
            return null;
        }
        LocalDate closed = closedThrough();
        return closed.equals(lockedThrough)
                ? Reason.of("YEAR_LOCKED", "reference", reference, "day", day, "through", closed)
                : Reason.of("VAT_REPORTED", "order", reference, "day", day, "amount", amount, "boundary", closed);
    }

    /** The financial year of a Stockholm day. */
    public FinancialYear yearOf(LocalDate day) {
        return FinancialYear.holding(day, yearStart);
    }

    /** The last day on which no fee or payout is entered: its period is locked, or its VAT is reported. */
    private LocalDate closedThrough() {
        LocalDate locked = lockedThrough == null ? LocalDate.MIN : lockedThrough;
        LocalDate reported = vatReportedThrough == null ? LocalDate.MIN : vatReportedThrough;
        return locked.isAfter(reported) ? locked : reported;
    }

    private static Reason closed(String code, String order, Money amount, LocalDate day, LocalDate boundary) {
        return Reason.of(code, "order", order, "day", day, "amount", amount, "boundary", boundary);
    }
}
