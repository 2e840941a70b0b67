package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import se.kvitta.ledger.Money;

class WholeKronorTest {

    @Test
    void writesOffWithTheSignThatTheMappingSays() {
        Money left = Money.parse("0.30 SEK");

        assertThat(WholeKronor.writeOff(left, "negative-when-underpaid")).isEqualTo(left.negated());
        assertThat(WholeKronor.writeOff(left, "positive")).isEqualTo(left);
        assertThatThrownBy(() -> WholeKronor.writeOff(left, "minus")).hasMessageContaining("'minus'");
    }

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
}
