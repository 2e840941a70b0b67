package se.kvitta.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Currency;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {

    private static final Currency EUR = Currency.getInstance("EUR");

    @ParameterizedTest
    @CsvSource({
        "1250.00, SEK, 125000, 1250.00 SEK",
        "1250, SEK, 125000, 1250.00 SEK",
        "-0.5, SEK, -50, -0.50 SEK",
        "1, JPY, 1, 1 JPY",
        "1.001, KWD, 1001, 1.001 KWD",
        "0.0001, CLF, 1, 0.0001 CLF",
        "1.2E2, SEK, 12000, 120.00 SEK",
        "92233720368547758.07, SEK, 9223372036854775807, 92233720368547758.07 SEK",
        "-92233720368547758.08, SEK, -9223372036854775808, -92233720368547758.08 SEK"
    })
    void holdsMinorUnitsWithTheCurrencysOwnDecimals(String major, String currency, long minor, String shown) {
        Money money = Money.of(major, currency);

        assertThat(money.minor()).isEqualTo(minor);
        assertThat(money.currency()).isEqualTo(Currency.getInstance(currency));
        assertThat(money).hasToString(shown).isEqualTo(Money.ofMinor(minor, Currency.getInstance(currency)));
    }

    @ParameterizedTest
    @CsvSource({"0.001, SEK", "1.5, JPY", "92233720368547758.08, SEK", "-92233720368547758.09, SEK", "1E-999999999, SEK"
    })
    void refusesWhatTheCurrencyCannotHoldExactly(String major, String currency) {
        assertThatThrownBy(() -> Money.of(major, currency)).isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E999999999", "9E20000000", "-1E2147483000"})
    void refusesAGiantExponentWithoutWritingItOut(String major) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(2),
                () -> assertThatThrownBy(() -> Money.of(major, "SEK")).isInstanceOf(ArithmeticException.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1250.00", "SEK", "12,50 SEK", "12.50 sek", "x SEK", "12.50 XYZ", " SEK"})
    void refusesTextThatIsNoAmount(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Money.parse(text));
    }

    @Test
    void saysHowAnAmountIsWritten() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Money.parse("1250.00"))
                .withMessage("'1250.00' is no amount: write it as 1250.00 SEK");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Money.parse(" SEK"))
                .withMessage("' SEK' is no amount: write it as 1250.00 SEK");
        assertThat(Money.parse("5 SEK")).isEqualTo(Money.ofMinor(500, Money.SEK));
    }

    @ParameterizedTest
    @ValueSource(strings = {"XAU", "XXX", "XTS"})
    void refusesACodeWithoutMinorUnits(String code) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Money.zero(Currency.getInstance(code)))
                .withMessageContaining(code);
    }

    @Test
    void takesACurrencyWithoutDecimals() {
        assertThat(Money.zero(Currency.getInstance("JPY")).major()).isEqualTo(new BigDecimal("0"));
    }

    @Test
    void addsSubtractsAndNegatesExactly() {
        Money one = Money.parse("10.01 SEK");
        Money other = Money.parse("0.99 SEK");

        assertThat(one.plus(other)).isEqualTo(Money.parse("11.00 SEK"));
        assertThat(one.minus(other)).isEqualTo(Money.parse("9.02 SEK"));
        assertThat(one.negated()).isEqualTo(Money.parse("-10.01 SEK"));
        assertThat(one.negated().abs()).isEqualTo(one);
        assertThat(one.abs()).isEqualTo(one);
        assertThat(Money.zero(Money.SEK).abs()).isEqualTo(Money.zero(Money.SEK));
    }

    @Test
    void refusesToOverflow() {
        Money most = Money.ofMinor(Long.MAX_VALUE, Money.SEK);
        Money least = Money.ofMinor(Long.MIN_VALUE, Money.SEK);
        Money one = Money.ofMinor(1, Money.SEK);

        assertThatThrownBy(() -> most.plus(one)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> least.minus(one)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(least::negated).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void refusesToMixCurrencies() {
        Money kronor = Money.parse("1.00 SEK");
        Money euro = Money.parse("1.00 EUR");

        assertThatIllegalArgumentException().isThrownBy(() -> kronor.plus(euro));
        assertThatIllegalArgumentException().isThrownBy(() -> kronor.minus(euro));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kronor.compareTo(euro))
                .withMessage("1.00 SEK and 1.00 EUR are of different currencies");
    }

    @Test
    void knowsItsSignAndItsPlace() {
        assertThat(Money.parse("0.01 SEK").isNegative()).isFalse();
        assertThat(Money.parse("0.00 SEK").isNegative()).isFalse();
        assertThat(Money.parse("-0.01 SEK").isNegative()).isTrue();
        assertThat(Money.parse("0.00 SEK").isZero()).isTrue();
        assertThat(Money.parse("-0.01 SEK").isZero()).isFalse();
        assertThat(Money.parse("-0.01 SEK")).isLessThan(Money.parse("0.01 SEK"));
        assertThat(Money.parse("0.02 SEK")).isGreaterThan(Money.parse("0.01 SEK"));
        assertThat(Money.parse("0.01 SEK")).isEqualByComparingTo(Money.parse("0.01 SEK"));
    }

    @ParameterizedTest
    @CsvSource({
        "100.00 EUR, 10.9345, SEK, 1093.45 SEK",
        "80.00 EUR, 10.9345, SEK, 874.76 SEK",
        "3.95 USD, 9.4125, SEK, 37.18 SEK",
        "0.01 EUR, 10.50, SEK, 0.11 SEK",
        "0.01 EUR, 10.49, SEK, 0.10 SEK",
        "-0.01 EUR, 10.50, SEK, -0.11 SEK",
        "100 JPY, 0.0605, SEK, 6.05 SEK",
        "1.00 SEK, 16.5, JPY, 17 JPY"
    })
    void convertsToTheNearestUnitHalfAwayFromZero(Money amount, BigDecimal rate, String to, Money expected) {
        assertThat(amount.convertedAt(rate, Currency.getInstance(to))).isEqualTo(expected);
    }

    @Test
    void isOfOneCurrencyOnly() {
        assertThat(Money.zero(EUR)).isNotEqualTo(Money.zero(Money.SEK));
    }
}
