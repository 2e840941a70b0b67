package se.kvitta.ftp;

import java.util.List;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/** Down while the FTP server should run and does not, or while somebody who is named cannot log in. */
final class UploadHealth implements HealthIndicator {

    private final UploadServer server;
    private final FtpLogins logins;

    UploadHealth(UploadServer server, FtpLogins logins) {
        this.server = server;
        this.logins = logins;
    }

    @Override
    public Health health() {
        if (!server.isEnabled()) {
            return Health.up().withDetail("server", "off").build();
        }
        List<String> problems = logins.problems();
        Health.Builder health = server.isRunning() && problems.isEmpty() ? Health.up() : Health.down();
        health.withDetail("server", server.isRunning() ? server.place() : server.problem())
                .withDetail("logins", server.logins());
        if (!problems.isEmpty()) {
            health.withDetail("problems", problems);
        }
        return health.build();
    }
}
