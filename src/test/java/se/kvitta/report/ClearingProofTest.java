package se.kvitta.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import se.kvitta.journal.BookFigures.Flow;
import se.kvitta.journal.BookFigures.Origin;
import se.kvitta.journal.BookFigures.Place;
import se.kvitta.journal.BookFigures.PotRow;
import se.kvitta.journal.BookFigures.Remainder;
import se.kvitta.journal.BookFigures.Stated;
import se.kvitta.ledger.Money;
import se.kvitta.report.MonthReport.Why;
import se.kvitta.settlement.EventKind;

class ClearingProofTest {

    private static final LocalDate FIRST = LocalDate.parse("2026-10-01");
    private static final LocalDate LAST = LocalDate.parse("2026-10-31");

    private static Stated payout(
            String reference, String day, long opening, long closing, @Nullable String first, @Nullable String last) {
        return new Stated(
                1,
                "p",
                Money.SEK,
                reference,
                0,
                true,
                LocalDate.parse(day),
                opening,
                closing,
                first == null ? null : Instant.parse(first + "T12:00:00Z"),
                last == null ? null : Instant.parse(last + "T12:00:00Z"));
    }

    private static Flow flow(EventKind kind, Place place, String day, @Nullable String booked, long amount) {
        return new Flow(
                "p",
                Money.SEK,
                kind,
                place,
                LocalDate.parse(day),
                booked == null ? null : LocalDate.parse(booked),
                amount,
                1);
    }

    private static PotRow row(Origin origin, String day, long amount) {
        return new PotRow("p", "CLEARING_SEK", Money.SEK, origin, LocalDate.parse(day), amount, amount);
    }

    @Test
    void isCompleteThroughTheDayBeforeTheNewestPayoutBegins() {
        assertThat(ClearingProof.completeThrough(List.of())).isNull();
        Stated october = payout("1", "2026-11-02", 0, 0, "2026-10-19", "2026-10-24");
        Stated november = payout("2", "2026-11-16", 0, 0, "2026-11-02", "2026-11-07");
        assertThat(ClearingProof.completeThrough(List.of(october))).isEqualTo("2026-10-18");
        // Nothing was captured in the last days of October, and what was captured in November has come.
        assertThat(ClearingProof.completeThrough(List.of(october, november))).isEqualTo("2026-11-01");
        // A late capture in the newest payout does not take back what was complete.
        Stated late = payout("2", "2026-11-16", 0, 0, "2026-10-23", "2026-11-07");
        assertThat(ClearingProof.completeThrough(List.of(october, late))).isEqualTo("2026-10-24");
        // A payout of refunds only says nothing of captures, but those before it have a later one now.
        Stated refunds = payout("3", "2026-11-23", 0, 0, null, null);
        assertThat(ClearingProof.completeThrough(List.of(october, late, refunds)))
                .isEqualTo("2026-11-07");
    }

    @Test
    void findsAPayoutThatIsMissingBetweenTwoBalances() {
        Stated one = payout("1", "2026-10-05", 0, 500, null, null);
        Stated two = payout("2", "2026-10-06", 500, 700, null, null);
        Stated three = payout("3", "2026-10-06", 700, 100, null, null);
        assertThat(ClearingProof.breaks(List.of(one, three, two))).isEmpty();
        assertThat(ClearingProof.breaks(List.of(one, three)))
                .containsExactly(new MonthReport.Break("1", Money.of("5.00", "SEK"), "3", Money.of("7.00", "SEK")));
    }

    @Test
    void explainsTheBooksByTheProvidersFigureAndNothingElse() {
        var proof = new ClearingProof(
                Money.SEK,
                FIRST,
                LAST,
                List.of(
                        flow(EventKind.SALE, Place.BOOKED, "2026-10-02", "2026-10-02", 1000),
                        flow(EventKind.SALE, Place.HELD, "2026-10-03", null, 200),
                        flow(EventKind.SALE, Place.LEFT_OUT, "2026-10-04", null, 300),
                        flow(EventKind.FEE, Place.BOOKED, "2026-10-05", "2026-11-01", 50),
                        flow(EventKind.DEBT_INCURRED, Place.LEFT_OUT, "2026-10-06", null, 70),
                        // On an account of its own, entered the next month.
                        flow(EventKind.DEBT_INCURRED, Place.BOOKED, "2026-10-06", "2026-11-01", 20)),
                List.of(
                        row(Origin.SETTLEMENT, "2026-10-02", 1000),
                        row(Origin.OCCASION, "2026-10-01", 400),
                        row(Origin.EXCHANGE, "2026-10-07", 30)),
                List.of(),
                List.of(),
                400);
        assertThat(proof.opening()).isEqualTo(Money.of("4.00", "SEK"));
        assertThat(proof.closing()).isEqualTo(Money.of("19.40", "SEK"));
        assertThat(proof.booked(LAST)).isEqualTo(Money.of("14.30", "SEK"));
        assertThat(proof.explained(LAST))
                .containsEntry(Why.HELD, Money.of("-2.00", "SEK"))
                .containsEntry(Why.LEFT_OUT, Money.of("-3.00", "SEK"))
                .containsEntry(Why.OTHER_DAY, Money.of("0.30", "SEK"))
                .containsEntry(Why.DEBT, Money.of("-0.70", "SEK"))
                .containsEntry(Why.OCCASION, Money.of("4.00", "SEK"))
                .containsEntry(Why.EXCHANGE, Money.of("0.30", "SEK"))
                .containsEntry(Why.BEFORE_FIRST, Money.of("-4.00", "SEK"));
        assertThat(proof.days()).filteredOn(day -> !day.difference().isZero()).isEmpty();
    }

    @Test
    void anEventThatIsNowhereIsNotExplained() {
        var proof = new ClearingProof(
                Money.SEK,
                FIRST,
                LAST,
                List.of(flow(EventKind.SALE, Place.NOWHERE, "2026-10-30", null, 100)),
                List.of(),
                List.of(),
                List.of(),
                0);
        assertThat(proof.days())
                .filteredOn(day -> !day.difference().isZero())
                .extracting(MonthReport.Day::day)
                .containsExactly(LocalDate.parse("2026-10-30"), LAST);
    }

    @Test
    void takesWhatNamesNoItemFromTheSameAmountElseFromTheOldest() {
        List<MonthReport.OpenItem> open = OpenItems.aged(
                List.of(
                        item("A", "2026-10-01", 500),
                        item("B", "2026-10-05", 300),
                        item("C", "2026-10-09", 300),
                        item("release 1", "2026-10-20", -300),
                        item("release 2", "2026-10-21", -600)),
                LAST,
                Money.SEK);
        assertThat(open)
                .containsExactly(new MonthReport.OpenItem(
                        "C", LocalDate.parse("2026-10-09"), 22, Money.of("2.00", "SEK"), Money.of("2.00", "SEK")));
    }

    private static Remainder item(String name, String since, long amount) {
        return new Remainder("p", "RESERVE_SEK", Money.SEK, name, null, LocalDate.parse(since), amount, amount);
    }
}
