package se.kvitta.sie;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple3;

/** The laws of writing and reading. */
class SieRoundTripTest {

    @Property(tries = 400)
    void whatIsWrittenIsReadBackUnchanged(@ForAll("files") SieFile file) {
        var reading = SieReader.read(new SieWriter().toBytes(file));

        assertThat(reading.problems()).noneMatch(SieProblem::isFatal);
        assertThat(reading.file()).isEqualTo(file);
        assertThat(reading.charset()).isEqualTo(SieFormat.CP437);
    }

    @Property(tries = 200)
    void escapedQuotesAreReadBackUnchanged(@ForAll("filesWithQuotes") SieFile file) {
        var reading = SieReader.read(new SieWriter().escapingQuotes().toBytes(file));

        assertThat(reading.orThrow()).isEqualTo(file);
    }

    @Property(tries = 100)
    void aFileWithoutChecksumIsReadBackUnchanged(@ForAll("files") SieFile file) {
        var bytes = new SieWriter().withoutChecksum().toBytes(file);

        assertThat(new String(bytes, SieFormat.CP437)).doesNotContain("#KSUMMA");
        assertThat(SieReader.read(bytes).orThrow()).isEqualTo(file);
    }

    @Property(tries = 1000)
    void anyTextSurvivesAsItsTransliteratedForm(@ForAll("wildTexts") String text) {
        var file = withText(text);

        assertThat(textOf(SieReader.read(new SieWriter().toBytes(file)).orThrow()))
                .isEqualTo(SieText.transliterate(text));
        assertThat(textOf(SieReader.read(new SieWriter().escapingQuotes().toBytes(file))
                        .orThrow()))
                .isEqualTo(SieText.transliterateKeepingQuotes(text));
    }

    @Property(tries = 1000)
    void transliteratingTwiceChangesNothingMore(@ForAll("wildTexts") String text) {
        var once = SieText.transliterate(text);

        assertThat(SieText.transliterate(once)).isEqualTo(once);
        assertThat(SieFormat.CP437.newEncoder().canEncode(once)).isTrue();
    }

    @Property(tries = 1000)
    void oneChangedByteOfARecordIsDetected(@ForAll("corruptions") Tuple3<SieFile, Integer, Integer> corruption) {
        var file = corruption.get1();
        var bytes = new SieWriter().toBytes(file);
        var places = bytesOfFields(bytes);
        var place = places.get(Math.floorMod(corruption.get2(), places.size()));
        bytes[place] ^= (byte) (int) corruption.get3();

        var reading = SieReader.read(bytes);

        assertThat(reading.problems()).isNotEmpty();
        // An error that only changes how a text is encoded leaves the content as it was, and is a warning.
        assertThat(!reading.isValid() || reading.file().equals(file)).isTrue();
    }

    @Property(tries = 1000)
    void noFileMakesTheReaderFail(@ForAll("hostileFiles") byte[] file) {
        assertThat(SieReader.read(file).file()).isNotNull();
    }

    @Property(tries = 200)
    void aFileThatWasReEncodedKeepsItsContentAndItsChecksum(@ForAll("files") SieFile file) {
        var text = new String(new SieWriter().toBytes(file), SieFormat.CP437);
        Assume.that(text.chars().anyMatch(c -> c > 127));

        var reading = SieReader.read(text.getBytes(UTF_8));

        assertThat(reading.charset()).isEqualTo(UTF_8);
        assertThat(reading.problems()).anyMatch(p -> p.message().contains("UTF-8"));
        assertThat(reading.orThrow()).isEqualTo(file);
    }

    /** Every byte that the checksum or the structure depends on: all but separators, quotes and line ends. */
    private static List<Integer> bytesOfFields(byte[] bytes) {
        var places = new ArrayList<Integer>();
        for (var i = 0; i < bytes.length; i++) {
            if (" \t\r\n\"{}".indexOf(bytes[i]) < 0) {
                places.add(i);
            }
        }
        return places;
    }

    private static SieFile withText(String text) {
        var date = LocalDate.of(2026, 2, 16);
        var header = SieHeader.of("Kvitta", "0.1.0", date, SieCompany.of("Kaffebutiken AB", "559999-1238"));
        var row = new SieRow("1930", List.of(), 0, date, text, null, "x");
        return SieFile.of(header, List.of(new SieVoucher("K", "", date, text, date, text, List.of(row))));
    }

    private static String textOf(SieFile file) {
        var voucher = file.vouchers().get(0);
        assertThat(voucher.sign()).isEqualTo(voucher.text());
        assertThat(voucher.rows().get(0).text()).isEqualTo(voucher.text());
        assertThat(voucher.rows().get(0).sign()).isEqualTo("x");
        return voucher.text();
    }

    @Provide
    Arbitrary<byte[]> hostileFiles() {
        var labels = Arbitraries.of(
                "#VER", "#TRANS", "#RTRANS", "#KONTO", "#RAR", "#TAXAR", "#KSUMMA", "#OIB", "#OBJEKT", "#SIETYP", "{",
                "}");
        var fields =
                Arbitraries.of("", "\"", "{}", "{1 A}", "{", "1", "-1", "20260216", "99999999999", "A", "0.5", "\\\"");
        var lines = Combinators.combine(labels, fields.list().ofMaxSize(6))
                .as((label, rest) -> label + " " + String.join(" ", rest))
                .list()
                .ofMaxSize(12);
        return Arbitraries.oneOf(
                lines.map(all -> String.join("\n", all).getBytes(SieFormat.CP437)),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(200));
    }

    @Provide
    Arbitrary<SieFile> files() {
        return SieModels.files(false);
    }

    @Provide
    Arbitrary<SieFile> filesWithQuotes() {
        return SieModels.files(true);
    }

    @Provide
    Arbitrary<String> wildTexts() {
        return SieModels.wildTexts();
    }

    @Provide
    Arbitrary<Tuple3<SieFile, Integer, Integer>> corruptions() {
        return SieModels.files(false).flatMap(file -> Arbitraries.integers()
                .flatMap(place -> Arbitraries.integers().between(1, 255).map(mask -> Tuple.of(file, place, mask))));
    }
}
