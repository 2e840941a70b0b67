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
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import se.kvitta.report.DebtLedger.Age;
import se.kvitta.report.DebtLedger.Debt;
import se.kvitta.report.DebtLedger.How;
import se.kvitta.report.DebtLedger.Origin;
import se.kvitta.report.DebtLedger.Outside;
import se.kvitta.report.DebtLedger.Repaid;
import se.kvitta.report.DebtLedger.Told;

class DebtLedgerTest {

    private static final LocalDate FIRST = LocalDate.parse("2026-02-02");

    private static Told told(String reference, String day, @Nullable Long opening, long incurred, long repaid) {
        return new Told(
                reference,
                LocalDate.parse(day),
                opening,
                opening == null ? null : opening + incurred - repaid,
                incurred,
                repaid);
    }

    private static DebtLedger ledger(String day, Told... told) {
        return DebtLedger.of(List.of(told), LocalDate.parse(day));
    }

    private static Repaid repaid(String reference, String day, How how, long amount) {
        return new Repaid(reference, LocalDate.parse(day), how, amount);
    }

    @Test
    void repaysWhatWasIncurredFirst() {
        Told one = told("A", "2026-02-02", 0L, 500_00, 0);
        Told two = told("B", "2026-02-09", 500_00L, 300_00, 0);
        Told three = told("C", "2026-02-16", 800_00L, 0, 600_00);

        DebtLedger between = ledger("2026-02-15", one, two, three);
        assertThat(between.open()).isEqualTo(800_00);
        assertThat(between.debts()).extracting(Debt::open).containsExactly(500_00L, 300_00L);

        DebtLedger after = ledger("2026-02-16", one, two, three);
        assertThat(after.debts())
                .containsExactly(
                        new Debt(
                                Origin.INCURRED,
                                "A",
                                FIRST,
                                500_00,
                                List.of(repaid("C", "2026-02-16", How.WITHHELD, 500_00))),
                        new Debt(
                                Origin.INCURRED,
                                "B",
                                FIRST.plusDays(7),
                                300_00,
                                List.of(repaid("C", "2026-02-16", How.WITHHELD, 100_00))));
        assertThat(after.stated()).isEqualTo(200_00);
        assertThat(after.difference()).isZero();
    }

    @Test
    void putsAmountsInTheAgesOfTheirDebts() {
        DebtLedger ledger = ledger(
                "2026-04-04", // 61 days after the first
                told("A", "2026-02-02", 0L, 1, 0),
                told("B", "2026-02-03", 1L, 10, 0),
                told("C", "2026-03-04", 11L, 100, 0),
                told("D", "2026-03-05", 111L, 1_000, 0),
                told("E", "2026-03-20", 1_111L, 10_000, 0),
                told("F", "2026-03-21", 11_111L, 100_000, 0),
                told("G", "2026-04-04", 111_111L, 1_000_000, 0));
        assertThat(ledger.aged().keySet()).containsExactly(Age.values());
        assertThat(ledger.aged().values()).containsExactly(1_100_000L, 11_000L, 110L, 1L);
        assertThat(ledger.olderThan(60)).extracting(Debt::reference).containsExactly("A");
        assertThat(ledger.olderThan(14)).hasSize(5);
        assertThat(ledger.olderThan(15)).hasSize(4);
    }

    @Test
    void tellsWhatWasPaidOutsideAndTakesItFromTheOldest() {
        DebtLedger ledger = ledger(
                "2026-02-20",
                told("A", "2026-02-02", 0L, 500_00, 0),
                told("B", "2026-02-09", 500_00L, 100_00, 0),
                told("C", "2026-02-16", 50_00L, 0, 50_00));
        assertThat(ledger.outside()).containsExactly(new Outside("C", LocalDate.parse("2026-02-16"), 600_00, 50_00));
        assertThat(ledger.outside().get(0).amount()).isEqualTo(550_00);
        assertThat(ledger.debts().get(1).repaid())
                .containsExactly(
                        repaid("C", "2026-02-16", How.OUTSIDE, 50_00), repaid("C", "2026-02-16", How.WITHHELD, 50_00));
        assertThat(ledger.open()).isZero();
    }

    @Test
    void takesTheFirstStatedDebtForOneThatWasThere() {
        DebtLedger ledger = ledger("2026-02-20", told("A", "2026-02-02", 700L, 0, 200));
        assertThat(ledger.debts())
                .containsExactly(new Debt(
                        Origin.BEFORE, "A", FIRST, 700, List.of(repaid("A", "2026-02-02", How.WITHHELD, 200))));
        assertThat(ledger.difference()).isZero();
    }

    @Test
    void countsNoDebtThatNothingAccountsFor() {
        DebtLedger ledger =
                ledger("2026-02-20", told("A", "2026-02-02", 0L, 100, 0), told("B", "2026-02-16", 400L, 0, 150));
        assertThat(ledger.stated()).isEqualTo(250);
        assertThat(ledger.open()).isEqualTo(250);
        assertThat(ledger.unknown()).isEqualTo(250); // the known 100 and 50 of this are repaid
        assertThat(ledger.known()).isZero();
        assertThat(ledger.difference()).isEqualTo(250);
        assertThat(ledger.debts()).extracting(Debt::origin).containsExactly(Origin.INCURRED, Origin.UNKNOWN);
    }

