package se.kvitta.sandbox.klarna;

import java.io.IOException;
import java.security.KeyPair;
import java.util.Set;
import java.util.TreeSet;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.sftp.client.SftpClient;
import org.apache.sshd.sftp.client.SftpClientFactory;
import org.jspecify.annotations.Nullable;

/** A client that is logged in to the sandbox. */
final class SftpSession implements AutoCloseable {

    private static final long TIMEOUT_MS = 10_000;

    private final SshClient ssh = SshClient.setUpDefaultClient();
    private final ClientSession session;
    final SftpClient sftp;

    private SftpSession(int port, String username, @Nullable String password, @Nullable KeyPair key)
            throws IOException {
        ssh.setServerKeyVerifier((client, address, hostKey) -> true);
        ssh.start();
        try {
            session =
                    ssh.connect(username, "127.0.0.1", port).verify(TIMEOUT_MS).getSession();
            if (password != null) {
                session.addPasswordIdentity(password);
            }
            if (key != null) {
                session.addPublicKeyIdentity(key);
            }
            session.auth().verify(TIMEOUT_MS);
            sftp = SftpClientFactory.instance().createSftpClient(session);
        } catch (IOException e) {
            ssh.stop();
            throw e;
        }
    }

    static SftpSession byPassword(int port, String username, String password) throws IOException {
        return new SftpSession(port, username, password, null);
    }

    static SftpSession byKey(int port, String username, KeyPair key) throws IOException {
        return new SftpSession(port, username, null, key);
    }

    Set<String> names() throws IOException {
        var names = new TreeSet<String>();
        for (var entry : sftp.readDir(".")) {
            names.add(entry.getFilename());
        }
        names.remove(".");
        names.remove("..");
        return names;
    }

    byte[] download(String name) throws IOException {
        try (var in = sftp.read(name)) {
            return in.readAllBytes();
        }
    }

    @Override
    public void close() throws IOException {
        session.close(true);
        ssh.stop();
    }
}
