package se.kvitta.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.search.RequiredSearch;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import se.kvitta.journal.Steps;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.Operations;
import se.kvitta.reason.Reason;
import se.kvitta.sandbox.fortnox.Fault;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/** One merchant's trouble with a target is nobody else's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeliveryIsolationTest {

    private static final String VOUCHERS = "/3/vouchers.*";

    @TempDir
    static Path folder;

    private final ExecutorService jobs = Executors.newCachedThreadPool();
    private final List<CompletableFuture<?>> underWay = new ArrayList<>();
    private Sandboxes sandboxes;
    private TestHome home;
    private TestKvitta kvitta;

    @BeforeAll
    void start() throws IOException {
        sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
        sandboxes.deliver(
                "0041822931_20260223T000000_0.csv",
                Files.readString(Path.of("src/test/resources/klarna/settlement-0041822931-negative-zero-payout.csv")));
        home = new TestHome(folder.resolve("home"));
        home.merchant("kaffe", TestMerchants.SIE);
        kvitta = TestKvitta.in(home).with(sandboxes).start();
    }

    @AfterEach
    void calm() {
        sandboxes.fortnox().clearFaults();
    }

    @AfterAll
    void stop() {
        sandboxes.close(); // ends slow answers
        CompletableFuture.allOf(underWay.toArray(new CompletableFuture<?>[0])).join();
        kvitta.close();
        jobs.shutdown();
    }

    /** A merchant with a company of its own and three vouchers to enter. */
    private String merchant() {
        sandboxes.newCompany();
        String name = "ljus" + sandboxes.tenant();
        home.merchant(
                name,
                TestMerchants.FORTNOX.replace("704001", sandboxes.tenant()).replace("ljus", name));
        kvitta.bean(Merchants.class).refresh();
        kvitta.fetch(name + "-se");
        kvitta.lookedOver(name);
        return name;
    }

    /** A job on a thread of its own. */
    private CompletableFuture<Void> deliverBeside(String merchant) {
        CompletableFuture<Void> job = CompletableFuture.runAsync(() -> kvitta.deliver(merchant), jobs);
        underWay.add(job);
        return job;
    }

    @Test
    void booksForTheOthersWhileOneMerchantsTargetHangs() {
        String hanging = merchant();
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.SLOW).on("POST", VOUCHERS).times(3).after(Duration.ofMinutes(5)));
        CompletableFuture<Void> job = deliverBeside(hanging);
        await().atMost(Duration.ofSeconds(60)).until(() -> sandboxes.fortnox().faultsGiven(Fault.Kind.SLOW) == 3);
        for (int i = 0; i < 3; i++) {
            String other = merchant();
            kvitta.deliverAll(other);
            assertThat(sandboxes.company().vouchers()).hasSize(3);
        }
        kvitta.fetch("kaffe-se");
        kvitta.deliverAll("kaffe");
        assertThat(home.outbox("kaffe")).hasSize(1);
        assertThat(job).isNotDone();
    }

    @Test
    void booksForTheOthersAtFullSpeedWhileOneMerchantWaitsForItsTurn() {
        String limited = merchant();
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.TOO_MANY_REQUESTS)
                        .on("POST", VOUCHERS)
                        .times(3));
        kvitta.deliver(limited);
        assertThat(sandboxes.company().vouchers()).hasSizeLessThan(3);
        var company = sandboxes.company();
        var due = kvitta.bean(Steps.class).nextDue(limited).orElseThrow();
        assertThat(due)
                .as("Retry-After is a due time in the journal")
                .isAfter(kvitta.clock().instant());
        long posts = sandboxes.fortnox().calls("POST /3/vouchers");
        kvitta.deliver(limited);
        assertThat(sandboxes.fortnox().calls("POST /3/vouchers"))
                .as("nothing is sent before it is due")
                .isEqualTo(posts);

        String other = merchant();
        kvitta.deliver(other);
        assertThat(sandboxes.company().vouchers()).hasSize(3);
        assertThat(company.vouchers()).hasSizeLessThan(3);
        assertThat(meter(limited, "kvitta.target.paused").functionCounter().count())
                .isPositive();
        assertThat(meter(other, "kvitta.target.paused").functionCounter().count())
                .isZero();
        kvitta.deliverAll(limited);
        assertThat(company.vouchers()).hasSize(3);
    }

    /** The same exception would end it again and again: a person is told, with the cause, and nobody else waits. */
    @Test
    void tellsAFaultOfTheProgramAtOnceAndEntersTheOthers() {
        String merchant = merchant();
        kvitta.settlements(merchant).forEach(settlement -> kvitta.routes().sendBody("direct:plan", settlement));
        Deliveries deliveries = kvitta.bean(Deliveries.class);
        Steps steps = kvitta.bean(Steps.class);

        Dispatch passing = begun(deliveries, merchant);
        long posting = passing.posting().id();
        deliveries.failed(passing, new RuntimeCamelException("read", new SocketTimeoutException("read")));
        assertThat(steps.of(posting).get(0).state()).isEqualTo(Steps.State.PLANNED);
        kvitta.clock().advance(Duration.ofMinutes(15));
        Dispatch faulty = begun(deliveries, merchant);
        assertThat(faulty.posting().id()).isEqualTo(posting);
        deliveries.failed(faulty, new IllegalStateException("posting has no rate for UGX"));
        kvitta.deliverAll(merchant);

        assertThat(sandboxes.company().vouchers()).hasSize(2);
        assertThat(steps.of(posting).stream().map(Steps.Step::state).distinct())
                .startsWith(Steps.State.REFUSED)
                .isSubsetOf(Steps.State.REFUSED, Steps.State.WAITING);
        assertThat(kvitta.bean(Tasks.class).open(merchant)).singleElement().satisfies(task -> {
            assertThat(task.subject()).isEqualTo("posting " + posting);
            assertThat(task.reason().code()).isEqualTo("POSTING_FAULT");
            assertThat(task.reason().facts())
                    .containsEntry("cause", "IllegalStateException: posting has no rate for UGX")
                    .containsEntry("step", "voucher");
        });

        kvitta.bean(Operations.class).retryPosting(posting, "test");
        kvitta.deliverAll(merchant);
        assertThat(sandboxes.company().vouchers()).hasSize(3);
        assertThat(kvitta.bean(Tasks.class).open(merchant)).isEmpty();
    }

    static Stream<Arguments> endsOfLookUps() {
        var said = Reason.of("TARGET_NO_RIGHT", "message", "Saknar behörighet", "status", 403);
        return Stream.of(
                Arguments.of(
                        new IllegalStateException("no such field"),
                        "LOOKUP_FAULT",
                        Map.of("cause", "IllegalStateException: no such field")),
                Arguments.of(
                        new Refused(said),
                        "LOOKUP_REFUSED",
                        Map.of("code", "TARGET_NO_RIGHT", "message", "Saknar behörighet", "status", "403")));
    }

    /** Nobody knows whether the voucher is there, and nobody can look: it is never sent, and a person is told in the end. */
    @ParameterizedTest
    @MethodSource("endsOfLookUps")
    void tellsWhatEndsEveryLookUp(Exception fault, String code, Map<String, String> facts) {
        String merchant = merchant();
        kvitta.settlements(merchant).forEach(settlement -> kvitta.routes().sendBody("direct:plan", settlement));
        Deliveries deliveries = kvitta.bean(Deliveries.class);
        Steps steps = kvitta.bean(Steps.class);
        Tasks tasks = kvitta.bean(Tasks.class);
        Dispatch sent = begun(deliveries, merchant);
        long posting = sent.posting().id();
        sent.markSent();
        deliveries.failed(sent, new SocketTimeoutException("read"));
        for (Exception cause : List.of(fault, fault, new SocketTimeoutException("read"), fault, fault)) {
            deliveries.failed(lookUp(deliveries, merchant, posting), cause);
            assertThat(steps.of(posting).get(0).state()).isEqualTo(Steps.State.UNKNOWN);
            assertThat(tasks.open(merchant)).isEmpty();
        }
        deliveries.failed(lookUp(deliveries, merchant, posting), fault);
        kvitta.deliverAll(merchant);

        assertThat(sandboxes.company().vouchers()).hasSize(2);
        assertThat(steps.of(posting).get(0).state()).isEqualTo(Steps.State.HELD);
        assertThat(tasks.open(merchant)).singleElement().satisfies(task -> {
            assertThat(task.reason().code()).isEqualTo(code);
            assertThat(task.reason().facts())
                    .containsAllEntriesOf(facts)
                    .containsEntry("times", "3")
                    .containsEntry("step", "voucher");
        });
        kvitta.bean(Operations.class).retryPosting(posting, "test");
        kvitta.deliverAll(merchant);
        assertThat(sandboxes.company().vouchers()).hasSize(3);
        assertThat(tasks.open(merchant)).isEmpty();
    }

    /** The step of a posting, when it is due to be looked up. */
    private Dispatch lookUp(Deliveries deliveries, String merchant, long posting) {
        kvitta.clock().advance(Duration.ofHours(1));
        DeliveryRun run = deliveries.open(merchant);
        return Stream.generate(() -> Objects.requireNonNull(deliveries.claim(run, null)))
                .filter(dispatch -> dispatch.posting().id() == posting)
                .peek(dispatch -> assertThat(dispatch.unknown()).isTrue())
                .findFirst()
                .orElseThrow();
    }

    /** The first step that is due, under way. */
    private static Dispatch begun(Deliveries deliveries, String merchant) {
        Dispatch first = Objects.requireNonNull(deliveries.claim(deliveries.open(merchant), null));
        return deliveries.begin(first);
    }

    @Test
    void neverMeetsTheLimitOfATargetThatCountsEveryCall() {
        String limited = merchant();
        kvitta.deliverAll(limited); // warm connections: a first call comes late
        home.edit("mappings/targets/fortnox.yaml", text -> text.replace("calls: 100000", "calls: 25")
                .replace("window: 5s", "window: 1s")
                .replace("share: 98", "share: 90"));
        kvitta.bean(Merchants.class).refresh();
        sandboxes.fortnox().limit(25, Duration.ofSeconds(1));
        sandboxes.fortnox().resetCalls();
        try {
            CompletableFuture.allOf(IntStream.range(0, 4)
                            .mapToObj(lane -> CompletableFuture.runAsync(
                                    () -> {
                                        for (int i = 0; i < 6; i++) {
                                            kvitta.routes().requestBody("direct:preflight", limited);
                                        }
                                    },
                                    jobs))
                            .toArray(CompletableFuture[]::new))
                    .join();
            assertThat(sandboxes.fortnox().answers(200)).isGreaterThanOrEqualTo(48);
            assertThat(sandboxes.fortnox().answers(429)).isZero();
            assertThat(meter(limited, "kvitta.target.calls").functionCounter().count())
                    .as("every call has a turn")
                    .isGreaterThanOrEqualTo(48);
            assertThat(meter(limited, "kvitta.target.allowance").gauge().value())
                    .isEqualTo(25);
            // 48 calls of 1 500 a minute, when the second they were made in is over.
            await().atMost(Duration.ofSeconds(5))
                    .until(() ->
                            meter(limited, "kvitta.target.used.percent").gauge().value() >= 3.2);
            assertThat(meter(limited, "kvitta.target.paused").functionCounter().count())
                    .isZero();
        } finally {
            sandboxes.fortnox().limit(1_000_000, Duration.ofSeconds(1));
            home.edit("mappings/targets/fortnox.yaml", text -> text.replace("calls: 25", "calls: 100000"));
            kvitta.bean(Merchants.class).refresh();
        }
    }

    private RequiredSearch meter(String merchant, String name) {
        return kvitta.bean(MeterRegistry.class).get(name).tags("merchant", merchant, "target", "fortnox");
    }
}
