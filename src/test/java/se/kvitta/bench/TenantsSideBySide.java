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
 * time. The process, the sandbox and its companies share the machine. {@code -Dbench.tenants} says how many.
 */
final class TenantsSideBySide {

    private static final int ORDERS = 40;

    /** Calls at either end of a delivery that are left out: it has one chain there, and waits for its only posting. */
    private static final int EDGE = 10;

    private final Path folder;
    private final Figures figures;
    private final int tenants = Integer.getInteger("bench.tenants", 100);

    /** Instants of calls, by {@code program@company}. */
    private final Map<String, List<Long>> calls = new ConcurrentHashMap<>();

    private final AtomicLong last = new AtomicLong();

    TenantsSideBySide(Path folder, Figures figures) {
        this.folder = folder;
        this.figures = figures;
    }

    void measure() throws IOException, InterruptedException {
        var home = new TestHome(folder.resolve("home"))
                .edit(
                        "mappings/targets/fortnox.yaml",
                        text -> text.replace("calls: 100000", "calls: " + TargetShare.CALLS));
        double paced = TargetShare.pacedCalls(home);
        try (Sandboxes sandboxes = Sandboxes.start(folder.resolve("sandboxes"))) {
            FortnoxSandbox fortnox = sandboxes.fortnox();
            fortnox.limit(TargetShare.CALLS, TargetShare.WINDOW);
            List<Path> inboxes = new ArrayList<>();
            for (int i = 0; i < tenants; i++) {
                inboxes.add(tenant(home, sandboxes));
            }
            try (MeasuredProcess service = TargetShare.start(home, sandboxes, false)) {
                service.await("Kvitta runs", Duration.ofMinutes(2));
                for (Path inbox : inboxes) {
                    TargetShare.awaitCount(service, ".done", 1, inbox);
                }
            }
            fortnox.watchCallers(caller -> {
                long now = System.nanoTime();
                calls.computeIfAbsent(caller, key -> new ArrayList<>()).add(now);
                last.set(now);
            });
            try (MeasuredProcess service = TargetShare.start(home, sandboxes, true)) {
                long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
                while (last.get() == 0 || System.nanoTime() - last.get() < TimeUnit.SECONDS.toNanos(20)) {
                    assertThat(service.isAlive() && System.nanoTime() < until)
                            .as(service.text())
                            .isTrue();
                    TimeUnit.MILLISECONDS.sleep(200);
                }
            }
            assertThat(calls).hasSize(tenants);
            assertThat(fortnox.answers(429)).as("answers that say «too many»").isZero();
            add(paced);
        }
    }

    /** A merchant with a company of its own, and a week of its orders. */
    private Path tenant(TestHome home, Sandboxes sandboxes) throws IOException {
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
        var plan = SettlementPlan.weekly("9100000001", Sandboxes.MID, 11, ORDERS, LocalDate.of(2026, 2, 2))
                .withSalesOnly();
        var week = new ByteArrayOutputStream();
        new SettlementGenerator(plan).write(ReportFormat.extended(), week);
        Files.write(inbox.resolve("9100000001_20260216T000000_0.csv"), week.toByteArray());
        return inbox;
    }

    private void add(double paced) throws IOException {
        double[] rates = calls.values().stream()
                .mapToDouble(TenantsSideBySide::rate)
                .sorted()
                .toArray();
        double sum = 0;
        for (double rate : rates) {
            sum += rate;
        }
        long first =
                calls.values().stream().mapToLong(times -> times.get(0)).min().orElseThrow();
        long made = calls.values().stream().mapToLong(List::size).sum();
        String how =
                tenants + " tenants of one node, each with " + ORDERS + " orders in mode ledger; " + made + " calls in "
                        + TimeUnit.NANOSECONDS.toSeconds(last.get() - first)
                        + " s, no 429; of each tenant without the first and last " + EDGE
                        + " calls; baseline: what the mapping's share of the limit allows one tenant";
        figures.add(Figure.of("tenants-mean", sum / rates.length, "calls/s", paced, how + "; the mean"));
        figures.add(Figure.of("tenants-slowest", rates[0], "calls/s", paced, how + "; the slowest"));
    }

    private static double rate(List<Long> times) {
        List<Long> middle = times.subList(EDGE, times.size() - EDGE);
        long nanos = middle.get(middle.size() - 1) - middle.get(0);
        return (middle.size() - 1) / (nanos / 1e9);
    }
}
