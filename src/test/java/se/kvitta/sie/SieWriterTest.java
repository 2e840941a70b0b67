package se.kvitta.sie;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SieWriterTest {

    private static final LocalDate DAY = LocalDate.of(2026, 2, 16);
    private static final SieHeader HEADER = SieHeader.of(
                    "Kvitta", "0.1.0", DAY, SieCompany.of("Kaffebutiken AB", "559999-1238"))
            .withGeneratedBy("Kvitta")
            .withComment("Klarna 2026-02-02 – 2026-02-08");

    @Test
    void writesRecordsInTheOrderOfTheFormat() {
        var file = new SieFile(
                HEADER,
                List.of(new SieYear(0, LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31))),
                List.of(new SieAccount("1930", "Företagskonto", SieAccount.Kind.ASSET, "", List.of("7281"))),
                List.of(new SieDimension(6, "Projekt", null)),
                List.of(new SieObject(6, "KL26", "Klarna")),
                List.of(),
                List.of(new SieVoucher(
                        "",
                        "",
                        DAY,
                        "Utbetalning \"2201450871\" [kv 10231·7f3a9c21]",
                        null,
                        "Kvitta",
                        List.of(
                                SieRow.of("1930", 120050),
                                new SieRow(
                                        "1580",
                                        List.of(new SieObjectRef(6, "KL26")),
                                        -120050,
                                        null,
                                        "10 € ö",
                                        new BigDecimal("-2.0"),
                                        "")))));

        assertThat(new String(new SieWriter().toBytes(file), SieFormat.CP437))
                .isEqualTo("""
                        #FLAGGA 0
                        #KSUMMA
                        #PROGRAM "Kvitta" "0.1.0"
                        #FORMAT PC8
                        #GEN 20260216 "Kvitta"
                        #SIETYP 4
                        #PROSA "Klarna 2026-02-02 - 2026-02-08"
                        #ORGNR 559999-1238
                        #FNAMN "Kaffebutiken AB"
                        #RAR 0 20260101 20261231
                        #VALUTA SEK
                        #KONTO 1930 "Företagskonto"
                        #KTYP 1930 T
                        #SRU 1930 7281
                        #DIM 6 "Projekt"
                        #OBJEKT 6 "KL26" "Klarna"
                        #VER "" "" 20260216 "Utbetalning '2201450871' [kv 10231.7f3a9c21]" "" "Kvitta"
                        {
                        #TRANS 1930 {} 1200.50
                        #TRANS 1580 {6 "KL26"} -1200.50 "" "10 EUR ö" -2
                        }
                        #KSUMMA 0
                        """.replace("\n", "\r\n").replace("#KSUMMA 0", "#KSUMMA " + checksumOf(file)));
    }

    /** The sum by the text of the rule, over a list written out by hand. */
    private static long checksumOf(SieFile file) {
        assertThat(file.vouchers()).hasSize(1);
        var crc = new java.util.zip.CRC32();
        crc.update(("#PROGRAMKvitta0.1.0#FORMATPC8#GEN20260216Kvitta#SIETYP4#PROSAKlarna 2026-02-02 - 2026-02-08"
                        + "#ORGNR559999-1238#FNAMNKaffebutiken AB#RAR02026010120261231#VALUTASEK"
                        + "#KONTO1930Företagskonto#KTYP1930T#SRU19307281#DIM6Projekt#OBJEKT6KL26Klarna"
                        + "#VER20260216Utbetalning '2201450871' [kv 10231.7f3a9c21]Kvitta"
                        + "#TRANS19301200.50#TRANS15806KL26-1200.5010 EUR ö-2")
                .getBytes(SieFormat.CP437));
        return crc.getValue();
    }

    @Test
    void writesTheSampleAgainWithTheSameContent() {
        var sample =
                SieReader.read(SieReaderTest.sample("klarna-oktober-4i.si")).orThrow();

        var written = new SieWriter().toBytes(sample);

        assertThat(SieReader.read(written).orThrow()).isEqualTo(sample);
        assertThat(new SieWriter().toBytes(sample)).isEqualTo(written);
    }

    @Test
    void writesExportsWithBalances() {
        var file = new SieFile(
                HEADER,
                List.of(new SieYear(0, LocalDate.of(2026, 1, 1), LocalDate.of(2026, 12, 31))),
                List.of(SieAccount.of("1930", "Företagskonto")),
                List.of(),
                List.of(),
                List.of(
                        SieBalance.of(SieBalance.Kind.IB, 0, "1930", 10000),
                        SieBalance.of(SieBalance.Kind.UB, 0, "1930", -1)),
                List.of());

        assertThat(new String(new SieWriter().toBytes(file), SieFormat.CP437))
                .contains("#IB 0 1930 100.00\r\n#UB 0 1930 -0.01\r\n");
    }

    @Test
    void refusesAnObjectNumberThatOthersCannotRead() {
        var row = SieRow.of("1930", 0).withObjects(List.of(new SieObjectRef(6, "KL-26")));
        var file = SieFile.of(HEADER, List.of(SieVoucher.of(DAY, "x", List.of(row))));

        assertThatThrownBy(() -> new SieWriter().toBytes(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the object number 'KL-26' may only hold digits and the letters A to Z");
    }

    @Test
    void refusesAFileThatLacksWhatTheFormatRequires() {
        var balance = List.of(SieBalance.of(SieBalance.Kind.IB, 0, "1930", 0));
        var none = new SieFile(HEADER, List.of(), List.of(), List.of(), List.of(), balance, List.of());
        var nameless = SieHeader.of("Kvitta", "1", DAY, SieCompany.of("\u0001", ""));
        var hyphenless = SieHeader.of("Kvitta", "1", DAY, SieCompany.of("AB", "5599991238"));

        assertThatThrownBy(() -> new SieWriter().toBytes(none)).hasMessage("a file with balances needs #RAR");
        assertThatThrownBy(() -> new SieWriter().toBytes(SieFile.of(nameless, List.of())))
                .hasMessage("#FNAMN needs the name of the company");
        assertThatThrownBy(() -> new SieWriter().toBytes(SieFile.of(hyphenless, List.of())))
                .hasMessage("the organisation number '5599991238' is not written NNNNNN-NNNN");
    }

    @Test
    void aVoucherCannotExistWithoutRowsOrBalance() {
        assertThatThrownBy(() -> SieVoucher.of(DAY, "tom", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the voucher 'tom' has no rows");
        assertThatThrownBy(() -> SieVoucher.of(DAY, "skev", List.of(SieRow.of("1930", 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the rows of the voucher 'skev' add up to 0.01, not to zero");
        assertThatThrownBy(() -> SieVoucher.of(
                        DAY, "stor", List.of(SieRow.of("1930", Long.MAX_VALUE), SieRow.of("1930", Long.MAX_VALUE))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void writesAHundredThousandVouchersOneByOne() throws IOException {
        var head = SieFile.of(HEADER, List.of());
        var counted = new CountingStream();

        new SieWriter()
                .write(
                        head,
                        IntStream.range(0, 100_000)
                                .mapToObj(i -> SieVoucher.of(
                                        DAY, "Order " + i, List.of(SieRow.of("1580", i), SieRow.of("3001", -i))))
                                .iterator(),
                        counted);

        assertThat(counted.bytes).isGreaterThan(8_000_000);
        assertThat(counted.largestWrite).isLessThanOrEqualTo(1 << 16);
    }

    private static final class CountingStream extends OutputStream {
        long bytes;
        int largestWrite;

        @Override
        public void write(int b) {
            bytes++;
        }

        @Override
        public void write(byte[] b, int offset, int length) {
            bytes += length;
            largestWrite = Math.max(largestWrite, length);
        }
    }
}
