package se.kvitta.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.kvitta.booking.Mode;
import se.kvitta.booking.Receipt;
import se.kvitta.home.Vault;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Findings;
import se.kvitta.journal.Grants;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Steps;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.Merchants;
import se.kvitta.reason.Reason;
import se.kvitta.sandbox.klarna.MerchantAccount;
import se.kvitta.sandbox.stripe.WebhookEndpoint;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/** The console from outside, over HTTP: who may see and do what, and that nothing tells a secret. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleTest {

    private static final String OPERATOR_PASSWORD = "operator-Pa55-Kv1";
    private static final String VIEWER_PASSWORD = "viewer-Pa55-Kv2";
    private static final String SFTP_PASSWORD = "sftp-Pa55+(Kv3}&x=1";
    private static final String DATABASE_PASSWORD = "database-Pa55-Kv4";
    private static final String KEY = "key-Pa55-Kv5";
    private static final String WRONG_PASSWORD = "wrong-Pa55-Kv6";
    private static final String WEBHOOK_SECRET = "whsec_Pa55-Kv7";
    private static final String OURS = "se.kvitta:type=Operations";
    private static final Instant PLANNED_AT = Instant.parse("2026-03-05T12:00:00Z");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path folder;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Sandboxes sandboxes;
    private TestHome home;
    private TestKvitta kvitta;
    private URI address;
    private Visitor anonymous;
    private Visitor viewer;
    private Visitor operator;

    @BeforeAll
    void start() throws IOException {
        sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
        sandboxes.klarna().add(MerchantAccount.of("K700999", SFTP_PASSWORD));
        byte[] settlement =
                Files.readAllBytes(Path.of("src/test/resources/klarna/settlement-0041822931-negative-zero-payout.csv"));
        sandboxes.klarna().deliver("K700999", "0041822931_20260223T000000_0.csv", settlement);
        home = new TestHome(folder.resolve("home"))
                .merchant("ljus", TestMerchants.FORTNOX.replace("username: K700123", "username: K700999"))
                .merchant("kaffe", TestMerchants.SIE.replace("username: K700123", "username: K700999"))
                .merchant(
                        "wrong",
                        TestMerchants.SIE.replace("kaffe", "wrong").replace("TEST_KLARNA_PASSWORD", "TEST_WRONG"))
                .merchant("kruka", TestMerchants.STRIPE + """
                          kruka-without:
                            source: stripe
                            currencies: [EUR]
                            start: 2026-01-01
                            modes: [payout]
                            connection: { key: secret:TEST_STRIPE_KEY }
                        """)
                .merchant(
                        "vas",
                        TestMerchants.STRIPE
                                .replace("kruka", "vas")
                                .replace("Krukmakaren", "Vasverkstaden")
                                .replace("0016", "0024")
                                .replace("TEST_WEBHOOK", "TEST_WEBHOOK_NOWHERE"));
        kvitta = TestKvitta.in(home)
                .with(sandboxes)
                .set("TEST_KLARNA_PASSWORD", SFTP_PASSWORD)
                .set("TEST_WRONG", WRONG_PASSWORD)
                .set("TEST_WEBHOOK", WEBHOOK_SECRET)
                .set("kvitta.hints.largest", "4KB")
                .set("kvitta.hints.per-second", "30")
                .set("KVITTA_OPERATOR_PASSWORD", OPERATOR_PASSWORD)
                .set("KVITTA_VIEWER_PASSWORD", VIEWER_PASSWORD)
                .set("KVITTA_SECRET_KEY", KEY)
                .set("spring.datasource.password", DATABASE_PASSWORD)
                .set("spring.main.web-application-type", "servlet")
                .set("server.port", "0")
                .set("server.address", "127.0.0.1")
                .set("spring.jmx.enabled", "true")
                .set("camel.main.jmx-enabled", "true")
                .set("logging.level.se.kvitta", "DEBUG")
                .start();
        address =
                URI.create("http://127.0.0.1:" + kvitta.bean(Environment.class).getProperty("local.server.port"));
        anonymous = new Visitor("");
        viewer = new Visitor("viewer:" + VIEWER_PASSWORD);
        operator = new Visitor("operator:" + OPERATOR_PASSWORD);
        log.start();
        root().addAppender(log);

        kvitta.fetch("wrong-se");
        kvitta.fetch("ljus-se");
        sandboxes.company().lockThrough(LocalDate.of(2026, 2, 28));
        kvitta.deliver("ljus");
    }

    @AfterAll
    void stop() {
        root().detachAppender(log);
        kvitta.close();
        sandboxes.close();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** Somebody with a browser: a login or none, and cookies. */
    private final class Visitor {
        private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
        private final HttpClient http =
                HttpClient.newBuilder().cookieHandler(cookies).build();
        private final String login;

        Visitor(String login) {
            this.login = login;
        }

        HttpResponse<String> send(HttpRequest.Builder request) {
            if (!login.isEmpty()) {
                request.header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)));
            }
            try {
                return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        HttpResponse<String> get(String path) {
            return send(HttpRequest.newBuilder(address.resolve(path)));
        }

        /** As a browser asks that speaks Swedish. */
        HttpResponse<String> page(String path) {
            return send(HttpRequest.newBuilder(address.resolve(path))
                    .header("Accept", "text/html")
                    .header("Accept-Language", "sv-SE"));
        }

        /** As a form of a page is sent. */
        HttpResponse<String> form(String path) {
            return post(path, "application/x-www-form-urlencoded", "");
        }

        HttpResponse<String> post(String path, String type, String body) {
            HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path))
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                    .map(HttpCookie::getValue)
                    .forEach(token -> request.header("X-XSRF-TOKEN", token));
            return send(request);
        }

        HttpResponse<String> form(String path, String body) {
            return post(path, "application/x-www-form-urlencoded", body);
        }

        /** Asks Jolokia, as the console's scripts do. */
        JsonNode jolokia(JsonNode request) {
            return jolokia("/actuator/jolokia", request);
        }

        JsonNode jolokia(String path, JsonNode request) {
            if (cookies.getCookieStore().getCookies().isEmpty()) {
                get("/actuator/info");
            }
            HttpResponse<String> answer = post(path, "application/json", request.toString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return json(answer.body());
        }

        JsonNode exec(String mbean, String operation, Object... arguments) {
            return jolokia(execution(mbean, operation, arguments));
        }
    }

    private static ObjectNode execution(String mbean, String operation, Object... arguments) {
        ObjectNode request =
                JSON.createObjectNode().put("type", "exec").put("mbean", mbean).put("operation", operation);
        request.set("arguments", JSON.valueToTree(arguments));
        return request;
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private List<Posting> in(Postings.State state) {
        return kvitta.bean(Postings.class).in("ljus", state);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/hawtio",
                "/hawtio/",
                "/actuator",
                "/actuator/hawtio",
                "/actuator/hawtio/",
                "/actuator/hawtio/index.html",
                "/actuator/hawtio/jolokia",
                "/actuator/hawtio/jolokia/version",
                "/actuator/hawtio/auth/config",
                "/actuator/hawtio/proxy/http/127.0.0.1:80/",
                "/actuator/hawtio/user",
                "/actuator/jolokia",
                "/actuator/jolokia/list",
                "/actuator/health",
                "/actuator/health/readiness",
                "/actuator/health/kvitta",
                "/actuator/health/liveness/x",
                "/actuator/info",
                "/actuator/metrics",
                "/actuator/prometheus",
                "/actuator/env",
                "/actuator/heapdump",
                "/api/v1/merchants",
                "/api/v1/merchants/ljus/connection",
                "/connect/ljus",
                "/connected?state=x&code=y",
                "/api/v1/postings/1/evidence.pdf",
                "/api/v1/postings/1/evidence.csv",
                "/api/v1/postings/1/document",
                "/nothing-here"
            })
    void letsNobodyInWithoutALogin(String path) {
        HttpResponse<String> answer = anonymous.get(path);
        assertThat(answer.statusCode()).isIn(401, 302);
        answer.headers().firstValue("Location").ifPresent(to -> assertThat(to).endsWith("/login"));
        assertThat(answer.body()).doesNotContain("agent", "diskSpace", "<title>Hawtio");
    }

    @Test
    void givesAViewerTheDocumentBehindAVoucherAndTheProvidersOwn() throws IOException {
        long posting = in(Postings.State.REFUSED).get(0).id();
        String path = "/api/v1/postings/" + posting;
        HttpResponse<String> pdf = viewer.get(path + "/evidence.pdf");
        assertThat(pdf.statusCode()).isEqualTo(200);
        assertThat(pdf.headers().firstValue("Content-Type")).hasValue("application/pdf");
        assertThat(pdf.headers().firstValue("Content-Disposition").orElse(""))
                .startsWith("attachment;")
                .contains("kvitta-0041822931-");
        assertThat(pdf.body()).startsWith("%PDF-");
        assertThat(viewer.get(path + "/evidence.csv").body()).contains("Supporting document, not booked yet");
        assertThat(viewer.get(path + "/evidence.csv?language=sv").body()).contains("Underlag, ännu inte bokfört");
        assertThat(viewer.get(path + "/document").body())
                .isEqualTo(Files.readString(
                        Path.of("src/test/resources/klarna/settlement-0041822931-negative-zero-payout.csv")));
        assertThat(list("data/evidence")).as("what is left behind").isEmpty();
    }

    @Test
    void saysWhatIsWrongWithAQuestionForADocument() {
        HttpResponse<String> unknown = viewer.get("/api/v1/postings/999999/evidence.pdf");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("there is no posting 999999");
        long posting = in(Postings.State.REFUSED).get(0).id();
        HttpResponse<String> language = viewer.get("/api/v1/postings/" + posting + "/evidence.pdf?language=fi");
        assertThat(language.statusCode()).isEqualTo(400);
        assertThat(language.body()).contains("'fi'");
        assertThat(viewer.get("/api/v1/postings/one/evidence.pdf").statusCode()).isEqualTo(404);
    }

    @Test
    void letsAnOperatorWriteTheDocumentBehindAVoucherToTheOutbox() {
        long posting = in(Postings.State.REFUSED).get(0).id();
        JsonNode written = operator.exec(OURS, "writeEvidence", posting, "2026-02", "en");
        assertThat(written.path("value").asText()).contains("2026-02");
        assertThat(list("outbox/ljus/underlag/2026-02"))
                .hasSize(3)
                .anyMatch(name -> name.endsWith(".pdf"))
                .contains("0041822931_20260223T000000_0.csv");
        assertThat(operator.exec(OURS, "writeEvidence", posting, "../../data", "en")
                        .toString())
                .contains("is no name for a folder");
        assertThat(viewer.exec(OURS, "writeEvidence", posting, "mine", "en")
                        .path("status")
                        .asInt())
                .isEqualTo(403);
        assertThat(home.folder().resolve("outbox/ljus/underlag/mine")).doesNotExist();
    }

    private List<String> list(String place) {
        try (var files = Files.list(home.folder().resolve(place))) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What only a person knows: a viewer may not say it, and what nobody waits for is not noted. */
    @Test
    void takesWhatOthersHaveDoneFromTheOperatorOnly() {
        String note = "{\"note\":\"Anna paid it\",\"subject\":\"ledger posting 4711\"}";
        Map<String, String> paths = Map.of(
                "profiles/ljus-se/payouts/4711/bank-booked-by-others", "no payout 4711 of ljus-se waits",
                "merchants/ljus/invoices/4711/refunded-elsewhere",
                        "no refund outside the provider is open for invoice 4711",
                "merchants/ljus/ledger-differences/accepted", "ledger posting 4711",
                "profiles/ljus-se/orders/4711/buyer-paid", "4711",
                "settlements/4711/lines-reviewed", "4711",
                "profiles/ljus-se/payouts/4711/debt-paid-outside", "4711",
                "profiles/ljus-se/reports-reviewed", "ljus-se");
        paths.forEach((path, said) -> {
            assertThat(viewer.post("/api/v1/" + path, "application/json", note).statusCode())
                    .as(path)
                    .isEqualTo(403);
            HttpResponse<String> answer = operator.post("/api/v1/" + path, "application/json", note);
            assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(409);
            assertThat(json(answer.body()).path("detail").asText()).contains(said);
        });

        kvitta.bean(Tasks.class)
                .open("ljus", "", "refund outside the provider, invoice 12", Reason.of("TARGET_HOUSEWORK"));
        HttpResponse<String> paid =
                operator.post("/api/v1/merchants/ljus/invoices/12/refunded-elsewhere", "application/json", note);
        assertThat(paid.statusCode()).as(paid.body()).isEqualTo(200);
        assertThat(kvitta.bean(Tasks.class).open("ljus", "refund outside the provider, invoice 12"))
                .isEmpty();
    }

    @Test
    void showsWhereOrderNumbersAreAndFindsThemInASample() throws IOException {
        JsonNode found =
                json(viewer.get("/api/v1/profiles/ljus-se/order-numbers").body());
        assertThat(found)
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.path("place").asText()).isIn("firstReference", ""));
        assertThat(viewer.exec(OURS, "debtsAndReserves", "ljus", "2026-02-28")
                        .path("status")
                        .asInt())
                .isEqualTo(200);
        assertThat(viewer.exec(OURS, "yearEnd", "ljus", "2026").path("error").asText())
                .isEqualTo("'2026' is no day: write it as 2026-12-31");
        JsonNode places = viewer.exec(OURS, "orderNumberPlaces", "ljus-se").path("value");
        assertThat(places.path(0).path("setting").asText()).startsWith("- { field: ");

        String sample = Files.readString(Path.of("src/test/resources/klarna/settlement-2201447718-sek-extended.csv"));
        String path = "/api/v1/profiles/ljus-se/order-numbers/places";
        assertThat(viewer.post(path, "text/csv", sample).statusCode()).isEqualTo(403);
        operator.get("/actuator/info");
        HttpResponse<String> answer = operator.post(path + "?name=sample.csv", "text/csv", sample);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer.body()).path(0).path("share").asText()).isEqualTo("88.8 %");
        assertThat(operator.post(path, "text/csv", "no table").statusCode()).isEqualTo(422);
        assertThat(viewer.get("/api/v1/profiles/nobody/order-numbers").statusCode())
                .isEqualTo(404);
        try (var left = Files.list(home.folder().resolve("data"))) {
            assertThat(left.map(Path::getFileName).map(Path::toString)).noneMatch(name -> name.startsWith("sample-"));
        }
    }

    private WebhookEndpoint webhooks(String profile) {
        return new WebhookEndpoint(address.resolve("/hints/" + profile), WEBHOOK_SECRET, kvitta.clock());
    }

    private static List<Integer> statuses(List<HttpResponse<String>> answers) {
        return answers.stream().map(HttpResponse::statusCode).toList();
    }

    private List<String> triggers(String profile) throws SchedulerException {
        return kvitta.bean(Scheduler.class).getTriggersOfJob(new JobKey(profile, "fetch")).stream()
                .map(trigger -> trigger.getKey().getName())
                .toList();
    }

    private long counted(String profile, String outcome) {
        return kvitta
                .bean(MeterRegistry.class)
                .find("kvitta.hints")
                .tag("profile", profile)
                .tag("outcome", outcome)
                .counters()
                .stream()
                .mapToLong(counter -> Math.round(counter.count()))
                .sum();
    }

    private List<String> hintTasks() {
        return kvitta.bean(Tasks.class).open("kruka").stream()
                .map(task -> task.reason().code())
                .toList();
    }

    /** Duplicates, out of order, badly signed, old, changed: what is right makes one fetch due, and nothing else does. */
    @Test
    void takesAWebhookAsAHintThatAFetchIsDueAndRefusesWhatIsNotTheProvidersOwn() throws SchedulerException {
        WebhookEndpoint stripe = webhooks("kruka-se");
        long refused = counted("kruka-se", "refused");
        stripe.happened("payout.paid", "po_1");
        for (WebhookEndpoint.Wrong wrong : List.of(
                WebhookEndpoint.Wrong.UNSIGNED,
                WebhookEndpoint.Wrong.OLD,
                WebhookEndpoint.Wrong.CHANGED,
                WebhookEndpoint.Wrong.BAD_SIGNATURE)) {
            stripe.wrong(wrong, 1);
            List<HttpResponse<String>> answers = stripe.deliver(1);
            assertThat(statuses(answers)).as("%s", wrong).containsExactly(400);
            assertThat(answers.get(0).body()).as("%s", wrong).contains("webhook for kruka-se", "not taken");
            assertThat(hintTasks()).as("noise is not told").hasSize(wrong == WebhookEndpoint.Wrong.UNSIGNED ? 0 : 1);
        }
        assertThat(hintTasks()).containsExactly("HINT_SIGNATURE_WRONG");
        assertThat(counted("kruka-se", "refused") - refused).isEqualTo(4);
        assertThat(triggers("kruka-se")).containsExactly("kruka-se");

        stripe.happened("payout.reconciliation_completed", "po_1");
        stripe.happened("charge.succeeded", "ch_1");
        assertThat(statuses(stripe.deliver(3))).hasSize(9).containsOnly(200);
        assertThat(stripe.pending()).isZero();
        assertThat(hintTasks()).isEmpty();
        assertThat(triggers("kruka-se")).containsExactlyInAnyOrder("kruka-se", "hint-kruka-se");
        assertThat(counted("kruka-se", "taken")).isEqualTo(2);
        assertThat(counted("kruka-se", "known")).isEqualTo(4);
        assertThat(counted("kruka-se", "passed_over")).isEqualTo(3);
        assertThat(viewer.get("/actuator/prometheus").body()).contains("kvitta_hints_total{");
        // Nothing of it is a document.
        assertThat(kvitta.settlements("kruka")).isEmpty();

        stripe.roll("whsec_of_tomorrow");
        stripe.happened("payout.failed", "po_1");
        assertThat(statuses(stripe.deliver(1))).as("both secrets sign").containsExactly(200);
    }

    @Test
    void takesNoWebhookWithoutASecretAndNoneThatIsTooLarge() {
        for (String profile : List.of("kruka-without", "vas-se", "ljus-se", "nobody")) {
            WebhookEndpoint stripe = webhooks(profile);
            stripe.happened("payout.paid", "po_2");
            assertThat(statuses(stripe.deliver(1))).as(profile).containsExactly(404);
        }
        assertThat(kvitta.bean(Operations.class).tasks()).anySatisfy(task -> assertThat(task)
                .containsEntry("code", "HINT_SECRET_MISSING")
                .hasEntrySatisfying("cause", cause -> assertThat(cause).contains("TEST_WEBHOOK_NOWHERE")));
        kvitta.bean(Tasks.class).close("vas", "webhooks of vas-se");

        WebhookEndpoint large = webhooks("kruka-se");
        large.happened("payout.paid", "po_" + "x".repeat(4_096));
        List<HttpResponse<String>> answers = large.deliver(1);
        assertThat(statuses(answers)).containsExactly(413);
        assertThat(answers.get(0).body()).contains("4096");
        assertThat(anonymous.get("/hints/kruka-se").statusCode()).isIn(401, 403);
        assertThat(anonymous
                        .post("/hints/kruka-se/more", "application/json", "{}")
                        .statusCode())
                .isIn(401, 403);
    }

    @Test
    void looksAtSoManyWebhooksASecondAndNoMore() {
        var codes = new ArrayList<Integer>();
        for (int i = 0; i < 200 && !codes.contains(429); i++) {
            codes.add(anonymous.post("/hints/vas-se", "application/json", "{}").statusCode());
        }
        assertThat(codes).containsOnlyOnce(429).contains(400);
        // It passes by itself.
        await().atMost(Duration.ofSeconds(60))
                .until(() -> anonymous
                                .post("/hints/vas-se", "application/json", "{}")
                                .statusCode()
                        == 400);
    }

    @Test
    void refusesAWrongPassword() {
        assertThat(new Visitor("operator:" + VIEWER_PASSWORD)
                        .get("/actuator/info")
                        .statusCode())
                .isEqualTo(401);
        assertThat(new Visitor("operator:").get("/actuator/info").statusCode()).isEqualTo(401);
    }

    @Test
    void tellsEverybodyWhetherItLivesAndNothingElse() {
        HttpResponse<String> answer = anonymous.get("/actuator/health/liveness");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer.body())).isEqualTo(json("{\"status\":\"UP\"}"));
    }

    @Test
    void hasNoEndpointThatIsNotNeeded() {
        for (String path :
                List.of("env", "heapdump", "threaddump", "beans", "configprops", "loggers", "shutdown", "quartz")) {
            assertThat(operator.get("/actuator/" + path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void leadsToTheConsole() {
        for (String path : List.of("/", "/hawtio")) {
            HttpResponse<String> answer = viewer.get(path);
            assertThat(answer.statusCode()).isEqualTo(302);
            assertThat(answer.headers().firstValue("Location").orElse("")).endsWith("/actuator/hawtio/");
        }
        HttpResponse<String> page = viewer.get("/actuator/hawtio/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).containsIgnoringCase("<title>hawtio");
    }

    @Test
    void logsInByFormWithATokenAndANewSessionThatScriptsCannotRead() {
        var visitor = new Visitor("");
        visitor.get("/login");
        String form = "username=viewer&password=" + URLEncoder.encode(VIEWER_PASSWORD, StandardCharsets.UTF_8);
        assertThat(new Visitor("")
                        .post("/login", "application/x-www-form-urlencoded", form)
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> in = visitor.post("/login", "application/x-www-form-urlencoded", form);
        assertThat(in.statusCode()).isEqualTo(302);
        assertThat(in.headers().firstValue("Location").orElse("")).endsWith("/hawtio");
        assertThat(in.headers().allValues("Set-Cookie"))
                .filteredOn(cookie -> cookie.startsWith("JSESSIONID"))
                .singleElement()
                .satisfies(cookie -> assertThat(cookie).contains("HttpOnly", "SameSite=Lax"));
        assertThat(visitor.get("/actuator/info").statusCode()).isEqualTo(200);
        JsonNode refused = visitor.exec(OURS, "runNow", "ljus-se");
        assertThat(refused.path("status").asInt()).isEqualTo(403);
        assertThat(visitor.post("/logout", "text/plain", "").statusCode()).isIn(302, 204);
        assertThat(visitor.get("/actuator/info").statusCode()).isIn(401, 302);
    }

    @Test
    void saysInWordsWhyNobodyIsLoggedInAndWhatIsNotThere() {
        var visitor = new Visitor("");
        assertThat(visitor.page("/login").body())
                .contains("<html lang=\"sv\">", "Logga in", "name=\"_csrf\"")
                .doesNotContain("hör inte ihop", "utloggad");
        HttpResponse<String> wrong =
                visitor.post("/login", "application/x-www-form-urlencoded", "username=viewer&password=wrong");
        assertThat(wrong.headers().firstValue("Location").orElse("")).endsWith("/login?error");
        assertThat(visitor.page("/login?error").body()).contains("Inloggning och lösenord hör inte ihop");
        assertThat(visitor.page("/login?ended").body()).contains("Du är utloggad");
        assertThat(visitor.get("/kvitta.css").statusCode()).isEqualTo(200);
        assertThat(visitor.get("/login").body()).contains("<html lang=\"en\">", "Log in to Kvitta");
        assertThat(viewer.page("/logout").body()).contains("<form method=\"post\" action=\"/logout\">");
        HttpResponse<String> nothing = viewer.page("/nothing-here");
        assertThat(nothing.statusCode()).isEqualTo(404);
        assertThat(nothing.body())
                .contains("Det finns ingen sida /nothing-here.")
                .doesNotContain("Whitelabel");
        assertThat(viewer.page("/connected").body()).contains("Din inloggning får inte göra detta");
    }

    @Test
    void refusesAPostWithoutItsToken() {
        String run = execution(OURS, "runNow", "ljus-se").toString();
        for (String path : List.of("/actuator/jolokia", "/actuator/hawtio/jolokia", "/logout")) {
            assertThat(new Visitor("operator:" + OPERATOR_PASSWORD)
                            .post(path, "application/json", run)
                            .statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
    }

    @Test
    void givesAViewerTheReportsAndTellsTheAuditTrail() {
        String month = "/api/v1/merchants/ljus/months/2026-02";
        assertThat(anonymous.get(month + ".csv").statusCode()).isIn(401, 302);
        HttpResponse<String> csv = viewer.get(month + ".csv?language=sv");
        assertThat(csv.statusCode()).isEqualTo(200);
        assertThat(csv.headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(csv.headers().firstValue("Content-Disposition").orElse(""))
                .contains("ljus-manadsrapport-2026-02.csv");
        assertThat(csv.body()).contains("Månadsrapport Ljusbutiken i Lund AB Februari 2026");
        assertThat(viewer.get(month + ".pdf").body()).startsWith("%PDF");
        assertThat(json(viewer.get(month + ".json").body()).at("/month").asText())
                .isEqualTo("2026-02");
        assertThat(viewer.get("/api/v1/merchants/ljus/open-items/2026-02-28.csv")
                        .body())
                .contains("Open items Ljusbutiken i Lund AB 2026-02-28");
        assertThat(viewer.get("/api/v1/merchants/ljus/open-items/2026-02-28.pdf")
                        .body())
                .startsWith("%PDF");
        assertThat(viewer.get("/api/v1/merchants/ljus/debts-and-reserves/2026-02-28.csv")
                        .body())
                .contains("Debts and reserves Ljusbutiken i Lund AB 2026-02-28");
        assertThat(viewer.get("/api/v1/merchants/ljus/debts-and-reserves/2026-02-28.pdf?language=sv")
                        .body())
                .startsWith("%PDF");
        assertThat(kvitta.bean(Audit.class).latest("ljus", 20))
                .filteredOn(
                        line -> line.actor().equals("viewer") && line.action().equals("read report"))
                .extracting(Audit.Line::subject)
                .contains(
                        "ljus-manadsrapport-2026-02.csv",
                        "ljus-oppna-poster-2026-02-28.pdf",
                        "ljus-skulder-och-reserver-2026-02-28.pdf");
    }

    @Test
    void saysWhatIsWrongWithAQuestionForAReport() {
        assertThat(viewer.get("/api/v1/merchants/nobody/months/2026-02.csv").statusCode())
                .isEqualTo(404);
        for (String wrong : List.of(
                "months/2026-13.csv",
                "months/2026-02.exe",
                "months/2026-04.pdf",
                "months/2026-02.pdf?language=fi",
                "open-items/2026-02-30.csv",
                "open-items/2026-02-28.json",
                "debts-and-reserves/2026-02-30.csv",
                "debts-and-reserves/2027-02-28.csv",
                "debts-and-reserves/2026-02-28.json")) {
            assertThat(viewer.get("/api/v1/merchants/ljus/" + wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    @Test
    void writesReportsToTheOutboxByJmx() {
        Path folder = home.folder().resolve("outbox/ljus/rapporter");
        assertThat(operator.exec(OURS, "writeMonthReport", "ljus", "2026-02", "sv")
                        .path("status")
                        .asInt())
                .isEqualTo(200);
        assertThat(operator.exec(OURS, "writeOpenItems", "ljus", "2026-02-28", "")
                        .path("status")
                        .asInt())
                .isEqualTo(200);
        assertThat(operator.exec(OURS, "writeDebtsAndReserves", "ljus", "2026-02-28", "")
                        .path("status")
                        .asInt())
                .isEqualTo(200);
        assertThat(operator.exec(OURS, "debtsAndReserves", "ljus", "2026-02-28")
                        .path("value")
                        .isArray())
                .isTrue();
        assertThat(operator.exec(OURS, "debtPaidOutside", "ljus-se", "none", "why")
                        .path("error")
                        .asText())
                .contains("no debt of ljus-se that was paid outside before none waits to be noted");
        for (String name :
                List.of("manadsrapport-2026-02", "oppna-poster-2026-02-28", "skulder-och-reserver-2026-02-28")) {
            assertThat(folder.resolve(name + ".pdf")).isNotEmptyFile();
            assertThat(folder.resolve(name + ".csv")).isNotEmptyFile();
        }
        assertThat(viewer.exec(OURS, "writeMonthReport", "ljus", "2026-02", "sv")
                        .path("status")
                        .asInt())
                .isEqualTo(403);
    }

    @Test
    void onlyAnOperatorDecidesAboutCorrections() {
        for (String path :
                List.of("/api/v1/documents/987654/accept-retold", "/api/v1/settlements/987654/corrected-by-hand")) {
            assertThat(viewer.post(path, "application/json", "").statusCode())
                    .as(path)
                    .isEqualTo(403);
            HttpResponse<String> answer = operator.post(path, "application/json", "");
            assertThat(answer.statusCode()).as(path).isEqualTo(409);
            assertThat(answer.body()).contains("987654");
        }
        assertThat(viewer.exec(OURS, "acceptRetold", 987654).path("status").asInt())
                .isEqualTo(403);
    }

    @Test
    void letsAViewerSeeHealthMetricsAndTheRoutes() {
        assertThat(json(viewer.get("/actuator/health").body())
                        .at("/components/kvittaHealth/status")
                        .asText())
                .isEqualTo("UP");
        assertThat(viewer.get("/actuator/metrics").statusCode()).isEqualTo(200);
        JsonNode routes = viewer.jolokia(JSON.createObjectNode()
                .put("type", "read")
                .put("mbean", "org.apache.camel:type=routes,*")
                .set("attribute", JSON.valueToTree(List.of("RouteId", "RouteGroup", "Description"))));
        List<JsonNode> all = new ArrayList<>();
        routes.path("value").forEach(all::add);
        assertThat(all)
                .extracting(route -> route.path("RouteId").asText())
                .contains("core.fetch", "core.deliver", "klarna.fetch", "fortnox.make", "sie.file");
        assertThat(all).allSatisfy(route -> {
            assertThat(route.path("RouteGroup").asText())
                    .isIn(
                            "core",
                            "klarna",
                            "klarnav2",
                            "nets",
                            "paypal",
                            "shopify",
                            "stripe",
                            "svea",
                            "fortnox",
                            "sie",
                            "riksbank",
                            "ecb");
            assertThat(route.path("Description").asText()).hasSizeGreaterThan(20);
        });
        assertThat(viewer.jolokia(json("{\"type\":\"search\",\"mbean\":\"quartz:*\"}"))
                        .path("value"))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/jolokia", "/actuator/hawtio/jolokia"})
    void letsNobodyRunAnythingByGet(String jolokia) {
        String held = jolokia + "/exec/" + OURS + "/held";
        for (Visitor visitor : List.of(viewer, operator)) {
            HttpResponse<String> answer = visitor.get(held);
            assertThat(
                            answer.statusCode() == 200
                                    ? json(answer.body()).path("status").asInt()
                                    : answer.statusCode())
                    .isIn(403, 405);
            assertThat(answer.body()).doesNotContain("posting ");
        }
    }

    @Test
    void letsAViewerRunNothingThatChangesAnything() {
        String camel = mbean("org.apache.camel:type=context,*");
        String route = mbean("org.apache.camel:type=routes,name=\"core.fetch\",*");
        List<JsonNode> forbidden = List.of(
                execution(OURS, "runNow", "ljus-se"),
                execution(OURS, "runNow(java.lang.String)", "ljus-se"),
                execution(OURS, "retryPosting", 1),
                execution(OURS, "retryDocument", 1),
                execution(OURS, "retryHeld", 1),
                execution(OURS, "preflight", "ljus"),
                execution(OURS, "repair", "ljus", 1),
                execution(OURS, "connect", "ljus"),
                execution(OURS, "disconnect", "ljus"),
                execution(camel, "stop"),
                execution(camel, "sendStringBody", "direct:fetch", "ljus-se"),
                execution(camel, "requestStringBody", "direct:fetch", "ljus-se"),
                execution(route, "stop()"),
                execution("java.lang:type=Memory", "gc"),
                execution("java.util.logging:type=Logging", "setLoggerLevel", "se.kvitta", "OFF"),
                json(
                        "{\"type\":\"write\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"Verbose\",\"value\":true}"),
                ((ObjectNode) json("{\"type\":\"write\",\"attribute\":\"Tracing\",\"value\":true}"))
                        .put("mbean", route));
        for (String jolokia : List.of("/actuator/jolokia", "/actuator/hawtio/jolokia")) {
            JsonNode together = viewer.jolokia(jolokia, JSON.valueToTree(forbidden));
            assertThat(together).hasSize(forbidden.size());
            for (int i = 0; i < forbidden.size(); i++) {
                assertThat(together.get(i).path("status").asInt())
                        .as("%s: %s", forbidden.get(i), together.get(i))
                        .isEqualTo(403);
                assertThat(together.get(i).has("stacktrace")).isFalse();
            }
        }
        assertThat(viewer.exec(route, "getState()").path("status").asInt()).isNotEqualTo(500);
    }

    @Test
    void letsNobodyDumpTheHeapOrRunDiagnosticCommands() {
        for (Visitor visitor : List.of(viewer, operator)) {
            for (String hidden :
                    List.of("com.sun.management:type=HotSpotDiagnostic", "com.sun.management:type=DiagnosticCommand")) {
                Path dump = folder.resolve("dump.hprof");
                assertThat(visitor.exec(hidden, "dumpHeap", dump.toString(), true)
                                .path("status")
                                .asInt())
                        .isIn(403, 404);
                assertThat(visitor.exec(hidden, "vmSystemProperties")
                                .path("status")
                                .asInt())
                        .isIn(403, 404);
                assertThat(dump).doesNotExist();
            }
            assertThat(visitor.jolokia(json("{\"type\":\"list\"}"))
                            .path("value")
                            .path("com.sun.management")
                            .toString())
                    .doesNotContain("HotSpotDiagnostic", "DiagnosticCommand");
        }
    }

    @Test
    void reachesNoOtherMachineForAnybody() throws IOException {
        try (ServerSocketChannel inside = ServerSocketChannel.open()) {
            inside.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            inside.configureBlocking(false);
            int port = inside.socket().getLocalPort();
            for (Visitor visitor : List.of(viewer, operator)) {
                JsonNode read = json("{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"target\":"
                        + "{\"url\":\"service:jmx:rmi:///jndi/rmi://127.0.0.1:" + port + "/jmxrmi\"}}");
                visitor.get("/actuator/info");
                visitor.post("/actuator/jolokia", "application/json", read.toString());
                assertThat(inside.accept()).as("Jolokia as a proxy").isNull();
            }
        }
        long before = sandboxes.fortnox().answers(404) + sandboxes.fortnox().answers(401);
        for (Visitor visitor : List.of(viewer, operator)) {
            String fortnox = "/http/127.0.0.1/" + sandboxes.fortnox().port() + "/3/vouchers";
            String inOne = "/http/127.0.0.1:" + sandboxes.fortnox().port() + "/3/vouchers";
            for (String path : List.of(
                    "/actuator/hawtio/proxy" + fortnox, "/actuator/hawtio/proxy" + inOne, "/hawtio/proxy" + inOne)) {
                assertThat(visitor.get(path).body()).doesNotContain("unauthorized");
            }
        }
        assertThat(sandboxes.fortnox().answers(404) + sandboxes.fortnox().answers(401))
                .as("Hawtio as a proxy")
                .isEqualTo(before);
    }

    @Test
    void showsWhatIsHeldToBothAndLetsTheOperatorRetryIt() {
        JsonNode held = viewer.exec(OURS, "held").path("value");
        assertThat(held).hasSize(3).allSatisfy(line -> assertThat(line.asText())
                .startsWith("posting ")
                .contains("REFUSED", "2026-02-28"));
        assertThat(viewer.exec(OURS, "tasks").path("value"))
                .anySatisfy(task -> assertThat(task.path("code").asText()).isEqualTo("TARGET_PERIOD_LOCKED"))
                .anySatisfy(task -> assertThat(task.path("code").asText()).isEqualTo("SOURCE_NOT_READ"));

        JsonNode unknown = operator.exec(OURS, "retryPosting", 4711);
        assertThat(unknown.path("error").asText()).contains("there is no posting 4711");
        assertThat(unknown.has("stacktrace")).isFalse();

        Posting first = in(Postings.State.REFUSED).get(0);
        assertThat(operator.exec(OURS, "retryPosting", first.id()).path("value").asText())
                .isEqualTo("posting " + first.id() + " is on its way");
        assertThat(in(Postings.State.PLANNED)).extracting(Posting::id).containsExactly(first.id());
        assertThat(operator.exec(OURS, "retryPosting", first.id()).path("error").asText())
                .contains("is PLANNED: only one that is refused or held can be tried again");
        kvitta.deliverAll("ljus");
        assertThat(in(Postings.State.REFUSED)).hasSize(3);
    }

    @Test
    void showsAPostingToBothAndLetsTheOperatorSayThatItWasBookedByHand() {
        home.merchant(
                "hand",
                TestMerchants.SIE
                        .replace("username: K700123", "username: K700999")
                        .replace("kaffe", "hand"));
        kvitta.bean(Merchants.class).refresh();
        kvitta.fetch("hand-se");
        kvitta.settlements("hand").forEach(settlement -> kvitta.routes().sendBody("direct:plan", settlement));
        Posting posting =
                kvitta.bean(Postings.class).in("hand", Postings.State.PLANNED).get(0);
        String page = "/postings/" + posting.id();
        String api = "/api/v1/postings/" + posting.id();
        String said = "number=&note=" + URLEncoder.encode("KV 200 <av> Anna", StandardCharsets.UTF_8);
        assertThat(operator.page(page).body())
                .contains("på väg", "kan inte bokföras för hand nu")
                .doesNotContain("<form");
        assertThat(operator.form(page + "/booked-by-hand", said).body()).isEmpty();
        assertThat(operator.page(page).body()).contains("är PLANNED").contains("på väg");
        Steps steps = kvitta.bean(Steps.class);
        Steps.Step sending = steps.begin(steps.of(posting.id()).get(0), PLANNED_AT.plusSeconds(60))
                .orElseThrow();
        steps.refused(
                sending, "hand-se", Reason.of("TARGET_HOUSEWORK", "text", "T", "day", "D", "message", "M", "code", 1));

        assertThat(viewer.page(page).body())
                .contains("<html lang=\"sv\">", "nekad", "husarbete (rot, rut)", "Bara operatören kan")
                .contains(posting.marker(), posting.booking().voucher().text())
                .contains("<h2>Kontering</h2>", "<th class=\"number\">Debet</th>", "Skriv den till filen", "nekat")
                .contains(posting.booking().voucher().rows().stream()
                        .map(row -> "<td>" + row.account().number() + "</td><td>"
                                + row.account().name())
                        .toList())
                .doesNotContain("<form");
        JsonNode shown = json(viewer.get(api).body());
        assertThat(shown.path("rows"))
                .extracting(row ->
                        row.path("account").asText() + " " + row.path("amount").asText())
                .containsExactlyElementsOf(posting.booking().voucher().rows().stream()
                        .map(row -> row.account().number() + " " + row.amount())
                        .toList());
        assertThat(shown.path("steps"))
                .singleElement()
                .satisfies(step -> assertThat(step.path("code").asText()).isEqualTo("TARGET_HOUSEWORK"));
        assertThat(operator.page(page).body())
                .contains("Försök igen</button>", "Bokförd för hand</button>", "Det går inte att ångra");
        assertThat(anonymous.get(page).statusCode()).isNotEqualTo(200);
        for (String path : List.of("/booked-by-hand", "/retry")) {
            assertThat(viewer.form(page + path, said).statusCode()).isEqualTo(403);
            assertThat(viewer.post(api + path, "application/json", "{\"note\":\"n\"}")
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(viewer.exec(OURS, "bookedByHand", posting.id(), "", "n")
                        .path("status")
                        .asInt())
                .isEqualTo(403);
        assertThat(json(viewer.get(api).body()).path("state").asText()).isEqualTo("REFUSED");
        assertThat(json(viewer.get(api).body()).path("code").asText()).isEqualTo("TARGET_HOUSEWORK");

        assertThat(operator.form(page + "/booked-by-hand", "number=KV+200&note=+")
                        .statusCode())
                .isEqualTo(302);
        assertThat(operator.page(page).body())
                .contains("anteckningen på 0 tecken", "value=\"KV 200\"")
                .contains("nekad");
        assertThat(operator.form(page + "/booked-by-hand", said).statusCode()).isEqualTo(302);
        assertThat(operator.page(page).body())
                .contains("Den är antecknad som bokförd för hand.", "bokförd för hand</span>")
                .contains("operator, 2026-03-05 13:0", "KV 200 &lt;av&gt; Anna")
                .doesNotContain("Försök igen</button>");
        assertThat(operator.get(page).body()).doesNotContain("antecknad");
        assertThat(viewer.send(HttpRequest.newBuilder(address.resolve(page)).header("Accept-Language", "en"))
                        .body())
                .contains(
                        "<html lang=\"en\">",
                        "Posting " + posting.id(),
                        "Booked by hand, as said by",
                        "never sends it");
        assertThat(kvitta.bean(Tasks.class).open("hand")).isEmpty();

        HttpResponse<String> again = operator.post(api + "/retry", "application/json", "");
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(json(again.body()).path("detail").asText()).contains("was booked by hand, as operator said");
        assertThat(operator.post(api + "/booked-by-hand", "application/json", "{}")
                        .statusCode())
                .isEqualTo(409);
        HttpResponse<String> better = operator.post(
                api + "/booked-by-hand", "application/json", "{\"number\":\"KV 201\",\"note\":\"by Bo\"}");
        assertThat(better.statusCode()).as(better.body()).isEqualTo(200);
        assertThat(json(better.body()).path("byHand").path("note").asText()).isEqualTo("by Bo");
        assertThat(json(better.body()).path("voucher").asText()).isEqualTo("KV 201");
        assertThat(operator.exec(OURS, "bookedByHand", posting.id(), "", "by Cia")
                        .path("value")
                        .asText())
                .isEqualTo("posting " + posting.id() + " is noted as booked by hand");
        assertThat(operator.page(page).body()).contains("by Cia", "KV 201");
        Posting booked =
                kvitta.bean(Postings.class).in("hand", Postings.State.PLANNED).get(0);
        steps.done(
                steps.begin(steps.of(booked.id()).get(0), PLANNED_AT.plusSeconds(60))
                        .orElseThrow(),
                new Receipt("KV", "7", "2026", ""),
                null,
                done -> {});
        JdbcClient.create(kvitta.bean(DataSource.class))
                .sql("""
                        insert into step (posting_id, seq, merchant, name, state, attempts, absences, due_at, updated_at, reason, facts)
                        select posting_id, 1, merchant, 'upload', 'REFUSED', 1, 0, due_at, updated_at, 'EVIDENCE_NOT_ATTACHED', '{}'
                        from step where posting_id = :id
                        """)
                .param("id", booked.id())
                .update();
        String done = "/postings/" + booked.id();
        assertThat(operator.page(done).body())
                .contains("Fäst för hand, eller behövs inte</button>", "Försök igen</button>")
                .doesNotContain("Bokförd för hand</button>", "name=\"number\"");
        assertThat(viewer.page(done).body()).doesNotContain("<form");
        assertThat(operator.form(done + "/booked-by-hand", "note=+").statusCode())
                .isEqualTo(302);
        assertThat(operator.page(done).body()).contains("anteckningen på 0 tecken");
        assertThat(operator.form(done + "/booked-by-hand", "note=Anna").statusCode())
                .isEqualTo(302);
        assertThat(operator.page(done).body())
                .contains("underlaget är fäst för hand, eller inte behövs", "bokförd</span>")
                .doesNotContain("<form method=\"post\" action=\"/postings");

        assertThat(viewer.get("/api/v1/postings/4711").statusCode()).isEqualTo(404);
        assertThat(viewer.page("/postings/4711").statusCode()).isEqualTo(404);
        assertThat(viewer.page("/postings/4711").body()).contains("Det finns ingen postering 4711.");
    }

    @Test
    void showsFindingsToBothAndLetsOnlyTheOperatorAskTheTargetAndMend() {
        String kaffe = "/api/v1/merchants/kaffe";
        assertThat(viewer.get(kaffe + "/findings").body()).isEqualTo("[]");
        assertThat(viewer.get("/api/v1/merchants/nobody/findings").statusCode()).isEqualTo(404);
        assertThat(anonymous.get(kaffe + "/findings").statusCode()).isNotEqualTo(200);
        for (String path : List.of("/preflight", "/findings/1/repair")) {
            assertThat(viewer.post(kaffe + path, "application/json", "").statusCode())
                    .isEqualTo(403);
        }
        HttpResponse<String> asked = operator.post(kaffe + "/preflight", "application/json", "");
        assertThat(asked.statusCode()).isEqualTo(202);
        String where = asked.headers().firstValue("Location").orElseThrow();
        assertThat(operator.post(kaffe + "/preflight", "application/json", "")
                        .headers()
                        .firstValue("Location"))
                .as("asking twice asks once")
                .contains(where);
        JsonNode waiting = json(viewer.get(where).body());
        assertThat(waiting.path("state").asText()).isEqualTo("asked");
        assertThat(waiting.path("askedBy").asText()).isEqualTo("operator");
        assertThat(waiting.path("answer").asText()).isEmpty();
        assertThat(viewer.exec(OURS, "errands", "kaffe").path("value").get(0)).isEqualTo(waiting);
        assertThat(viewer.get(where.replaceAll("\\d+$", "4711")).statusCode()).isEqualTo(400);
        kvitta.routes().sendBody("direct:errands", "kaffe");
        JsonNode done = json(viewer.get(where).body());
        assertThat(done.path("state").asText()).isEqualTo("done");
        assertThat(done.path("answer").asText()).contains("is ready");
        assertThat(operator.exec(OURS, "preflight", "kaffe")
                        .path("value")
                        .path("errand")
                        .asLong())
                .isGreaterThan(waiting.path("errand").asLong());
        HttpResponse<String> none = operator.post(kaffe + "/findings/4711/repair", "application/json", "");
        assertThat(none.statusCode()).isEqualTo(400);
        assertThat(none.body()).contains("finding 4711 of kaffe is not open");
        assertThat(viewer.get(kaffe + "/findings/4711/repair").statusCode()).isEqualTo(400);
        assertThat(viewer.exec(OURS, "findings", "kaffe").path("value")).isEmpty();
        assertThat(viewer.exec(OURS, "repair", "kaffe", 1).path("status").asInt())
                .isEqualTo(403);
    }

    @Test
    void showsOnAPageWhatIsMissingWhatWasAskedForAndWhatCameOfIt() {
        Findings findings = kvitta.bean(Findings.class);
        findings.add(
                "kaffe",
                new Findings.Finding(
                                "series KV",
                                Findings.Severity.STOPS,
                                Set.of(Mode.PAYOUT),
                                Reason.of(
                                        "PREFLIGHT_NOT_READ",
                                        "target",
                                        "SIE",
                                        "merchant",
                                        "kaffe",
                                        "what",
                                        "KV",
                                        "message",
                                        "nej",
                                        "code",
                                        "1"))
                        .mendedBy(Reason.of(
                                "REPAIR_SERIES",
                                "target",
                                "SIE",
                                "series",
                                "KV",
                                "merchant",
                                "kaffe",
                                "years",
                                "2026")));
        String finding = "/preflight/kaffe/" + findings.open("kaffe").get(0).id();
        assertThat(viewer.page("/preflight/kaffe").body())
                .contains(
                        "<html lang=\"sv\">", "brister: 1", "series KV", "håller tillbaka payout", "läggs den manuella")
                .contains("Bara operatören")
                .doesNotContain("<form");
        assertThat(viewer.form("/preflight/kaffe").statusCode()).isEqualTo(403);
        assertThat(viewer.form(finding).statusCode()).isEqualTo(403);
        assertThat(anonymous.get("/preflight/kaffe").body()).doesNotContain("series KV");
        assertThat(viewer.page("/preflight/nobody").statusCode()).isEqualTo(404);
        assertThat(operator.form("/preflight/kaffe/4711").statusCode()).isEqualTo(400);

        assertThat(operator.form(finding).statusCode()).isEqualTo(302);
        assertThat(operator.page("/preflight/kaffe").body())
                .contains("Åtgärda series KV.", "Beställt av operator, 2026-03-0", "nästa körning", "Kontrollera nu")
                .doesNotContain("action=\"" + finding + "\"");
        kvitta.routes().sendBody("direct:errands", "kaffe");
        assertThat(operator.page("/preflight/kaffe").body())
                .as("a target that mends nothing")
                .contains("inga brister", "Inte gjort till slut, 2026-03-0", "repair-sie", "Beställt av operator");
        assertThat(operator.get("/preflight/kaffe").body()).contains("Not done to the end", "nothing found");
    }

    @Test
    void runsAProfileNowForTheOperator() throws SchedulerException {
        assertThat(operator.exec(OURS, "runNow", "kafe-se").path("error").asText())
                .contains("there is no profile 'kafe-se'", "kaffe-se");
        Scheduler scheduler = kvitta.bean(Scheduler.class);
        scheduler.start();
        try {
            assertThat(operator.exec(OURS, "runNow", "kaffe-se").path("value").asText())
                    .isEqualTo("profile kaffe-se is being fetched");
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> home.outbox("kaffe").size() == 1);
        } finally {
            scheduler.standby();
        }
    }

    @Test
    void namesASlugAsDownWhileItsRouteFileIsWrong() {
        home.write("routes/sources/unknown.camel.yaml", "- route:\n    id: unknown.fetch\n    frm: direct:x\n");
        kvitta.bean(RouteFiles.class).refresh();
        HttpResponse<String> down = viewer.get("/actuator/health");
        assertThat(down.statusCode()).isEqualTo(503);
        JsonNode details = json(down.body()).at("/components/kvittaHealth/details");
        assertThat(details.path("routes/sources/unknown.camel.yaml").asText())
                .contains("is down", "unknown.camel.yaml");
        assertThat(anonymous.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(folder.resolve("home/routes/sources/unknown.camel.yaml")
                        .toFile()
                        .delete())
                .isTrue();
        kvitta.bean(RouteFiles.class).refresh();
        assertThat(viewer.get("/actuator/health").statusCode()).isEqualTo(200);
    }

    @Test
    void countsTheJournalForPrometheus() {
        kvitta.fetch("kaffe-se");
        kvitta.deliverAll("kaffe");
        kvitta.bean(Operations.class)
                .retryPosting(in(Postings.State.REFUSED).get(0).id(), "test");
        kvitta.clock().advance(Duration.ofSeconds(90));
        long lag = Duration.between(PLANNED_AT, kvitta.clock().instant()).toSeconds();
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            kvitta.bean(JournalMetrics.class).refresh();
            assertThat(viewer.get("/actuator/prometheus").body().lines().filter(line -> line.startsWith("kvitta_")))
                    .contains(
                            "kvitta_documents{source=\"klarna\",state=\"TAKEN\"} 2.0",
                            "kvitta_settlements{source=\"klarna\",state=\"PLANNED\"} 2.0",
                            "kvitta_postings{state=\"DONE\",target=\"sie\"} 3.0",
                            "kvitta_postings{state=\"REFUSED\",target=\"fortnox\"} 2.0",
                            "kvitta_postings{state=\"PLANNED\",target=\"fortnox\"} 1.0",
                            "kvitta_planning_lag_seconds{source=\"klarna\"} 0.0",
                            "kvitta_delivery_lag_seconds{target=\"fortnox\"} " + lag + ".0",
                            "kvitta_delivery_lag_seconds{target=\"sie\"} 0.0",
                            "kvitta_tasks_open{merchant=\"wrong\",reason=\"SOURCE_NOT_READ\"} 1.0",
                            "kvitta_mapping_problems 0.0")
                    .anyMatch(line -> line.matches("kvitta_events\\{source=\"klarna\",state=\"TAKEN\"} [1-9]\\d*\\.0"));
        });
        kvitta.deliverAll("ljus");
    }

    @Test
    void tellsNoSecretToAnybodyAnywhere() {
        String token = kvitta.bean(Vault.class)
                .open(kvitta.bean(Grants.class)
                        .find(new Grants.Key("ljus", "fortnox", "704001", "kvitta-sandbox", "client-credentials"))
                        .orElseThrow()
                        .tokens()
                        .access());
        List<String> secrets = List.of(
                OPERATOR_PASSWORD,
                VIEWER_PASSWORD,
                SFTP_PASSWORD,
                SFTP_PASSWORD.replace("&", "&amp;"),
                URLEncoder.encode(SFTP_PASSWORD, StandardCharsets.UTF_8),
                DATABASE_PASSWORD,
                KEY,
                WRONG_PASSWORD,
                "sandbox-secret",
                String.valueOf(token));
        var said = new ArrayList<String>();
        // What one may read the other may too; only the operator may do more, and that is in no answer.
        said.add(operator.jolokia(json("{\"type\":\"list\"}")).toString());
        JsonNode everything = viewer.jolokia(
                json("{\"type\":\"read\",\"mbean\":\"*:*\",\"config\":{\"ignoreErrors\":true,\"maxDepth\":5}}"));
        assertThat(everything.path("value").size()).isGreaterThan(50);
        said.add(everything.toString());
        said.add(viewer.jolokia(reading()).toString());
        for (String path : List.of("", "/health", "/info", "/metrics", "/prometheus", "/hawtio/user", "/jolokia")) {
            said.add(operator.get("/actuator" + path).body());
        }
        log.list.forEach(line -> said.add(line.getFormattedMessage() + " " + line.getThrowableProxy()));
        assertThat(said.stream().mapToLong(String::length).sum()).isGreaterThan(500_000);
        for (String secret : secrets) {
            assertThat(said.stream()
                            .filter(text -> text.contains(secret))
                            .map(text -> text.substring(
                                    Math.max(0, text.indexOf(secret) - 300), text.indexOf(secret) + secret.length())))
                    .as("what tells a secret")
                    .isEmpty();
        }
    }

    /**
     * Every operation of Camel's beans that only reads and needs no argument but switches. The figures of a route are asked of one:
     * the context, which is asked too, tells those of all.
     */
    private ArrayNode reading() {
        ArrayNode requests = JSON.createArrayNode();
        var figures = new HashSet<String>();
        JsonNode beans = viewer.jolokia(json("{\"type\":\"list\",\"path\":\"org.apache.camel\"}"))
                .path("value");
        beans.properties()
                .forEach(bean -> bean.getValue().path("op").properties().forEach(operation -> {
                    Iterable<JsonNode> overloads =
                            operation.getValue().isArray() ? operation.getValue() : List.of(operation.getValue());
                    for (JsonNode overload : overloads) {
                        List<String> types = overload.path("args").findValuesAsText("type");
                        String name = operation.getKey();
                        boolean reads =
                                List.of("dump", "list", "get", "browse", "is", "has", "explain", "health").stream()
                                        .anyMatch(name.toLowerCase(Locale.ROOT)::startsWith);
                        boolean toldByTheContext = bean.getKey().contains("type=routes")
                                && name.startsWith("dumpRouteStats")
                                && !figures.add(name);
                        if (reads
                                && !toldByTheContext
                                && types.stream()
                                        .allMatch(type ->
                                                type.equalsIgnoreCase("boolean") || type.endsWith(".Boolean"))) {
                            requests.add(execution(
                                    "org.apache.camel:" + bean.getKey(),
                                    name + types.stream().collect(Collectors.joining(",", "(", ")")),
                                    types.stream().map(type -> true).toArray()));
                        }
                    }
                }));
        assertThat(requests.size()).isGreaterThan(50);
        return requests;
    }

    private String mbean(String pattern) {
        JsonNode found =
                viewer.jolokia(JSON.createObjectNode().put("type", "search").put("mbean", pattern));
        return found.path("value").path(0).asText();
    }
}
