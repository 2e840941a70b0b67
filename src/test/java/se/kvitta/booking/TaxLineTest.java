package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;

class TaxLineTest {

    private static final TaxLine SOLD = new TaxLine(
            "SALES_25", VatRate.parse("25"), "SE", new VatBox("05"), new VatBox("10"), 800, 200, 8_480, 2_120, "line");
    private static final TaxLine TIP =
            new TaxLine("TIP_LIABILITY", null, "", null, null, -100, 0, -1_060, 0, "tip to the staff");

    @Test
    void whatIsWrittenIsReadBack() {
        assertThat(TaxLine.read(TaxLine.write(List.of(SOLD, TIP)))).containsExactly(SOLD, TIP);
        assertThat(TaxLine.write(List.of())).isEmpty();
        assertThat(TaxLine.read("")).isEmpty();
        assertThat(TaxLine.write(List.of(SOLD))).isEqualTo("SALES_25|2500|SE|05|10|800|200|8480|2120|line");
    }

    @Test
    void aRuleWithTheMarksOfTheTextIsStillRead() {
        var named = new TaxLine("SALES_0", VatRate.ZERO, "SE", null, null, 1, 0, 1, 0, "rule | of; ours");

        assertThat(TaxLine.read(TaxLine.write(List.of(named, TIP))))
                .extracting(TaxLine::rule)
                .containsExactly("rule / of, ours", "tip to the staff");
    }

    @Test
    void aPartThatIsDividedAsItsOrderSaysSo() {
        var divided = new TaxLine("SALES_25", null, "SE", null, null, 1, 0, 1, 0, "shop order" + TaxLine.IN_PROPORTION);

        assertThat(divided.isInProportion()).isTrue();
        assertThat(SOLD.isInProportion()).isFalse();
    }

    @Test
    void anotherTextIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> TaxLine.read("SALES_25|2500"));
        assertThatIllegalArgumentException().isThrownBy(() -> TaxLine.read(TaxLine.write(List.of(SOLD)) + ";"));
    }
}
