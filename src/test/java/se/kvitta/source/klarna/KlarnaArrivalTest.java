package se.kvitta.source.klarna;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.sandbox.klarna.SandboxSwitches;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/** The ways a file comes in, over the real routes: files that are not whole yet, and names that are no names. */
class KlarnaArrivalTest {

    @TempDir
    Path folder;

    private TestHome home;
    private Sandboxes sandboxes;
    private TestKvitta kvitta;

    @BeforeEach
    void start() {
        home = new TestHome(folder.resolve("home")).merchant("kaffe", TestMerchants.SIE);
        sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
        kvitta = TestKvitta.in(home).with(sandboxes).start();
    }

    @AfterEach
    void stop() {
        kvitta.close();
        sandboxes.close();
    }

    @Test
    void aFileThatKlarnaIsStillWritingWaitsForTheNextFetch() throws IOException {
        byte[] content = payout("2201600001").getBytes(UTF_8);
        try (var delivery = sandboxes.klarna().begin(Sandboxes.MID, "2201600001_20260216T000000_0.csv")) {
            delivery.content().write(content, 0, content.length / 2);
            delivery.content().flush();
            sandboxes.deliver("2201600002_20260216T000000_0.csv", payout("2201600002"));
            kvitta.fetch("kaffe-se");
            assertThat(references()).containsExactly("2201600002");

            delivery.content().write(content, content.length / 2, content.length - content.length / 2);
            delivery.complete();
        }
        kvitta.fetch("kaffe-se");

        assertThat(references()).containsExactlyInAnyOrder("2201600001", "2201600002");
    }

    @Test
    void aHostileListingReachesNothingAndStopsNothing() throws IOException {
        sandboxes.deliver("2201600003_20260216T000000_0.csv", payout("2201600003"));
        sandboxes.klarna().flip(SandboxSwitches.none().withHostileNames());

        kvitta.fetch("kaffe-se");

        assertThat(references()).containsExactly("2201600003");
        assertThat(Path.of("/tmp/kvitta-sandbox-evil.csv")).doesNotExist();
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName()))).noneMatch(name -> name.contains("evil"));
        }
    }

    @Test
    void whatIsDroppedInTheInboxIsTakenInWhenItIsWholeAndAnsweredInWords() throws IOException {
        Path inbox = Files.createDirectories(home.folder().resolve("inbox/kaffe-se"));
        Path growing = Files.writeString(inbox.resolve("c.csv.part"), payout("2201600004"));
        Files.writeString(inbox.resolve("a.csv"), "<html>Logga in</html>");
        Files.writeString(inbox.resolve("b.csv"), payout("2201600005"));
        await().atMost(Duration.ofSeconds(30)).until(() -> names(inbox, ".done").size() == 2);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> names(inbox, ".failed").size() == 2);

        assertThat(references()).containsExactly("2201600005");
        assertThat(growing).exists();
        List<String> failed = names(inbox, ".failed");
        assertThat(failed.get(0)).endsWith("-a.csv");
        assertThat(inbox.resolve(".failed").resolve(failed.get(1))).content().contains("a.csv is a web page");

        Files.move(growing, inbox.resolve("c.csv"));
        await().atMost(Duration.ofSeconds(30)).until(() -> names(inbox, ".done").size() == 4);
        assertThat(references()).contains("2201600004");
    }

    @Test
    void whatLiesInNoProfilesFolderIsSetAsideAndSaysWhereItBelongs() throws IOException {
        Path inbox = home.folder().resolve("inbox");
        Files.writeString(inbox.resolve("a.csv"), payout("2201600006"));
        Files.writeString(Files.createDirectories(inbox.resolve("unknown")).resolve("a.csv"), payout("2201600007"));
        for (Path place : List.of(inbox, inbox.resolve("unknown"))) {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> names(place, ".failed").size() == 2);
            assertThat(place.resolve(".failed").resolve(names(place, ".failed").get(1)))
                    .content()
                    .contains("\"" + place.getFileName() + "\" belongs to no profile", "kaffe-se");
        }
        assertThat(references()).doesNotContain("2201600006", "2201600007");
    }

    private static String payout(String reference) throws IOException {
        return Files.readString(Path.of("src/test/resources/golden/sources/klarna/plain-sale-and-fee/input.csv"))
                .replace("2201500101", reference);
    }

    private List<String> references() {
        return kvitta.settlements("kaffe").stream().map(Settlement::reference).toList();
    }

    private static List<String> names(Path inbox, String folder) throws IOException {
        Path place = inbox.resolve(folder);
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }
}
