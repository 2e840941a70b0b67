package se.kvitta.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;
import se.kvitta.journal.Grants;
import se.kvitta.journal.Grants.Grant;
import se.kvitta.sandbox.fortnox.Fault;
import se.kvitta.sandbox.fortnox.FortnoxSandbox;
import se.kvitta.testing.CrashingDataSource;
import se.kvitta.testing.Databases;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestMerchants;

/** Refresh tokens that can be used once: renewed by one, kept before they are used, and lost only when nobody can help it. */
class RotationTest {

    private static final Duration ACCESS = Duration.ofHours(1);
    private static final String TOKEN = "POST /oauth-v1/token";

    @TempDir
    Path folder;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-05T12:00:00Z"));
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private FortnoxSandbox sandbox;
    private DataSource database;
    private Node one;
    private Node two;

    @BeforeEach
    void start() throws IOException {
        sandbox = FortnoxSandbox.start(FortnoxSandbox.Options.in(folder.resolve("sandbox"))
                .companies("ljusbutiken", "kontanten")
                .clock(clock)
                .limit(1_000_000, Duration.ofSeconds(1)));
        new TestHome(folder.resolve("home"))
                .merchant(
                        "ljus",
                        TestMerchants.FORTNOX.replace(
                                "tenant: \"704001\"", "tenant: \"704001\", grant: refresh-token"));
        log.start();
        root().addAppender(log);
    }

