package se.kvitta.target;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Capabilities;
import se.kvitta.booking.Capabilities.Dimension;
import se.kvitta.booking.Mode;
import se.kvitta.delivery.Encoder;
import se.kvitta.journal.Documents;
import se.kvitta.journal.LedgerReads;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Postings.State;
import se.kvitta.journal.Steps;
import se.kvitta.journal.Tasks;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.Operations;
import se.kvitta.planning.Planning;
import se.kvitta.sandbox.klarna.ReportFormat;
import se.kvitta.sandbox.klarna.SettlementGenerator;
import se.kvitta.sandbox.klarna.SettlementPlan;
import se.kvitta.target.TargetUnderTest.Change;
import se.kvitta.target.TargetUnderTest.Company;
import se.kvitta.target.TargetUnderTest.Entry;
import se.kvitta.target.TargetUnderTest.Obstacle;
import se.kvitta.target.TargetUnderTest.Trouble;
import se.kvitta.target.TargetUnderTest.Way;
import se.kvitta.testing.CrashingDataSource;
import se.kvitta.testing.Databases;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;

/**
 * The laws that every target keeps. One service, and a merchant with a company of its own for every test; a target says in
 * its {@link TargetUnderTest} what differs. See docs/adding-a-target.md.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class TargetConformance {

    private static final Instant START = Instant.parse("2026-03-05T12:00:00Z");

    /** Eight orders, three refunds, one of them of a sale before Kvitta, a dispute and a reserve. */
    private static final Path SAMPLE =
            Path.of("src/test/resources/golden/sources/klarna/sample-2201447718-sek-extended/input.csv");

    private static final String REFERENCE = "2201447718";

    /** A process that died before every change could never get anywhere. */
    private static final int DEATHS = 40;

    private final MovableClock clock = new MovableClock(START);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    /** What an undisturbed delivery in a way calls. */
    private final Map<String, Map<String, Long>> undisturbed = new HashMap<>();

    private Path folder = Path.of("");
    private TargetUnderTest target;
    private JdbcConnectionPool database;
    private CrashingDataSource mortal;
    private TestHome home;
    private TestKvitta kvitta;
    private int merchants;
    private String merchant = "";
    private Company company;

    /** Starts the target's stand-in, with what it keeps in the folder. */
    protected abstract TargetUnderTest start(Path folder, TestHome home);

    @BeforeAll
    void startTheService(@TempDir Path given) {
        folder = given;
        home = new TestHome(folder.resolve("home"));
        target = start(folder.resolve("stand-in"), home);
        target.prepare(home);
        database = JdbcConnectionPool.create(
                Databases.h2("mem:conformance" + System.identityHashCode(this)), "kvitta", "");
        mortal = new CrashingDataSource(database);
        kvitta = node("kvitta", mortal);
        log.start();
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).addAppender(log);
    }

    private TestKvitta node(String name, DataSource source) {
        var builder = TestKvitta.in(home)
                .set("spring.quartz.properties.org.quartz.scheduler.instanceName", name)
                .set("spring.quartz.properties.org.quartz.scheduler.jmx.export", "false")
                .set("TEST_KLARNA_PASSWORD", "klarna-secret")
                .set("logging.level.se.kvitta", "DEBUG")
                .set("logging.threshold.console", "OFF")
                .database(source)
                .clock(clock);
        target.properties().forEach(builder::set);
        return builder.start();
    }

    @AfterAll
    void stopTheService() {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).detachAppender(log);
        kvitta.close();
        database.dispose();
        target.close();
    }

    /** No login, token or key is told to anybody, whatever went wrong in the test. */
    @AfterEach
    void toldNoSecret() {
        target.calm();
        Stream<String> told = Stream.concat(
                List.copyOf(log.list).stream().map(event -> event.getFormattedMessage() + causes(event)),
                kvitta.bean(Operations.class).tasks().stream().map(Map::toString));
        List<String> lines = told.toList();
        for (String secret : Stream.concat(target.secrets().stream(), Stream.of("klarna-secret"))
                .toList()) {
            assertThat(lines).as("logs and tasks").noneMatch(line -> line.matches("(?s).*(" + secret + ").*"));
        }
        log.list.clear();
    }

    private static String causes(ILoggingEvent event) {
        var text = new StringBuilder();
        for (var cause = event.getThrowableProxy(); cause != null; cause = cause.getCause()) {
            text.append(' ').append(cause.getMessage());
        }
        return text.toString();
    }

    Stream<Way> ways() {
        return target.ways().stream();
    }

    Stream<Way> manyWays() {
        return Stream.concat(ways(), target.orderWays().stream());
    }

    Stream<Way> stormyWays() {
        return Stream.concat(manyWays(), target.unevenWays().stream());
    }

    Stream<Way> calledWays() {
        return target.troubles().isEmpty() ? Stream.empty() : ways();
    }

    Stream<Way> editedWays() {
        return calledWays().filter(way -> !way.edited().isEmpty());
    }

    Stream<Arguments> troubledWays() {
        return calledWays().flatMap(way -> target.troubles().stream().map(trouble -> Arguments.of(way, trouble)));
    }

    Stream<Arguments> obstructedWays() {
        return ways().flatMap(way -> way.obstacles().stream().map(obstacle -> Arguments.of(way, obstacle)));
    }

    /** A merchant with a company of its own. */
    private void connect(Way way) {
        merchant = "butik" + ++merchants;
        company = target.newCompany(merchant, way);
        home.merchant(merchant, file(way.profile()));
        kvitta.bean(Merchants.class).refresh();
        assertThat(kvitta.bean(Merchants.class).problems()).isEmpty();
        clock.set(START);
    }

    /** A merchant whose settlement is planned in a way, and nothing of it delivered. */
    private void plan(Way way) {
        connect(way);
        handIn(REFERENCE);
        company.expect(in(State.PLANNED));
        target.calm();
    }

    private String file(List<String> profile) {
        return """
                merchant: %1$s
                name: Butiken i Lund AB
                organisationNumber: 559999-0016
                target: %2$s
                profiles:
                  %1$s-se:
                    source: klarna
                    currencies: [SEK]
                    start: 2026-01-01
                    costCentre: WEBB
                    vat: { home: SE, rates: { SE: 25 }, zeroRules: [ { name: exempt, box: "42" } ] }
                    connection: { account: K700123, username: K700123, password: secret:TEST_KLARNA_PASSWORD }
                """.formatted(merchant, company.target())
                + profile.stream().map(line -> "    " + line + "\n").collect(Collectors.joining());
    }

    /** Plans a payout with this reference; its orders are others than those of another reference. */
    private void handIn(String reference) {
        try {
            // A gift card that paid part of an order cannot be told without its lines.
            String text = Files.readString(SAMPLE).replace("25.00;149.80", "25.00;109.80");
            if (!reference.equals(REFERENCE)) {
                text = text.replace(REFERENCE, reference)
                        .replaceAll(";([0-9a-f]{6})([0-9a-f]{2})-", ";$1" + reference.substring(8) + "-")
                        .replaceAll(";10(\\d{3});", ";20$1;");
            }
            handIn(reference, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void handIn(String reference, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(merchant + reference + ".csv"), text);
        String name = reference + "_20260216T000000_0.csv";
        kvitta.routes()
                .sendBodyAndProperty(
                        "direct:settlement-again",
                        kvitta.bean(Documents.class).store(merchant + "-se", "klarna", "inbox", name, file),
                        "profile",
                        merchant + "-se");
        kvitta.bean(Planning.class).waiting(merchant).forEach(settlement -> kvitta.routes()
                .sendBody("direct:plan", settlement));
    }

    private List<Posting> in(State state) {
        return kvitta.bean(Postings.class).in(merchant, state);
    }

    private List<Map<String, String>> tasks() {
        return kvitta.bean(Operations.class).tasks().stream()
                .filter(task -> merchant.equals(task.get("merchant")))
                .toList();
    }

    /** Every posting is in the books once, as it was planned, and nothing else is. */
    private void assertBooked() {
        assertThat(tasks()).isEmpty();
        for (State state : List.of(State.PLANNED, State.REFUSED, State.HELD)) {
            assertThat(in(state)).as("%s", state).isEmpty();
        }
        List<Posting> done = in(State.DONE);
        assertThat(done).isNotEmpty();
        assertThat(company.faults()).isEmpty();
        assertThat(company.movements()).isEqualTo(movements(done));

        List<Entry> entries = company.entries();
        assertThat(entries).hasSameSizeAs(done);
        for (Posting posting : done) {
            Entry entry = entry(posting, entries);
            String what = posting.booking().key() + " " + entry;
            assertThat(entry.date())
                    .as(what)
                    .isEqualTo(posting.booking().voucher().date());
            assertThat(entry.rows()).as(what).isEqualTo(rows(posting));
            if (!entry.marker().isEmpty()) {
                assertThat(entry.marker()).as(what).isEqualTo(posting.marker());
                assertThat(entries.stream().filter(other -> other.marker().equals(posting.marker())))
                        .as(what)
                        .hasSize(1);
            }
            if (posting.booking().kind() == Booking.Kind.VOUCHER) {
                assertThat(entry.marker()).as(what).isNotEmpty();
                assertThat(entry.documents()).as(what).isEqualTo(capabilities().attachments() ? 1 : 0);
            }
        }
    }

    /** What a target's ledger tells of itself is what was entered there, where a target can be asked. */
    private void assertReadBack(String what) {
        if (!kvitta.bean(Merchants.class).target(target.slug()).asks().ledger()) {
            return;
        }
        kvitta.routes().sendBody("direct:look-ledger", merchant);
        assertThat(asked()).as(what).isEmpty();
        Map<YearMonth, Long> entered = in(State.DONE).stream()
                .filter(posting -> posting.booking().kind().isInBooks())
                .collect(Collectors.groupingBy(
                        posting -> YearMonth.from(posting.booking().voucher().date()), Collectors.counting()));
        LedgerReads reads = kvitta.bean(LedgerReads.class);
        entered.forEach((month, count) -> assertThat(reads.month(merchant, month))
                .as("%s, %s", what, month)
                .hasValueSatisfying(read -> {
                    assertThat(read.entered()).isEqualTo(count.intValue());
                    assertThat(read.standing()).isEqualTo(count.intValue());
                }));
    }

    private Entry entry(Posting posting, List<Entry> entries) {
        var receipt = Objects.requireNonNull(posting.receipt());
        List<Entry> found = entries.stream()
                .filter(entry -> entry.number().equals(receipt.number()))
                .filter(entry -> receipt.series().isEmpty() || entry.series().equals(receipt.series()))
                .toList();
        assertThat(found).as("%s is %s", posting.booking().key(), receipt).hasSize(1);
        if (posting.booking().kind() == Booking.Kind.VOUCHER) {
            assertThat(found.get(0).series())
                    .isEqualTo(posting.booking().voucher().series());
        }
        return found.get(0);
    }

    private static Map<String, Long> rows(Posting posting) {
        var rows = new TreeMap<String, Long>();
        for (VoucherRow row : posting.booking().voucher().rows()) {
            String account = row.account().number();
            boolean result = account.compareTo("3000") >= 0 && account.compareTo("9000") < 0;
            String centre = row.dimensions().costCentre();
            rows.merge(
                    result && !centre.isEmpty() ? account + " " + centre : account,
                    row.amount().minor(),
                    Long::sum);
        }
        rows.values().removeIf(sum -> sum == 0);
        return rows;
    }

    private static Map<String, Long> movements(List<Posting> postings) {
        var sums = new TreeMap<String, Long>();
        postings.forEach(
                posting -> rows(posting).forEach((row, ore) -> sums.merge(row.substring(0, 4), ore, Long::sum)));
        sums.values().removeIf(sum -> sum == 0);
        return sums;
    }

    private Capabilities capabilities() {
        return kvitta.bean(target.slug(), Encoder.class).capabilities();
    }

    private Map<String, Long> calls(Way way) {
        var calls = new TreeMap<String, Long>();
        way.changes().forEach(change -> calls.put(change.call(), target.calls(change.call())));
        return calls;
    }

    /** What each change is called how often when nothing goes wrong. */
    private Map<String, Long> undisturbed(Way way) {
        return undisturbed.computeIfAbsent(way.name(), name -> {
            plan(way);
            kvitta.deliverAll(merchant);
            assertBooked();
            return calls(way);
        });
    }

    @ParameterizedTest
    @MethodSource("ways")
    void entersEveryPostingAsItWasPlannedWithItsSeriesDayDimensionsAndDocument(Way way) {
        plan(way);
        kvitta.deliverAll(merchant);
        assertBooked();
        Map<String, Long> calls = calls(way);
        assertThat(calls).allSatisfy((call, times) -> assertThat(times).as(call).isPositive());
        kvitta.deliver(merchant);
        assertBooked();
        assertReadBack(way.name());
        assertThat(calls(way)).as("nothing is delivered again").isEqualTo(calls);
        undisturbed.put(way.name(), calls);
    }

    @Test
    void isHeldToEveryTroubleUnlessItWritesFiles() {
        assertThat(target.troubles())
                .isEqualTo(capabilities().batches() ? Set.of() : Set.copyOf(Arrays.asList(Trouble.values())));
        assertThat(target.secrets().isEmpty()).isEqualTo(capabilities().batches());
        assertThat(target.ways()).isNotEmpty().allSatisfy(way -> {
            assertThat(way.obstacles()).isNotEmpty();
            assertThat(way.changes().isEmpty()).isEqualTo(capabilities().batches());
        });
        String profiles = manyWays().map(way -> way.profile().toString()).collect(Collectors.joining());
        assertThat(capabilities().modes())
                .allSatisfy(mode -> assertThat(profiles).contains(mode.name().toLowerCase(Locale.ROOT)));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("troubledWays")
    void everyPostingIsInTheBooksOnceWhateverBecomesOfItsCalls(Way way, Trouble trouble) {
        Map<String, Long> expected = undisturbed(way);
        plan(way);
        // What the clock of the test does not shorten: the first change does for all.
        boolean waits = trouble == Trouble.SLOW_REPLY || trouble == Trouble.TOO_MANY_CALLS;
        List<Change> struck = waits ? way.changes().subList(0, 1) : way.changes();
        Map<String, Integer> strikes = new HashMap<>();
        struck.forEach(change -> strikes.put(change.call(), target.strike(trouble, change.call(), 1)));
        // What takes effect late does so before the time of its call is past.
        kvitta.deliverAll(merchant, target::arrive);

        strikes.forEach((call, strike) ->
                assertThat(target.struck(strike)).as("%s was struck", call).isEqualTo(1));
        assertBooked();
        if (trouble.isDone()) {
            way.changes().stream().filter(Change::found).forEach(change -> assertThat(target.calls(change.call()))
                    .as("%s took effect and was found, not made again", change.call())
                    .isEqualTo(expected.get(change.call())));
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("calledWays")
    void aConnectionThatIsRefusedIsNoCallAndIsTriedAgain(Way way) {
        plan(way);
        kvitta.deliverAll(merchant);
        handIn("2201447799");
        List<Posting> second = in(State.PLANNED);
        assertThat(second).isNotEmpty();
        company.expect(second);

        target.refuseConnections();
        // A connection that was kept from before breaks during a call; the next ones are refused.
        for (int i = 0; i < 3; i++) {
            kvitta.deliver(merchant);
            clock.advance(Duration.ofMinutes(1));
        }
        assertThat(in(State.PLANNED)).hasSameSizeAs(second);
        assertThat(tasks()).isEmpty();
        Steps steps = kvitta.bean(Steps.class);
        assertThat(second.stream()
                        .flatMap(posting -> steps.of(posting.id()).stream())
                        .flatMap(step -> steps.attempts(step.postingId(), step.seq()).stream())
                        .filter(attempt -> attempt.detail().contains("refused")))
                .isNotEmpty()
                .allSatisfy(attempt -> assertThat(attempt.outcome()).isEqualTo("NOT_EXECUTED"));

        target.calm();
        kvitta.deliverAll(merchant);
        assertThat(in(State.PLANNED)).isEmpty();
        assertThat(tasks()).isEmpty();
        assertThat(company.movements()).isEqualTo(movements(kept(second)));
        assertThat(company.faults()).isEmpty();
    }

    private List<Posting> kept(List<Posting> planned) {
        Set<Long> ids = planned.stream().map(Posting::id).collect(Collectors.toSet());
        return in(State.DONE).stream()
                .filter(posting -> ids.contains(posting.id()))
                .toList();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("editedWays")
    void whatSomebodyEditedBeforeItWasFoundWaitsForAPersonAndIsNotMadeAgain(Way way) {
        Map<String, Long> expected = undisturbed(way);
        String change = way.changes().get(0).call();
        plan(way);
        int lost = target.strike(Trouble.LOST_REPLY, change, 1);
        target.strike(Trouble.UNAVAILABLE, way.look(), Integer.MAX_VALUE);
        kvitta.deliver(merchant);
        assertThat(target.struck(lost)).isEqualTo(1);
        Steps steps = kvitta.bean(Steps.class);
        Posting posting = in(State.PLANNED).stream()
                .filter(planned ->
                        steps.of(planned.id()).stream().anyMatch(step -> step.state() == Steps.State.UNKNOWN))
                .findFirst()
                .orElseThrow();
        long calls = target.calls(change);
        Runnable undo = company.edit(posting);
        target.calm();
        kvitta.deliverAll(merchant);

        assertThat(in(State.HELD)).extracting(Posting::id).containsExactly(posting.id());
        assertThat(tasks()).singleElement().satisfies(task -> {
            assertThat(task.get("code")).isEqualTo(way.edited());
            assertTold(task, posting);
        });
        assertThat(calls + target.calls(change)).as("it is not made again").isEqualTo(expected.get(change));

        undo.run();
        kvitta.bean(Operations.class).retryPosting(posting.id(), "test");
        kvitta.deliverAll(merchant);
        assertBooked();
        assertThat(calls + target.calls(change)).isEqualTo(expected.get(change));
    }

    /** Who, what, what was not done, and how to mend it. */
    private void assertTold(Map<String, String> task, Posting posting) {
        assertThat(task.get("subject")).isEqualTo("posting " + posting.id());
        assertThat(task.get("profile")).isEqualTo(merchant + "-se");
        assertThat(task.get("cause"))
                .contains(posting.booking().voucher().text())
                .contains(posting.booking().voucher().date().toString());
        assertThat(task.get("fix")).hasSizeGreaterThan(20).doesNotContain("{");
        assertThat(task.get("cause")).doesNotContain("{");
    }

    @ParameterizedTest
    @MethodSource("obstructedWays")
    void aNoIsToldWithItsCauseAndStopsOnlyWhatDependsOnItUntilItIsMended(Way way, Obstacle obstacle) {
        plan(way);
        obstacle.raise().accept(company);
        if (capabilities().batches()) {
            kvitta.deliver(merchant);
            assertThat(in(State.DONE)).isEmpty();
        } else {
            kvitta.deliverAll(merchant);
        }
        assertThat(tasks()).isNotEmpty().allSatisfy(task -> {
            assertThat(task.get("code")).isEqualTo(obstacle.code());
            assertThat(task.get("cause") + task.get("fix")).contains(obstacle.told());
        });
        List<Posting> refused = in(State.REFUSED);
        if (!capabilities().batches()) {
            assertStopped(obstacle, refused);
        }

        obstacle.mend().accept(company);
        for (Posting posting : obstacle.booked() ? stopped() : refused) {
            kvitta.bean(Operations.class).retryPosting(posting.id(), "test");
        }
        kvitta.deliverAll(merchant);
        assertBooked();
    }

    private List<Posting> stopped() {
        Set<String> subjects = tasks().stream().map(task -> task.get("subject")).collect(Collectors.toSet());
        return in(State.DONE).stream()
                .filter(posting -> subjects.contains("posting " + posting.id()))
                .toList();
    }

    private void assertStopped(Obstacle obstacle, List<Posting> refused) {
        if (obstacle.booked()) {
            assertThat(refused).isEmpty();
            assertThat(stopped()).hasSameSizeAs(tasks());
        } else {
            assertThat(tasks()).hasSameSizeAs(refused);
            refused.forEach(posting -> assertThat(tasks())
                    .filteredOn(task -> task.get("subject").equals("posting " + posting.id()))
                    .singleElement()
                    .satisfies(task -> assertTold(task, posting)));
        }
        Set<String> blocked =
                refused.stream().map(posting -> posting.booking().key()).collect(Collectors.toCollection(HashSet::new));
        List<Posting> waiting = in(State.PLANNED);
        int known = -1;
        while (known < blocked.size()) {
            known = blocked.size();
            waiting.stream()
                    .filter(posting -> posting.booking().invoice() != null
                            && blocked.contains(posting.booking().invoice().of()))
                    .forEach(posting -> blocked.add(posting.booking().key()));
        }
        assertThat(waiting).allSatisfy(posting -> assertThat(blocked)
                .as("only what depends on a refused posting waits")
                .contains(posting.booking().key()));
    }

    /** The schedule lets one node work for a merchant; this is what holds if two do nevertheless. */
    @Test
    void twoNodesBesideEachOtherEnterEveryPostingOnce() {
        if (target.troubles().isEmpty()) {
            return;
        }
        // A thread of its own: one that waits in the common pool would hold up the answers to all HTTP calls of this
        // process
        ExecutorService beside = Executors.newSingleThreadExecutor();
        try (TestKvitta other = node("other", database)) {
            for (Way way : target.ways()) {
                plan(way);
                other.bean(Merchants.class).refresh();
                for (int i = 0; i < 50 && !in(State.PLANNED).isEmpty(); i++) {
                    CompletableFuture<Void> others = CompletableFuture.runAsync(() -> other.deliver(merchant), beside);
                    kvitta.deliver(merchant);
                    others.join();
                    clock.advance(Duration.ofMinutes(3));
                }
                kvitta.deliverAll(merchant);
                assertBooked();
            }
        } finally {
            beside.shutdownNow();
        }
    }

    /**
     * Replies get lost, the server is in trouble and the process dies at random moments. {@code -Dchaos.orders} says for
     * how many orders, {@code -Dchaos.seed} which moments.
     */
    @ParameterizedTest
    @MethodSource("stormyWays")
    void manyOrdersAreInTheBooksAsIfNothingHadHappened(Way way) throws IOException {
        int orders = Integer.getInteger("chaos.orders", 30);
        if (target.unevenWays().contains(way)) {
            // The same calls and some more, in another company.
            orders /= 2;
        }
        long seed = Long.getLong("chaos.seed", 20260305L);
        planMany(way, orders);
        int before = mortal.changes();
        deliverThrough(new Random(0), Integer.MAX_VALUE);
        int changes = mortal.changes() - before;
        List<String> undisturbed = books();
        assertThat(undisturbed).hasSizeGreaterThan(10);

        planMany(way, orders);
        target.storm(seed);
        var random = new Random(seed);
        int deaths = deliverThrough(random, Math.max(4, changes / 4));
        String what = "%s, %d orders, seed %d, %d deaths".formatted(way, orders, seed, deaths);
        target.calm();
        assertThat(asked()).as(what).isEmpty();
        assertThat(company.faults()).as(what).isEmpty();
        assertThat(books()).as(what).isEqualTo(undisturbed);
        assertReadBack(what);
        assertThat(deaths).as(what).isPositive();
    }

    /** What a person is asked about the merchant. */
    private List<String> asked() {
        return kvitta.bean(Tasks.class).open().stream()
                .filter(task -> task.merchant().equals(merchant))
                // Some sales of the generated weeks wait for a rule of VAT in every run.
                .filter(task -> !task.reason().code().equals("EVENTS_HELD"))
                .map(task -> task.reason().toString())
                .toList();
    }

    private void planMany(Way way, int orders) throws IOException {
        connect(way);
        for (int part = 0; part * 50 < orders; part++) {
            String reference = "90000000" + String.format(Locale.ROOT, "%02d", part);
            var plan = SettlementPlan.weekly(
                    reference,
                    "K700123",
                    1000L * part,
                    Math.min(50, orders - part * 50),
                    LocalDate.of(2026, 2, 2).minusWeeks(part % 4));
            var file = new ByteArrayOutputStream();
            new SettlementGenerator(plan).write(ReportFormat.extended(), file);
            // Every part counts its orders from the same number.
            handIn(
                    reference,
                    file.toString(StandardCharsets.UTF_8).replaceAll(";(10\\d{3});", ";" + (part + 1) + "$1;"));
        }
        company.expect(in(State.PLANNED));
        target.calm();
    }

    /**
     * Delivers until nothing is due, while the process dies within so many changes of the journal, again and again. Answers
     * how often it did. Once a new process goes on; else it is the database that is back.
     */
    private int deliverThrough(Random random, int changes) {
        int deaths = 0;
        for (int round = 0; round < 400; round++) {
            if (changes < Integer.MAX_VALUE && deaths < DEATHS) {
                mortal.dieIn(1 + random.nextInt(changes), random.nextBoolean());
            }
            try {
                kvitta.deliver(merchant);
            } catch (RuntimeException e) {
                assertThat(mortal.isDead()).as("%s", e).isTrue();
            }
            boolean dead = mortal.isDead();
            mortal.revive();
            if (dead && ++deaths == 3) {
                kvitta.close();
                kvitta = node("kvitta", mortal);
            }
            Optional<Instant> due = kvitta.bean(Steps.class).nextDue(merchant);
            if (due.isEmpty()) {
                return deaths;
            }
            Instant later = clock.instant().plus(Duration.ofMinutes(5));
            clock.set(due.get().isAfter(later) ? due.get() : later);
        }
        throw new AssertionError("after 400 runs steps of " + merchant + " are still due");
    }

    /**
     * What stands in the books, and what a person is asked, without numbers and the part of a marker that differs between
     * merchants.
     */
    private List<String> books() {
        return Stream.of(
                        tasks().stream().map(task -> task.get("code")),
                        company.movements().entrySet().stream().map(Object::toString),
                        company.entries().stream()
                                .map(entry -> entry.series() + " " + entry.date() + " " + entry.marker() + " "
                                        + entry.rows() + " " + entry.documents()),
                        company.orders().stream())
                .flatMap(lines -> lines)
                .map(line -> line.replaceAll(":[0-9a-f]{8}\\)", ")"))
                .sorted()
                .toList();
    }

    @Test
    void whatItCannotCarryIsRefusedWhenTheMerchantFileIsRead() {
        Way way = target.ways().get(0);
        merchant = "bred";
        company = target.newCompany(merchant, way);
        try {
            for (Mode mode : Mode.values()) {
                String name = mode.name().toLowerCase(Locale.ROOT);
                List<String> problems = problems(List.of("modes: [" + name + "]", "match: { in: YourReference }"));
                if (capabilities().modes().contains(mode)) {
                    assertThat(problems).as(name).noneMatch(problem -> problem.contains("cannot carry"));
                } else {
                    assertThat(problems)
                            .as(name)
                            .singleElement()
                            .asString()
                            .contains(target.slug() + " cannot carry the mode " + name);
                }
            }
            for (Dimension dimension : Dimension.values()) {
                String setting =
                        switch (dimension) {
                            case COST_CENTRE -> "dimensionRules: [ { when: { country: [DE] }, costCentre: \"%s\" } ]";
                            case PROJECT -> "project: \"%s\"";
                            case DEPARTMENT -> "department: \"%s\"";
                            case OTHER -> "otherDimensions: { Kostnadsbärare: \"%s\" }";
                        };
                // No code that any system takes: long, with signs that mean something elsewhere.
                String line = setting.formatted("<" + "x".repeat(36) + ">");
                assertThat(problems(List.of("modes: [payout]", line)))
                        .as("%s", dimension)
                        .singleElement()
                        .asString()
                        .contains(target.slug());
            }
        } finally {
            kvitta.bean(Merchants.class).refresh();
        }
    }

    private List<String> problems(List<String> profile) {
        home.merchant(merchant, file(profile));
        try {
            kvitta.bean(Merchants.class).refresh();
            return kvitta.bean(Merchants.class).problems().stream()
                    .map(Object::toString)
                    .toList();
        } finally {
            home.remove("mappings/merchants/" + merchant + ".yaml");
        }
    }
}
