package se.kvitta.ftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Status;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.Operations;
import se.kvitta.sandbox.klarna.LegacyPusher;
import se.kvitta.sandbox.klarna.LegacyPusher.Manner;
import se.kvitta.sandbox.klarna.LegacyPusher.Naming;
import se.kvitta.testing.TestCertificate;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;

/** A provider that sends its files to Kvitta's own FTP server, over real FTP and FTPS. */
class UploadServerTest {

    private static final Path NOTE = Path.of("src/test/resources/klarnav2/avrakningsnota_48213_20210315.csv");
    private static final String FILE = "avrakningsnota_48213_20210315.csv";
    private static final String PASSWORD = "lingon och mjölk";

    @TempDir
    Path folder;

    private TestHome home;
    private TestKvitta kvitta;

    @AfterEach
    void stop() {
        kvitta.close();
    }

    private TestKvitta.Builder builder() {
        home = new TestHome(folder.resolve("home")).merchant("leksaker", merchant("leksaker", "48213", "48214"));
        return TestKvitta.in(home)
                .set("KLARNA_FTP", PasswordHash.of(PASSWORD))
                .set("kvitta.ftp.enabled", true)
                .set("kvitta.ftp.address", "127.0.0.1")
                .set("kvitta.ftp.port", 0)
                .set("kvitta.ftp.passive-ports", "0")
                .set("kvitta.ftp.settled", 300);
    }

    /** A profile for each shop, with one login. */
    private static String merchant(String name, String... shops) {
        var text = new StringBuilder("""
                merchant: %s
                name: Lingonstigens Leksaker AB
                organisationNumber: 559999-0016
                target: { system: sie }
                profiles:
                """.formatted(name));
        for (String shop : shops) {
            text.append("""
                      %1$s-%2$s:
                        source: klarnav2
                        currencies: [SEK]
                        start: 2021-01-01
                        modes: [daily, payout]
                        vat: { home: SE, rates: { SE: 25 } }
                        connection: { account: "%2$s", files: "avrakningsnota_%2$s_*.csv", ftpUser: klarna-v2, ftpPassword: secret:KLARNA_FTP }
                    """.formatted(name, shop).indent(0));
        }
        return text.toString();
    }

    private void start() {
        kvitta = builder().set("kvitta.ftp.tls", "off").start();
    }

    private LegacyPusher pusher(String password) {
        return new LegacyPusher("127.0.0.1", kvitta.bean(UploadServer.class).port(), "klarna-v2", password);
    }

    private static byte[] note() throws IOException {
        return Files.readAllBytes(NOTE);
    }

    private List<String> references() {
        return kvitta.settlements("leksaker").stream()
                .map(settlement -> settlement.profile() + " " + settlement.reference())
                .sorted()
                .toList();
    }

