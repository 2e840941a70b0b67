package se.kvitta.source.svea;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.settlement.Divider.Part;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestJournal;

class SveaDividerTest {

    private static final Path SAMPLES = Path.of("src/test/resources/svea");
    private static final Path GOLDEN = Path.of("src/test/resources/golden/sources/svea");
    private static final List<String> CLIENTS = List.of("79001", "59001", "58701", "100017", "100018");

    @TempDir
    Path folder;

    private TestJournal journal;

    private record Handed(String name, Path file) implements SourceDocument {

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }

    @BeforeEach
    void start() {
        journal = new TestJournal(new TestHome(folder.resolve("home")));
    }

    @AfterEach
    void stop() {
        journal.close();
    }

    private List<Part> divide(String name, byte[] bytes) throws IOException {
        return new SveaDivider(journal.merchants())
                .divide(
                        new Handed(name, Files.write(folder.resolve(name), bytes)),
                        Files.createDirectory(folder.resolve("parts")));
    }

    /** The golden cases read each part by itself. */
    @Test
    void aReportIsDividedByClientNumberEachWithTheOrdersThatItNames() throws IOException {
        var whole = new StringBuilder(Files.readString(SAMPLES.resolve("report-2026-02-16.json")));
        for (String client : CLIENTS) {
            String part = golden(client);
            whole.append(part.substring(part.indexOf("]}\n{") + 3));
        }

        List<Part> parts = divide("report.json", whole.toString().getBytes(UTF_8));

        assertThat(parts)
                .extracting(Part::name)
                .containsExactlyElementsOf(CLIENTS.stream()
                        .map(client -> "report-" + client + ".json")
                        .toList());
        for (int i = 0; i < parts.size(); i++) {
            assertThat(Files.readString(parts.get(i).file())).isEqualTo(golden(CLIENTS.get(i)));
        }
    }

    private static String golden(String client) throws IOException {
        return Files.readString(GOLDEN.resolve("sample-api-2026-02-16-" + client + "-with-orders/input.json"));
    }

    @Test
    void flatRowsAreDividedAsBefore() throws IOException {
        assertThat(divide("flat.csv", Files.readAllBytes(SAMPLES.resolve("reconciliation-flat-2026-02-16.csv"))))
                .hasSize(CLIENTS.size());
    }

    @Test
    void whatCannotBeDividedIsLeftAsItIs() throws IOException {
        assertThat(divide("report.json", "{\"clientReports\":[{\"rows\":[{}".getBytes(UTF_8)))
                .isEmpty();
    }
}
