package se.kvitta.testing;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import se.kvitta.sandbox.ecb.EcbSandbox;
import se.kvitta.sandbox.fortnox.FortnoxSandbox;
import se.kvitta.sandbox.fortnox.SandboxCompany;
import se.kvitta.sandbox.klarna.KlarnaSftpSandbox;
import se.kvitta.sandbox.klarna.MerchantAccount;
import se.kvitta.sandbox.klarna.SandboxOptions;
import se.kvitta.sandbox.riksbank.RiksbankSandbox;
import se.kvitta.sie.SieFile;
import se.kvitta.sie.SieReader;
import se.kvitta.testing.openapi.SchemaWatch;

/** The remote systems of a test, on loopback. They outlive the service: a test may start it again beside them. */
public final class Sandboxes implements AutoCloseable {

    /** The company in the Fortnox sandbox that tests book in. */
    public static final long COMPANY = 704001;

    /** The account at the Klarna sandbox that tests fetch from. */
    public static final String MID = "K700123";

    /** Nobody listens there: a test never calls the real publishers. */
    private static final String NOWHERE = "http://127.0.0.1:1";

    private final KlarnaSftpSandbox klarna;
    private final FortnoxSandbox fortnox;
    private final SchemaWatch wire;

    private @Nullable RiksbankSandbox riksbank;
    private @Nullable EcbSandbox ecb;
    private long tenant = COMPANY;

    private Sandboxes(KlarnaSftpSandbox klarna, FortnoxSandbox fortnox) {
        this.klarna = klarna;
        this.fortnox = fortnox;
        this.wire = FortnoxWire.watch(fortnox);
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

    /** Started when it is first asked for: before {@link #properties}, so that a service finds it. */
    public RiksbankSandbox riksbank() {
        try {
            if (riksbank == null) {
                riksbank = RiksbankSandbox.start(0, Clock.systemUTC());
            }
            return riksbank;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Started when it is first asked for: before {@link #properties}, so that a service finds it. */
    public EcbSandbox ecb() {
        try {
            if (ecb == null) {
                ecb = EcbSandbox.start(0, Clock.systemUTC());
            }
            return ecb;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        company()
                .consent(
                        FortnoxSandbox.App.KVITTA.clientId(),
                        "bookkeeping companyinformation connectfile inbox settings");
    }

    /** The company's general ledger of a financial year, as Fortnox exports it: SIE 4E. */
    public SieFile ledger(int financialYear) throws IOException, InterruptedException {
        var client = HttpClient.newHttpClient();
        FortnoxSandbox.App app = FortnoxSandbox.App.KVITTA;
        String login = Base64.getEncoder()
                .encodeToString((app.clientId() + ":" + app.clientSecret()).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> token = client.send(
                HttpRequest.newBuilder(URI.create(fortnox.baseUrl() + "/oauth-v1/token"))
                        .header("Authorization", "Basic " + login)
                        .header("TenantId", tenant())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        String access = JsonMapper.builder()
                .build()
                .readTree(token.body())
                .path("access_token")
                .asText();
        HttpResponse<byte[]> export = client.send(
                HttpRequest.newBuilder(URI.create(fortnox.baseUrl() + "/3/sie/4?financialyear=" + financialYear))
                        .header("Authorization", "Bearer " + access)
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        return SieReader.read(export.body()).orThrow();
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
        properties.put("fortnox.authorize-url", fortnox.baseUrl() + "/oauth-v1/auth");
        properties.put("fortnox.revoke-url", fortnox.baseUrl() + "/oauth-v1/revoke");
        properties.put("riksbank.api-url", riksbank == null ? NOWHERE : riksbank.apiUrl());
        properties.put("ecb.files-url", ecb == null ? NOWHERE : ecb.filesUrl());
        properties.put("TEST_KLARNA_PASSWORD", "password");
        properties.put("TEST_FORTNOX_SECRET", FortnoxSandbox.App.KVITTA.clientSecret());
        return properties;
    }

    /** Throws {@link AssertionError} when something went over the wire that Fortnox's published document does not know. */
    @Override
    public void close() {
        if (riksbank != null) {
            riksbank.close();
        }
        if (ecb != null) {
            ecb.close();
        }
        fortnox.close();
        try {
            klarna.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        wire.requireNothing();
    }
}
