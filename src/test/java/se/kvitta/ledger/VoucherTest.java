package se.kvitta.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import se.kvitta.ledger.VoucherRow.Dimensions;

class VoucherTest {

    private static final LocalDate DAY = LocalDate.of(2026, 10, 15);

    @Test
    void balancesToTheMinorUnit() {
        var voucher = voucher("Klarna utbetalning 1", "192.82 SEK", "4.12 SEK", "1.04 SEK", "-197.98 SEK");

        assertThat(voucher.total()).isEqualTo(Money.parse("197.98 SEK"));
    }

    @Test
    void cannotBeOffByOneMinorUnit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> voucher("Klarna utbetalning 1", "100.00 SEK", "-99.99 SEK"))
                .withMessage("voucher 'Klarna utbetalning 1' of 2026-10-15 is off by 0.01 SEK");
    }

    @Test
    void hasTwoRowsAtLeast() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> voucher("Ensam", "0.00 SEK"))
                .withMessage("voucher 'Ensam' has 1 rows; it needs two");
        assertThatIllegalArgumentException().isThrownBy(() -> voucher("Tom"));
        assertThat(voucher("Två", "0.00 SEK", "0.00 SEK").rows()).hasSize(2);
    }

    @Test
    void hasAText() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> voucher(" ", "1.00 SEK", "-1.00 SEK"))
                .withMessage("a voucher of 2026-10-15 has no text");
    }

    @Test
    void hasOneCurrency() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> voucher("Blandat", "1.00 SEK", "-1.00 EUR"))
                .withMessageContaining("different currencies");
    }

    @Test
    void keepsItsRowsAsTheyWere() {
        var rows = new ArrayList<>(List.of(row("1.00 SEK"), row("-1.00 SEK")));
        var voucher = new Voucher("KV", DAY, "PAYOUT_DAY", "Text", rows);
        rows.clear();

        assertThat(voucher.rows()).hasSize(2);
        assertThatThrownBy(() -> voucher.rows().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void anAccountIsFourDigitsAndANumberNeverBeginsWithZero() {
        assertThat(new Account("1581", "Avräkning Klarna SEK")).hasToString("1581 Avräkning Klarna SEK");
        for (String number : List.of("158", "15810", "0581", "158a", "")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Account(number, "x"))
                    .withMessage("'" + number + "' is no account: an account is four digits");
        }
    }

    @Test
    void aBoxIsOneOfTheReturnOrTheOneStopShop() {
        assertThat(new VatBox("05")).hasToString("05");
        assertThat(new VatBox("OSS")).hasToString("OSS");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new VatBox("5"))
                .withMessageContaining("'5' is no box of the VAT return; known are");
    }

    @Test
    void dimensionsSayWhatARowLacksByThoseBehindThem() {
        var usual = new Dimensions("WEB", "P1", "D1", Map.of("region", "north", "channel", "web"));

        assertThat(Dimensions.NONE.over(usual)).isEqualTo(usual);
        assertThat(usual.over(Dimensions.NONE)).isEqualTo(usual);
        assertThat(new Dimensions("SHOP", "", "", Map.of("region", "south")).over(usual))
                .isEqualTo(new Dimensions("SHOP", "P1", "D1", Map.of("region", "south", "channel", "web")));
        assertThat(new Dimensions("", "P2", "D2", Map.of()).over(usual))
                .isEqualTo(new Dimensions("WEB", "P2", "D2", usual.others()));
    }

    /** Rows that differ in dimensions alone stand in one order, whichever came first. */
    @Test
    void dimensionsHaveOneOrder() {
        var sorted = List.of(
                new Dimensions("", "", "", Map.of("region", "north")),
                new Dimensions("", "", "", Map.of("region", "south")),
                new Dimensions("", "", "D1", Map.of()),
                new Dimensions("", "P1", "", Map.of()),
                new Dimensions("A", "", "", Map.of()),
                new Dimensions("A", "P1", "", Map.of()),
                new Dimensions("B", "", "", Map.of()));
        var shuffled = new ArrayList<>(sorted);
        Collections.reverse(shuffled);

        shuffled.sort(null);

        assertThat(shuffled).isEqualTo(sorted);
        assertThat(sorted.get(5)).isEqualByComparingTo(new Dimensions("A", "P1", "", Map.of()));
    }

    /** A comment is told behind the text, unless the text has it as a word of its own. */
    @Test
    void aRowSaysItsCommentOnce() {
        assertThat(said("Klarna utbetalning", "1041")).isEqualTo("Klarna utbetalning, 1041");
        assertThat(said("order 1041, Anna", "1041")).isEqualTo("order 1041, Anna");
        assertThat(said("order 10412", "1041")).isEqualTo("order 10412, 1041");
        assertThat(said("", "1041")).isEqualTo("1041");
        assertThat(said("order 1041", "")).isEqualTo("order 1041");
        assertThat(said("", "")).isEmpty();
    }

    private static String said(String text, String comment) {
        var row = row("1.00 SEK");
        var party = new VoucherRow.Party("", comment, "", "");
        return new VoucherRow(row.role(), row.account(), row.amount(), text, null, null, party, row.dimensions())
                .said();
    }

    private static Voucher voucher(String text, String... amounts) {
        return new Voucher(
                "KV",
                DAY,
                "PAYOUT_DAY",
                text,
                List.of(amounts).stream().map(VoucherTest::row).toList());
    }

    private static VoucherRow row(String amount) {
        return VoucherRow.of("CLEARING_SEK", new Account("1581", "Avräkning Klarna SEK"), Money.parse(amount));
    }
}
