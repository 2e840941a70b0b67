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
 * time. The process, the sandbox and its companies share the machine, so the limit is as many times slower as
 * {@code -Dbench.tenants.slower} says; {@code -Dbench.tenants} says how many there are, {@code -Dbench.tenants.orders} what each sold.
 */
final class TenantsSideBySide {

    private static final int ORDERS = Integer.getInteger("bench.tenants.orders", 20);

    /** How much longer the sandbox's window is than the real one: the machine carries sandbox and service. */
    private static final int SLOWER = Integer.getInteger("bench.tenants.slower", 6);

    /** Calls at either end of a delivery that are left out: it has one chain there, and waits for its only posting. */
    private static final int EDGE = 10;

    private final Path folder;
    private final Figures figures;
    private final int tenants = Integer.getInteger("bench.tenants", 100);

    /** Instants of calls, by {@code program@company}. */
    private final Map<String, List<Long>> calls = new ConcurrentHashMap<>();

    private final AtomicLong last = new AtomicLong();
    private final AtomicLong made = new AtomicLong();

    /** What the service had used of all cores when so many calls had come. */
    private record Work(long calls, Duration cpu) {}

    TenantsSideBySide(Path folder, Figures figures) {
        this.folder = folder;
        this.figures = figures;
    }

    void measure() throws IOException, InterruptedException {
        Duration window = TargetShare.WINDOW.multipliedBy(SLOWER);
        var home = new TestHome(folder.resolve("home")).edit("mappings/targets/fortnox.yaml", text -> text.replace(
                        "calls: 100000", "calls: " + TargetShare.CALLS)
                .replaceAll("window: +\\w+", "window: " + window.toSeconds() + "s"));
        double paced = TargetShare.pacedCalls(home) / SLOWER;
        try (Sandboxes sandboxes = Sandboxes.start(folder.resolve("sandboxes"))) {
            FortnoxSandbox fortnox = sandboxes.fortnox();
            fortnox.limit(TargetShare.CALLS, window);
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
                made.incrementAndGet();
            });
            List<Work> work = new ArrayList<>();
            try (MeasuredProcess service = TargetShare.start(home, sandboxes, true)) {
                service.await("Kvitta runs", Duration.ofMinutes(2));
                // Whoever starts does not know who called before, and waits for a window.
                long silence = window.plusSeconds(20).toNanos();
                long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(10);
                while (last.get() == 0 || System.nanoTime() - last.get() < silence) {
                    assertThat(service.isAlive() && System.nanoTime() < until)
                            .as(service.text())
                            .isTrue();
                    work.add(new Work(made.get(), service.cpu()));
                    TimeUnit.MILLISECONDS.sleep(200);
                }
            }
            assertThat(calls).hasSize(tenants);
            assertThat(fortnox.answers(429)).as("answers that say «too many»").isZero();
            add(paced, warm(work));
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

    private void add(double paced, double perCore) throws IOException {
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
        String how = "%d tenants of one node, each with %d orders in mode ledger; %d calls in %d s, no 429;"
                .formatted(tenants, ORDERS, made.get(), TimeUnit.NANOSECONDS.toSeconds(last.get() - first));
        String each = how + " of each tenant without the first and last " + EDGE
                + " calls; baseline: what the mapping's share of the limit allows one tenant, in a window " + SLOWER
                + " times the real one";
        figures.add(Figure.of("tenants-mean", sum / rates.length, "calls/s", paced, each + "; the mean"));
        figures.add(Figure.of("tenants-slowest", rates[0], "calls/s", paced, each + "; the slowest"));
        figures.add(Figure.of(
                "tenants-core",
                perCore,
                "calls/s",
                tenants * paced * SLOWER,
                how + " of the third quarter of all calls, how many one core of the service carries; baseline: what all"
                        + " tenants make together in the real window"));
    }

    /** Calls for each second of one core, when what is often run is compiled and not yet at its end. */
    private double warm(List<Work> work) {
        Work from = at(work, made.get() / 2);
        Work to = at(work, made.get() * 3 / 4);
        return (to.calls() - from.calls()) / (to.cpu().minus(from.cpu()).toMillis() / 1e3);
    }

    private static Work at(List<Work> work, long calls) {
        return work.stream().filter(one -> one.calls() >= calls).findFirst().orElseThrow();
    }

    private static double rate(List<Long> times) {
        List<Long> middle = times.subList(EDGE, times.size() - EDGE);
        long nanos = middle.get(middle.size() - 1) - middle.get(0);
        return (middle.size() - 1) / (nanos / 1e9);
    }
}
