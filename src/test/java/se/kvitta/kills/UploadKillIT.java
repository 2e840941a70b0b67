package se.kvitta.kills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.ftp.PasswordHash;
import se.kvitta.sandbox.klarna.LegacyNote;
import se.kvitta.sandbox.klarna.LegacyPusher;
import se.kvitta.sandbox.klarna.LegacyPusher.Manner;
import se.kvitta.sandbox.klarna.LegacyPusher.Naming;
import se.kvitta.sandbox.klarna.SettlementPlan;
import se.kvitta.testing.Databases;
import se.kvitta.testing.KvittaProcess;
import se.kvitta.testing.TestHome;

/** The real process is killed while a provider uploads a file to its FTP server. */
class UploadKillIT {

    private static final String PROFILE = "leksaker-48213";

    @TempDir
    Path folder;

    private TestHome home;
    private int port;
    private Map<String, Object> properties;
    private byte[] note;
    private String file;

    @BeforeEach
    void prepare() throws IOException {
        // More than a client keeps to itself before it sends anything.
        var told = new LegacyNote(
                SettlementPlan.weekly("2103150482", "48213", 7, 500, LocalDate.of(2021, 3, 1))
                        .withSalesOnly(),
                "Lingonstigens Leksaker");
        var text = new ByteArrayOutputStream();
        told.write(text);
        note = text.toByteArray();
        file = told.fileName();
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        home = new TestHome(folder.resolve("home")).merchant("leksaker", """
                        merchant: leksaker
                        name: Lingonstigens Leksaker AB
                        organisationNumber: 559999-0016
                        target: { system: sie }
                        profiles:
                          leksaker-48213:
                            source: klarnav2
                            currencies: [SEK]
                            start: 2021-01-01
                            modes: [daily, payout]
                            vat: { home: SE, rates: { SE: 25 } }
                            connection: { account: "48213", ftpUser: klarna-v2, ftpPassword: secret:KLARNA_FTP }
                        """);
        properties = Map.ofEntries(
                Map.entry("KLARNA_FTP", PasswordHash.of("lingon och mjölk")),
                Map.entry("kvitta.ftp.enabled", "true"),
                Map.entry("kvitta.ftp.address", "127.0.0.1"),
                Map.entry("kvitta.ftp.port", port),
                Map.entry("kvitta.ftp.passive-ports", "0"),
                Map.entry("kvitta.ftp.tls", "off"),
                Map.entry("kvitta.ftp.settled", "300"),
                Map.entry("kvitta.inbox.delay", "100"),
                Map.entry("kvitta.inbox.settled", "100"),
                Map.entry("logging.level.root", "WARN"),
                Map.entry("logging.level.se.kvitta.operations", "INFO"));
    }

    private KvittaProcess service() throws InterruptedException {
        return KvittaProcess.start(home.folder(), List.of(), properties).awaitReady();
    }

    private LegacyPusher pusher() {
        return new LegacyPusher("127.0.0.1", port, "klarna-v2", "lingon och mjölk");
    }

    @Test
    void halfAFileIsNotTakenInAndTheSecondUploadIsTakenInOnce() throws Exception {
        try (KvittaProcess service = service()) {
            Manner slow = Manner.PLAIN.naming(Naming.FINAL).pausing(Duration.ofMillis(5));
            var upload = CompletableFuture.runAsync(() -> push(slow));
            await().atMost(Duration.ofSeconds(30)).until(() -> begun() > 0);
            assertThat(upload).isNotDone();
            service.kill();
            assertThatThrownBy(upload::join).hasCauseInstanceOf(UncheckedIOException.class);
        }
        assertThat(begun()).as("what was on its way").isBetween(1L, note.length - 1L);

        try (KvittaProcess again = service()) {
            assertThat(begun()).as("its sender was told nothing").isZero();
            assertThat(archived()).isZero();
            push(Manner.PLAIN);
            await().atMost(Duration.ofSeconds(60)).until(() -> archived() == 1);
            // A client that did not hear the answer sends once more.
            push(Manner.PLAIN);
            await().atMost(Duration.ofSeconds(60)).until(() -> archived() == 2);
            assertThat(again.isAlive()).isTrue();
        }
        assertThat(journal("select name, state from document")).containsExactly(file + " TAKEN");
        assertThat(
                        journal(
                                "select k.reference, s.profile from settlement_key k join settlement s on s.id = k.settlement_id"))
                .containsExactly("2103150482 " + PROFILE);
    }

    private void push(Manner manner) {
        try {
            pusher().push(file, note, manner);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes of files that are on their way, or left of them. */
    private long begun() throws IOException {
        long bytes = 0;
        for (Path file : files(home.folder().resolve("data/ftp-begun"))) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    /** Files that have been through the inbox. */
    private long archived() throws IOException {
        return files(home.folder().resolve("inbox").resolve(PROFILE).resolve(".done")).stream()
                .filter(file -> file.toString().endsWith(".csv"))
                .count();
    }

    private static List<Path> files(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(place)) {
            return files.toList();
        }
    }

    private List<String> journal(String query) throws SQLException {
        var found = new ArrayList<String>();
        try (Connection connection = DriverManager.getConnection(
                        Databases.h2("file:" + home.folder() + "/data/kvitta"), "kvitta", "");
                ResultSet rows = connection.createStatement().executeQuery(query)) {
            while (rows.next()) {
                found.add(rows.getString(1) + " " + rows.getString(2));
            }
        }
        return found;
    }
}
