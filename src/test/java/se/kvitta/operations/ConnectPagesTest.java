package se.kvitta.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.Environment;
import se.kvitta.connection.AccessTokens;
import se.kvitta.connection.Connections;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Errands;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.Merchants;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/** Connecting a merchant from outside: in a browser, over the API, and who may. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectPagesTest {

    private static final String KEY = "a key that nodes share";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    @TempDir
    static Path folder;

    private Sandboxes sandboxes;
    private TestKvitta kvitta;
    private URI address;
    private String merchant;
    private Browser operator;
    private Browser viewer;

    @BeforeAll
    void start() {
        sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
        TestHome home = new TestHome(folder.resolve("home")).merchant("kaffe", TestMerchants.SIE);
        kvitta = TestKvitta.in(home)
                .with(sandboxes)
                .set("KVITTA_OPERATOR_PASSWORD", "operator")
                .set("KVITTA_VIEWER_PASSWORD", "viewer")
                .set("KVITTA_SECRET_KEY", KEY)
                .set("spring.main.web-application-type", "servlet")
                .set("server.port", "0")
                .set("server.address", "127.0.0.1")
                // Where the sandbox knows that its app is; a test's browser finds the way.
                .set("kvitta.url", "http://localhost:8080/")
                .start();
        address =
                URI.create("http://127.0.0.1:" + kvitta.bean(Environment.class).getProperty("local.server.port"));
    }

    @AfterAll
    void stop() {
        kvitta.close();
        sandboxes.close();
    }

    @BeforeEach
    void connectNothing() {
        sandboxes.newCompany();
        sandboxes.company().withdrawConsent("kvitta-sandbox");
        merchant = "ljus" + sandboxes.tenant();
        use("refresh-token");
        operator = new Browser("operator");
        viewer = new Browser("viewer");
    }

    private void use(String grant) {
        new TestHomeFile(merchant)
                .write(TestMerchants.FORTNOX
                        .replace("tenant: \"704001\"", "tenant: \"704001\", grant: " + grant)
                        .replace("704001", sandboxes.tenant())
                        .replace("ljus", merchant));
        kvitta.bean(Merchants.class).refresh();
    }

    /** A merchant file of the running service. */
    private record TestHomeFile(String name) {
        void write(String yaml) {
            try {
                java.nio.file.Files.writeString(folder.resolve("home/mappings/merchants/" + name + ".yaml"), yaml);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A browser with a login, which follows redirects one by one. */
    private final class Browser {
        private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
        private final HttpClient http =
                HttpClient.newBuilder().cookieHandler(cookies).build();
        private final String login;
        private String language = "en";

        Browser(String login) {
            this.login = login;
        }

        HttpResponse<String> send(HttpRequest.Builder request) {
            request.header(
                            "Authorization",
                            "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString((login + ":" + login).getBytes(StandardCharsets.UTF_8)))
                    .header("Accept-Language", language);
            try {
                return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Wherever Kvitta says it is, it is here. */
        HttpResponse<String> get(String path) {
            return send(HttpRequest.newBuilder(
                    address.resolve(path.replaceFirst("^http://(localhost:8080|127\\.0\\.0\\.1:\\d+)", ""))));
        }

        HttpResponse<String> post(String path) {
            Matcher form = TOKEN.matcher(get("/connect/" + merchant).body());
            return form(path, "_csrf=" + (form.find() ? form.group(1) : cookie()));
        }

        private String cookie() {
            return cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                    .map(HttpCookie::getValue)
                    .findFirst()
                    .orElseThrow();
        }

        HttpResponse<String> form(String path, String body) {
            return send(HttpRequest.newBuilder(address.resolve(path))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(body)));
        }

        HttpResponse<String> api(String method, String path) {
            get("/actuator/info");
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            address.resolve("/api/v1/merchants/" + merchant + "/connection" + path))
                    .header("X-XSRF-TOKEN", cookie())
                    .method(method, HttpRequest.BodyPublishers.noBody());
            return send(request);
        }

        /** Begins on the page and approves at Fortnox; answers where Fortnox sends one back to. */
        String approved(String choice) {
            HttpResponse<String> begun = post("/connect/" + merchant);
            assertThat(begun.statusCode()).isEqualTo(303);
            return atFortnox(location(begun), choice);
        }

        /** Back to Kvitta, and where that leads. */
        HttpResponse<String> back(String where) {
            HttpResponse<String> ended = get(where);
            assertThat(ended.statusCode()).as(ended.body()).isEqualTo(302);
            assertThat(location(ended)).doesNotContain("code=", "state=");
            return get(location(ended));
        }
    }

    private static String atFortnox(String consent, String choice) {
        try {
            return location(HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(consent + "&" + choice))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private String approve() {
        return "sandbox_tenant=" + sandboxes.tenant();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private List<String> tasks() {
        return kvitta.bean(Tasks.class).open(merchant).stream()
                .map(task -> task.reason().code())
                .toList();
    }

    @Test
    void connectsInABrowserAndShowsHowItStands() {
        assertThat(kvitta.look(merchant)).contains("is not connected");
        assertThat(tasks()).containsExactly("CONNECTION_NONE");
        HttpResponse<String> before = operator.get("/connect/" + merchant);
        assertThat(before.statusCode()).isEqualTo(200);
        assertThat(before.body()).contains("<html lang=\"en\">", "not connected", "bookkeeping", ">Connect</button>");
        assertThat(before.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'");
        operator.language = "sv-SE, en;q=0.5";
        assertThat(operator.get("/connect/" + merchant).body())
                .contains("<html lang=\"sv\">", "Anslutning till Fortnox", "inte ansluten");
        operator.language = "fi";
        assertThat(operator.get("/connect/" + merchant).body()).contains("<html lang=\"en\">");

        long asked = sandboxes.fortnox().calls("GET /3/companyinformation");
        String page = operator.back(operator.approved(approve())).body();

        assertThat(sandboxes.fortnox().calls("GET /3/companyinformation"))
                .as("only the delivery job calls, in its pace")
                .isEqualTo(asked);
        assertThat(kvitta.bean(Errands.class).open(merchant)).singleElement().matches(Errands.Errand::isLook);
        assertThat(page)
                .contains(
                        "Connected to Fortnox.",
                        "Ljusbutiken i Lund AB",
                        sandboxes.tenant(),
                        "2026-03-05 13:00, operator",
                        "45 days left",
                        ">Connect again</button>")
                .doesNotContain("missing", "eyJ");
        assertThat(operator.get("/connect/" + merchant).body()).as("told once").doesNotContain("Connected to Fortnox.");
        assertThat(tasks()).isEmpty();
        assertThat(kvitta.look(merchant)).contains("is ready");
        assertThat(operator.get("/connect/" + merchant).body()).contains("Ljus " + sandboxes.tenant());
        assertThat(kvitta.bean(Audit.class).latest(merchant, 10))
                .filteredOn(line -> line.action().equals("connected"))
                .singleElement()
                .satisfies(line -> assertThat(line.actor()).isEqualTo("operator"));
    }

    @Test
    void tellsWhatWasNotDone() {
        assertThat(operator.back(operator.approved("sandbox_answer=deny")).body())
                .contains("was not given (access_denied)", "Begin again at http://localhost:8080/connect/" + merchant)
                .contains("not connected");
        assertThat(operator.back(operator.approved("sandbox_tenant=704001")).body())
                .contains("was given for company 704001", "books in company " + sandboxes.tenant());

        String back = operator.approved(approve());
        HttpResponse<String> elsewhere = new Browser("operator").get(back);
        assertThat(elsewhere.statusCode()).isEqualTo(400);
        assertThat(elsewhere.body()).contains("belongs to no consent", "Begin again");
        assertThat(operator.back(back).body()).contains("Connected to Fortnox.");
        assertThat(operator.get(back).statusCode()).as("a state is used once").isEqualTo(400);
        assertThat(operator.get("/connected").statusCode()).isEqualTo(400);
    }

    @Test
    void showsWhichScopesAreMissing() {
        HttpResponse<String> begun = operator.post("/connect/" + merchant);
        String less = location(begun).replaceAll("scope=[^&]*", "scope=bookkeeping%20inbox%20companyinformation");

        String page = operator.back(atFortnox(less, approve())).body();

        assertThat(page).contains("connectfile<span class=\"word\"> – missing", "Connect again to approve it");
        assertThat(json(viewer.api("GET", "").body()).path("scopesMissing").asText())
                .isEqualTo("settings customer invoice payment currency costcenter project connectfile");
    }

    @Test
    void letsAViewerLookAndNothingElse() {
        assertThat(viewer.get("/connect/" + merchant).body())
                .contains("Only the operator can")
                .doesNotContain("<form");
        HttpResponse<String> page = operator.get("/connect/" + merchant);
        assertThat(page.body()).contains("<form");
        assertThat(viewer.post("/connect/" + merchant).statusCode()).isEqualTo(403);
        assertThat(viewer.api("POST", "/connect").statusCode()).isEqualTo(403);
        assertThat(viewer.api("DELETE", "").statusCode()).isEqualTo(403);
        assertThat(viewer.get(operator.approved(approve())).statusCode()).isEqualTo(403);
        assertThat(operator.form("/connect/" + merchant, "").statusCode())
                .as("without a CSRF token")
                .isEqualTo(403);
        assertThat(operator.form("/connect/" + merchant + "/end", "_csrf=guess").statusCode())
                .isEqualTo(403);
        assertThat(json(viewer.api("GET", "").body()).path("state").asText()).isEqualTo("not-connected");
    }

    @Test
    void disconnectsInABrowser() {
        operator.back(operator.approved(approve()));
        HttpResponse<String> ended = operator.post("/connect/" + merchant + "/end");
        assertThat(operator.get(location(ended)).body())
                .contains("Disconnected from Fortnox, and the permission is given back.", "disconnected");
        assertThat(sandboxes.fortnox().calls("POST /oauth-v1/revoke")).isPositive();
        assertThat(kvitta.look(merchant)).contains("is not connected");
    }

    @Test
    void connectsAServiceOverTheApi() {
        use("client-credentials");
        JsonNode standing = json(operator.api("GET", "").body());
        assertThat(json(viewer.api("GET", "").body())).isEqualTo(standing);
        assertThat(standing.path("state").asText()).isEqualTo("untried");
        assertThat(standing.path("grant").asText()).isEqualTo("client-credentials");
        assertThat(standing.path("company").asText()).isEqualTo(sandboxes.tenant());
        HttpResponse<String> begun = operator.api("POST", "/connect");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(200);
        String consent = json(begun.body()).path("consentUrl").asText();
        assertThat(consent).contains("account_type=service");
        assertThat(json(begun.body()).path("until").asText()).isEqualTo("2026-03-05T12:10:00Z");

        // A person opens the address in a browser of their own, with the login that asked.
        assertThat(new Browser("operator").back(atFortnox(consent, approve())).body())
                .contains("Connected to Fortnox.");

        assertThat(json(operator.api("GET", "").body()).path("state").asText()).isEqualTo("connected");
        HttpResponse<String> ended = operator.api("DELETE", "");
        assertThat(ended.statusCode()).isEqualTo(200);
        assertThat(json(ended.body()).path("state").asText()).isEqualTo("disconnected");
    }

    @Test
    void saysWhatCannotBeConnected() {
        assertThat(operator.get("/connect/nobody").statusCode()).isEqualTo(404);
        assertThat(operator.get("/connect/nobody").body()).contains("has the merchant nobody.", "kaffe");
        assertThat(operator.get("/connect/kaffe").body())
                .contains("Kaffebutiken", "needs no consent")
                .doesNotContain("sie");
        operator.language = "sv";
        assertThat(operator.get("/connect/nobody").body()).contains("har företaget nobody.");
        assertThat(operator.get("/connect/kaffe").body()).contains("Det finns inget att ansluta");
        merchant = "nobody";
        assertThat(operator.api("GET", "").statusCode()).isEqualTo(404);
        merchant = "kaffe";
        assertThat(operator.api("POST", "/connect").statusCode()).isEqualTo(400);
    }

    @Test
    void countsHowLongARefreshTokenLives() {
        operator.back(operator.approved(approve()));
        kvitta.clock().advance(Duration.ofDays(1));
        try {
            kvitta.bean(ConnectionMetrics.class).refresh();
            assertThat(viewer.get("/actuator/prometheus").body().lines())
                    .contains("kvitta_connection_expiry_seconds{merchant=\"" + merchant + "\",target=\"fortnox\"} "
                            + Duration.ofDays(44).toSeconds() + ".0");
            kvitta.clock().advance(Duration.ofDays(6));
            kvitta.routes().sendBody("direct:connections", "");
            kvitta.bean(ConnectionMetrics.class).refresh();
            assertThat(viewer.get("/actuator/prometheus").body())
                    .contains("merchant=\"" + merchant + "\",target=\"fortnox\"} "
                            + Duration.ofDays(45).toSeconds() + ".0");
            sandboxes.company().withdrawConsent("kvitta-sandbox");
            kvitta.clock().advance(Duration.ofDays(7));
            kvitta.routes().sendBody("direct:connections", "");
            kvitta.bean(ConnectionMetrics.class).refresh();
            assertThat(viewer.get("/actuator/prometheus").body())
                    .contains("merchant=\"" + merchant + "\",target=\"fortnox\"} 0.0");
            assertThat(tasks()).containsExactly("CONNECTION_LOST");
        } finally {
            kvitta.clock().advance(Duration.ofDays(-14));
        }
    }

    @Test
    void sharesOneLoginBetweenTwoNodes(@TempDir Path second) throws Exception {
        // The same files and database: what one renews, the other uses.
        operator.back(operator.approved(approve()));
        long calls = sandboxes.fortnox().calls("POST /oauth-v1/token");
        try (TestKvitta other = TestKvitta.in(new TestHome(second))
                .with(sandboxes)
                .set("KVITTA_SECRET_KEY", KEY)
                .besides(kvitta)
                .clock(kvitta.clock())
                .start()) {
            java.nio.file.Files.copy(
                    folder.resolve("home/mappings/merchants/" + merchant + ".yaml"),
                    second.resolve("mappings/merchants/" + merchant + ".yaml"));
            other.bean(Merchants.class).refresh();
            kvitta.clock().advance(Duration.ofHours(1));
            var tokens = new java.util.HashSet<String>();
            for (TestKvitta node : List.of(other, kvitta, other)) {
                tokens.add(node.bean(AccessTokens.class)
                        .of(node.bean(Connections.class).require(merchant)));
            }
            assertThat(tokens).hasSize(1);
            assertThat(sandboxes.fortnox().calls("POST /oauth-v1/token")).isEqualTo(calls + 1);
            assertThat(other.look(merchant)).contains("is ready");
        } finally {
            kvitta.clock().advance(Duration.ofHours(-1));
        }
    }

    @Test
    void answersTheSameOverJmx() {
        var bean = new OperationsMBean(kvitta.bean(Operations.class));
        assertThat(bean.connection(merchant))
                .containsAllEntriesOf(Map.of("state", "not-connected", "target", "fortnox"));
        assertThat(bean.connect(merchant)).startsWith(sandboxes.fortnox().baseUrl() + "/oauth-v1/auth?");
        assertThat(bean.disconnect(merchant)).contains(merchant + " is disconnected");
    }
}
