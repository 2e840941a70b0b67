package se.kvitta.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.CronTrigger;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.TriggerKey;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.kvitta.intake.Fetch;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.RouteFiles;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;

/** Quartz on the journal's database, and a source that only notes that it was asked. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScheduleTest {

    @TempDir
    static Path folder;

    private final Probe probe = new Probe();
    private Sandboxes sandboxes;
    private TestHome home;
    private TestKvitta kvitta;
    private Scheduler scheduler;
    private Schedule schedule;

    /** Notes every fetch, and holds back those that are told to wait. */
    public static final class Probe {
        private final List<Fetch> fetches = new CopyOnWriteArrayList<>();
        private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
        private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
        private volatile boolean beside;

        public void fetch(Fetch fetch) throws InterruptedException {
            String profile = fetch.profile().name();
            AtomicInteger now = running.computeIfAbsent(profile, first -> new AtomicInteger());
            beside |= now.incrementAndGet() > 1;
            fetches.add(fetch);
            gates.getOrDefault(profile, new CountDownLatch(0)).await();
            now.decrementAndGet();
        }

        private List<Fetch> of(String profile) {
            return fetches.stream()
                    .filter(fetch -> fetch.profile().name().equals(profile))
                    .toList();
        }
    }

    @BeforeAll
    void start() throws IOException, SchedulerException {
        sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
        home = new TestHome(folder.resolve("home"))
                .write(
                        "mappings/sources/probe.yaml",
                        Files.readString(Path.of("mappings/sources/klarna.yaml"))
                                .replace("source: klarna", "source: probe"))
                .write("routes/sources/probe.camel.yaml", """
                        - route:
                            id: probe.fetch
                            from:
                              uri: direct:source-probe
                              steps:
                                - bean: {ref: probe, method: fetch}
                        """);
        for (String name : List.of("missed", "twice", "free")) {
            home.merchant(name, merchant(name, ""));
        }
        kvitta = TestKvitta.in(home).with(sandboxes).start();
        kvitta.bean(CamelContext.class).getRegistry().bind("probe", probe);
        home.edit("routes/sources/probe.camel.yaml", text -> text + "# now its bean is there\n");
        kvitta.bean(RouteFiles.class).refresh();
        schedule = kvitta.bean(Schedule.class);
        scheduler = kvitta.bean(Scheduler.class);
        // The service was down when three weekly times came.
        Instant now = Instant.now();
        JdbcClient.create(kvitta.bean(DataSource.class))
                .sql("""
                        update qrtz_triggers set next_fire_time = :next, prev_fire_time = :before, start_time = :before
                        where trigger_group = 'fetch' and trigger_name = 'missed-1'
                        """)
                .param("next", now.minus(Duration.ofDays(20)).toEpochMilli())
                .param("before", now.minus(Duration.ofDays(27)).toEpochMilli())
                .update();
        scheduler.start();
    }

    @AfterAll
    void stop() {
        probe.gates.values().forEach(CountDownLatch::countDown);
        kvitta.close();
        sandboxes.close();
    }

    private static String merchant(String name, String line) {
        return """
                merchant: %1$s
                name: Butiken
                organisationNumber: 559999-1246
                target: { system: sie }
                profiles:
                  %1$s-1:
                    source: probe
                    currencies: [SEK]
                    start: 2026-01-15
                    modes: [payout]
                    connection: { username: any }
                    %2$s
                """.formatted(name, line);
    }

    private void change(String name, String yaml) {
        home.merchant(name, yaml);
        // Whether this or the service's own look reads the file first does not matter.
        kvitta.bean(Merchants.class).refresh();
        assertThat(kvitta.bean(Merchants.class).problems()).isEmpty();
        schedule.mappingsChanged();
    }

    private void awaitFetches(String profile, int count) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(probe.of(profile)).hasSize(count));
    }

    private CronTrigger trigger(String profile) throws SchedulerException {
        return (CronTrigger) scheduler.getTrigger(new TriggerKey(profile, "fetch"));
    }

    @Test
    void catchesUpOnceHoweverManyTimesWereMissed() throws SchedulerException {
        awaitFetches("missed-1", 1);
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(trigger("missed-1").getNextFireTime()).isAfter(Date.from(Instant.now()));
            assertThat(scheduler.getTriggerState(new TriggerKey("missed-1", "fetch")))
                    .isEqualTo(Trigger.TriggerState.NORMAL);
        });
        schedule.sync();
        schedule.runNow("missed-1");
        awaitFetches("missed-1", 2);
        assertThat(scheduler.getTriggersOfJob(new JobKey("missed-1", "fetch"))).hasSize(1);
    }

    @Test
    void asksForNothingFromBeforeTheStartOfTheProfile() {
        schedule.runNow("free-1");
        awaitFetches("free-1", 1);
        assertThat(probe.of("free-1").get(0).from()).isEqualTo(Instant.parse("2026-01-14T23:00:00Z"));
        assertThat(probe.of("free-1").get(0).to()).isEqualTo(kvitta.clock().instant());
    }

    @Test
    void runsAProfileNeverBesideItselfAndOnceMoreWhenItWasAskedMeanwhile() {
        var gate = new CountDownLatch(1);
        probe.gates.put("twice-1", gate);
        schedule.runNow("twice-1");
        awaitFetches("twice-1", 1);
        schedule.runNow("twice-1");

        home.merchant("neighbour", merchant("neighbour", ""));
        kvitta.bean(Merchants.class).refresh();
        schedule.sync();
        schedule.runNow("neighbour-1");
        awaitFetches("neighbour-1", 1);
        assertThat(probe.of("twice-1")).hasSize(1);

        gate.countDown();
        awaitFetches("twice-1", 2);
        assertThat(probe.beside).isFalse();
    }

    /** Hints come in bursts, and while a fetch is under way: one more fetch finds what all of them were about. */
    @Test
    void fetchesOnceForHoweverManyHintsAndOnceMoreForThoseThatComeMeanwhile() throws SchedulerException {
        change("hinted", merchant("hinted", ""));
        var gate = new CountDownLatch(1);
        probe.gates.put("hinted-1", gate);
        Duration later =
                Duration.between(kvitta.clock().instant(), Instant.now()).plusHours(1);
        for (int i = 0; i < 20; i++) {
            schedule.fetchSoon("hinted-1", later);
        }
        assertThat(scheduler.getTriggersOfJob(new JobKey("hinted-1", "fetch")))
                .extracting(trigger -> trigger.getKey().getName())
                .containsExactlyInAnyOrder("hinted-1", "hint-hinted-1");
        assertThat(probe.of("hinted-1")).isEmpty();
        scheduler.unscheduleJob(new TriggerKey("hint-hinted-1", "fetch"));

        // The schedule is of the system's clock.
        Duration now = Duration.between(kvitta.clock().instant(), Instant.now());
        schedule.fetchSoon("hinted-1", now);
        awaitFetches("hinted-1", 1);
        for (int i = 0; i < 20; i++) {
            schedule.fetchSoon("hinted-1", now);
        }
        assertThat(probe.of("hinted-1")).hasSize(1);
        gate.countDown();
        awaitFetches("hinted-1", 2);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> scheduler
                                .getTriggersOfJob(new JobKey("hinted-1", "fetch"))
                                .size()
                        == 1);
        assertThat(probe.of("hinted-1")).hasSize(2);
        assertThat(probe.beside).isFalse();
    }

    @Test
    void runsBySchedule() {
        change("often", merchant("often", "schedule: { cron: \"* * * * * ?\" }"));
        await().atMost(Duration.ofSeconds(60)).until(() -> probe.of("often-1").size() >= 2);
        change("often", merchant("often", ""));
        assertThat(probe.beside).isFalse();
    }

    @Test
    void followsAChangedScheduleAndKeepsAnUnchangedOne() throws SchedulerException {
        change("moving", merchant("moving", "schedule: { every: day, at: \"04:00\" }"));
        CronTrigger daily = trigger("moving-1");
        assertThat(daily.getCronExpression()).endsWith(" 4 * * ?");
        assertThat(daily.getTimeZone().getID()).isEqualTo("Europe/Stockholm");
        change("moving", merchant("moving", "schedule: { every: day, at: \"04:00\" }\n    payout: split"));
        assertThat(trigger("moving-1").getStartTime()).isEqualTo(daily.getStartTime());
        change("moving", merchant("moving", "schedule: { every: month, on: 2, at: \"05:00\" }"));
        assertThat(trigger("moving-1").getCronExpression()).endsWith(" 5 2 * ?");
        assertThat(scheduler.getTriggersOfJob(new JobKey("moving-1", "fetch"))).hasSize(1);
    }

    /** At a start, files are taken in and wake their merchants while the schedule is being written; or two nodes write it. */
    @Test
    void isWrittenBySeveralAtOnce() throws Exception {
        var writers = Executors.newFixedThreadPool(4);
        try {
            for (int i = 0; i < 10; i++) {
                String merchant = "shared" + i;
                home.merchant(merchant, merchant(merchant, ""));
                kvitta.bean(Merchants.class).refresh();
                List<Future<?>> writing = new ArrayList<>();
                for (int writer = 0; writer < 4; writer++) {
                    writing.add(writers.submit(() -> schedule.wake(merchant)));
                }
                for (Future<?> one : writing) {
                    one.get();
                }
                assertThat(scheduler.getTriggersOfJob(new JobKey(merchant, "deliver")))
                        .extracting(trigger -> trigger.getKey().getName())
                        .contains("preflight-" + merchant);
            }
        } finally {
            writers.shutdown();
        }
    }

    @Test
    void takesAwayTheJobsOfAProfileThatIsGone() throws IOException, SchedulerException {
        change("leaving", merchant("leaving", ""));
        assertThat(scheduler.checkExists(new JobKey("leaving-1", "fetch"))).isTrue();
        assertThat(scheduler.checkExists(new JobKey("leaving", "deliver"))).isTrue();
        Files.delete(folder.resolve("home/mappings/merchants/leaving.yaml"));
        kvitta.bean(Merchants.class).refresh();
        schedule.mappingsChanged();
        assertThat(scheduler.checkExists(new JobKey("leaving-1", "fetch"))).isFalse();
        assertThat(scheduler.checkExists(new JobKey("leaving", "deliver"))).isFalse();
        assertThat(trigger("leaving-1")).isNull();
        assertThatThrownBy(() -> schedule.runNow("leaving-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is no profile 'leaving-1'");
    }

    @Test
    void saysThatAProfileWithoutConnectionTakesFilesFromItsInbox() throws SchedulerException {
        change("byhand", merchant("byhand", "").replace("connection: { username: any }", ""));
        assertThat(scheduler.checkExists(new JobKey("byhand-1", "fetch"))).isFalse();
        assertThatThrownBy(() -> schedule.runNow("byhand-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("inbox/byhand-1");
    }

    @Test
    void fetchesBooksAndDeliversByItsJobsAndNothingFromBeforeTheStart() throws IOException {
        sandboxes.deliver(
                "2201447718_20260216T000000_0.csv",
                Files.readString(Path.of("src/test/resources/klarna/settlement-2201447718-sek-extended.csv")));
        LocalDate start = LocalDate.of(2026, 2, 11);
        change(
                "late",
                merchant("late", "")
                        .replace("source: probe", "source: klarna")
                        .replace("start: 2026-01-15", "start: " + start)
                        .replace("modes: [payout]", """
                                modes: [daily, payout]
                                    vat: { home: SE, rates: { SE: 25 } }
                                    opening: { SEK: { amount: "10107.30", confirmedBy: "Anna, redovisning" } }""")
                        .replace("username: any", "username: K700123, password: secret:TEST_KLARNA_PASSWORD"));
        schedule.runNow("late-1");
        await().atMost(Duration.ofSeconds(60)).until(() -> !home.outbox("late").isEmpty());
        assertThat(kvitta.settlements("late")).singleElement().satisfies(settlement -> assertThat(
                        kvitta.postings(settlement))
                .isNotEmpty()
                .allSatisfy(posting ->
                        assertThat(posting.booking().voucher().date()).isAfterOrEqualTo(start)));
    }
}
