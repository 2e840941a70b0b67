package se.kvitta.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.net.ftp.FTPSClient;
import org.apache.ftpserver.ssl.SslConfiguration;
import org.apache.ftpserver.ssl.SslConfigurationFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.Operations;
import se.kvitta.sandbox.klarna.KlarnaSftpSandbox;
import se.kvitta.sandbox.klarna.LegacyPusher;
import se.kvitta.sandbox.klarna.MerchantAccount;
import se.kvitta.sandbox.klarna.SandboxOptions;
import se.kvitta.sandbox.klarna.SandboxSwitches;
import se.kvitta.testing.FileServer;
import se.kvitta.testing.SessionWatch;
import se.kvitta.testing.TestCertificate;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;

/** Documents on somebody's server of files, over real FTP and FTPS and the real routes. */
class PickUpTest {

    private static final Path SALE = Path.of("src/test/resources/golden/sources/nets/plain-sale-and-fee/input.csv");

    @TempDir
    Path folder;

    private @Nullable FileServer server;
    private @Nullable TestKvitta kvitta;

    @AfterEach
    void stop() {
        if (kvitta != null) {
            kvitta.close();
        }
        if (server != null) {
            server.close();
        }
    }

    /** A service with one profile. */
    private Path start(@Nullable SslConfiguration tls, String connection) {
        server = new FileServer(folder.resolve("server"), tls);
        Path drop = server.user("butik", "hemligt");
        serve(server.port(), connection);
        return drop;
    }

    private void serve(int port, String connection) {
        var home = new TestHome(folder.resolve("home")).merchant("butik", """
                        merchant: butik
                        name: Butiken i Lund AB
                        organisationNumber: 559999-0016
                        target: { system: sie }
                        profiles:
                          butik-se:
                            source: nets
                            currencies: [SEK]
                            start: 2026-01-01
                            modes: [daily, payout]
                            feeVat: EXEMPT
                            vat: { home: SE, rates: { SE: 25 } }
                            accounts: { CLEARING_SEK: "1588" }
                            connection: { host: 127.0.0.1, port: "%d", username: butik, password: secret:DROP, %s }
                        """.formatted(port, connection));
        kvitta = TestKvitta.in(home)
                .set("DROP", "hemligt")
                .set("kvitta.pick-up.settled", 300)
                .set("kvitta.pick-up.patience", 5_000)
                .set("kvitta.reads.attempts", 1)
                .start();
        assertThat(kvitta.bean(Merchants.class).problems()).isEmpty();
    }

    private static String payout(String reference) throws IOException {
        return Files.readString(SALE).replace("DB260216-0101", reference);
    }

    private List<String> references() {
        return kvitta.settlements("butik").stream()
                .map(Settlement::reference)
                .sorted()
                .toList();
    }

    private List<Map<String, String>> tasks() {
        return kvitta.bean(Operations.class).tasks();
    }

    @Test
    void takesInWhatWaitsAndPutsItAside() throws IOException {
        Path drop = start(null, "server: ftp");
        Files.writeString(drop.resolve("a.csv"), payout("A"));
        Files.writeString(drop.resolve("utbetalning å.csv"), payout("B"));
        Files.writeString(drop.resolve("c.csv.part"), payout("C"));
        Files.writeString(drop.resolve(".d.csv"), payout("D"));
        kvitta.fetch("butik-se");

        assertThat(tasks()).isEmpty();
        assertThat(references()).containsExactly("A", "B");
        assertThat(server.names("butik", "")).containsExactly(".d.csv", "c.csv.part");
        assertThat(server.names("butik", ".done")).hasSize(2).anyMatch(name -> name.matches("\\d{17}-a\\.csv"));

        Files.move(drop.resolve("c.csv.part"), drop.resolve("c.csv"));
        Files.writeString(drop.resolve("a.csv"), payout("A"));
        kvitta.fetch("butik-se");
        assertThat(references()).containsExactly("A", "B", "C");
        assertThat(server.names("butik", ".done")).hasSize(4);
    }

    @Test
    void speaksSftpWithTheServerOfTheKeyThatIsNamed() throws Exception {
        try (var sftp = KlarnaSftpSandbox.start(
                SandboxOptions.in(folder.resolve("sftp")).withAccount(MerchantAccount.of("butik", "hemligt")))) {
            sftp.flip(SandboxSwitches.none().withChangesAllowed());
            sftp.deliver("butik", "a.csv", payout("A").getBytes(UTF_8));
            String key = sftp.knownHostsLine().strip().replaceFirst("^\\S+ ", "");
            serve(sftp.port(), "server: sftp, hostKey: \"%s\"".formatted(key));
            kvitta.fetch("butik-se");
            kvitta.fetch("butik-se");
            assertThat(tasks()).isEmpty();
            assertThat(references()).containsExactly("A");
            assertThat(folder.resolve("sftp/files/butik/a.csv")).doesNotExist();

            sftp.changeHostKey();
            kvitta.fetch("butik-se");
            assertThat(tasks()).singleElement().satisfies(task -> assertThat(task)
                    .containsEntry("code", "SOURCE_NOT_READ"));
        }
    }

    @Test
    void aConnectionThatLacksSomethingIsToldByName() {
        server = new FileServer(folder.resolve("server"), null);
        serve(server.port(), "directory: x");
        kvitta.fetch("butik-se");
        assertThat(tasks())
                .singleElement()
                .satisfies(task ->
                        assertThat(task).extractingByKey("cause").asString().contains("butik-se lacks 'server'"));
    }

