package se.kvitta.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.sandbox.fortnox.Fault;
import se.kvitta.sandbox.fortnox.FortnoxSandbox;
import se.kvitta.testing.Databases;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestMerchants;

/** A consent: who may end it, how often, how long, and for which company. */
class ConsentFlowTest {

    private static final String APPROVED = "sandbox_tenant=704001";

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-05T12:00:00Z"));
    private FortnoxSandbox sandbox;
    private TestHome home;
    private Node node;

    @BeforeEach
    void start() throws IOException {
        sandbox = FortnoxSandbox.start(FortnoxSandbox.Options.in(folder.resolve("sandbox"))
                .companies("ljusbutiken", "kontanten")
                .clock(clock)
                .limit(1_000_000, Duration.ofSeconds(1)));
        sandbox.company(704001).withdrawConsent("kvitta-sandbox");
        home = new TestHome(folder.resolve("home"));
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    private void merchant(Databases kind, String grant) {
        home.merchant(
                "ljus", TestMerchants.FORTNOX.replace("tenant: \"704001\"", "tenant: \"704001\", grant: " + grant));
        node = new Node(home.folder(), kind.migrated(), clock, sandbox.baseUrl(), "a key");
    }

    private static String code(ConsentFlow.Outcome outcome) {
        return outcome.problem() == null ? "" : outcome.problem().code();
    }

    private URI begun() {
        return node.flow.begin(node.ljus, Node.LOGIN, Node.BROWSER).address();
    }

    @ParameterizedTest
    @EnumSource
    void connectsAServiceWithoutKeepingARefreshToken(Databases kind) {
        merchant(kind, "client-credentials");
        assertThatThrownBy(() -> node.tokens.of(node.ljus)).isInstanceOf(NotConnected.class);
        assertThat(node.openTasks()).containsExactly("CONNECTION_REFUSED");
        URI address = begun();
        assertThat(address.toString())
                .startsWith(sandbox.baseUrl() + "/oauth-v1/auth?")
                .contains("account_type=service", "access_type=offline", "response_type=code")
                .contains("redirect_uri=http://localhost:8080/connected", "scope=bookkeeping%20settings");

        assertThat(node.flow
                        .complete(Node.consent(address, APPROVED), Node.LOGIN, Node.BROWSER)
                        .problem())
                .isNull();

        assertThat(node.openTasks()).isEmpty();
        assertThat(node.grant().tokens().refresh()).isNull();
        assertThat(node.tokens.of(node.ljus)).isNotEmpty();
        Standing standing = node.flow.standing(node.ljus);
        assertThat(standing.state()).isEqualTo(Standing.State.CONNECTED);
        assertThat(standing.companyName()).as("nobody is asked here").isEmpty();
        node.tokens.named(node.ljus, "Ljusbutiken");
        assertThat(node.flow.standing(node.ljus).companyName()).isEqualTo("Ljusbutiken");
        assertThat(standing.grantedBy()).isEqualTo(Node.LOGIN);
        assertThat(standing.granted()).containsExactly("bookkeeping", "settings");
        assertThat(standing.missing()).isEmpty();

        node.flow.disconnect(node.ljus, Node.LOGIN);
        assertThatThrownBy(() -> node.tokens.of(node.ljus))
                .as("although the consent is still there")
                .isInstanceOf(NotConnected.class);
        assertThat(node.connect().problem()).isNull();
        clock.advance(Duration.ofHours(2));
        assertThat(node.tokens.of(node.ljus)).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void endsAConsentOnceInTheBrowserAndWithTheLoginThatBeganIt(Databases kind) {
        merchant(kind, "refresh-token");
        ConsentFlow.Answer answer = Node.consent(begun(), APPROVED);
        assertThat(code(node.flow.complete(answer, "somebody", Node.BROWSER))).isEqualTo("CONNECTION_STATE");
        assertThat(code(node.flow.complete(answer, Node.LOGIN, "another browser")))
                .isEqualTo("CONNECTION_STATE");
        assertThat(code(node.flow.complete(
                        new ConsentFlow.Answer(answer.state() + "x", answer.code(), ""), Node.LOGIN, Node.BROWSER)))
                .isEqualTo("CONNECTION_STATE");
        assertThat(code(node.flow.complete(new ConsentFlow.Answer("", answer.code(), ""), Node.LOGIN, Node.BROWSER)))
                .isEqualTo("CONNECTION_STATE");

        assertThat(node.flow.complete(answer, Node.LOGIN, Node.BROWSER).problem())
                .isNull();
        assertThat(code(node.flow.complete(answer, Node.LOGIN, Node.BROWSER))).isEqualTo("CONNECTION_STATE");
        assertThat(sandbox.calls("POST /oauth-v1/token")).isEqualTo(1);
    }

    @Test
    void givesAConsentTenMinutes() {
        merchant(Databases.H2, "refresh-token");
        ConsentFlow.Answer late = Node.consent(begun(), APPROVED);
        clock.advance(Duration.ofMinutes(10));
        assertThat(code(node.flow.complete(late, Node.LOGIN, Node.BROWSER))).isEqualTo("CONNECTION_STATE");
        ConsentFlow.Answer intime = Node.consent(begun(), APPROVED);
        clock.advance(Duration.ofSeconds(599));
        assertThat(node.flow.complete(intime, Node.LOGIN, Node.BROWSER).problem())
                .isNull();
    }

    @Test
    void letsAProgramBeginForItsLoginInAnyBrowser() {
        merchant(Databases.H2, "refresh-token");
        ConsentFlow.Answer answer =
                Node.consent(node.flow.begin(node.ljus, Node.LOGIN, "").address(), APPROVED);
        assertThat(code(node.flow.complete(answer, "viewer", "any"))).isEqualTo("CONNECTION_STATE");
        assertThat(node.flow.complete(answer, Node.LOGIN, "any").problem()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void takesNoOtherCompanyAndLeavesWhatWasThere(Databases kind) {
        merchant(kind, "refresh-token");
        assertThat(node.connect().problem()).isNull();
        String kept = node.refreshToken();

        ConsentFlow.Outcome outcome = node.connect("sandbox_tenant=704002");

        assertThat(code(outcome)).isEqualTo("CONNECTION_OTHER_COMPANY");
        assertThat(outcome.problem().facts())
                .containsEntry("given", "704002")
                .containsEntry("company", "704001")
                .containsEntry("link", "http://localhost:8080/connect/ljus");
        assertThat(node.refreshToken()).isEqualTo(kept);
        assertThat(node.audit.latest("ljus", 1)).singleElement().satisfies(line -> assertThat(line.action())
                .isEqualTo("not connected"));
    }

    @Test
    void tellsARefusalAndAHostThatGivesNothing() {
        merchant(Databases.H2, "refresh-token");
        assertThat(node.connect("sandbox_answer=deny").problem()).satisfies(reason -> {
            assertThat(reason.code()).isEqualTo("CONNECTION_DENIED");
            assertThat(reason.facts()).containsEntry("error", "access_denied");
        });
        sandbox.fault(Fault.of(Fault.Kind.UNAVAILABLE).on("POST", "/oauth-v1/token"));
        assertThat(code(node.connect())).isEqualTo("CONNECTION_CODE_REFUSED");
        sandbox.fault(Fault.of(Fault.Kind.HTML).on("POST", "/oauth-v1/token"));
        assertThat(code(node.connect())).isEqualTo("CONNECTION_CODE_REFUSED");
        assertThat(node.grants.find(node.key())).isEmpty();
        assertThat(node.flow.standing(node.ljus).state()).isEqualTo(Standing.State.NOT_CONNECTED);
    }

    @Test
    void tellsAWrongSecretFromALostGrant() {
        merchant(Databases.H2, "refresh-token");
        assertThat(node.connect().problem()).isNull();
        clock.advance(Duration.ofHours(1));
        home.merchant(
                "ljus",
                TestMerchants.FORTNOX
                        .replace("tenant: \"704001\"", "tenant: \"704001\", grant: refresh-token")
                        .replace("secret:TEST_FORTNOX_SECRET", "guess"));
        var mistaken = new Node(home.folder(), database(), clock, sandbox.baseUrl(), "a key");
        assertThatThrownBy(() -> mistaken.tokens.of(mistaken.ljus))
                .isInstanceOfSatisfying(
                        NotConnected.class, e -> assertThat(e.reason().facts())
                                .containsEntry("message", "invalid_client: The client credentials are invalid"));
        assertThat(node.openTasks()).containsExactly("CONNECTION_REFUSED");
        assertThat(node.tokens.of(node.ljus)).isNotEmpty();
        assertThat(node.openTasks()).isEmpty();
    }

    private javax.sql.DataSource database() {
        return node.database;
    }

    @Test
    void keepsTheTokensOfOneCompanyApartFromAnothers() {
        merchant(Databases.H2, "refresh-token");
        assertThat(node.connect().problem()).isNull();
        home.merchant(
                "ljus",
                TestMerchants.FORTNOX.replace("tenant: \"704001\"", "tenant: \"704002\", grant: refresh-token"));
        var moved = new Node(home.folder(), database(), clock, sandbox.baseUrl(), "a key");
        assertThatThrownBy(() -> moved.tokens.of(moved.ljus)).isInstanceOf(NotConnected.class);
        assertThat(moved.openTasks()).containsExactly("CONNECTION_NONE");
        assertThat(moved.connect("sandbox_tenant=704002").problem()).isNull();
        assertThat(moved.openTasks()).isEmpty();
        assertThat(node.grants.find(node.key()))
                .as("what was before is forgotten")
                .isEmpty();
    }
}
