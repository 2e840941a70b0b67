package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;

class CashPotTest {

    private static final ExchangeRate EARLY = rate("2026-02-02", "10");
    private static final ExchangeRate LATE = rate("2026-02-03", "11");

    private final CashPot pot = new CashPot(MoneyRules.Pots.FIFO);

    @Test
    void whatCameFirstLeavesFirst() {
        pot.move(100_00, 1_000_00, EARLY);
        pot.move(100_00, 1_100_00, LATE);

        assertThat(pot.take(40_00)).isEqualTo(new CashPot.Out(400_00, EARLY));
        assertThat(pot.take(110_00)).isEqualTo(new CashPot.Out(600_00 + 550_00, null));
        assertThat(pot.take(50_00)).isEqualTo(new CashPot.Out(550_00, LATE));
        assertThat(pot.amount()).isZero();
        assertThat(pot.value()).isZero();
    }

    @Test
    void whatLeavesAPotOfAveragesIsWorthWhatAllOfItIs() {
        var average = new CashPot(MoneyRules.Pots.AVERAGE);
        average.move(100_00, 1_000_00, EARLY);
        average.move(100_00, 1_100_00, LATE);

        assertThat(average.take(40_00)).isEqualTo(new CashPot.Out(420_00, null));
        average.move(40_00, 480_00, LATE);
        // 160.00 at 1 680.00 and 40.00 at 480.00.
        assertThat(average.take(100_00)).isEqualTo(new CashPot.Out(1_080_00, null));
        average.move(0, 20_00, null);
        assertThat(average.take(100_00)).isEqualTo(new CashPot.Out(1_100_00, null));
        assertThat(average.value()).isZero();
    }

    @Test
    void aPotOfAveragesThatWasFilledAtOneRateKnowsItUntilItIsWorthSomethingElse() {
        var average = new CashPot(MoneyRules.Pots.AVERAGE);
        average.move(100_00, 1_000_00, EARLY);
        average.move(60_00, 600_00, EARLY);
        average.move(-5_00, -50_00, EARLY);
        assertThat(average.take(5_00)).isEqualTo(new CashPot.Out(50_00, EARLY));
        average.move(-30_00, -330_00, LATE);

        // 120.00 is left, at 1 170.00.
        assertThat(average.take(60_00)).isEqualTo(new CashPot.Out(585_00, null));
        average.move(-100_00, -1_100_00, LATE);
        assertThat(average.amount()).isEqualTo(-40_00);
        average.move(50_00, 600_00, LATE);
        assertThat(average.take(10_00)).isEqualTo(new CashPot.Out(85_00, null));
    }

    @Test
    void thereIsNoMoreToTakeThanWhatCame() {
        pot.move(100_00, 1_000_00, EARLY);

        assertThat(pot.take(100_01)).isNull();
        assertThat(pot.take(0)).isNull();
        assertThat(pot.amount()).isEqualTo(100_00);
    }

    /** A refund at the rate of its sale, while the oldest layer came at another. */
    @Test
    void whatLeavesAtAValueOfItsOwnLeavesTheDifferenceToTheRestOfTheLayer() {
        pot.move(100_00, 1_000_00, EARLY);
        pot.move(-50_00, -550_00, LATE);

        assertThat(pot.take(50_00)).isEqualTo(new CashPot.Out(450_00, null));
    }

    @Test
    void theLastToLeaveAnEmptiedPotTakesWhatIsLeftOfItsValue() {
        pot.move(100_00, 1_000_00, EARLY);
        pot.move(-100_00, -1_100_00, LATE);
        assertThat(pot.value()).isEqualTo(-100_00);

        pot.move(10_00, 110_00, LATE);

        assertThat(pot.take(10_00)).isEqualTo(new CashPot.Out(10_00, null));
        assertThat(pot.value()).isZero();
    }

    @Test
    void aNegativePotIsFilledBeforeAnythingIsLeftInIt() {
        pot.move(-50_00, -500_00, EARLY);
        assertThat(pot.take(10_00)).isNull();

        pot.move(80_00, 880_00, LATE);

        assertThat(pot.amount()).isEqualTo(30_00);
        assertThat(pot.take(30_00)).isEqualTo(new CashPot.Out(380_00, null));
    }

    @Test
    void aNewClosingRateMovesEveryLayerInProportion() {
        pot.move(100_00, 1_000_00, EARLY);
        pot.move(200_00, 2_200_00, LATE);
        pot.move(0, 30_00, null);

        assertThat(pot.take(100_00)).isEqualTo(new CashPot.Out(1_010_00, null));
        assertThat(pot.take(200_00)).isEqualTo(new CashPot.Out(2_220_00, null));
    }

    record Step(boolean take, long original, long value) {}

    /** Nothing is won or lost in the pot itself. */
    @Property(tries = 300)
    void whatIsInThePotIsWhatCameLessWhatLeft(@ForAll("steps") List<Step> steps, @ForAll MoneyRules.Pots kind) {
        var any = new CashPot(kind);
        long amount = 0;
        long value = 0;
        for (Step step : steps) {
            if (step.take()) {
                CashPot.@Nullable Out out = any.take(step.original());
                amount -= out == null ? 0 : step.original();
                value -= out == null ? 0 : out.value();
            } else {
                any.move(step.original(), step.value(), null);
                amount += step.original();
                value += step.value();
            }
            assertThat(any.amount()).isEqualTo(amount);
            assertThat(any.value()).isEqualTo(value);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(true, false, false),
                        Arbitraries.longs().between(-500, 1_000),
                        Arbitraries.longs().between(-9_000, 9_000))
                .as(Step::new)
                .list()
                .ofMaxSize(30);
    }

    /** What is taken back to the last unit leaves nothing of itself to what comes after it. */
    @Test
    void whatIsTakenBackAltogetherLeavesTheNextLayerAlone() {
        pot.move(100_00, 1_000_00, EARLY);
        pot.move(-100_00, -1_100_00, LATE);
        pot.move(200_00, 2_200_00, LATE);

        assertThat(pot.take(100_00)).isEqualTo(new CashPot.Out(1_100_00, LATE));
        assertThat(pot.take(100_00)).isEqualTo(new CashPot.Out(1_100_00 - 100_00, null));
    }

    private static ExchangeRate rate(String day, String value) {
        return new ExchangeRate(
                Currency.getInstance("EUR"), Money.SEK, new BigDecimal(value), LocalDate.parse(day), "Riksbanken");
    }
}
