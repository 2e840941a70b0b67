package se.kvitta.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import se.kvitta.sandbox.fortnox.FortnoxSandbox;
import se.kvitta.sandbox.klarna.ReportFormat;
import se.kvitta.sandbox.klarna.SettlementGenerator;
import se.kvitta.sandbox.klarna.SettlementPlan;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestMerchants;

/**
 * What each of many tenants uses of the calls that its target allows it, when one node delivers to all of them at the same
 * time. The process, the sandbox and its companies share the machine: where that cannot carry them all,
 * {@code -Dbench.tenants.slower} makes the limit as many times slower. {@code -Dbench.tenants} says how many there are.
 * What is often run is compiled meanwhile in a slower window, then the limit changes under the running service.
 */
final class TenantsSideBySide {

    private static final int SLOWER = Integer.getInteger("bench.tenants.slower", 1);

    /** How much slower the limit is until the service is warm, and how many calls each tenant makes until then. */
    private static final int WARMING = 2;

    private static final int WARM = 600;

    /** Of an order in mode ledger. */
    private static final int CALLS_PER_ORDER = 4;

    /** Until every run of a delivery, which takes a minute as shipped, has begun anew by the new limit and its first window is over. */
    private static final Duration CHANGED = Duration.ofSeconds(80);

    private static final Duration MEASURED = Duration.ofSeconds(60);

    private final Path folder;
    private final Figures figures;
    private final int tenants = Integer.getInteger("bench.tenants", 100);

    /** Instants of calls, by {@code program@company}. */
    private final Map<String, List<Long>> calls = new ConcurrentHashMap<>();

    private final AtomicLong made = new AtomicLong();

    /** What service and sandbox had used of all cores at an instant of {@link System#nanoTime}. */
    private record Work(long at, Duration service, Duration sandbox) {

        static Work of(MeasuredProcess service) {
            return new Work(
                    System.nanoTime(),
                    service.cpu(),
                    ProcessHandle.current().info().totalCpuDuration().orElseThrow());
        }
    }

    TenantsSideBySide(Path folder, Figures figures) {
        this.folder = folder;
        this.figures = figures;
    }

    void measure() throws IOException, InterruptedException {
        Duration window = TargetShare.WINDOW.multipliedBy(SLOWER);
        Duration warming = TargetShare.WINDOW.multipliedBy(Math.max(SLOWER, WARMING));
        var home = new TestHome(folder.resolve("home")).edit("mappings/targets/fortnox.yaml", text -> text.replace(
                        "calls: 100000", "calls: " + TargetShare.CALLS)
                .replaceAll("window: +\\w+", "window: " + warming.toSeconds() + "s"));
        double paced = TargetShare.pacedCalls(home) / SLOWER;
        int orders =
                (int) ((WARM + paced * CHANGED.plus(MEASURED).multipliedBy(2).toSeconds()) / CALLS_PER_ORDER);
        try (Sandboxes sandboxes = Sandboxes.start(folder.resolve("sandboxes"))) {
            FortnoxSandbox fortnox = sandboxes.fortnox();
            fortnox.limit(TargetShare.CALLS, warming);
            List<Path> inboxes = new ArrayList<>();
            for (int i = 0; i < tenants; i++) {
                inboxes.add(tenant(home, sandboxes, orders));
            }
            try (MeasuredProcess service = TargetShare.start(home, sandboxes, false)) {
                service.await("Kvitta runs", Duration.ofMinutes(2));
                for (Path inbox : inboxes) {
                    TargetShare.awaitCount(service, ".done", 1, inbox);
                }
            }
            fortnox.watchCallers(caller -> {
                calls.computeIfAbsent(caller, key -> new CopyOnWriteArrayList<>())
                        .add(System.nanoTime());
                made.incrementAndGet();
            });
            try (MeasuredProcess service = TargetShare.start(home, sandboxes, true)) {
                service.await("Kvitta runs", Duration.ofMinutes(2));
                long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
                while (made.get() < (long) WARM * tenants) {
                    assertThat(service.isAlive() && System.nanoTime() < until)
                            .as(service.text())
                            .isTrue();
                    TimeUnit.MILLISECONDS.sleep(200);
                }
                fortnox.limit(TargetShare.CALLS, window);
                home.edit(
                        "mappings/targets/fortnox.yaml",
                        text -> text.replaceAll("window: +\\w+", "window: " + window.toSeconds() + "s"));
                TimeUnit.NANOSECONDS.sleep(CHANGED.toNanos());
                Work from = Work.of(service);
                TimeUnit.NANOSECONDS.sleep(MEASURED.toNanos());
                Work to = Work.of(service);
                assertThat(service.isAlive()).as(service.text()).isTrue();
                assertThat(calls).hasSize(tenants);
                assertThat(calls.values())
                        .as("every tenant has more to deliver than it could")
                        .allMatch(times -> times.size() < orders * CALLS_PER_ORDER);
                assertThat(fortnox.answers(429))
                        .as("answers that say «too many»")
                        .isZero();
                add(paced, from, to);
            }
        }
    }

