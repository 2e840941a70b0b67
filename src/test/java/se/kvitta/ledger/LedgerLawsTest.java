package se.kvitta.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** The laws of exact amounts. */
class LedgerLawsTest {

    private static final long MOST = 1_000_000_000_000L;

    @Property(tries = 500)
    void everyCurrencyWithMinorUnitsIsWrittenAndReadBack(@ForAll long minor, @ForAll("currencies") Currency currency) {
        Money money = Money.ofMinor(minor, currency);

        assertThat(Money.parse(money.toString())).isEqualTo(money);
        assertThat(Money.of(money.major(), currency)).isEqualTo(money);
    }

    @Property(tries = 500)
    void theDecimalsOfAnAmountAreThoseOfItsCurrency(@ForAll long minor, @ForAll("currencies") Currency currency) {
        assertThat(Money.ofMinor(minor, currency).major().scale()).isEqualTo(currency.getDefaultFractionDigits());
    }

    @Property(tries = 500)
    void aRateIsWrittenAndReadBack(@ForAll @IntRange(max = 10_000) int hundredths) {
        VatRate rate = new VatRate(hundredths);

        assertThat(VatRate.parse(rate.toString())).isEqualTo(rate);
    }

    @Property(tries = 500)
    void thePartsOfADivisionAddUpAndStayWithinOneUnitOfTheirQuota(
            @ForAll @LongRange(min = -MOST, max = MOST) long total,
            @ForAll @Size(min = 1, max = 12) List<@LongRange(max = MOST) Long> weights) {
        long[] given = weights.stream().mapToLong(Long::longValue).toArray();
        BigInteger sum = BigInteger.valueOf(Arrays.stream(given).sum());
        Assume.that(sum.signum() > 0);

        long[] parts = Split.byLargestRemainder(total, given);

        assertThat(Arrays.stream(parts).sum()).isEqualTo(total);
        for (int i = 0; i < parts.length; i++) {
            // |part − total × weight / sum| < 1, without a division.
            BigInteger off = BigInteger.valueOf(parts[i])
                    .multiply(sum)
                    .subtract(BigInteger.valueOf(total).multiply(BigInteger.valueOf(given[i])))
                    .abs();
            assertThat(off).isLessThan(sum);
        }
    }

    @Property(tries = 300)
    void aDivisionIsTheMirrorOfTheOppositeOne(
            @ForAll @LongRange(max = MOST) long total,
            @ForAll @Size(min = 1, max = 8) List<@LongRange(min = 1, max = MOST) Long> weights) {
        long[] given = weights.stream().mapToLong(Long::longValue).toArray();
        long[] mirrored = Split.byLargestRemainder(-total, given);

        assertThat(Arrays.stream(mirrored).map(part -> -part).toArray())
                .containsExactly(Split.byLargestRemainder(total, given));
    }

    @Property(tries = 500)
    void vatInsideAnAmountIsTheNearestUnit(
            @ForAll @LongRange(min = -MOST, max = MOST) long gross, @ForAll @IntRange(max = 10_000) int hundredths) {
        long vat = new VatRate(hundredths).vatInside(gross);

        // |vat × (10000 + rate) − gross × rate| ≤ (10000 + rate) / 2
        BigInteger whole = BigInteger.valueOf(10_000L + hundredths);
        BigInteger off = BigInteger.valueOf(vat)
                .multiply(whole)
                .subtract(BigInteger.valueOf(gross).multiply(BigInteger.valueOf(hundredths)))
                .abs();
        assertThat(off.shiftLeft(1)).isLessThanOrEqualTo(whole);
    }

    @Property(tries = 500)
    void whatWasPaidIsARateThatGivesTheVeryAmountByAsFewDecimalsAsCan(
            @ForAll @LongRange(min = -MOST, max = MOST) long from,
            @ForAll @LongRange(min = -MOST, max = MOST) long to,
            @ForAll("currencies") Currency sold,
            @ForAll("currencies") Currency bought) {
        Assume.that(from != 0);
        Money given = Money.ofMinor(from, sold);
        Money got = Money.ofMinor(to, bought);

        BigDecimal rate = ExchangeRate.paid(given, got);

        assertThat(given.abs().convertedAt(rate, bought)).isEqualTo(got.abs());
        assertThat(rate.scale()).isGreaterThanOrEqualTo(4);
        if (rate.scale() > 4) {
            BigDecimal shorter = got.abs().major().divide(given.abs().major(), rate.scale() - 1, RoundingMode.HALF_UP);
            assertThat(given.abs().convertedAt(shorter, bought)).isNotEqualTo(got.abs());
        }
    }

    @Provide
    Arbitrary<Currency> currencies() {
        return Arbitraries.of(Currency.getAvailableCurrencies().stream()
                .filter(currency -> currency.getDefaultFractionDigits() >= 0)
                .sorted((a, b) -> a.getCurrencyCode().compareTo(b.getCurrencyCode()))
                .toList());
    }
}