    @Test
    void needsNoStatedBalances() {
        DebtLedger ledger = ledger(
                "2026-02-20",
                told("A", "2026-02-02", null, 100, 0),
                told("B", "2026-02-09", null, 100, 100), // carried on: the same debt
                told("C", "2026-02-16", null, 0, 130));
        assertThat(ledger.stated()).isNull();
        assertThat(ledger.debts()).hasSize(1);
        assertThat(ledger.unmatched()).isEqualTo(30);
        assertThat(ledger.open()).isEqualTo(-30);
        assertThat(ledger.difference()).isZero();
    }

    @Test
    void putsSettlementsOfOneDayInTheirOrder() {
        Told start = told("0", "2026-02-01", 0L, 100, 0);
        Told repays = told("A", "2026-02-02", 100L, 0, 100);
        Told incurs = told("B", "2026-02-02", 0L, 70, 0);
        Told more = told("C", "2026-02-02", 70L, 30, 0);
        DebtLedger ledger = ledger("2026-02-02", more, incurs, repays, start);
        assertThat(ledger.outside()).isEmpty();
        assertThat(ledger.unknown()).isZero();
        assertThat(ledger.debts()).extracting(Debt::open).containsExactly(0L, 70L, 30L);
        // What was paid outside before them does not put them out of order.
        DebtLedger paid = ledger("2026-02-02", more, incurs, start);
        assertThat(paid.outside()).extracting(Outside::amount).containsExactly(100L);
        assertThat(paid.open()).isEqualTo(100);
    }

    /** @param paid how many thousandths of the debt are paid outside before it; only where it has a day of its own */
    record Step(int days, boolean incurs, int amount, int paid) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(0, 1, 7, 40),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 1_000_00),
                        Arbitraries.frequency(Tuple.of(3, 0), Tuple.of(1, 1_000), Tuple.of(1, 400)))
                .as(Step::new)
                .list()
                .ofMaxSize(14);
    }

    /** A chain as a provider would tell it, and what happened in it. */
    private record Chain(List<Told> told, long incurred, long repaid, long outside, LocalDate last) {

        /** @param crowded settlements may share a day, and then nothing is paid outside */
        static Chain of(List<Step> steps, boolean crowded) {
            var told = new ArrayList<Told>();
            told.add(new Told("S", FIRST, 0L, 0L, 0, 0));
            LocalDate day = FIRST;
            long owed = 0;
            long incurred = 0;
            long repaid = 0;
            long outside = 0;
            int onDay = 1;
            for (Step step : steps) {
                boolean shares = crowded && step.days() == 0 && onDay < 5;
                onDay = shares ? onDay + 1 : 1;
                day = day.plusDays(shares ? 0 : Math.max(1, step.days()));
                long paid = crowded ? 0 : owed * step.paid() / 1_000;
                owed -= paid;
                outside += paid;
                long opening = owed;
                long more = step.incurs() ? step.amount() : 0;
                long less = step.incurs() ? 0 : Math.min(owed, step.amount());
                owed += more - less;
                incurred += more;
                repaid += less;
                told.add(new Told("S" + (told.size() * 7919 % 10_007), day, opening, owed, more, less));
            }
            return new Chain(told, incurred, repaid, outside, day);
        }
    }

    @Property(tries = 500)
    void whatIsOpenIsWhatWasIncurredAndNotPaid(
            @ForAll("steps") List<Step> steps, @ForAll boolean crowded, @ForAll Random random) {
        Chain chain = Chain.of(steps, crowded);
        DebtLedger ledger = DebtLedger.of(chain.told(), chain.last());

        assertThat(ledger.open()).isEqualTo(chain.incurred() - chain.repaid() - chain.outside());
        assertThat(ledger.outside().stream().mapToLong(Outside::amount).sum()).isEqualTo(chain.outside());
        assertThat(ledger.difference()).isZero();
        assertThat(ledger.unmatched()).isZero();
        assertThat(ledger.aged().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(ledger.open());
        boolean touched = true;
        for (Debt debt : ledger.debts()) {
            assertThat(debt.days(chain.last())).isNotNegative();
            assertThat(debt.open()).isBetween(0L, debt.amount());
            assertThat(touched || debt.repaid().isEmpty()).isTrue();
            touched = debt.open() == 0;
        }

        var shuffled = new ArrayList<>(chain.told());
        Collections.shuffle(shuffled, random);
        assertThat(DebtLedger.of(shuffled, chain.last())).isEqualTo(ledger);
    }

    /** One that is missing is never absorbed: its absence shows as a payment outside, or as a debt of unknown origin. */
    @Property(tries = 500)
    void aMissingSettlementShows(@ForAll("steps") List<Step> steps, @ForAll Random random) {
        Chain chain = Chain.of(steps, false);
        var told = new ArrayList<>(chain.told());
        if (told.size() < 3) {
            return;
        }
        Told missing = told.remove(1 + random.nextInt(told.size() - 2));
        DebtLedger ledger = DebtLedger.of(told, chain.last());

        long unknown = ledger.debts().stream()
                .filter(debt -> debt.origin() == Origin.UNKNOWN)
                .mapToLong(Debt::amount)
                .sum();
        long outside = ledger.outside().stream().mapToLong(Outside::amount).sum();
        assertThat(unknown - outside).isEqualTo(missing.net() - chain.outside());
        assertThat(ledger.open())
                .isEqualTo(DebtLedger.of(chain.told(), chain.last()).open());
        assertThat(ledger.difference()).isEqualTo(ledger.unknown());
    }
}
