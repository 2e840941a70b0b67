package se.kvitta.sandbox.klarna;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.common.SftpConstants;
import org.apache.sshd.sftp.common.SftpException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KlarnaSftpSandboxTest {

    private static final Instant NOON = Instant.parse("2026-02-16T12:00:00Z");
    private static final MerchantAccount COFFEE = MerchantAccount.of("K700456", "böna");
    private static final byte[] CONTENT = "type;amount\nSALE;1.00\n".getBytes(UTF_8);

    private final Path home;
    private final SettableClock clock = new SettableClock();
    private final ArrayList<AutoCloseable> opened = new ArrayList<>();
    private KlarnaSftpSandbox sandbox;

    KlarnaSftpSandboxTest(@TempDir Path home) throws IOException {
        this.home = home;
        this.sandbox = started(SandboxOptions.in(home).withAccount(COFFEE).withClock(clock));
    }

    @AfterEach
    void stop() throws Exception {
        for (var i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    @Test
    void servesWhatIsDelivered() throws IOException {
        sandbox.deliverSamples("K700456");
        Files.write(sandbox.filesOf("K700456").resolve("dropped.csv"), CONTENT);
        var client = login();

        assertThat(client.names())
                .containsExactlyInAnyOrder(
                        "2201450871_20260216T000214_0.csv", "2201462290_20260223T000201_0.csv", "dropped.csv");
        assertThat(client.download("dropped.csv")).isEqualTo(CONTENT);
        assertThat(client.download("/2201450871_20260216T000214_0.csv"))
                .isEqualTo(KlarnaSamples.read("K700456", "2201450871_20260216T000214_0.csv"));
        assertThat(sandbox.activity()).isEqualTo(new SandboxActivity(1, 0, 1, 2, 0));
    }

    @Test
    void keepsItsHostKeyWhenStartedAgain() throws Exception {
        var line = sandbox.knownHostsLine();
        assertThat(line).startsWith("[127.0.0.1]:" + sandbox.port() + " ecdsa-sha2-nistp256 ");
        connectStrictly(line);
        var port = sandbox.port();
        sandbox.close();

        sandbox = started(SandboxOptions.in(home).withPort(port).withClock(clock));

        assertThat(sandbox.knownHostsLine()).isEqualTo(line);
        connectStrictly(line);
        sandbox.changeHostKey();
        assertThat(sandbox.knownHostsLine()).isNotEqualTo(line);
        assertThatThrownBy(() -> connectStrictly(line))
                .isInstanceOf(JSchException.class)
                .hasMessageContaining("HostKey has been changed");
        connectStrictly(sandbox.knownHostsLine());
    }

    private void connectStrictly(String knownHosts) throws JSchException {
        var jsch = new JSch();
        jsch.setKnownHosts(new ByteArrayInputStream((knownHosts + "\n").getBytes(UTF_8)));
        var session = jsch.getSession("K700456", sandbox.host(), sandbox.port());
        session.setPassword("böna");
        session.setConfig("StrictHostKeyChecking", "yes");
        try {
            session.connect(10_000);
        } finally {
            session.disconnect();
        }
    }

    @Test
    void refusesAWrongPasswordAStrangerAndEveryoneWhenSwitched() throws IOException {
        assertRefused(() -> login("K700456", "fel"));
        assertRefused(() -> login("K999999", "böna"));
        assertRefused(() -> login("../accounts/K700456", "böna"));
        sandbox.flip(SandboxSwitches.none().withLoginsRefused());
        assertRefused(() -> login("K700456", "böna"));
        sandbox.flip(SandboxSwitches.none());

        assertThat(login().names()).isEmpty();
        assertThat(sandbox.activity().refusedLogins()).isEqualTo(4);
        assertThat(sandbox.activity().logins()).isEqualTo(1);
    }

    private static void assertRefused(ThrowingCallable login) {
        assertThatThrownBy(login).isInstanceOf(SshException.class).hasMessageContaining("No more authentication");
    }

    @ParameterizedTest
    @CsvSource({"EC,256", "RSA,2048"})
    void letsAMerchantInByItsKey(String algorithm, int size) throws Exception {
        var key = keyPair(algorithm, size);
        var stranger = keyPair(algorithm, size);
        sandbox.add(COFFEE.withAuthorizedKey(PublicKeyEntry.toString(key.getPublic())));

        var client = SftpSession.byKey(sandbox.port(), "K700456", key);
        opened.add(client);

        assertThat(client.names()).isEmpty();
        assertRefused(() -> SftpSession.byKey(sandbox.port(), "K700456", stranger));
    }

    private static KeyPair keyPair(String algorithm, int size) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(size);
        return generator.generateKeyPair();
    }

    @Test
    void refusesAndCountsEveryChangeByDefault() throws IOException {
        sandbox.deliver("K700456", "a.csv", CONTENT);
        var sftp = login().sftp;

        assertDenied(() -> sftp.write("new.csv").close());
        assertDenied(() -> sftp.open("a.csv", SftpClient.OpenMode.Write, SftpClient.OpenMode.Append)
                .close());
        assertDenied(() -> sftp.rename("a.csv", "b.csv"));
        assertDenied(() -> sftp.remove("a.csv"));
        assertDenied(() -> sftp.mkdir(".done"));
        assertDenied(() -> sftp.setStat("a.csv", new SftpClient.Attributes().perms(0600)));
        assertDenied(() -> sftp.setStat("a.csv", new SftpClient.Attributes().modifyTime(0)));

        assertThat(sandbox.activity().refusedChanges()).isEqualTo(7);
        assertThat(sandbox.filesOf("K700456").resolve("a.csv")).hasBinaryContent(CONTENT);
        assertThat(login().names()).containsExactly("a.csv");
    }

    private static void assertDenied(ThrowingCallable change) {
        assertThatThrownBy(change).isInstanceOfSatisfying(SftpException.class, e -> assertThat(e.getStatus())
                .isEqualTo(SftpConstants.SSH_FX_PERMISSION_DENIED));
    }

    @Test
    void letsClientsChangeFilesWhenSwitched() throws IOException {
        sandbox.deliver("K700456", "a.csv", CONTENT);
        sandbox.flip(SandboxSwitches.none().withChangesAllowed());
        var client = login();

        client.sftp.mkdir(".done");
        client.sftp.rename("a.csv", ".done/a.csv");
        client.sftp.write("b.csv").close();
        client.sftp.remove("b.csv");

        assertThat(client.names()).containsExactly(".done");
        assertThat(sandbox.activity().refusedChanges()).isZero();
    }

    @Test
    void showsAMerchantOnlyItsOwnFiles() throws IOException {
        sandbox.add(MerchantAccount.of("K700123", "annat"));
        sandbox.deliver("K700123", "theirs.csv", CONTENT);
        var client = login();

        assertThat(client.names()).isEmpty();
        for (var path : new String[] {"../K700123/theirs.csv", "/../../accounts/K700456.properties", "/etc/hostname"}) {
            assertThatThrownBy(() -> client.download(path)).as(path).isInstanceOf(SftpException.class);
        }
        assertThat(client.sftp.canonicalPath("../..")).isEqualTo("/");
    }

    @Test
    void joinsSeveralMerchantsInOneDirectory() throws IOException {
        sandbox.add(MerchantAccount.of("K1", "ett").withDirectory("joined"));
        sandbox.add(MerchantAccount.of("K2", "två").withDirectory("joined"));
        sandbox.deliver("K1", "one.csv", CONTENT);
        sandbox.deliver("K2", "two.csv", CONTENT);

        assertThat(login("K1", "ett").names()).containsExactly("one.csv", "two.csv");
        assertThat(login("K2", "två").names()).containsExactly("one.csv", "two.csv");
    }

    @Test
    void cutsADownloadOffAfterSomeBytes() throws IOException {
        var large = new byte[200_000];
        sandbox.deliver("K700456", "large.csv", large);
        sandbox.flip(SandboxSwitches.none().withDropAfterBytes(100_000));
        var client = login();

        assertThatThrownBy(() -> client.download("large.csv")).isInstanceOf(IOException.class);
        assertThatThrownBy(client::names).isInstanceOf(IOException.class);

        sandbox.flip(SandboxSwitches.none());
        assertThat(login().download("large.csv")).isEqualTo(large);
    }

    @Test
    void servesSlowlyWhenSwitched() throws IOException {
        sandbox.deliver("K700456", "slow.csv", new byte[40_000]);
        sandbox.flip(SandboxSwitches.none().withBytesPerSecond(200_000));
        var client = login();
        var start = System.nanoTime();

        assertThat(client.download("slow.csv")).hasSize(40_000);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(195));
    }

    @Test
    void listsHostileNamesThatCanBeDownloadedWhenSwitched() throws IOException {
        sandbox.deliver("K700456", "a.csv", CONTENT);
        sandbox.flip(SandboxSwitches.none().withHostileNames());
        var client = login();

        assertThat(client.names())
                .containsExactlyInAnyOrder(
                        "a.csv",
                        "../../evil.csv",
                        "/tmp/kvitta-sandbox-evil.csv",
                        "2201450871_\n20260216T000214_0.csv",
                        ".hidden.csv",
                        "x.csv");
        for (var name : client.names()) {
            if (!name.equals("x.csv")) {
                assertThat(client.download("/" + name)).as(name).isNotEmpty();
            }
        }
        assertThat(client.sftp.stat("x.csv").isDirectory()).isTrue();
        assertThat(client.sftp.readEntries("x.csv"))
                .noneMatch(entry -> entry.getFilename().length() > 2);
        sandbox.flip(SandboxSwitches.none());
        assertThat(client.names()).containsExactly("a.csv");
    }

    @Test
    void showsAFileUnderATemporaryNameUntilItIsWhole() throws IOException {
        var client = login();
        try (var delivery = sandbox.begin("K700456", "2201450871_20260216T000214_0.csv")) {
            delivery.content().write(CONTENT);
            delivery.content().flush();
            assertThat(client.names()).containsExactly("2201450871_20260216T000214_0.csv.tmp");
            delivery.complete();
        }
        assertThat(client.names()).containsExactly("2201450871_20260216T000214_0.csv");

        sandbox.begin("K700456", "given-up.csv").close();
        assertThat(client.names()).containsExactly("2201450871_20260216T000214_0.csv");
    }

    @Test
    void deletesFilesAfterNinetyDays() throws IOException {
        sandbox.deliver("K700456", "old.csv", CONTENT);
        clock.now = NOON.plus(Duration.ofDays(1));
        sandbox.deliver("K700456", "new.csv", CONTENT);
        var client = login();

        clock.now = NOON.plus(Duration.ofDays(90));
        assertThat(client.names()).containsExactly("new.csv", "old.csv");
        clock.now = NOON.plus(Duration.ofDays(90)).plusSeconds(1);
        assertThat(client.names()).containsExactly("new.csv");
        assertThat(sandbox.filesOf("K700456").resolve("old.csv")).doesNotExist();
    }

    @Test
    void deliversNothingFromBeforeActivation() throws IOException {
        sandbox.add(MerchantAccount.of("K3", "tre").withActivated(NOON.plusSeconds(60)));

        assertThat(sandbox.deliver("K3", "before.csv", CONTENT)).isFalse();
        assertThatThrownBy(() -> sandbox.begin("K3", "before.csv"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("K3 gets nothing before 2026-02-16T12:01:00Z");
        clock.now = NOON.plusSeconds(60);
        assertThat(sandbox.deliver("K3", "after.csv", CONTENT)).isTrue();
        assertThat(login("K3", "tre").names()).containsExactly("after.csv");
    }

    @Test
    void publishesGeneratedSettlementsAndDeliversThemAgain() throws IOException {
        var settlement = new SettlementGenerator(
                SettlementPlan.weekly("0041900001", "K700456", 9, 10, LocalDate.of(2026, 2, 2)));
        var first = Publication.first().withPdfBeside();

        assertThat(sandbox.publish(settlement, ReportFormat.standard(), first))
                .contains("0041900001_20260216T000000_0.csv");
        assertThat(sandbox.publish(settlement, ReportFormat.extended(), first.again()))
                .contains("0041900001_20260216T000000_1.csv");
        assertThat(sandbox.publish(
                        settlement, ReportFormat.hostile(), Publication.first().withSpelling(ReportFileName.DOTS)))
                .contains("0041900001.20260216T000000+0000.csv");

        var client = login();
        assertThat(client.names())
                .containsExactly(
                        "0041900001.20260216T000000+0000.csv",
                        "0041900001_20260216T000000_0.csv",
                        "0041900001_20260216T000000_0.pdf",
                        "0041900001_20260216T000000_1.csv",
                        "0041900001_20260216T000000_1.pdf");
        ParsedReport.of(client.download("0041900001_20260216T000000_1.csv"), Notation.standard())
                .assertAddsUp();
        assertThat(new String(client.download("0041900001_20260216T000000_0.pdf"), UTF_8))
                .startsWith("%PDF-1.4\n")
                .contains("(Settlement 0041900001) Tj")
                .endsWith("%%EOF\n");
    }

    @Test
    void outlivesItsProcess() throws Exception {
        var own = home.resolve("process");
        var hostKeys = new ArrayList<String>();
        for (var run = 1; run <= 2; run++) {
            var process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            KlarnaSftpSandbox.class.getName(),
                            own.toString(),
                            "--account=K700456:böna",
                            "--samples")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (var output = process.inputReader(UTF_8)) {
                var ready = output.readLine();
                assertThat(ready).matches("klarna sandbox listening on 127\\.0\\.0\\.1:\\d+");
                var port = Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1));
                Files.write(own.resolve("files/K700456/run" + run + ".csv"), CONTENT);
                try (var client = SftpSession.byPassword(port, "K700456", "böna")) {
                    assertThat(client.names()).hasSize(2 + run);
                }
                assertThat(SandboxActivity.of(own)).isEqualTo(new SandboxActivity(run, 0, run, 0, 0));
                hostKeys.add(Files.readString(own.resolve("host-key.pem")));
            } finally {
                process.destroyForcibly();
                assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            }
        }
        assertThat(hostKeys.get(1)).isEqualTo(hostKeys.get(0));
    }

    private SftpSession login() throws IOException {
        return login("K700456", "böna");
    }

    private SftpSession login(String username, String password) throws IOException {
        var client = SftpSession.byPassword(sandbox.port(), username, password);
        opened.add(client);
        return client;
    }

    private KlarnaSftpSandbox started(SandboxOptions options) throws IOException {
        var next = KlarnaSftpSandbox.start(options);
        opened.add(next);
        return next;
    }

    /** A clock that stands still until it is set. */
    private static final class SettableClock extends Clock {
        private Instant now = NOON;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
