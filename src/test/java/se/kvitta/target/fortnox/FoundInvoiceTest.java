package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.api.Test;

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
}
