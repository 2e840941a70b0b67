package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.kvitta.ledger.FinancialYear;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;

/** Which days can be booked on: a sale stays on its day or waits, money moves to the first open day of its year. */
class PeriodsTest {

    private static final Money AMOUNT = Money.parse("125.00 SEK");

    @ParameterizedTest
    @CsvSource({
        "2025-12-31, true, BEFORE_START",
        "2026-01-01, true, PERIOD_LOCKED",
        "2026-01-31, true, PERIOD_LOCKED",
        "2026-02-01, true, VAT_REPORTED",
        "2026-03-31, true, VAT_REPORTED",
        "2026-04-01, true,",
        // What bears no VAT may stand in a period whose VAT is reported, not in one that is locked.
        "2026-01-31, false, PERIOD_LOCKED",
        "2026-02-01, false,",
        "2026-03-31, false,"
    })
    void aSaleIsBookedOnItsOwnDayOrNotAtAll(LocalDate day, boolean hasVat, @Nullable String code) {
        Reason closed = periods("2026-01-31", "2026-03-31").closedFor("10231", AMOUNT, day, hasVat);

        assertThat(closed == null ? null : closed.code()).isEqualTo(code);
    }

    @Test
    void saysWhichOrderOfWhichDayCameToLate() {
        Event refund = Happened.refund("10231", "2026-02-01", "125.00 SEK").build();

        assertThat(periods("2026-01-31", "2026-03-31").closedFor(refund, LocalDate.of(2026, 2, 1), true))
                .isEqualTo(Reason.of(
                        "VAT_REPORTED",
                        "order",
                        "10231",
                        "day",
                        "2026-02-01",
                        "amount",
                        "-125.00 SEK",
                        "boundary",
                        "2026-03-31"));
        assertThat(boundary("2025-12-31")).isEqualTo("2026-01-01");
        assertThat(boundary("2026-01-31")).isEqualTo("2026-01-31");
    }

