package se.kvitta.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import se.kvitta.sandbox.klarna.ReportFormat;
import se.kvitta.sandbox.klarna.SettlementGenerator;
import se.kvitta.sandbox.klarna.SettlementPlan;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestMerchants;

/** How long it takes from starting the process until the first voucher of a fetched settlement is in the target. */
final class StartTime {

    private static final int ROUNDS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Path folder;
    private final Figures figures;

    StartTime(Path folder, Figures figures) {
        this.folder = folder;
        this.figures = figures;
    }

    void measure() throws IOException, InterruptedException {
        var ready = new Median();
        var posted = new Median();
        var bare = new Median();
        // The first round brings everything into the file cache.
        for (int round = 0; round <= ROUNDS; round++) {
            double nothing = bare();
            Duration[] kvitta = kvitta(folder.resolve("start" + round));
            if (round > 0) {
                bare.add(nothing);
                ready.add(seconds(kvitta[0]));
                posted.add(seconds(kvitta[1]));
            }
        }
        String how = "; baseline: Spring Boot and Camel with the same class path and nothing of Kvitta; median of "
                + ROUNDS + " processes";
        figures.add(
                Figure.of("start-ready", ready.value(), "s", bare.value(), "process start to routes and jobs" + how));
        figures.add(Figure.of(
                "start",
                posted.value(),
                "s",
                bare.value(),
                "process start on an empty home to the first posting DONE: fetched by SFTP (its schedule fires every"
                        + " second), booked in the Fortnox sandbox" + how));
    }

    private static double bare() throws IOException, InterruptedException {
        try (MeasuredProcess process = MeasuredProcess.start("se.kvitta.bench.BareApplication", List.of(), List.of())) {
            return seconds(process.await("Started BareApplication", PATIENCE));
        }
    }

    private static Duration[] kvitta(Path own) throws IOException, InterruptedException {
        var home = new TestHome(own.resolve("home"))
                .merchant(
                        "ljus",
                        TestMerchants.FORTNOX.replace(
                                "    modes: [daily, payout]",
                                "    schedule: { cron: \"* * * * * ?\" }\n    modes: [daily, payout]"));
        try (Sandboxes sandboxes = Sandboxes.start(own.resolve("sandboxes"))) {
            sandboxes.deliver("S1_20260216T000000_0.csv", settlement());
            var arguments = new ArrayList<String>(List.of(
                    "--kvitta.home=" + home.folder(), "--server.port=0", "--logging.structured.format.console="));
            sandboxes.properties().forEach((name, value) -> arguments.add("--" + name + "=" + value));
            try (MeasuredProcess service = MeasuredProcess.start("se.kvitta.Kvitta", List.of(), arguments)) {
                Duration posted = service.await(" is fortnox ", PATIENCE);
                return new Duration[] {service.await("Kvitta runs", PATIENCE), posted};
            }
        }
    }

    private static String settlement() throws IOException {
        var out = new ByteArrayOutputStream();
        new SettlementGenerator(SettlementPlan.weekly("S1", Sandboxes.MID, 4711, 30, LocalDate.of(2026, 2, 2)))
                .write(ReportFormat.extended(), out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
