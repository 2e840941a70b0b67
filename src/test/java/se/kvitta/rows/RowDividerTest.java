package se.kvitta.rows;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.settlement.Divider.Part;
import se.kvitta.settlement.SourceDocument;

class RowDividerTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/sources/svea");

    @TempDir
    Path folder;

    private record Handed(Path file) implements SourceDocument {

        @Override
        public String name() {
            return "file.csv";
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }

    private List<Part> divide(String slug, byte[] bytes) throws IOException {
        var mapping = new YAMLMapper()
                .readTree(Path.of("mappings/sources", slug + ".yaml").toFile())
                .get("rows");
        return new RowDivider(RowMapping.of(mapping))
                .divide(new Handed(Files.write(folder.resolve("handed-in"), bytes)), folder);
    }

    /** The golden cases read each part by itself. */
    @Test
    void aFileOfSeveralPayoutsIsDividedIntoFilesOfOneWithItsLinesUnchanged() throws IOException {
        List<Part> parts = divide(
                "svea", Files.readAllBytes(Path.of("src/test/resources/svea/reconciliation-flat-2026-02-16.csv")));

        assertThat(parts)
                .extracting(Part::name)
                .containsExactly(
                        "file-2026-02-16-79001-SEK.csv",
                        "file-2026-02-16-59001-SEK.csv",
                        "file-2026-02-16-58701-SEK.csv",
                        "file-2026-02-16-100017-SEK.csv",
                        "file-2026-02-16-100018-EUR.csv");
        for (Part part : parts) {
            String client = part.name().replaceAll("file-2026-02-16-(\\d+)-.*", "$1");
            assertThat(part.file())
                    .hasSameBinaryContentAs(GOLDEN.resolve("sample-2026-02-16-" + client + "/input.csv"));
        }
    }

    @Test
    void rowsOfAPayoutNeedNotStandTogetherAndACellMayHaveALineEnd() throws IOException {
        String head = "payoutReference;payoutDate;currency;paymentAction;timestamp;reference;paymentId;actionId;"
                + "paymentMethod;amount;vatAmount;fee;net\n";
        String one = "A;2026-02-16;SEK;CHARGE;2026-02-09;1;;1;\"Visa\nDebit\";1,00;;0,00;1,00\n";
        String two = "B;2026-02-16;SEK;CHARGE;2026-02-09;2;;2;Visa;2,00;;0,00;2,00\n";
        String three = "A;2026-02-16;SEK;CHARGE;2026-02-09;3;;3;Visa;3,00;;0,00;3,00";

        List<Part> parts = divide("nets", (head + one + "\n" + two + three).getBytes(UTF_8));

        assertThat(parts).hasSize(2);
        assertThat(parts.get(0).file()).hasContent(head + one + "\n" + three);
        assertThat(parts.get(1).file()).hasContent(head + two);
    }

    @Test
    void aFileOfOnePayoutAndOneThatCannotBeReadAreTakenAsTheyAre() throws IOException {
        assertThat(divide("nets", Files.readAllBytes(Path.of("src/test/resources/nets/payout-sek-export.csv"))))
                .isEmpty();
        assertThat(divide("nets", "<html>".getBytes(UTF_8))).isEmpty();
        assertThat(divide("svea", "å;ä;ö\n1;2;3\n".getBytes(ISO_8859_1))).isEmpty();
    }
}