    @Test
    void nothingIsClosedWhereNothingIsLockedOrReported() {
        Periods open = periods(null, null);

        assertThat(open.closedFor("10231", AMOUNT, LocalDate.of(2026, 1, 1), true))
                .isNull();
        assertThat(open.open(LocalDate.of(2020, 1, 1))).isEqualTo(LocalDate.of(2020, 1, 1));
        assertThat(open.openInYear(LocalDate.of(2026, 1, 1))).isEqualTo(LocalDate.of(2026, 1, 1));
        assertThat(open.shut("P1", LocalDate.of(2026, 1, 1), AMOUNT)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31, , 2026-01-15, 2026-02-01",
        "2026-01-31, , 2026-01-31, 2026-02-01",
        "2026-01-31, , 2026-02-01, 2026-02-01",
        ", 2026-03-31, 2026-02-16, 2026-04-01",
        // The later of the two counts, whichever it is.
        "2026-01-31, 2026-03-31, 2026-01-15, 2026-04-01",
        "2026-04-30, 2026-03-31, 2026-01-15, 2026-05-01",
        "2026-03-31, 2026-03-31, 2026-03-31, 2026-04-01"
    })
    void moneyMovesToTheFirstOpenDay(
            @Nullable String locked, @Nullable String reported, LocalDate day, LocalDate open) {
        assertThat(periods(locked, reported).open(day)).isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource({
        // Into the next month, never past a reported period nor into another year.
        "2026-01-31, , 2026-01-15, 2026-02-01",
        "2026-01-31, 2025-12-31, 2026-01-15, 2026-02-01",
        "2026-03-31, 2026-01-31, 2026-01-15, 2026-01-15",
        "2026-03-31, 2026-01-31, 2026-01-31, 2026-01-31",
        "2026-03-31, 2026-01-31, 2026-02-01, 2026-04-01",
        "2026-12-31, , 2026-12-15, 2026-12-15",
        "2026-01-31, , 2026-02-02, 2026-02-02"
    })
    void aSaleThatAPersonLetsMoveStaysInItsYearAndOutOfReportedPeriods(
            @Nullable String locked, @Nullable String reported, LocalDate day, LocalDate moved) {
        assertThat(periods(locked, reported).openInYear(day)).isEqualTo(moved);
    }

    @Test
    void moneyOfAYearThatIsClosedCannotBeBooked() {
        LocalDate day = LocalDate.of(2025, 12, 30);

        assertThat(periods("2025-12-31", null).shut("P1", day, AMOUNT))
                .isEqualTo(Reason.of("YEAR_LOCKED", "reference", "P1", "day", day, "through", "2025-12-31"));
        assertThat(periods(null, "2025-12-31").shut("P1", day, AMOUNT))
                .isEqualTo(Reason.of(
                        "VAT_REPORTED", "order", "P1", "day", day, "amount", AMOUNT, "boundary", "2025-12-31"));
        assertThat(periods("2025-12-31", "2025-12-31").shut("P1", day, AMOUNT))
                .extracting(Reason::code)
                .as("who opens the year need not ask about the VAT")
                .isEqualTo("YEAR_LOCKED");
        assertThat(periods("2025-12-30", null).shut("P1", day, AMOUNT)).isNull();
        assertThat(periods("2025-12-31", null).shut("P1", LocalDate.of(2026, 1, 1), AMOUNT))
                .isNull();
    }

    /** A year from May to April is closed by its own end, not by the calendar's. */
    @Test
    void aBrokenYearEndsWhereItEnds() {
        var broken = new Periods(LocalDate.of(2025, 1, 1), LocalDate.of(2025, 12, 31), null, MonthDay.of(5, 1), null);

        assertThat(broken.yearOf(LocalDate.of(2026, 2, 16)))
                .isEqualTo(new FinancialYear(LocalDate.of(2025, 5, 1), LocalDate.of(2026, 4, 30)));
        assertThat(broken.shut("P1", LocalDate.of(2025, 12, 30), AMOUNT)).isNull();
        assertThat(broken.open(LocalDate.of(2025, 12, 30))).isEqualTo(LocalDate.of(2026, 1, 1));
        assertThat(broken.shut("P1", LocalDate.of(2025, 4, 30), AMOUNT))
                .extracting(Reason::code)
                .isEqualTo("YEAR_LOCKED");
    }

    @Property
    void anOpenDayIsOpenAndTheFirstOne(@ForAll("days") LocalDate day, @ForAll("closed") Periods periods) {
        LocalDate open = periods.open(day);

        assertThat(open).isAfterOrEqualTo(day);
        assertThat(periods.open(open)).isEqualTo(open);
        assertThat(periods.closedFor("1", AMOUNT, open, true)).isNull();
        assertThat(open.equals(day) || !periods.open(open.minusDays(1)).equals(open.minusDays(1)))
                .isTrue();
        assertThat(periods.shut("P1", day, AMOUNT) == null)
                .isEqualTo(periods.yearOf(day).holds(open));
    }

    @Provide
    Arbitrary<LocalDate> days() {
        return Arbitraries.integers().between(0, 1_000).map(LocalDate.of(2025, 1, 1)::plusDays);
    }

    @Provide
    Arbitrary<Periods> closed() {
        return Combinators.combine(
                        days().injectNull(0.3),
                        days().injectNull(0.3),
                        Arbitraries.of(MonthDay.of(1, 1), MonthDay.of(5, 1), MonthDay.of(9, 1)))
                .as((locked, reported, start) -> new Periods(LocalDate.of(2025, 1, 1), locked, reported, start, null));
    }

    private static String boundary(String day) {
        Reason closed = Objects.requireNonNull(
                periods("2026-01-31", null).closedFor("10231", AMOUNT, LocalDate.parse(day), true));
        return Objects.requireNonNull(closed.facts().get("boundary"));
    }

    private static Periods periods(@Nullable String lockedThrough, @Nullable String vatReportedThrough) {
        return new Periods(
                LocalDate.of(2026, 1, 1),
                lockedThrough == null ? null : LocalDate.parse(lockedThrough),
                vatReportedThrough == null ? null : LocalDate.parse(vatReportedThrough),
                MonthDay.of(1, 1),
                null);
    }
}
