package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.kvitta.ledger.Money;

class SwedishTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.00 SEK | 0,00",
                "864.60 SEK | 864,60",
                "1250.00 SEK | 1 250,00",
                "-1250.00 SEK | -1 250,00",
                "100000.05 SEK | 100 000,05",
                "1234567.89 EUR | 1 234 567,89",
                "1250 JPY | 1 250",
                "1.001 KWD | 1,001"
            })
    void anAmountHasACommaAndSpacesBetweenThousands(String amount, String text) {
        assertThat(Swedish.amount(Money.parse(amount))).isEqualTo(text);
    }

    @Test
    void rowsAreCountedInTheSingularAndThePlural() {
        assertThat(Swedish.rows(0)).isEqualTo("0 rader");
        assertThat(Swedish.rows(1)).isEqualTo("1 rad");
        assertThat(Swedish.rows(26)).isEqualTo("26 rader");
    }
}
