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
import java.util.concurrent.TimeUnit;
import se.kvitta.sandbox.fortnox.FortnoxSandbox;
import se.kvitta.sandbox.klarna.ReportFormat;
import se.kvitta.sandbox.klarna.SettlementGenerator;
import se.kvitta.sandbox.klarna.SettlementPlan;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestMerchants;

/**
 * How much of what the target allows a long delivery uses, as shipped: the real process, the documented limit in the
 * mapping and in the sandbox, which counts calls as they come in.
 */
final class TargetShare {

    static final int CALLS = 25;
    static final Duration WINDOW = Duration.ofSeconds(5);
    private static final int SETTLEMENTS = 40;

    private final Path folder;
    private final Figures figures;

    TargetShare(Path folder, Figures figures) {
        this.folder = folder;
        this.figures = figures;
    }

    void measure() throws IOException, InterruptedException {
        var home = new TestHome(folder.resolve("home"))
                .merchant("ljus", TestMerchants.FORTNOX)
                .edit("mappings/targets/fortnox.yaml", text -> text.replace("calls: 100000", "calls: " + CALLS));
        double paced = pacedCalls(home);
        try (Sandboxes sandboxes = Sandboxes.start(folder.resolve("sandboxes"))) {
            FortnoxSandbox fortnox = sandboxes.fortnox();
            fortnox.limit(CALLS, WINDOW);
            Path inbox = Files.createDirectories(home.folder().resolve("inbox/ljus-se"));
            for (int i = 0; i < SETTLEMENTS; i++) {
                Files.write(inbox.resolve("S" + i + "_20260216T000000_0.csv"), settlement("S" + i));
            }
            int postings;
            // First everything is taken in by a node without jobs, so that one delivery has all of it before it.
            try (MeasuredProcess service = start(home, sandboxes, false)) {
                service.await("Kvitta runs", Duration.ofMinutes(2));
                awaitCount(service, ".done", SETTLEMENTS, inbox);
            }
            long first = 0;
            long last = 0;
            long calls = 0;
            try (MeasuredProcess service = start(home, sandboxes, true)) {
                postings = 0;
                long quietSince = System.nanoTime();
                while (calls == 0 || System.nanoTime() - quietSince < TimeUnit.SECONDS.toNanos(10)) {
                    long now = count(fortnox);
                    if (now != calls) {
                        last = System.nanoTime();
                        first = calls == 0 ? last : first;
                        calls = now;
                        quietSince = last;
                    }
                    assertThat(service.isAlive()).as(service.text()).isTrue();
                    TimeUnit.MILLISECONDS.sleep(5);
                }
                postings = planned(service.text());
                assertThat(sandboxes.company().vouchers()).as(service.text()).hasSize(postings);
            }
            double seconds = (last - first) / 1e9;
            String how = "process of its own, documented limit of " + CALLS + " calls in " + WINDOW.toSeconds() + " s, "
                    + calls + " calls for " + postings + " vouchers";
            figures.add(Figure.of(
                    "target-share",
                    (calls - 1) / seconds,
                    "calls/s",
                    paced,
                    how + "; baseline: what the mapping's share of the limit allows"));
            figures.add(Figure.of(
                    "target-limit",
                    (calls - 1) / seconds,
                    "calls/s",
                    (double) CALLS / WINDOW.toSeconds(),
                    "the same; baseline: what the target documents"));
            figures.add(Figure.of("target-429", (double) fortnox.answers(429), "answers", 0, how + "; none is right"));
            assertThat(fortnox.answers(429)).as("answers that say «too many»").isZero();
        }
    }

    static MeasuredProcess start(TestHome home, Sandboxes sandboxes, boolean jobs, String... more) throws IOException {
        var arguments = new ArrayList<String>(List.of(
                "--kvitta.home=" + home.folder(),
                "--kvitta.jobs.enabled=" + jobs,
                "--server.port=0",
                "--logging.structured.format.console=",
                "--kvitta.inbox.delay=100",
                "--kvitta.inbox.settled=100"));
        sandboxes.properties().forEach((name, value) -> arguments.add("--" + name + "=" + value));
        arguments.addAll(List.of(more));
        return MeasuredProcess.start("se.kvitta.Kvitta", List.of(), arguments);
    }

    /** Calls a second that the mapping lets through: its share of the limit. */
    static double pacedCalls(TestHome home) throws IOException {
        String mapping = Files.readString(home.folder().resolve("mappings/targets/fortnox.yaml"));
        String share = mapping.replaceAll("(?s).*\\n  share: +(\\d+).*", "$1");
        return CALLS * Integer.parseInt(share) / 100.0 / WINDOW.toSeconds();
    }

    private static long count(FortnoxSandbox fortnox) {
        return fortnox.answers(200) + fortnox.answers(201) + fortnox.answers(429);
    }

    static void awaitCount(MeasuredProcess service, String folder, int files, Path inbox)
            throws IOException, InterruptedException {
        long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        Path ended = inbox.resolve(folder);
        while (csv(ended) < files) {
            assertThat(service.isAlive() && System.nanoTime() < until)
                    .as(service.text())
                    .isTrue();
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private static long csv(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".csv")).count();
        }
    }

    /** Vouchers that the service says it has planned. */
    private static int planned(String log) {
        return log.lines()
                .filter(line -> line.contains(" is planned: "))
                .mapToInt(line -> Integer.parseInt(line.replaceAll(".* is planned: (\\d+) vouchers.*", "$1")))
                .sum();
    }

    private static byte[] settlement(String reference) throws IOException {
        var plan = SettlementPlan.weekly(reference, Sandboxes.MID, reference.hashCode(), 30, LocalDate.of(2026, 2, 2));
        var out = new ByteArrayOutputStream();
        new SettlementGenerator(plan).write(ReportFormat.extended(), out);
        return out.toByteArray();
    }
}
