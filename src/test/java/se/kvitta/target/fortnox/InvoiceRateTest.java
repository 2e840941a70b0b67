package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.kvitta.delivery.Unclear;
import se.kvitta.ledger.Money;

class InvoiceRateTest {

    /** Of 123 456 UGX, worth 358.02, an öre is more than one unit: nothing is lost while nothing is paid. */
    @ParameterizedTest
    @CsvSource({
        "EUR, 100.00, 10.45, 1, 1045.00, 100.00",
        "EUR, 100.00, 10.45, 1, 418.00, 40.00",
        "EUR, -100.00, 10.45, 1, -418.00, -40.00",
        "NOK, 100.00, 98.12, 100, 98.12, 100.00",
        "UGX, 123456, 0.0029, 1, 358.02, 123456",
        "IDR, 100000.00, 6.5E-4, 1, 65.00, 100000.00",
        "SEK, 100.00, 1, 1, 40.00, 40.00"
    })
    void aBalanceInKronorIsWhatIsLeftInTheCurrencyOfTheInvoice(
            String currency, String total, String rate, int unit, String balance, String left) throws IOException {
        JsonNode invoice = invoice("""
                {"Currency":"%s","Total":%s,"CurrencyRate":"%s","CurrencyUnit":%s,"Balance":%s}
                """.formatted(currency, total, rate, unit, balance));

        assertThat(InvoiceRate.left(invoice, FortnoxJson.currency(invoice), "kronor"))
                .isEqualTo(Money.parse(left + " " + currency));
    }

    @Test
    void aBalanceInTheInvoicesCurrencyIsTakenAsItIs() throws IOException {
        JsonNode invoice = invoice("{\"Currency\":\"EUR\",\"Balance\":40.5}");

        assertThat(InvoiceRate.left(invoice, FortnoxJson.currency(invoice), "invoice"))
                .isEqualTo(Money.parse("40.50 EUR"));
        assertThatThrownBy(() -> InvoiceRate.left(invoice, FortnoxJson.currency(invoice), "euro"))
                .hasMessageContaining("'euro'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"API_NORIGHT", "0", ""})
    void aRateThatIsNotToldIsNotGuessed(String rate) throws IOException {
        JsonNode invoice = invoice("{\"CurrencyRate\":\"" + rate + "\",\"CurrencyUnit\":1}");

        assertThatThrownBy(() -> InvoiceRate.of(invoice)).isInstanceOf(Unclear.class);
    }

    /** 0.05 EUR at 10.50 are 52.5 öre, and below zero the same the other way. */
    @ParameterizedTest
    @CsvSource({"0.05 EUR, 10.50, 1, 53", "-0.05 EUR, 10.50, 1, -53", "100.00 NOK, 98.12, 100, 9812", "1 JPY, 7, 100, 7"
    })
    void anAmountIsWorthWhatTheInvoicesRateSays(String amount, String rate, int unit, long ore) throws IOException {
        JsonNode invoice = invoice("{\"CurrencyRate\":\"" + rate + "\",\"CurrencyUnit\":" + unit + "}");

        assertThat(InvoiceRate.of(invoice).ore(Money.parse(amount))).isEqualTo(ore);
    }

    private static JsonNode invoice(String json) throws IOException {
        return new ObjectMapper().readTree(json);
    }
}
