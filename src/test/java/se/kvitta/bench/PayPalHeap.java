package se.kvitta.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import se.kvitta.sandbox.paypal.Assumptions;
import se.kvitta.sandbox.paypal.PayPalSandbox;
import se.kvitta.sandbox.paypal.SandboxAccount;
import se.kvitta.testing.TestHome;

/**
 * The heap that rows of PayPal's need, few or many, until they are fetched and taken in: searched page by page, spooled by day and balance,
 * proven day by day. {@code -Dbench.paypal.rows} says how many payments there are; with exchanges, refunds and holds they are more rows.
 */
final class PayPalHeap {

    private static final int SMALL = 1_000;
    private static final int LARGE = Integer.getInteger("bench.paypal.rows", 400_000);
    static final String SECRET = "a secret of the app";

    /** Days over which payments are spread; the last is over, and told. */
    private static final int DAYS = 20;

    private static final int LAST = 3;

    private final Path folder;
    private final Figures figures;

    PayPalHeap(Path folder, Figures figures) {
        this.folder = folder;
        this.figures = figures;
    }

    void measure() throws IOException, InterruptedException {
        RunningHeap.Seen small = takeIn(SMALL);
        RunningHeap.Seen large = takeIn(LARGE);
        figures.add(Figure.of(
                "fetch-heap-paypal",
                large.peak().megabytes(),
                "MB",
                small.peak().megabytes(),
                "most that was alive from the start until " + LARGE
                        + " payments were fetched and taken in, process of its own, -Xmx256m,"
                        + " H2 file, " + large.seconds() + " s; baseline: a thousand; "
                        + large.peak().samples() + " and " + small.peak().samples() + " samples"));
    }

    /** Whoever sells there, from the day before. */
    static String merchant(Instant from) {
        return """
                merchant: fjallrum
                name: Fjällrum Design AB
                organisationNumber: 559999-0016
                target: { system: sie }
                profiles:
                  fjallrum-paypal:
                    source: paypal
                    start: %s
                    schedule: { cron: "* * * * * ?" }
                    modes: [payout]
                    accounts: { CLEARING_USD: "1588", CLEARING_JPY: "1583" }
                    vat: { home: SE, rates: { SE: 25 } }
                    connection: { account: FJ7LLRVMDS6N2, clientId: app, clientSecret: secret:TEST_PAYPAL_SECRET }
                """.formatted(from.minus(1, ChronoUnit.DAYS).toString().substring(0, 10));
    }

    private RunningHeap.Seen takeIn(int payments) throws IOException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve("paypal-" + payments));
        Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
        Instant until = today.minus(LAST, ChronoUnit.DAYS);
        Instant from = until.minus(DAYS, ChronoUnit.DAYS);
        try (PayPalSandbox sandbox = PayPalSandbox.start(0, Clock.systemUTC())) {
            sandbox.assume(Assumptions.usual().perMinute(Integer.MAX_VALUE));
            SandboxAccount account = sandbox.account("FJ7LLRVMDS6N2", "app", SECRET);
            account.generate(payments, from, until, 7);
            var home = new TestHome(own.resolve("home")).merchant("fjallrum", merchant(from));
            Map<String, Object> properties = new TreeMap<>(Map.of(
                    "kvitta.home",
                    home.folder(),
                    "server.port",
                    0,
                    "logging.structured.format.console",
                    "",
                    "paypal.api-url",
                    sandbox.apiUrl(),
                    // As fast as the machine: what counts is the heap.
                    "paypal.call-spacing",
                    1,
                    // Nobody is asked for rates: what is fetched is proven in its own currency.
                    "riksbank.api-url",
                    "http://127.0.0.1:9",
                    "TEST_PAYPAL_SECRET",
                    SECRET));
            RunningHeap.Seen seen = RunningHeap.watch(
                    own, properties, said -> said.contains("PayPal has served until"), payments <= SMALL);
            assertThat(seen.said()).contains("is ACCEPTED as payout").doesNotContain(" is HELD");
            assertThat(seen.said().lines().filter(line -> line.contains("is ACCEPTED as payout")))
                    .as("days of two balances")
                    .hasSizeGreaterThanOrEqualTo(2 * DAYS);
            return seen;
        }
    }
}
