package se.kvitta.sandbox.klarna;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.jspecify.annotations.Nullable;

/**
 * The server's own key: made once, kept in a file, and read from it for every connection, so that it is the same after a
 * restart and another as soon as the file is another.
 */
final class HostKey implements KeyPairProvider {

    private final Path file;

    HostKey(Path file) {
        this.file = file;
    }

    @Override
    public synchronized Iterable<KeyPair> loadKeys(@Nullable SessionContext session) {
        var stored = new SimpleGeneratorHostKeyProvider(file);
        stored.setAlgorithm(KeyUtils.EC_ALGORITHM);
        stored.setKeySize(256);
        return List.copyOf(stored.loadKeys(session));
    }

    /** The next connection meets another key. */
    synchronized void change() throws IOException {
        Files.deleteIfExists(file);
        loadKeys(null);
    }

    /** One line of an OpenSSH known_hosts file. */
    String knownHostsLine(String host, int port) {
        var key = loadKeys(null).iterator().next().getPublic();
        return "[" + host + "]:" + port + " " + PublicKeyEntry.toString(key);
    }
}
