package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.kvitta.ledger.Money;

class FoundInvoiceTest {

    @Test
    void theInvoiceThatWasFoundIsKeptWithWhatItWasRoundedBy() {
        var rounded = new FoundInvoice("17", LocalDate.of(2026, 2, 2), -30, null);
        var plain = new FoundInvoice("18", LocalDate.of(2026, 2, 3), 0, null);
        var abroad = new FoundInvoice("19", LocalDate.of(2026, 2, 3), 0, new FoundInvoice.Worth(-104_500, 100));

        assertThat(FoundInvoice.read(rounded.receipt().number())).isEqualTo(rounded);
        assertThat(FoundInvoice.read(plain.receipt().number())).isEqualTo(plain);
        assertThat(FoundInvoice.read(abroad.receipt().number())).isEqualTo(abroad);
        assertThat(plain.receipt().number()).isEqualTo("18 2026-02-03");
    }

    /** A third of 1 045.00 is 348.33, and the payment that closes it has the öre that is left. */
    @Test
    void aPartOfAnInvoiceAndItsRestAreWorthTheWhole() {
        Money whole = Money.parse("-99.00 EUR");
        Money part = Money.parse("-33.00 EUR");
        var credit = new FoundInvoice("19", LocalDate.of(2026, 2, 3), 0, new FoundInvoice.Worth(-104_500, 1));

        assertThat(credit.part(part, whole).worth()).isEqualTo(new FoundInvoice.Worth(-34_833, 1));
        assertThat(credit.last(part, whole).worth()).isEqualTo(new FoundInvoice.Worth(-69_667, 1));
        assertThat(credit.last(Money.parse("0.00 EUR"), whole)).isEqualTo(credit);
    }

    /** What an invoice was rounded by is left by the payment that closes it, and by no other. */
    @Test
    void theLastPaymentCarriesTheRounding() {
        var rounded = new FoundInvoice("17", LocalDate.of(2026, 2, 2), -30, null);

        assertThat(rounded.part(Money.parse("50.00 SEK"), Money.parse("125.30 SEK")))
                .isEqualTo(new FoundInvoice("17", LocalDate.of(2026, 2, 2), 0, null));
        assertThat(rounded.last(Money.parse("50.00 SEK"), Money.parse("125.30 SEK")))
                .isEqualTo(rounded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "17", "17 2026-02-02 0 5"})
    void whatIsNoInvoiceIsNotRead(String answer) {
        assertThatThrownBy(() -> FoundInvoice.read(answer))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'" + answer + "'");
    }
}
