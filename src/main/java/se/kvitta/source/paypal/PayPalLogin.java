package se.kvitta.source.paypal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.camel.ExchangeProperty;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import se.kvitta.home.Home;
import se.kvitta.intake.Fetch;
import se.kvitta.intake.Login;
import se.kvitta.merchant.Connection;
import se.kvitta.merchant.Profile;

/** Which ways to PayPal a profile has: its own app, a login at the server of reports, or both. */
@Component("paypalLogin")
public class PayPalLogin {

    private final Home home;
    private final String host;
    private final int port;

    PayPalLogin(Home home, @Value("${paypal.sftp.host}") String host, @Value("${paypal.sftp.port}") int port) {
        this.home = home;
        this.host = host;
        this.port = port;
    }

    /** Whether the profile has an app. Throws {@link IllegalArgumentException} when its connection names no way at all. */
    public boolean hasApp(@ExchangeProperty("fetch") Fetch fetch) {
        Connection connection = fetch.profile().connection();
        if (!connection.has("clientId") && !connection.has("sftpUsername")) {
            // Says who lacks what.
            connection.get("clientId");
        }
        return connection.has("clientId");
    }

    /** Whether the profile has a login for reports. */
    public boolean hasReports(@ExchangeProperty("fetch") Fetch fetch) {
        return fetch.profile().connection().has("sftpUsername");
    }

    /** Throws {@link IllegalArgumentException} naming what the connection lacks; the server's key must be in it. */
    public Login of(@ExchangeProperty("fetch") Fetch fetch) throws IOException {
        Profile profile = fetch.profile();
        Connection connection = profile.connection();
        Path folder = Files.createDirectories(home.data().resolve("known-hosts"));
        Path file = folder.resolve(profile.name());
        Path fresh = file.resolveSibling(profile.name() + ".new");
        String server = port == 22 ? host : "[" + host + "]:" + port;
        Files.writeString(fresh, server + " " + connection.get("sftpHostKey") + "\n");
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        return new Login("knownHostsFile=" + file + "&username=" + Login.raw(connection.get("sftpUsername"))
                + "&preferredAuthentications=password&password=" + Login.raw(connection.get("sftpPassword")));
    }
}
