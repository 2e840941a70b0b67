package se.kvitta.sandbox.klarna;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKeyFactory;

/**
 * Klarna's SFTP server on the loopback address: merchants log in and find their settlement reports.
 *
 * <p>The directory is the whole state. What is dropped into {@code files/<folder of the merchant>} is served; stopping
 * and starting changes nothing, the host key included.
 */
public final class KlarnaSftpSandbox implements AutoCloseable {

    private static final String HOST = "127.0.0.1";

    private final SandboxFolder folder;
    private final Clock clock;
    private final Path directory;
    private final HostKey hostKey;
    private final SshServer server;

    private KlarnaSftpSandbox(SandboxOptions options) throws IOException {
        this.directory = options.directory();
        this.clock = options.clock();
        this.folder = new SandboxFolder(directory, clock);
        for (var account : options.accounts()) {
            folder.save(account);
        }
        this.hostKey = new HostKey(folder.hostKey());
        this.server = SshServer.setUpDefaultServer();
        CoreModuleProperties.TCP_NODELAY.set(server, true);
        var log = new ActivityLog(SandboxFolder.activityLog(directory), clock);
        var logins = new Logins(folder, log);
        server.setHost(HOST);
        server.setPort(options.port());
        server.setKeyPairProvider(hostKey);
        server.setUserAuthFactories(List.of(UserAuthPublicKeyFactory.INSTANCE, UserAuthPasswordFactory.INSTANCE));
        server.setPasswordAuthenticator(logins);
        server.setPublickeyAuthenticator(logins);
        server.setFileSystemFactory(logins);
        server.addSessionListener(logins);
        server.setSubsystemFactories(List.of(NamingSubsystem.factory(folder, log)));
    }

    /**
     * Starts a server in this process.
     *
     * @throws IOException when the directory cannot be written or the port is taken
     */
    public static KlarnaSftpSandbox start(SandboxOptions options) throws IOException {
        var sandbox = new KlarnaSftpSandbox(options);
        sandbox.server.start();
        try {
            Files.writeString(sandbox.folder.knownHosts(), sandbox.knownHostsLine() + "\n");
        } catch (IOException e) {
            sandbox.close();
            throw e;
        }
        return sandbox;
    }

    /** Always the loopback address. */
    public String host() {
        return HOST;
    }

    public int port() {
        return server.getPort();
    }

    /** The line of an OpenSSH known_hosts file by which a client knows this server, for its present key. */
    public String knownHostsLine() {
        return hostKey.knownHostsLine(HOST, port());
    }

    /** Connections from now on meet another host key. */
    public void changeHostKey() throws IOException {
        hostKey.change();
    }

    public SandboxSwitches switches() throws IOException {
        return folder.switches();
    }

    /** Takes effect with the next request, also of sessions that are open. */
    public void flip(SandboxSwitches switches) throws IOException {
        switches.write(folder.switchesFile());
    }

    public SandboxActivity activity() throws IOException {
        return SandboxActivity.of(directory);
    }

    /** Adds a merchant while the server runs, or changes one. */
    public void add(MerchantAccount account) throws IOException {
        folder.save(account);
    }

    /** The folder that is the root of a merchant's login. */
    public Path filesOf(String merchantId) throws IOException {
        return folder.files(folder.accountOfMerchant(merchantId));
    }

    /**
     * Begins to write a file; it is seen as {@code name.tmp} until it is complete.
     *
     * @throws IllegalStateException when the merchant's account is not active yet
     * @throws IllegalArgumentException when the merchant has no account
     */
    public Delivery begin(String merchantId, String name) throws IOException {
        var account = folder.accountOfMerchant(merchantId);
        if (!folder.isActive(account)) {
            throw new IllegalStateException(merchantId + " gets nothing before " + account.activated());
        }
        return new Delivery(folder.files(account).resolve(name), clock);
    }

    /** Delivers a whole file. Nothing is delivered, and false returned, before the account is active. */
    public boolean deliver(String merchantId, String name, byte[] content) throws IOException {
        if (!folder.isActive(folder.accountOfMerchant(merchantId))) {
            return false;
        }
        try (var delivery = begin(merchantId, name)) {
            delivery.content().write(content);
            delivery.complete();
        }
        return true;
    }

    /**
     * Delivers a generated settlement under the name that Klarna would give it, stamped with the start of today (UTC).
     *
     * @return the name of the CSV file; empty when nothing is delivered because the account is not active yet
     */
    public Optional<String> publish(SettlementGenerator settlement, ReportFormat format, Publication how)
            throws IOException {
        var plan = settlement.plan();
        var midnight = clock.instant()
                .atZone(ZoneOffset.UTC)
                .toLocalDate()
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant();
        if (!folder.isActive(folder.accountOfMerchant(plan.merchantId()))) {
            return Optional.empty();
        }
        if (how.withPdf()) {
            var pdf = SmallPdf.of(List.of(
                    "Settlement " + plan.reference(),
                    "Paid " + plan.paid(),
                    "Amount "
                            + Notation.standard().amount(settlement.totals().settlement(), plan.currency())
                            + " " + plan.currency()));
            deliver(plan.merchantId(), how.spelling().of(plan.reference(), midnight, how.counter(), ".pdf"), pdf);
        }
        var name = how.spelling().of(plan.reference(), midnight, how.counter(), ".csv");
        try (var delivery = begin(plan.merchantId(), name)) {
            settlement.write(format, delivery.content());
            delivery.complete();
        }
        return Optional.of(name);
    }

    /** Delivers the samples of a merchant that are not there yet. */
    public void deliverSamples(String merchantId) throws IOException {
        for (var name : KlarnaSamples.filesOf(merchantId)) {
            if (!Files.exists(filesOf(merchantId).resolve(name))) {
                deliver(merchantId, name, KlarnaSamples.read(merchantId, name));
            }
        }
    }

    /** Ends all sessions and frees the port. */
    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    /**
     * Runs a server as a process of its own until it is killed.
     *
     * @param arguments {@code DIRECTORY [--port=N] [--account=MID:PASSWORD[:FOLDER]] [--samples]}; accounts may be
     *     repeated, samples are delivered to the accounts named
     */
    public static void main(String[] arguments) throws Exception {
        KlarnaSandboxProcess.run(arguments);
    }
}
