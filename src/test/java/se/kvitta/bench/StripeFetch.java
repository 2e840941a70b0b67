package se.kvitta.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import se.kvitta.sandbox.stripe.StripeSandbox;
import se.kvitta.testing.TestHome;

/** The heap that a payout of Stripe's needs from its first page to the plan, small or with {@code -Dbench.stripe.rows} charges. */
final class StripeFetch {

    private static final int LARGE = Integer.getInteger("bench.stripe.rows", 1_000_000);
    private static final int SMALL = 1_000;
    static final Instant PAID = Instant.parse("2026-02-09T09:00:00Z");
    static final String KEY = "rk_test_bench";
    static final Set<String> READS = StripeSandbox.READS_ORDERS;

    static final String MERCHANT = """
        merchant: kaffe
        name: Kaffebutiken på Söder AB
        organisationNumber: 559999-1246
        target: { system: sie }
        profiles:
          kaffe-se:
            source: stripe
            currencies: [SEK]
            start: 2026-01-01
            schedule: { cron: "* * * * * ?" }
            modes: [daily, payout]
            vat: { home: SE, rates: { SE: 25 } }
            orderLines: { ask: never }
            connection: { key: secret:TEST_STRIPE_KEY }
        """;

    private final Path folder;
    private final Figures figures;

    StripeFetch(Path folder, Figures figures) {
        this.folder = folder;
        this.figures = figures;
    }

    void measure() throws IOException, InterruptedException {
        RunningHeap.Seen small = takeIn(SMALL);
        RunningHeap.Seen large = takeIn(LARGE);
        figures.add(Figure.of(
                "fetch-heap-stripe",
                large.peak().megabytes(),
                "MB",
                small.peak().megabytes(),
                "most that was alive from the start to the plan of a payout of " + LARGE
                        + " charges, process of its own, -Xmx256m, H2 file, " + large.seconds()
                        + " s; baseline: a payout of a thousand; "
                        + large.peak().samples() + " and "
                        + small.peak().samples() + " samples"));
    }

    private RunningHeap.Seen takeIn(int charges) throws IOException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve("stripe-" + charges));
        var home = new TestHome(own.resolve("home")).merchant("kaffe", MERCHANT);
        try (StripeSandbox sandbox = StripeSandbox.start(0)) {
            sandbox.account(KEY, READS).generatedPayout("po_bench", "sek", PAID, charges);
            sandbox.limit(1_000_000);
            Map<String, Object> properties = new TreeMap<>(Map.of(
                    "kvitta.home",
                    home.folder(),
                    "server.port",
                    0,
                    "logging.structured.format.console",
                    "",
                    "stripe.api-url",
                    sandbox.apiUrl(),
                    // As fast as the machine: what counts is the heap.
                    "stripe.call-spacing",
                    1,
                    "TEST_STRIPE_KEY",
                    KEY));
            return RunningHeap.watch(own, properties, said -> said.contains(" is planned: "), charges <= SMALL);
        }
    }
}
