package se.kvitta.source.klarna;

import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import se.kvitta.home.Home;
import se.kvitta.intake.Fetch;
import se.kvitta.intake.Login;
import se.kvitta.merchant.Connection;
import se.kvitta.merchant.Profile;

/**
 * How a profile logs in to Klarna's SFTP server: password or key, and the server's own key. Klarna publishes no key, so
 * one that the merchant file does not name is pinned when it is first seen; another one after that is refused.
 */
@Component("klarnaLogin")
public class KlarnaLogin {

    private static final Logger LOG = LoggerFactory.getLogger(KlarnaLogin.class);

    static {
        // A refused password stays refused; the client would send it six times, and some servers then lock the account.
        JSch.setConfig("MaxAuthTries", "1");
    }

    private final Home home;
    private final String host;
    private final int port;
    private final int timeoutMs;

    KlarnaLogin(
            Home home,
            @Value("${klarna.sftp.host}") String host,
            @Value("${klarna.sftp.port}") int port,
            @Value("${klarna.sftp.connect-timeout}") int timeoutMs) {
        this.home = home;
        this.host = host;
        this.port = port;
        this.timeoutMs = timeoutMs;
    }

    /** Whether the profile's settlements are fetched from the API, and not as files. */
    public boolean isApi(Fetch fetch) {
        return KlarnaConnection.isApi(fetch.profile());
    }

    /** Throws {@link IllegalArgumentException} naming what the profile's connection lacks. */
    public Login of(Fetch fetch) throws IOException {
        Profile profile = fetch.profile();
        Connection connection = profile.connection();
        String known = "knownHostsFile=" + knownHosts(profile);
        String user = "username=" + Login.raw(connection.get("username"));
        if (connection.has("privateKeyFile")) {
            return new Login(known + "&" + user + "&preferredAuthentications=publickey&privateKeyFile="
                    + Login.raw(connection.get("privateKeyFile")));
        }
        return new Login(known + "&" + user + "&preferredAuthentications=password&password="
                + Login.raw(connection.get("password")));
    }

    private Path knownHosts(Profile profile) throws IOException {
        Path folder = Files.createDirectories(home.data().resolve("known-hosts"));
        Path file = folder.resolve(profile.name());
        String stated = profile.connection().get("hostKey", "");
        if (!stated.isEmpty()) {
            write(file, stated);
        } else {
            Optional<String> pinned = pinned(file);
            write(file, pinned.isPresent() ? pinned.get() : firstSeen(profile));
        }
        return file;
    }

    /** The key that was seen first at this host, on whatever port it was. */
    private Optional<String> pinned(Path file) throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String line = Files.readString(file).strip();
        return line.startsWith("[" + host + "]:")
                ? Optional.of(line.substring(line.indexOf(' ') + 1))
                : Optional.empty();
    }

    private void write(Path file, String key) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, "[" + host + "]:" + port + " " + key + "\n");
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Asks the server for its key; the exchange of keys comes before any login. */
    private String firstSeen(Profile profile) throws IOException {
        var seen = new SeenHostKey();
        try {
            Session session = new JSch().getSession("kvitta", host, port);
            session.setHostKeyRepository(seen);
            session.setConfig("StrictHostKeyChecking", "yes");
            session.connect(timeoutMs);
            session.disconnect();
        } catch (JSchException e) {
            LOG.debug("the connection that only asks for the key ends here", e);
        }
        @Nullable HostKey key = seen.key();
        if (key == null) {
            throw new IOException("the SFTP server " + host + ":" + port + " cannot be reached");
        }
        LOG.info(
                "profile {}: the key of {}:{} is pinned: {} {}",
                profile.name(),
                host,
                port,
                key.getType(),
                key.getFingerPrint(new JSch()));
        return key.getType() + " " + key.getKey();
    }
}
