package se.kvitta.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CalendarTest {

    @ParameterizedTest
    @CsvSource({
        "2026-10-31T23:30:00Z, 2026-11-01",
        "2026-10-31T22:59:59Z, 2026-10-31",
        "2026-12-31T22:59:59.999Z, 2026-12-31",
        "2026-12-31T23:00:00Z, 2027-01-01",
        // 29 March 2026: summer time begins at 01:00 UTC; the day has 23 hours.
        "2026-03-28T22:59:59Z, 2026-03-28",
        "2026-03-28T23:00:00Z, 2026-03-29",
        "2026-03-29T01:00:00Z, 2026-03-29",
        "2026-03-29T21:59:59Z, 2026-03-29",
        "2026-03-29T22:00:00Z, 2026-03-30",
        // 25 October 2026: summer time ends at 01:00 UTC; the day has 25 hours.
        "2026-10-24T21:59:59Z, 2026-10-24",
        "2026-10-24T22:00:00Z, 2026-10-25",
        "2026-10-25T00:30:00Z, 2026-10-25",
        "2026-10-25T22:59:59Z, 2026-10-25",
        "2026-10-25T23:00:00Z, 2026-10-26"
    })
    void anInstantFallsOnAStockholmDay(Instant instant, LocalDate day) {
        assertThat(Stockholm.dayOf(instant)).isEqualTo(day);
    }

    @ParameterizedTest
    @CsvSource({"2026-03-29, 23", "2026-10-25, 25", "2026-07-01, 24"})
    void aDayBeginsAtMidnightInStockholmAlsoWhenTheClockChanges(LocalDate day, long hours) {
        Instant start = Stockholm.startOf(day);

        assertThat(Stockholm.dayOf(start)).isEqualTo(day);
        assertThat(Stockholm.dayOf(start.minusNanos(1))).isEqualTo(day.minusDays(1));
        assertThat(Duration.between(start, Stockholm.startOf(day.plusDays(1)))).isEqualTo(Duration.ofHours(hours));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01, 1, 1, 2026-01-01, 2026-12-31",
        "2026-12-31, 1, 1, 2026-01-01, 2026-12-31",
        "2026-04-30, 5, 1, 2025-05-01, 2026-04-30",
        "2026-05-01, 5, 1, 2026-05-01, 2027-04-30",
        "2024-02-29, 3, 1, 2023-03-01, 2024-02-29"
    })
    void aFinancialYearHoldsTwelveMonths(LocalDate day, int startMonth, int startDay, LocalDate first, LocalDate last) {
        assertThat(FinancialYear.holding(day, MonthDay.of(startMonth, startDay)))
                .isEqualTo(new FinancialYear(first, last));
    }

    @Test
    void aFinancialYearHoldsItsFirstAndLastDayAndNoneOutside() {
        var year = new FinancialYear(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31));

        assertThat(year.holds(LocalDate.of(2026, 1, 1))).isTrue();
        assertThat(year.holds(LocalDate.of(2026, 12, 31))).isTrue();
        assertThat(year.holds(LocalDate.of(2025, 12, 31))).isFalse();
        assertThat(year.holds(LocalDate.of(2027, 1, 1))).isFalse();
    }
}
