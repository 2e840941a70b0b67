package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import se.kvitta.ledger.Money;

class WriteOffsTest {

    @Test
    void writesOffWithTheSignThatTheMappingSays() {
        Money left = Money.parse("0.30 SEK");

        assertThat(WriteOffs.signed(left, "negative-when-underpaid")).isEqualTo(left.negated());
        assertThat(WriteOffs.signed(left, "positive")).isEqualTo(left);
        assertThatThrownBy(() -> WriteOffs.signed(left, "minus")).hasMessageContaining("'minus'");
    }
}