    @Test
    void aFileThatGrowsIsTakenInWhenItIsWhole() throws Exception {
        Path drop = start(null, "server: ftp");
        byte[] content = payout("A").getBytes(UTF_8);
        try (OutputStream upload = Files.newOutputStream(drop.resolve("a.csv"))) {
            upload.write(content, 0, 100);
            upload.flush();
            var fetch = CompletableFuture.runAsync(() -> kvitta.fetch("butik-se"));
            await().until(() -> server.logins() > 0);
            for (int i = 100; i < content.length; i += 40) {
                upload.write(content, i, Math.min(40, content.length - i));
                upload.flush();
                await().pollDelay(Duration.ofMillis(100)).until(() -> true);
            }
            fetch.join();
        }
        kvitta.fetch("butik-se");

        assertThat(tasks()).isEmpty();
        assertThat(references()).containsExactly("A");
    }

    @Test
    void whatCannotBePutAsideIsTakenInOnceAndTold() throws IOException {
        Path drop = start(null, "server: ftp");
        Files.writeString(drop.resolve("a.csv"), payout("A"));
        server.readOnly(true);
        kvitta.fetch("butik-se");

        assertThat(references()).containsExactly("A");
        assertThat(tasks()).singleElement().satisfies(task -> assertThat(task)
                .containsEntry("code", "SOURCE_NOT_READ")
                .extractingByKey("cause")
                .asString()
                .contains("a.csv")
                .contains("keep: \"true\""));

        // As after a death between the journal and the renaming.
        server.readOnly(false);
        kvitta.fetch("butik-se");
        assertThat(tasks()).isEmpty();
        assertThat(references()).containsExactly("A");
        assertThat(server.names("butik", "")).isEmpty();
        assertThat(server.names("butik", ".done")).hasSize(1);
    }

    @Test
    void keepsFilesWhereTheyAreIfAskedToAndTakesOnlyThoseOfTheName() throws IOException {
        Path drop = start(null, "server: ftp, keep: \"true\", files: \"export_*.csv\"");
        Files.writeString(drop.resolve("export_1.csv"), payout("A"));
        Files.writeString(drop.resolve("export-2.csv"), payout("B"));
        server.readOnly(true);
        kvitta.fetch("butik-se");
        kvitta.fetch("butik-se");

        assertThat(tasks()).isEmpty();
        assertThat(references()).containsExactly("A");
        assertThat(server.names("butik", "")).hasSize(2);
    }

    /** Servers that demand it close every other data connection. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void itsDataConnectionsTakeUpTheTlsSessionOfTheirControlConnection(String protocol) throws Exception {
        TestCertificate own = TestCertificate.in(folder.resolve("own"));
        var tls = new SslConfigurationFactory();
        tls.setKeystoreFile(own.keyStore().toFile());
        tls.setKeystorePassword(TestCertificate.PASSWORD);
        tls.setSslProtocol(new String[] {protocol});
        var watched = new SessionWatch(tls.createSslConfiguration());
        Path drop = start(watched, "server: ftps, certificate: " + own.pem());
        Files.writeString(drop.resolve("a.csv"), payout("A"));
        Files.writeString(drop.resolve("b.csv"), payout("B"));
        kvitta.fetch("butik-se");
        Files.writeString(drop.resolve("c.csv"), payout("C"));
        kvitta.fetch("butik-se");

        assertThat(tasks()).isEmpty();
        assertThat(references()).containsExactly("A", "B", "C");
        await().untilAsserted(() -> assertThat(watched.resumed())
                .hasSizeGreaterThanOrEqualTo(6)
                .hasSize(watched.connections())
                .containsOnly(true));

        // The measure sees what a client does that knows nothing of it.
        var plain = new FTPSClient(false, LegacyPusher.trusting(own.keyStore(), TestCertificate.PASSWORD));
        plain.connect("127.0.0.1", server.port());
        plain.login("butik", "hemligt");
        plain.execPBSZ(0);
        plain.execPROT("P");
        plain.enterLocalPassiveMode();
        plain.listNames();
        plain.disconnect();
        await().untilAsserted(() -> assertThat(watched.resumed()).contains(false));
    }

    @Test
    void speaksTlsWithTheServerThatIsNamedAndWithNoOther() throws Exception {
        TestCertificate own = TestCertificate.in(folder.resolve("own"));
        TestCertificate others = TestCertificate.in(folder.resolve("others"));
        var tls = new SslConfigurationFactory();
        tls.setKeystoreFile(own.keyStore().toFile());
        tls.setKeystorePassword(TestCertificate.PASSWORD);
        Files.createDirectories(folder.resolve("trust"));
        Path trusted = Files.copy(others.pem(), folder.resolve("trust/server.pem"));
        Path drop = start(tls.createSslConfiguration(), "server: ftps, certificate: " + trusted);
        Files.writeString(drop.resolve("a.csv"), payout("A"));
        kvitta.fetch("butik-se");
        assertThat(references()).isEmpty();
        assertThat(server.logins()).as("no password is told to a stranger").isZero();
        assertThat(tasks()).singleElement().satisfies(task -> assertThat(task)
                .containsEntry("code", "SOURCE_NOT_READ"));

        Files.copy(own.pem(), trusted, StandardCopyOption.REPLACE_EXISTING);
        kvitta.fetch("butik-se");
        assertThat(tasks()).isEmpty();
        assertThat(references()).containsExactly("A");
    }
}
