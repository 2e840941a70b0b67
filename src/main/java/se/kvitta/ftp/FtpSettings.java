package se.kvitta.ftp;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The FTP server that comes with Kvitta; {@code kvitta.ftp.*}.
 *
 * @param enabled whether it runs
 * @param address where it listens: an address of this machine, or 0.0.0.0 for all
 * @param port of commands
 * @param passivePorts of the files' connections, such as 2122-2141; a firewall must let them through
 * @param externalAddress what clients are told to connect to for files, where an address is translated before they get here
 * @param tls whether a login needs TLS (explicit, AUTH TLS), may have it, or cannot
 * @param keyStore PKCS 12 file with the key and certificate
 * @param keyStorePassword its password, as {@code secret:NAME}
 * @param largest file that is taken
 * @param connections at once
 * @param idle how long a connection may do nothing
 * @param failures refused logins of one user from one address after which that pair is locked out
 * @param lockout for how long
 */
@ConfigurationProperties("kvitta.ftp")
public record FtpSettings(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("0.0.0.0") String address,
        @DefaultValue("2121") int port,
        @DefaultValue("2122-2141") String passivePorts,
        @DefaultValue("") String externalAddress,
        @DefaultValue("required") Tls tls,
        @DefaultValue("") String keyStore,
        @DefaultValue("") String keyStorePassword,
        @DefaultValue("100MB") DataSize largest,
        @DefaultValue("20") int connections,
        @DefaultValue("5m") Duration idle,
        @DefaultValue("5") int failures,
        @DefaultValue("15m") Duration lockout) {

    /** Whether passwords and files are encrypted on their way. */
    public enum Tls {
        REQUIRED,
        OFFERED,
        OFF
    }
}
