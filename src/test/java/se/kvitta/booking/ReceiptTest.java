package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReceiptTest {

    @Test
    void isShownAsAPersonWouldSayIt() {
        assertThat(new Receipt("KV", "117", "1", "").shown()).isEqualTo("KV 117");
        assertThat(new Receipt("", "117", "1", "").shown()).isEqualTo("117");
    }
}
