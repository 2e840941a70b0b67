package se.kvitta.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import org.junit.jupiter.api.Test;

class ExchangeRateTest {

    private static final Currency EUR = Currency.getInstance("EUR");

    @Test
    void convertsAnAmountOfItsCurrency() {
        assertThat(rate(EUR, "10.9345").convert(Money.parse("78.40 EUR"))).isEqualTo(Money.parse("857.26 SEK"));
    }

    @Test
    void refusesAnAmountOfAnotherCurrency() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rate(EUR, "10.9345").convert(Money.parse("1.00 USD")))
                .withMessage("1.00 USD cannot be converted by a rate of EUR");
    }

    @Test
    void mustBePositive() {
        assertThatIllegalArgumentException().isThrownBy(() -> rate(EUR, "0")).withMessageContaining("not positive");
        assertThatIllegalArgumentException().isThrownBy(() -> rate(EUR, "-1")).withMessageContaining("not positive");
        assertThat(rate(EUR, "0.0001").value()).isEqualByComparingTo("0.0001");
    }

    @Test
    void takesOneBetweenTwoCurrenciesForAMissingRate() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rate(EUR, "1.000"))
                .withMessage("the rate 1 between EUR and SEK is a missing rate");
        assertThat(rate(Money.SEK, "1").convert(Money.parse("5.00 SEK"))).isEqualTo(Money.parse("5.00 SEK"));
    }

    @Test
    void tellsTheRateThatWasPaidWithFourDecimalsOrAsManyMoreAsTheAmountNeeds() {
        assertThat(paid("78.40 EUR", "857.26 SEK")).isEqualTo("10.9344");
        assertThat(paid("-78.40 EUR", "857.26 SEK")).isEqualTo("10.9344");
        assertThat(paid("1000000.00 EUR", "10934512.34 SEK")).isEqualTo("10.93451234");
        assertThat(paid("10000 JPY", "0.01 SEK")).isEqualTo("0.000001");
        assertThatThrownBy(() -> paid("0.00 EUR", "1.00 SEK")).isInstanceOf(ArithmeticException.class);
    }

    private static String paid(String from, String to) {
        return ExchangeRate.paid(Money.parse(from), Money.parse(to)).toPlainString();
    }

    private static ExchangeRate rate(Currency from, String value) {
        return new ExchangeRate(from, Money.SEK, new BigDecimal(value), LocalDate.of(2026, 10, 6), "Riksbanken");
    }
}
