package se.kvitta.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import se.kvitta.sandbox.fortnox.FortnoxSandbox;
import se.kvitta.sandbox.fortnox.SandboxCompany;
import se.kvitta.sandbox.klarna.KlarnaSftpSandbox;
import se.kvitta.sandbox.klarna.MerchantAccount;
import se.kvitta.sandbox.klarna.SandboxOptions;

/** The remote systems of a test, on loopback. They outlive the service: a test may start it again beside them. */
public final class Sandboxes implements AutoCloseable {

    /** The company in the Fortnox sandbox that tests book in. */
    public static final long COMPANY = 704001;

    /** The account at the Klarna sandbox that tests fetch from. */
    public static final String MID = "K700123";

    private final KlarnaSftpSandbox klarna;
    private final FortnoxSandbox fortnox;

    private long tenant = COMPANY;

    private Sandboxes(KlarnaSftpSandbox klarna, FortnoxSandbox fortnox) {
        this.klarna = klarna;
        this.fortnox = fortnox;
    }

    public static Sandboxes start(Path folder) {
        try {
            return new Sandboxes(
                    KlarnaSftpSandbox.start(SandboxOptions.in(folder.resolve("klarna"))
                            .withAccount(MerchantAccount.of(MID, "password"))),
                    FortnoxSandbox.start(FortnoxSandbox.Options.in(folder.resolve("fortnox"))
                            .companies("ljusbutiken")
                            .limit(1_000_000, java.time.Duration.ofSeconds(1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public KlarnaSftpSandbox klarna() {
        return klarna;
    }

    public FortnoxSandbox fortnox() {
        return fortnox;
    }

    public SandboxCompany company() {
        return fortnox.company(tenant);
    }

    /** The number of the company that {@link #company} answers, as a merchant file names it. */
    public String tenant() {
        return String.valueOf(tenant);
    }

    /** Takes another company, with empty books, for what follows. */
    public void newCompany() {
        tenant++;
        fortnox.addCompany("{\"seed\":\"ljusbutiken\",\"tenant\":" + tenant + ",\"name\":\"Ljus " + tenant + "\"}");
    }

    /** Gives the service its consent again. */
    public void consent() {
        company().consent(FortnoxSandbox.App.KVITTA.clientId(), "bookkeeping companyinformation settings");
    }

    /** Puts a file where Klarna would. */
    public void deliver(String name, String content) {
        try {
            klarna.deliver(MID, name, content.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What points the service at these sandboxes, and the secrets that the test merchants name. */
    public Map<String, Object> properties() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("klarna.sftp.host", klarna.host());
        properties.put("klarna.sftp.port", klarna.port());
        properties.put("fortnox.api-url", fortnox.baseUrl().toString());
        properties.put("fortnox.token-url", fortnox.baseUrl() + "/oauth-v1/token");
        properties.put("TEST_KLARNA_PASSWORD", "password");
        properties.put("TEST_FORTNOX_SECRET", FortnoxSandbox.App.KVITTA.clientSecret());
        return properties;
    }

    @Override
    public void close() {
        fortnox.close();
        try {
            klarna.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