    /** A merchant with a company of its own, and a week of its orders. */
    private Path tenant(TestHome home, Sandboxes sandboxes, int orders) throws IOException {
        sandboxes.newCompany();
        sandboxes.company().sales().roundToKronor(false);
        String merchant = "ljus" + sandboxes.tenant();
        home.merchant(
                merchant,
                TestMerchants.FORTNOX
                        .replace("704001", sandboxes.tenant())
                        .replace("ljus", merchant)
                        .replace("modes: [daily, payout]", "modes: [ledger, payout]"));
        Path inbox = Files.createDirectories(home.folder().resolve("inbox/" + merchant + "-se"));
        var plan = SettlementPlan.weekly("9100000001", Sandboxes.MID, 11, orders, LocalDate.of(2026, 2, 2))
                .withSalesOnly();
        var week = new ByteArrayOutputStream();
        new SettlementGenerator(plan).write(ReportFormat.extended(), week);
        Files.write(inbox.resolve("9100000001_20260216T000000_0.csv"), week.toByteArray());
        return inbox;
    }

    private void add(double paced, Work from, Work to) throws IOException {
        double seconds = (to.at() - from.at()) / 1e9;
        double[] rates = calls.values().stream()
                .mapToDouble(times -> between(times, from.at(), to.at()) / seconds)
                .sorted()
                .toArray();
        double all = 0;
        for (double rate : rates) {
            all += rate;
        }
        String how =
                "%d tenants of one node, each with a week of orders in mode ledger, %d calls in %d s when warm, no 429"
                        .formatted(tenants, Math.round(all * seconds), Math.round(seconds));
        String each = how + "; baseline: what the mapping's share of the limit allows one tenant"
                + (SLOWER == 1 ? "" : ", in a window " + SLOWER + " times the real one");
        String core = how + "; baseline: what all tenants make together in the real window";
        figures.add(Figure.of("tenants-mean", all / rates.length, "calls/s", paced, each + "; the mean"));
        figures.add(Figure.of("tenants-slowest", rates[0], "calls/s", paced, each + "; the slowest"));
        figures.add(Figure.of(
                "tenants-core",
                all * seconds / seconds(from.service(), to.service()),
                "calls/s",
                tenants * paced * SLOWER,
                "calls that one core of the service carries: " + core));
        figures.add(Figure.of(
                "tenants-sandbox",
                all * seconds / seconds(from.sandbox(), to.sandbox()),
                "calls/s",
                tenants * paced * SLOWER,
                "calls that one core of the sandbox carries: " + core));
    }

    private static double seconds(Duration from, Duration to) {
        return to.minus(from).toMillis() / 1e3;
    }

    private static long between(List<Long> times, long from, long to) {
        return times.stream().filter(at -> at > from && at <= to).count();
    }
}
