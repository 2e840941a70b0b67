package se.kvitta.sandbox.klarna;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KlarnaLegacyNoteTest {

    private static final SettlementPlan PLAN = SettlementPlan.weekly(
                    "2103150482", "48213", 5, 40, LocalDate.of(2021, 3, 1))
            .withHappenings(Map.of(Happening.PART_CAPTURE, 200, Happening.RETURN, 200, Happening.EARLIER_RETURN, 100))
            .withReserve(150_000, 0);

    @Test
    void writesTheLayoutOfTheSample() throws IOException {
        var sample = new String(ParsedReport.resource("/klarna/v2-avrakningsnota_48213_20210315.csv"), ISO_8859_1);
        var made = written();

        assertThat(made).contains("\r\n").doesNotContain("\n\n");
        assertThat(head(made)).isEqualTo(head(sample));
        for (var note : List.of(sample, made)) {
            assertThat(rows(note)).isNotEmpty().allSatisfy(row -> {
                assertThat(String.join(";", row))
                        .matches("(Försäljning|Retur);\\d{8};\\d{15};\\d+;([A-Z]+-\\d+)?;\\d{4}-\\d\\d-\\d\\d;"
                                + "\\d{4}-\\d\\d-\\d\\d;[^;]+(;-?\\d{1,3}( \\d{3})*,\\d\\d){4}");
                assertThat(row.get(2)).isEqualTo(LegacyNote.withCheckDigit("482130" + row.get(1)));
            });
            assertThat(labels(note))
                    .containsSubsequence(
                            "Summa försäljning;;;;;;;;",
                            "Summa returer;;;;;;;;",
                            "Summa avgifter;;;;;;;;;",
                            "Moms på avgifter;;;;;;;;;;",
                            "Innehållet belopp;;;;;;;;;;;",
                            "Att utbetala;;;;;;;;;;;");
        }
        assertThat(new LegacyNote(PLAN, "x").fileName()).isEqualTo("avrakningsnota_48213_20210315.csv");
    }

    @Test
    void addsUpToTheOre() throws IOException {
        var sample = new String(ParsedReport.resource("/klarna/v2-avrakningsnota_48213_20210315.csv"), ISO_8859_1);
        for (var note : List.of(sample, written())) {
            var net = 0L;
            for (var row : rows(note)) {
                assertThat(ore(row.get(8)) + ore(row.get(9)) + ore(row.get(10))).isEqualTo(ore(row.get(11)));
                net += ore(row.get(11));
            }
            assertThat(sum(note, "Summa försäljning")
                            + sum(note, "Summa returer")
                            + sum(note, "Summa avgifter")
                            + sum(note, "Moms på avgifter"))
                    .isEqualTo(net);
            assertThat(sum(note, "Att utbetala")).isEqualTo(net + sum(note, "Innehållet belopp"));
            assertThat(sum(note, "Innehållet belopp")).isEqualTo(-150_000);
        }
    }

    @Test
    void refusesAPlanThatTheLayoutHasNoWordsFor() {
        assertThatThrownBy(() -> new LegacyNote(PLAN.withEverything(3), "x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an avräkningsnota knows captures, returns and a holdback only");
    }

    private static String written() throws IOException {
        var out = new ByteArrayOutputStream();
        new LegacyNote(PLAN, "Lingonstigens Leksaker AB").write(out);
        return out.toString(ISO_8859_1);
    }

    /** The key and value lines, the blank one, and the names of the columns. */
    private static List<String> head(String note) {
        return note.lines().limit(8).toList();
    }

    private static List<List<String>> rows(String note) {
        return note.lines()
                .skip(8)
                .takeWhile(line -> !line.isEmpty())
                .map(line -> List.of(line.split(";", -1)))
                .toList();
    }

    private static List<String> labels(String note) {
        return note.lines().map(line -> line.replaceFirst("[^;]*$", "")).toList();
    }

    private static long sum(String note, String label) {
        var line =
                note.lines().filter(l -> l.startsWith(label + ";")).findFirst().orElseThrow();
        return ore(line.substring(line.lastIndexOf(';') + 1));
    }

    private static long ore(String cell) {
        return Long.parseLong(cell.replace(" ", "").replace(",", ""));
    }
}
