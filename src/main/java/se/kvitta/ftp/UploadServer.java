package se.kvitta.ftp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.DataConnectionConfigurationFactory;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.listener.Listener;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.ssl.SslConfiguration;
import org.apache.ftpserver.ssl.SslConfigurationFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import se.kvitta.ftp.FtpSettings.Tls;
import se.kvitta.home.Home;
import se.kvitta.home.Settings;
import se.kvitta.reason.Causes;

/** Runs the FTP server. One that cannot start is told in log and health; everything else of Kvitta runs. */
public final class UploadServer implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(UploadServer.class);

    private static final int LOGIN_FAILURE_DELAY_MS = 500;
    private static final int FAILURES_OF_A_CONNECTION = 3;

    private final FtpSettings settings;
    private final Settings secrets;
    private final Home home;
    private final FtpUsers users;
    private @Nullable FtpServer server;
    private volatile int port;
    private volatile String problem = "";

    UploadServer(FtpSettings settings, Settings secrets, Home home, FtpUsers users) {
        this.settings = settings;
        this.secrets = secrets;
        this.home = home;
        this.users = users;
    }

    @Override
    public synchronized void start() {
        if (!settings.enabled()) {
            return;
        }
        try {
            UploadFolder.forget(begun());
            Listener listener = listener();
            FtpServer made = made(listener);
            made.start();
            server = made;
            port = listener.getPort();
            problem = "";
            LOG.info("the FTP server listens on {}:{}, TLS {}", settings.address(), port, settings.tls());
        } catch (FtpException | IOException | RuntimeException e) {
            problem = "the FTP server does not run: " + Causes.of(e)
                    + ". Mend kvitta.ftp.* (address, port, key-store) and start Kvitta again";
            LOG.error("{}", problem, e);
        }
    }

    private Listener listener() {
        var data = new DataConnectionConfigurationFactory();
        data.setActiveEnabled(false);
        data.setPassivePorts(settings.passivePorts());
        if (!settings.externalAddress().isEmpty()) {
            data.setPassiveExternalAddress(settings.externalAddress());
        }
        var listener = new ListenerFactory();
        listener.setServerAddress(settings.address());
        listener.setPort(settings.port());
        listener.setIdleTimeout((int) settings.idle().toSeconds());
        @Nullable SslConfiguration tls = settings.tls() == Tls.OFF ? null : tls();
        if (tls != null) {
            listener.setSslConfiguration(tls);
            data.setSslConfiguration(tls);
        }
        listener.setDataConnectionConfiguration(data.createDataConnectionConfiguration());
        return listener.createListener();
    }

    private SslConfiguration tls() {
        if (settings.keyStore().isEmpty()) {
            throw new IllegalArgumentException(
                    "kvitta.ftp.key-store names no file with the server's key and certificate;"
                            + " kvitta.ftp.tls=off would take passwords in the clear");
        }
        Path store = home.folder().resolve(settings.keyStore());
        if (!Files.isReadable(store)) {
            throw new IllegalArgumentException("kvitta.ftp.key-store cannot be read: " + store);
        }
        var factory = new SslConfigurationFactory();
        factory.setKeystoreFile(store.toFile());
        factory.setKeystoreType("PKCS12");
        factory.setKeystorePassword(secrets.resolve(settings.keyStorePassword()));
        return factory.createSslConfiguration();
    }

    private FtpServer made(Listener listener) {
        var connections = new ConnectionConfigFactory();
        connections.setAnonymousLoginEnabled(false);
        connections.setLoginFailureDelay(LOGIN_FAILURE_DELAY_MS);
        connections.setMaxLoginFailures(FAILURES_OF_A_CONNECTION);
        connections.setMaxLogins(settings.connections());
        connections.setMaxAnonymousLogins(0);
        var factory = new FtpServerFactory();
        factory.setListeners(new HashMap<>(Map.of("default", listener)));
        factory.setConnectionConfig(connections.createConnectionConfig());
        factory.setUserManager(users);
        Path drops = UploadDrop.folder(home);
        factory.setFileSystem(user -> {
            try {
                return new UploadFolder(
                        drops.resolve(user.getName()),
                        begun(),
                        settings.largest().toBytes());
            } catch (IOException e) {
                throw new FtpException("the folder of " + user.getName() + " cannot be made", e);
            }
        });
        factory.setFtplets(new HashMap<>(Map.of("rules", new UploadRules(settings.tls() == Tls.REQUIRED, listener))));
        return factory.createServer();
    }

    /** Where files are until they are whole. */
    private Path begun() {
        return home.data().resolve("ftp-begun");
    }

    @Override
    public synchronized void stop() {
        if (server != null) {
            server.stop();
            server = null;
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }

    /** Where it listens; what was asked for, or found where 0 was. */
    public int port() {
        return port;
    }

    boolean isEnabled() {
        return settings.enabled();
    }

    /** Why it does not run; empty when it does. */
    String problem() {
        return problem;
    }

    String place() {
        return settings.address() + ":" + port + ", TLS "
                + settings.tls().name().toLowerCase(Locale.ROOT);
    }

    List<String> logins() {
        return users.names();
    }
}
