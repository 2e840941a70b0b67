package se.kvitta.ledger;

import java.time.LocalDate;
import java.time.MonthDay;

/** The financial year a day belongs to; first and last day are Stockholm days and both belong to it. */
public record FinancialYear(LocalDate first, LocalDate last) {

    /** The twelve-month year that holds {@code day} when years begin on {@code start}. */
    public static FinancialYear holding(LocalDate day, MonthDay start) {
        LocalDate first = start.atYear(day.getYear());
        if (first.isAfter(day)) {
            first = start.atYear(day.getYear() - 1);
        }
        return new FinancialYear(first, start.atYear(first.getYear() + 1).minusDays(1));
    }

    public boolean holds(LocalDate day) {
        return !day.isBefore(first) && !day.isAfter(last);
    }
}