    @AfterEach
    void stop() {
        root().detachAppender(log);
        sandbox.close();
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** Two nodes on one database, connected. */
    private void connected(Databases kind) {
        database = kind.migrated();
        one = node(database);
        two = node(database);
        assertThat(one.connect().problem()).isNull();
    }

    private Node node(DataSource source) {
        return new Node(folder.resolve("home"), source, clock, sandbox.baseUrl(), "a key");
    }

    private void afterTheLease() {
        clock.advance(Node.SETTINGS.lease().plusSeconds(1));
    }

    private boolean opensTheBooks(String token) {
        try {
            return HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(URI.create(sandbox.baseUrl() + "/3/accounts"))
                                            .header("Authorization", "Bearer " + token)
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void renewsOnceHoweverManyAskAtOnceOnTwoNodes(Databases kind) throws Exception {
        connected(kind);
        for (int round = 1; round <= 3; round++) {
            clock.advance(ACCESS);
            long before = sandbox.calls(TOKEN);
            var work = new ArrayList<Callable<String>>();
            for (int i = 0; i < 8; i++) {
                Node node = i % 2 == 0 ? one : two;
                work.add(() -> {
                    try {
                        return node.tokens.of(node.ljus);
                    } catch (NoTokenNow e) {
                        return e.reason().code();
                    }
                });
            }
            ExecutorService threads = Executors.newFixedThreadPool(work.size());
            var answers = new TreeSet<String>();
            for (Future<String> answer : threads.invokeAll(work)) {
                answers.add(answer.get());
            }
            threads.shutdown();
            answers.remove("CONNECTION_BUSY");
            assertThat(answers).hasSize(1).allMatch(this::opensTheBooks);
            assertThat(sandbox.calls(TOKEN) - before).isEqualTo(1);
            assertThat(two.tokens.of(two.ljus))
                    .isEqualTo(one.tokens.of(one.ljus))
                    .isEqualTo(answers.first());
        }
        assertThat(one.openTasks()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void letsNobodyDoAnythingWithAPairThatIsNotTheNewest(Databases kind) {
        connected(kind);
        Grant old = one.grant();
        clock.advance(ACCESS);
        String token = one.tokens.of(one.ljus);
        Instant soon = clock.instant().plusSeconds(60);

        assertThat(two.grants.lease(old.key(), old.version(), "late", soon)).isFalse();
        assertThat(two.grants.renew(old.key(), old.version(), old.tokens(), two.ljus.subject()))
                .isFalse();
        assertThat(two.grants.lose(
                        old.key(),
                        old.version(),
                        "late",
                        two.ljus.subject(),
                        se.kvitta.reason.Reason.of("CONNECTION_LOST")))
                .isFalse();
        two.grants.spoil(old.key(), old.version());

        assertThat(two.tokens.of(two.ljus)).isEqualTo(token);
        assertThat(two.openTasks()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void findsAGrantAgainWhoseNodeSleptWhileAnotherCalledItLost(Databases kind) throws Exception {
        connected(kind);
        Grant old = one.grant();
        clock.advance(ACCESS);
        // The first node has leased, and its answer is on the way while it sleeps.
        assertThat(one.grants.lease(
                        old.key(), old.version(), "sleeper", clock.instant().plus(Node.SETTINGS.lease())))
                .isTrue();
        TokenHost.Given given = new TokenHost(Duration.ofSeconds(5))
                .byRefreshToken(
                        one.connections.client(one.ljus),
                        one.vault.open(old.tokens().access()),
                        one.refreshToken());

        assertThatThrownBy(() -> two.tokens.of(two.ljus)).isInstanceOf(NoTokenNow.class);
        afterTheLease();
        assertThatThrownBy(() -> two.tokens.of(two.ljus)).isInstanceOf(NotConnected.class);
        assertThat(two.openTasks()).containsExactly("CONNECTION_LOST");

        var pair = new Seal(one.vault, clock)
                .on(given, one.connections.client(one.ljus), one.connections.authority(one.ljus));
        assertThat(one.grants.renew(old.key(), old.version(), pair, one.ljus.subject()))
                .isTrue();
        assertThat(two.tokens.of(two.ljus)).isEqualTo(given.access());
        assertThat(two.openTasks()).isEmpty();
        clock.advance(ACCESS);
        assertThat(opensTheBooks(two.tokens.of(two.ljus))).isTrue();
    }

    /** Every change of the journal during a renewal, and the process gone before or after it. */
    @ParameterizedTest
    @EnumSource
    void survivesADeathAtEveryChangeButBetweenTheAnswerAndItsKeeping(Databases kind) {
        connected(kind);
        var lost = new ArrayList<String>();
        int deaths = 0;
        for (int at = 1; at < 10; at++) {
            for (boolean after : List.of(false, true)) {
                if (one.grant().state() == Grants.State.LOST) {
                    assertThat(one.connect().problem()).isNull();
                }
                clock.advance(ACCESS);
                long version = one.grant().version();
                long calls = sandbox.calls(TOKEN);
                var dying = new CrashingDataSource(database, at, after, () -> (int) sandbox.calls(TOKEN));
                Node node = node(dying);
                dying.arm();
                Throwable thrown = catchThrowable(() -> node.tokens.of(node.ljus));
                if (!dying.isDead()) {
                    assertThat(thrown).isNull();
                    assertThat(deaths).isGreaterThanOrEqualTo(4);
                    assertThat(lost).containsExactly("2 before");
                    return;
                }
                deaths++;
                boolean renewedThere = sandbox.calls(TOKEN) > calls;
                boolean keptHere = one.grant().version() > version;
                Node next = node(database);
                afterTheLease();
                if (renewedThere && !keptHere) {
                    lost.add(at + (after ? " after" : " before"));
                    assertThatThrownBy(() -> next.tokens.of(next.ljus)).isInstanceOf(NotConnected.class);
                    assertThatThrownBy(() -> next.tokens.of(next.ljus)).isInstanceOf(NotConnected.class);
                    assertThat(next.tasks.open("ljus")).singleElement().satisfies(task -> {
                        assertThat(task.reason().code()).isEqualTo("CONNECTION_LOST");
                        assertThat(task.reason().facts()).containsEntry("link", "http://localhost:8080/connect/ljus");
                    });
                } else {
                    assertThat(opensTheBooks(next.tokens.of(next.ljus))).isTrue();
                    assertThat(next.openTasks()).isEmpty();
                }
            }
        }
        throw new AssertionError("a renewal never ends");
    }

    @ParameterizedTest
    @EnumSource
    void canBeginAgainWhereverAConsentDies(Databases kind) {
        database = kind.migrated();
        for (int at = 1; at < 20; at++) {
            for (boolean after : List.of(false, true)) {
                var dying = new CrashingDataSource(database, at, after, () -> 0);
                Node node = node(dying);
                dying.arm();
                Throwable thrown = catchThrowable(node::connect);
                Node next = node(database);
                if (dying.isDead()) {
                    assertThat(thrown).isNotNull();
                    assertThat(next.connect().problem()).isNull();
                }
                clock.advance(ACCESS);
                assertThat(opensTheBooks(next.tokens.of(next.ljus))).isTrue();
                if (!dying.isDead()) {
                    assertThat(at).isGreaterThan(3);
                    return;
                }
            }
        }
        throw new AssertionError("a consent never ends");
    }

    /** Calls are refused though tokens are given: each rotation can lose the grant, so that a second one must wait. */
    @ParameterizedTest
    @EnumSource
    void replacesARefusedTokenOnceHoweverManyCallsAreRefused(Databases kind) {
        connected(kind);
        var said = se.kvitta.reason.Reason.of("CONNECTION_NOT_TAKEN", "message", "unauthorized");
        String old = one.tokens.of(one.ljus);
        long calls = sandbox.calls(TOKEN);
        assertThat(one.tokens.refused(one.ljus, old, said)).isEmpty();
        assertThat(two.tokens.refused(two.ljus, old, said)).isEmpty();
        String fresh = one.tokens.of(one.ljus);
        // Calls of other lanes that were under way with the old one.
        assertThat(one.tokens.refused(one.ljus, old, said)).isEmpty();
        assertThat(two.tokens.refused(two.ljus, old, said)).isEmpty();
        assertThat(one.tokens.of(one.ljus)).isEqualTo(fresh).isNotEqualTo(old);
        assertThat(sandbox.calls(TOKEN)).isEqualTo(calls + 1);
        assertThat(one.openTasks()).isEmpty();

        for (int again = 0; again < 5; again++) {
            assertThat(one.tokens.refused(one.ljus, one.tokens.of(one.ljus), said))
                    .hasValueSatisfying(rest -> assertThat(rest.pause()).isEqualTo(Node.SETTINGS.leftAlone()));
        }
        assertThat(sandbox.calls(TOKEN)).isEqualTo(calls + 1);
        assertThat(one.openTasks()).containsExactly("CONNECTION_NOT_TAKEN");

        // Another node takes over: one refusal may be chance to it, a second is not.
        assertThat(two.tokens.refused(two.ljus, two.tokens.of(two.ljus), said)).isEmpty();
        assertThat(two.tokens.refused(two.ljus, two.tokens.of(two.ljus), said)).isPresent();
        clock.advance(Node.SETTINGS.refusedAgain());
        assertThat(two.tokens.refused(two.ljus, two.tokens.of(two.ljus), said)).isEmpty();
        two.tokens.of(two.ljus);
        assertThat(sandbox.calls(TOKEN)).isEqualTo(calls + 2);

        assertThat(one.openTasks()).containsExactly("CONNECTION_NOT_TAKEN");
        two.tokens.taken(two.ljus);
        assertThat(one.openTasks()).isEmpty();
    }

    /** The process lives, but the database was away when the new pair should have been kept. */
    @ParameterizedTest
    @EnumSource
    void keepsANewPairAsSoonAsTheJournalIsBack(Databases kind) {
        connected(kind);
        clock.advance(ACCESS);
        var away = new CrashingDataSource(database, 2, false, () -> 0);
        Node node = node(away);
        away.arm();
        assertThat(catchThrowable(() -> node.tokens.of(node.ljus))).isNotNull();
        away.revive();

        String token = node.tokens.of(node.ljus);

        assertThat(opensTheBooks(token)).isTrue();
        assertThat(one.tokens.of(one.ljus)).isEqualTo(token);
        clock.advance(ACCESS);
        assertThat(opensTheBooks(one.tokens.of(one.ljus))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"LOST_REPLY,keeps-newest", "LOST_REPLY,revokes-newest", "TRUNCATED,keeps-newest"})
    void asksAPersonOnceWhenTheAnswerIsLost(Fault.Kind kind, String reuse) {
        sandbox.assume("refresh-token-reuse", reuse);
        connected(Databases.H2);
        clock.advance(ACCESS);
        sandbox.fault(Fault.of(kind).on("POST", "/oauth-v1/token"));

        assertThatThrownBy(() -> one.tokens.of(one.ljus)).isInstanceOf(NoTokenNow.class);
        long calls = sandbox.calls(TOKEN);
        assertThatThrownBy(() -> two.tokens.of(two.ljus))
                .as("it may still take effect")
                .isInstanceOf(NoTokenNow.class);
        assertThat(sandbox.calls(TOKEN)).isEqualTo(calls);
        assertThat(one.openTasks()).isEmpty();

        afterTheLease();
        for (Node node : List.of(one, two, one)) {
            assertThatThrownBy(() -> node.tokens.of(node.ljus)).isInstanceOf(NotConnected.class);
        }
        assertThat(sandbox.calls(TOKEN))
                .as("a lost grant is not asked for again")
                .isEqualTo(calls + 1);
        assertThat(one.openTasks()).containsExactly("CONNECTION_LOST");
        assertThat(one.flow.standing(one.ljus).state()).isEqualTo(Standing.State.LOST);

        assertThat(two.connect().problem()).isNull();
        assertThat(opensTheBooks(one.tokens.of(one.ljus))).isTrue();
        assertThat(one.openTasks()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"CUT_BEFORE,true", "UNAVAILABLE,true", "TOO_MANY_REQUESTS,false"})
    void goesOnWhenTheHostDidNothing(Fault.Kind kind, boolean afterTheLease) {
        connected(Databases.H2);
        clock.advance(ACCESS);
        sandbox.fault(Fault.of(kind).on("POST", "/oauth-v1/token"));
        assertThatThrownBy(() -> one.tokens.of(one.ljus)).isInstanceOf(NoTokenNow.class);
        if (afterTheLease) {
            assertThatThrownBy(() -> one.tokens.of(one.ljus)).isInstanceOf(NoTokenNow.class);
            afterTheLease();
        }
        assertThat(opensTheBooks(two.tokens.of(two.ljus))).isTrue();
        assertThat(one.openTasks()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void doesNotCallAGrantLostThatAnotherKeySealed(Databases kind) {
        connected(kind);
        clock.advance(ACCESS);
        Node stranger = new Node(folder.resolve("home"), database, clock, sandbox.baseUrl(), "another key");

        assertThatThrownBy(() -> stranger.tokens.of(stranger.ljus)).isInstanceOf(NotConnected.class);
        assertThat(one.openTasks()).containsExactly("CONNECTION_UNREADABLE");

        assertThat(opensTheBooks(one.tokens.of(one.ljus))).isTrue();
        assertThat(one.openTasks()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void usesAnIdleTokenBeforeItDiesAndWarnsWhileThereIsTime(Databases kind) {
        connected(kind);
        clock.advance(Duration.ofDays(6));
        long calls = sandbox.calls(TOKEN);
        one.upkeep.keep();
        assertThat(sandbox.calls(TOKEN)).isEqualTo(calls);
        for (int week = 0; week < 12; week++) {
            clock.advance(Duration.ofDays(7));
            one.upkeep.keep();
            two.upkeep.keep();
        }
        assertThat(sandbox.calls(TOKEN)).isEqualTo(calls + 12);
        assertThat(opensTheBooks(one.tokens.of(one.ljus))).isTrue();

        sandbox.fault(
                Fault.of(Fault.Kind.UNAVAILABLE).on("POST", "/oauth-v1/token").always());
        clock.advance(Duration.ofDays(34));
        one.upkeep.keep();
        assertThat(one.openTasks()).isEmpty();
        clock.advance(Duration.ofDays(2));
        one.upkeep.keep();
        assertThat(one.openTasks()).containsExactly("CONNECTION_ENDS");

        sandbox.clearFaults();
        afterTheLease();
        one.upkeep.keep();
        assertThat(one.openTasks()).isEmpty();
        assertThat(one.grant().tokens().refreshUntil())
                .isEqualTo(clock.instant().plus(LoopbackAuthority.LIFE));

        clock.advance(LoopbackAuthority.LIFE);
        one.upkeep.keep();
        assertThat(one.openTasks()).containsExactly("CONNECTION_LOST");
    }

    @ParameterizedTest
    @EnumSource
    void givesTheTokenBackWhenAPersonDisconnects(Databases kind) {
        connected(kind);
        Grant old = one.grant();
        String refresh = one.refreshToken();
        sandbox.fault(Fault.of(Fault.Kind.UNAVAILABLE).on("POST", "/oauth-v1/revoke"));
        assertThat(one.flow.disconnect(one.ljus, Node.LOGIN).problem().code()).isEqualTo("CONNECTION_NOT_REVOKED");
        assertThat(one.tokens.of(one.ljus)).isNotEmpty();

        assertThat(one.flow.disconnect(one.ljus, Node.LOGIN).problem()).isNull();

        assertThat(one.grant().tokens()).isNull();
        assertThat(one.grant().version()).isGreaterThan(old.version());
        assertThatThrownBy(() -> two.tokens.of(two.ljus)).isInstanceOf(NotConnected.class);
        assertThat(one.openTasks()).containsExactly("CONNECTION_NONE");
        assertThatThrownBy(() -> new TokenHost(Duration.ofSeconds(5))
                        .byRefreshToken(one.connections.client(one.ljus), "any", refresh))
                .isInstanceOf(TokenHost.Refusal.class);
        assertThat(one.audit.latest("ljus", 10))
                .extracting(line -> line.action())
                .contains("connected", "disconnected");
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void tellsNoSecretInTheDatabaseTheLogOrAnError(Databases kind) throws Exception {
        connected(kind);
        var secrets = new TreeSet<String>(List.of(FortnoxSandbox.App.KVITTA.clientSecret()));
        var said = new ArrayList<String>();
        for (Fault.Kind fault :
                List.of(Fault.Kind.TRUNCATED, Fault.Kind.HTML, Fault.Kind.LOST_REPLY, Fault.Kind.SLOW)) {
            if (one.grant().state() == Grants.State.LOST) {
                assertThat(one.connect().problem()).isNull();
            }
            secrets.add(one.refreshToken());
            secrets.add(one.tokens.of(one.ljus));
            clock.advance(ACCESS);
            sandbox.fault(Fault.of(fault).on("POST", "/oauth-v1/token"));
            for (int i = 0; i < 2; i++) {
                Throwable thrown = catchThrowable(() -> one.tokens.of(one.ljus));
                for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
                    said.add(cause.toString());
                }
                afterTheLease();
            }
        }
        log.list.forEach(line -> said.add(line.getFormattedMessage() + " " + line.getThrowableProxy()));
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            for (String table : List.of("connection_grant", "connection_consent", "audit", "task")) {
                try (var rows = statement.executeQuery("select * from " + table)) {
                    while (rows.next()) {
                        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                            said.add(String.valueOf(rows.getString(i)));
                        }
                    }
                }
            }
        }
        assertThat(secrets).hasSizeGreaterThan(5);
        assertThat(said).hasSizeGreaterThan(20);
        for (String secret : secrets) {
            assertThat(said).noneMatch(text -> text.contains(secret.substring(Math.max(0, secret.length() - 20))));
            // The beginning of every JWT is the same.
            assertThat(said).noneMatch(text -> text.contains("eyJ"));
        }
    }
}
