package se.kvitta.sandbox.paypal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** PayPal's SFTP server of reports, with one login. What it shows stands in a folder. */
public final class ReportServer implements AutoCloseable {

    private final SshServer server = SshServer.setUpDefaultServer();
    private final SimpleGeneratorHostKeyProvider key;
    private final Path outgoing;

    private ReportServer(Path folder, int port, String user, String password) throws IOException {
        outgoing = Files.createDirectories(folder.resolve("ppreports/outgoing"));
        key = new SimpleGeneratorHostKeyProvider(folder.resolve("host.key"));
        key.setAlgorithm("RSA");
        CoreModuleProperties.TCP_NODELAY.set(server, true);
        server.setHost("127.0.0.1");
        server.setPort(port);
        server.setKeyPairProvider(key);
        server.setPasswordAuthenticator((name, given, session) -> name.equals(user) && given.equals(password));
        server.setFileSystemFactory(new VirtualFileSystemFactory(folder));
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
    }

    /** Starts on loopback. Throws when the port is taken; 0 takes any that is free. */
    public static ReportServer start(Path folder, int port, String user, String password) throws IOException {
        var server = new ReportServer(folder, port, user, password);
        server.server.start();
        return server;
    }

    public int port() {
        return server.getPort();
    }

    /** Its key as a line of known hosts has it, without the host. */
    public String hostKey() {
        return PublicKeyEntry.toString(key.loadKeys(null).iterator().next().getPublic());
    }

    /** Lets a report appear, whole; one of the same name goes, and was written before. */
    public void deliver(String name, byte[] content) throws IOException {
        Path written = Files.write(outgoing.resolveSibling(name + ".part"), content);
        Path report = outgoing.resolve(name);
        if (Files.exists(report)) {
            Instant before = Files.getLastModifiedTime(report).toInstant();
            Files.setLastModifiedTime(written, FileTime.from(before.plus(Duration.ofHours(1))));
        }
        Files.move(written, report, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }
}
