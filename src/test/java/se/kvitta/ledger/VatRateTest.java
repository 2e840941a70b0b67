package se.kvitta.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VatRateTest {

    @ParameterizedTest
    @CsvSource({"25, 2500, 25", "25.00, 2500, 25", "25.5, 2550, 25.5", "2.15, 215, 2.15", "0, 0, 0", "100, 10000, 100"})
    void readsPercentAndWritesItWithoutNeedlessDecimals(String percent, int hundredths, String shown) {
        assertThat(VatRate.parse(percent)).isEqualTo(new VatRate(hundredths)).hasToString(shown);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "25 %", "25,5", "25.555", "-1", "100.01", "abc", "1E9", "1E-9"})
    void refusesWhatIsNoRate(String percent) {
        assertThatIllegalArgumentException().isThrownBy(() -> VatRate.parse(percent));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1E999999999", "9E20000000"})
    void refusesAGiantExponentWithoutWritingItOut(String percent) {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(2), () -> assertThatIllegalArgumentException()
                .isThrownBy(() -> VatRate.parse(percent)));
    }

    @Test
    void namesTheTextThatIsNoRate() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VatRate.parse("moms"))
                .withMessage("'moms' is no VAT rate in percent");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VatRate(10_001))
                .withMessage("10001 hundredths of a percent is no VAT rate");
        assertThatIllegalArgumentException().isThrownBy(() -> new VatRate(-1));
    }

    @ParameterizedTest
    @CsvSource({
        "25, 125000, 25000",
        "25, 9999, 2000",
        "12, 22400, 2400",
        "6, 10600, 600",
        "19, 10000, 1597",
        "25.5, 25000, 5080",
        "25, -125000, -25000",
        "0, 500, 0",
        "25, 0, 0",
        "25, 2, 0",
        "25, 3, 1"
    })
    void findsTheVatInsideAGrossAmount(String percent, long gross, long vat) {
        assertThat(VatRate.parse(percent).vatInside(gross)).isEqualTo(vat);
    }

    @ParameterizedTest
    @CsvSource({
        "25, 100000, 25000",
        "25, 3, 1",
        "25, 2, 1",
        "25, 1, 0",
        "25, -2, -1",
        "25, -1, 0",
        "12, 4, 0",
        "25.5, 100, 26",
        "0, 100, 0"
    })
    void findsTheVatOnTopOfANetAmountHalfUp(String percent, long net, long vat) {
        assertThat(VatRate.parse(percent).vatOn(net)).isEqualTo(vat);
    }

    @Test
    void comparesByHeight() {
        assertThat(VatRate.parse("25")).isGreaterThan(VatRate.parse("12"));
        assertThat(VatRate.parse("6")).isLessThan(VatRate.parse("6.01"));
        assertThat(VatRate.ZERO.isZero()).isTrue();
        assertThat(VatRate.parse("0.01").isZero()).isFalse();
    }
}
