package se.kvitta.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import se.kvitta.report.ReserveLedger.Balance;
import se.kvitta.report.ReserveLedger.Moved;
import se.kvitta.report.ReserveLedger.Start;

class ReserveLedgerTest {

    private static final LocalDate FIRST = LocalDate.parse("2026-02-02");
    private static final LocalDate LAST = LocalDate.parse("2026-03-31");

    private static Moved moved(String type, String day, long amount) {
        return new Moved(type, LocalDate.parse(day), amount);
    }

    @Test
    void keepsABalanceOfEachType() {
        ReserveLedger ledger = ReserveLedger.of(
                List.of(
                        moved("ROLLING", "2026-02-02", 500),
                        moved("REVIEW", "2026-02-02", 70),
                        moved("ROLLING", "2026-03-02", -500),
                        moved("ROLLING", "2026-04-01", 9)),
                List.of(),
                LAST);
        assertThat(ledger.balances())
                .containsExactly(
                        new Balance("REVIEW", 0, 70, 0, 0, null), new Balance("ROLLING", 0, 500, -500, 0, null));
        assertThat(ledger.amount()).isEqualTo(70);
    }

    @Test
    void saysWhatMustHaveBeenHeldBefore() {
        List<Moved> moves = List.of(
                moved("ROLLING", "2026-02-02", -300),
                moved("ROLLING", "2026-02-09", 100),
                moved("ROLLING", "2026-02-16", -250),
                moved("ROLLING", "2026-02-23", 800));
        Balance short450 = ReserveLedger.of(moves, List.of(), LAST).balances().get(0);
        assertThat(short450.missing()).isEqualTo(450);
        assertThat(short450.missed()).isEqualTo("2026-02-02");
        Balance enough = ReserveLedger.of(moves, List.of(new Start("ROLLING", FIRST, 450)), LAST)
                .balances()
                .get(0);
        assertThat(enough).isEqualTo(new Balance("ROLLING", 450, 900, -550, 0, null));
        Balance tooLittle = ReserveLedger.of(moves, List.of(new Start("ROLLING", FIRST, 449)), LAST)
                .balances()
                .get(0);
        assertThat(tooLittle.missing()).isEqualTo(1);
        assertThat(tooLittle.missed()).isEqualTo("2026-02-16");
    }

    @Test
    void hasWhatMovedBeforeInTheStartingBalance() {
        ReserveLedger ledger = ReserveLedger.of(
                List.of(moved("ROLLING", "2026-02-02", 500), moved("ROLLING", "2026-02-03", 20)),
                List.of(new Start("ROLLING", FIRST.plusDays(1), 1_500)),
                LAST);
        assertThat(ledger.amount()).isEqualTo(1_520);
        assertThat(ledger.before()).isEqualTo(500);
        // The day before it, nothing is stated.
        assertThat(ReserveLedger.of(
                                List.of(moved("ROLLING", "2026-02-02", 500)),
                                List.of(new Start("ROLLING", FIRST.plusDays(1), 1_500)),
                                FIRST)
                        .amount())
                .isEqualTo(500);
    }

    @Test
    void tellsNoTypesApartWhereSomeAreNotTold() {
        ReserveLedger ledger = ReserveLedger.of(
                List.of(moved("", "2026-02-02", 500), moved("ROLLING", "2026-03-02", -500)), List.of(), LAST);
        assertThat(ledger.balances()).containsExactly(new Balance("", 0, 500, -500, 0, null));
        assertThat(ReserveLedger.of(
                                List.of(moved("ROLLING", "2026-03-02", -500)), List.of(new Start("", FIRST, 500)), LAST)
                        .balances())
                .containsExactly(new Balance("", 500, 0, -500, 0, null));
    }

    @Provide
    Arbitrary<List<Moved>> moves() {
        return Combinators.combine(
                        Arbitraries.of("A", "B", ""),
                        Arbitraries.integers().between(0, 57),
                        Arbitraries.longs().between(-1_000_00, 1_000_00))
                .as((type, day, amount) -> new Moved(type, FIRST.plusDays(day), amount))
                .list()
                .ofMaxSize(12);
    }

    @Property(tries = 300)
    void whatIsMissingIsExactlyEnough(@ForAll("moves") List<Moved> moves, @ForAll Random random) {
        ReserveLedger ledger = ReserveLedger.of(moves, List.of(), LAST);
        assertThat(ledger.amount())
                .isEqualTo(moves.stream().mapToLong(Moved::amount).sum());
        var shuffled = new ArrayList<>(moves);
        Collections.shuffle(shuffled, random);
        assertThat(ReserveLedger.of(shuffled, List.of(), LAST)).isEqualTo(ledger);

        var starts = ledger.balances().stream()
                .filter(balance -> balance.missing() > 0)
                .map(balance -> new Start(balance.type(), FIRST, balance.missing()))
                .toList();
        assertThat(ReserveLedger.of(moves, starts, LAST).balances())
                .allMatch(balance -> balance.missed() == null && balance.amount() >= 0);
        var less = starts.stream()
                .map(start -> new Start(start.type(), FIRST, start.amount() - 1))
                .toList();
        assertThat(ReserveLedger.of(moves, less, LAST).balances().stream()
                        .filter(balance -> balance.missing() > 0)
                        .mapToLong(Balance::missing)
                        .sum())
                .isEqualTo(starts.size());
    }
}
