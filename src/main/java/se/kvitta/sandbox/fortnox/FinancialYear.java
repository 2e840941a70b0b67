package se.kvitta.sandbox.fortnox;

import java.time.LocalDate;

/**
 * A year of a company's books, from its first to its last day.
 *
 * @param id what every other resource calls {@code financialyear}; never the calendar year
 * @param accountingMethod ACCRUAL or CASH
 */
record FinancialYear(int id, LocalDate from, LocalDate to, String accountingMethod, String accountChart) {

    boolean holds(LocalDate date) {
        return !date.isBefore(from) && !date.isAfter(to);
    }

    String key() {
        return Integer.toString(id);
    }
}
