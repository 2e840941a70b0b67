package se.kvitta.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import se.kvitta.sandbox.fortnox.FortnoxSandbox;
import se.kvitta.sandbox.klarna.KlarnaSamples;
import se.kvitta.sandbox.klarna.KlarnaSftpSandbox;
import se.kvitta.sandbox.klarna.MerchantAccount;
import se.kvitta.sandbox.klarna.SandboxOptions;

/** Starts the sandboxes before anything else, on free loopback ports, and points the configuration at them. */
public class Demo implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final String PASSWORD = "demo-password";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        if (!environment.getProperty("kvitta.demo", Boolean.class, false)) {
            return;
        }
        Path folder = Path.of(environment.getRequiredProperty("kvitta.home"), "data", "sandbox");
        try {
            KlarnaSftpSandbox klarna = klarna(folder.resolve("klarna"));
            int wished = environment.getProperty("server.port", Integer.class, 0);
            int port = wished != 0 && isFree(wished) ? wished : anyFreePort();
            FortnoxSandbox.App app = FortnoxSandbox.App.KVITTA;
            FortnoxSandbox fortnox = FortnoxSandbox.start(FortnoxSandbox.Options.in(folder.resolve("fortnox"))
                    .apps(new FortnoxSandbox.App(
                            app.clientId(), app.clientSecret(), "http://localhost:" + port + "/connected"))
                    .companies("ljusbutiken"));
            Map<String, Object> properties = new HashMap<>();
            properties.put("klarna.sftp.host", klarna.host());
            properties.put("klarna.sftp.port", klarna.port());
            properties.put("fortnox.api-url", fortnox.baseUrl().toString());
            properties.put("fortnox.token-url", fortnox.baseUrl() + "/oauth-v1/token");
            properties.put("fortnox.authorize-url", fortnox.baseUrl() + "/oauth-v1/auth");
            properties.put("fortnox.revoke-url", fortnox.baseUrl() + "/oauth-v1/revoke");
            properties.put("DEMO_KLARNA_PASSWORD", PASSWORD);
            properties.put("DEMO_FORTNOX_SECRET", app.clientSecret());
            properties.put("server.port", port);
            environment.getPropertySources().addFirst(new MapPropertySource("demo", properties));
            context.addApplicationListener((ApplicationListener<ContextClosedEvent>) closed -> {
                if (closed.getApplicationContext() == context) {
                    close(klarna, fortnox);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException("the sandboxes cannot be started in " + folder, e);
        }
    }

    private static KlarnaSftpSandbox klarna(Path folder) throws IOException {
        KlarnaSftpSandbox klarna = KlarnaSftpSandbox.start(SandboxOptions.in(folder)
                .withAccount(MerchantAccount.of(KlarnaSamples.EVERYTHING, PASSWORD))
                .withAccount(MerchantAccount.of(KlarnaSamples.COFFEE_SHOP, PASSWORD)));
        klarna.deliverSamples(KlarnaSamples.EVERYTHING);
        klarna.deliverSamples(KlarnaSamples.COFFEE_SHOP);
        return klarna;
    }

    /** In the demo a port in use is no failure: another is taken, and the summary says which. */
    private static boolean isFree(int port) {
        try (var probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int anyFreePort() throws IOException {
        try (var probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return probe.getLocalPort();
        }
    }

    private static void close(KlarnaSftpSandbox klarna, FortnoxSandbox fortnox) {
        fortnox.close();
        try {
            klarna.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the Klarna sandbox could not be closed", e);
        }
    }
}