    private void awaitReferences(String... references) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(references()).containsExactly(references));
    }

    private List<String> waiting() throws IOException {
        Path drop = home.folder().resolve("data/ftp/klarna-v2");
        if (!Files.isDirectory(drop)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(drop)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void takesANoteInHoweverItIsNamedOnItsWayAndRepeated() throws IOException {
        start();
        byte[] second = new String(note(), StandardCharsets.ISO_8859_1)
                .replace("2103150482", "2103220490")
                .getBytes(StandardCharsets.ISO_8859_1);
        byte[] third = new String(note(), StandardCharsets.ISO_8859_1)
                .replace("2103150482", "2103290498")
                .getBytes(StandardCharsets.ISO_8859_1);
        pusher(PASSWORD).push(FILE, note(), Manner.PLAIN);
        pusher(PASSWORD).push("avrakningsnota_48213_20210322.csv", second, Manner.PLAIN.naming(Naming.TEMPORARY));
        pusher(PASSWORD)
                .push(
                        "avrakningsnota_48213_20210329.csv",
                        third,
                        Manner.PLAIN.naming(Naming.ODD).pausing(Duration.ofMillis(10)));
        awaitReferences("leksaker-48213 2103150482", "leksaker-48213 2103220490", "leksaker-48213 2103290498");
        assertThat(kvitta.settlements("leksaker"))
                .extracting(Settlement::payout)
                .allSatisfy(payout -> assertThat(payout.minor()).isEqualTo(12_374_66));
        await().until(() -> waiting().isEmpty());

        assertThat(pusher(PASSWORD).repeat(FILE, note(), 3, Manner.PLAIN)).isPositive();
        await().until(() -> waiting().isEmpty());
        awaitReferences("leksaker-48213 2103150482", "leksaker-48213 2103220490", "leksaker-48213 2103290498");
        // On a busy machine a file can lie under its odd name for so long that it is told.
        await().untilAsserted(
                        () -> assertThat(kvitta.bean(Operations.class).tasks()).isEmpty());
    }

    /** A sender that is slow to give a file its name has it told as nobody's until then. */
    @Test
    void whatWasNobodysIsForgottenWhenItHasItsName() throws IOException {
        start();
        Path drop = Files.createDirectories(home.folder().resolve("data/ftp/klarna-v2"));
        Files.write(drop.resolve("till_1"), note());
        await().untilAsserted(() -> assertThat(kvitta.bean(Operations.class).tasks())
                .singleElement()
                .satisfies(task -> assertThat(task).containsEntry("code", "FTP_FILE_OF_NOBODY")));
        Files.move(drop.resolve("till_1"), drop.resolve(FILE));
        awaitReferences("leksaker-48213 2103150482");
        await().untilAsserted(
                        () -> assertThat(kvitta.bean(Operations.class).tasks()).isEmpty());
    }

    @Test
    void severalShopsOnOneLoginEachGetTheirOwn() throws IOException {
        start();
        byte[] other = new String(note(), StandardCharsets.ISO_8859_1)
                .replace("Butiks-ID;48213", "Butiks-ID;48214")
                .replace("2103150482", "2103150599")
                .getBytes(StandardCharsets.ISO_8859_1);
        pusher(PASSWORD).push("avrakningsnota_48214_20210315.csv", other, Manner.PLAIN);
        pusher(PASSWORD).push(FILE, note(), Manner.PLAIN);
        pusher(PASSWORD).push("avrakningsnota_48215_20210315.csv", note(), Manner.PLAIN);
        awaitReferences("leksaker-48213 2103150482", "leksaker-48214 2103150599");

        await().untilAsserted(() -> assertThat(kvitta.bean(Operations.class).tasks())
                .singleElement()
                .satisfies(task -> assertThat(task).containsEntry("code", "FTP_FILE_OF_NOBODY")));
        assertThat(waiting()).containsExactly("avrakningsnota_48215_20210315.csv");
    }

    @Test
    void aFileThatBreaksOffIsNotThereAndComesAgainWhole() throws IOException {
        start();
        assertThatThrownBy(() -> pusher(PASSWORD)
                        .push(FILE, note(), Manner.PLAIN.cutAfter(500).pausing(Duration.ofMillis(1))))
                .isInstanceOf(IOException.class);
        pusher(PASSWORD).push(FILE, note(), Manner.PLAIN);
        awaitReferences("leksaker-48213 2103150482");
    }

    @Test
    void nothingCanBeReadOverwrittenRemovedOrReachedOutside() throws IOException {
        kvitta = builder()
                .set("kvitta.ftp.tls", "off")
                .set("kvitta.ftp.settled", 600_000)
                .set("camel.main.shutdown-timeout", 1) // nobody waits for what is not settled then
                .set("kvitta.ftp.largest", "2KB")
                .start();
        LegacyPusher pusher = pusher(PASSWORD);
        pusher.push(FILE, note(), Manner.PLAIN);
        assertThat(pusher.names(Manner.PLAIN)).containsExactly(FILE);
        pusher.session(Manner.PLAIN, client -> {
            assertThat(client.retrieveFile(FILE, new ByteArrayOutputStream())).isFalse();
            assertThat(client.deleteFile(FILE)).isFalse();
            assertThat(client.makeDirectory("x")).isFalse();
            assertThat(client.changeWorkingDirectory("..")).isFalse();
            assertThat(client.rename(FILE, "../" + FILE)).isFalse();
            assertThat(client.appendFile(FILE, new ByteArrayInputStream(new byte[1])))
                    .isFalse();
            return true;
        });
        for (String name : List.of(FILE, "../evil.csv", "/etc/evil.csv", ".hidden.csv", "a/b.csv")) {
            assertThatThrownBy(() -> pusher.push(name, new byte[10], Manner.PLAIN))
                    .as(name)
                    .isInstanceOf(LegacyPusher.Refused.class);
        }
        assertThatThrownBy(() -> pusher.push("large.csv", new byte[3_000], Manner.PLAIN))
                .isInstanceOf(IOException.class);
        assertThat(home.folder().resolve("data/ftp/klarna-v2").resolve(FILE)).hasSameBinaryContentAs(NOTE);
        assertThat(waiting()).containsExactly(FILE);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(String::valueOf)).noneMatch(path -> path.contains("evil"));
        }
    }

    @Test
    void aWrongPasswordLocksOutAndAnotherMerchantsNameForALoginIsRefused() {
        start();
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> pusher("fel").names(Manner.PLAIN)).hasMessageContaining("530");
        }
        assertThatThrownBy(() -> pusher(PASSWORD).names(Manner.PLAIN)).hasMessageContaining("530");
        kvitta.clock().advance(Duration.ofMinutes(15));
        assertThat(health().get("server")).asString().contains("127.0.0.1");
        assertThat(names()).isEmpty();

        home.merchant("annan", merchant("annan", "48299").replace("559999-0016", "559999-0024"));
        kvitta.bean(Merchants.class).refresh();
        assertThatThrownBy(() -> pusher(PASSWORD).names(Manner.PLAIN)).hasMessageContaining("530");
        assertThat(health().get("problems")).asString().contains("several merchants");
    }

    private List<String> names() {
        try {
            return pusher(PASSWORD).names(Manner.PLAIN);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> health() {
        return kvitta.bean(UploadHealth.class).health().getDetails();
    }

    @Test
    void withoutTlsNobodyLogsInWhereItIsRequired() throws Exception {
        TestCertificate certificate = TestCertificate.in(folder.resolve("tls"));
        kvitta = builder()
                .set("kvitta.ftp.key-store", certificate.keyStore())
                .set("kvitta.ftp.key-store-password", "secret:FTP_KEY")
                .set("FTP_KEY", TestCertificate.PASSWORD)
                .start();
        assertThatThrownBy(() -> pusher(PASSWORD).push(FILE, note(), Manner.PLAIN))
                .hasMessageContaining("AUTH TLS");

        Manner tls = Manner.PLAIN.tls(LegacyPusher.trusting(certificate.keyStore(), TestCertificate.PASSWORD));
        pusher(PASSWORD).push(FILE, note(), tls.naming(Naming.TEMPORARY));
        awaitReferences("leksaker-48213 2103150482");
    }

    @Test
    void aServerThatCannotStartIsToldAndEverythingElseRuns() {
        kvitta = builder().start();
        var health = kvitta.bean(UploadHealth.class).health();
        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails().get("server")).asString().contains("kvitta.ftp.key-store");
        assertThat(kvitta.settlements("leksaker")).isEmpty();
    }
}
