package se.kvitta.source.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import se.kvitta.hint.Hints;
import se.kvitta.hint.Hints.How;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.Operations;
import se.kvitta.sandbox.stripe.StripeAccount;
import se.kvitta.sandbox.stripe.StripeAccount.Sum;
import se.kvitta.sandbox.stripe.StripeSandbox;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/** Webhooks of one profile that come to two nodes with one PostgreSQL, of which one runs jobs. */
class StripeHintsOnTwoNodesTest {

    private static final String SECRET = "whsec_of_two_nodes";

    @TempDir
    Path folder;

    /** The schedule is of the system's clock. */
    private final MovableClock clock = new MovableClock(Instant.now());

    private final ExecutorService senders = Executors.newFixedThreadPool(4);
    private StripeSandbox sandbox;
    private TestKvitta worker;
    private TestKvitta receiver;

    @BeforeEach
    void start() throws IOException {
        sandbox = StripeSandbox.start(0);
        StripeAccount account = sandbox.account("rk_test_nodes", StripeSandbox.READS_ROWS);
        Instant at = clock.instant().minus(Duration.ofDays(2));
        var sum = new Sum(125_000, "sek");
        String row = account.row("charge", "charge", at, sum, 2_055, account.chargeObject("1041", at, sum));
        account.payout("po_nodes", "sek", at.plusSeconds(3_600), List.of(row), true);
        worker = node("worker").postgresql().start();
        receiver = node("receiver").besides(worker).start();
    }

    private TestKvitta.Builder node(String name) {
        TestHome home = new TestHome(folder.resolve(name))
                .merchant(
                        "kruka",
                        TestMerchants.STRIPE.replace(
                                "2026-01-01",
                                Stockholm.dayOf(clock.instant()).minusDays(20).toString()));
        return TestKvitta.in(home)
                .set("stripe.api-url", sandbox.apiUrl())
                .set("stripe.call-spacing", 1)
                .set("TEST_STRIPE_KEY", "rk_test_nodes")
                .set("TEST_WEBHOOK", SECRET)
                .set("kvitta.hints.gather", "1ms")
                .set("kvitta.hints.per-second", 1_000)
                // How often a node looks for what another has put into the schedule; half a minute as it is shipped.
                .set("spring.quartz.properties.org.quartz.scheduler.idleWaitTime", 1_000)
                .clock(clock);
    }

    @AfterEach
    void stop() {
        senders.shutdownNow();
        if (receiver != null) {
            receiver.close();
        }
        if (worker != null) {
            worker.close();
        }
        sandbox.close();
    }

    private How send(TestKvitta node, String event) throws Exception {
        byte[] body =
                "{\"id\":\"%s\",\"type\":\"payout.paid\"}".formatted(event).getBytes(StandardCharsets.UTF_8);
        long at = clock.instant().getEpochSecond();
        String signature = "t=" + at + ",v1=" + StripeHintsTest.sign(SECRET, at, body);
        var received = node.bean(Hints.class)
                .received(
                        node.bean(Merchants.class).requireProfile("kruka-se"),
                        Map.of("Stripe-Signature", signature),
                        body);
        return node.routes()
                .requestBody("direct:hint", received, Hints.Outcome.class)
                .how();
    }

    private List<String> triggers(TestKvitta node) throws SchedulerException {
        return node.bean(Scheduler.class).getTriggersOfJob(new JobKey("kruka-se", "fetch")).stream()
                .map(trigger -> trigger.getKey().getName())
                .toList();
    }

    private void awaitFetch() {
        await().atMost(Duration.ofSeconds(60)).until(() -> triggers(worker).equals(List.of("kruka-se")));
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        worker.bean(Scheduler.class).getCurrentlyExecutingJobs().isEmpty());
    }

    @Test
    void aBurstOnBothIsOneFetchOnTheOneThatWorksAndAReplayIsSeenByBoth() throws Exception {
        var sent = new ArrayList<Callable<How>>();
        for (int i = 0; i < 10; i++) {
            String event = "evt_" + i;
            // At least once, to whichever node.
            for (TestKvitta node : List.of(worker, receiver, receiver, worker)) {
                sent.add(() -> send(node, event));
            }
        }
        var became = new ArrayList<How>();
        for (Future<How> one : senders.invokeAll(sent)) {
            became.add(one.get());
        }
        assertThat(became).containsOnly(How.TAKEN, How.KNOWN);
        assertThat(became.stream().filter(How.TAKEN::equals).count()).isGreaterThanOrEqualTo(10);
        assertThat(triggers(worker)).containsExactlyInAnyOrder("kruka-se", "hint-kruka-se");
        assertThat(triggers(receiver)).containsExactlyInAnyOrder("kruka-se", "hint-kruka-se");
        assertThat(sandbox.calls()).isZero();

        worker.bean(Scheduler.class).start();
        awaitFetch();
        assertThat(sandbox.calls("payouts"))
                .as("a page of payouts, and the payout")
                .isEqualTo(2);
        assertThat(receiver.settlements("kruka"))
                .singleElement()
                .satisfies(settlement -> assertThat(settlement.reference()).isEqualTo("po_nodes"));

        for (TestKvitta node : List.of(receiver, worker)) {
            assertThat(send(node, "evt_3")).isEqualTo(How.KNOWN);
        }
        assertThat(triggers(receiver)).containsExactly("kruka-se");

        // The one that works never saw this one.
        assertThat(send(receiver, "evt_late")).isEqualTo(How.TAKEN);
        await().atMost(Duration.ofSeconds(60)).until(() -> sandbox.calls("payouts") == 3);
        awaitFetch();
        assertThat(sandbox.calls("payouts")).as("one more page of payouts").isEqualTo(3);
        assertThat(worker.bean(Operations.class).tasks()).isEmpty();
    }
}
