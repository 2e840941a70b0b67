package se.kvitta.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import se.kvitta.sandbox.klarna.KlarnaApiSandbox;
import se.kvitta.sandbox.klarna.KlarnaOrdersSandbox;
import se.kvitta.sandbox.klarna.KlarnaSftpSandbox;
import se.kvitta.sandbox.klarna.MerchantAccount;
import se.kvitta.sandbox.klarna.ReportFormat;
import se.kvitta.sandbox.klarna.SandboxOptions;
import se.kvitta.sandbox.klarna.SettlementGenerator;
import se.kvitta.sandbox.klarna.SettlementPlan;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;

/**
 * The heap that a week of Klarna's needs, small or large, until it is planned: fetched over SFTP, over the API, and over the
 * API with every order looked up. {@code -Dbench.klarna.orders} says how many orders are looked up.
 */
final class FetchHeap {

    private static final int SMALL = 1_000;

    private static final String USER = Sandboxes.MID;
    private static final String PASSWORD = "password";

    enum Way {
        SFTP("", "ask: never", 100_000),
        API("way: api, ", "ask: never", 100_000),
        ORDERS("way: api, ", "ask: always", Integer.getInteger("bench.klarna.orders", 20_000));

        private final String connection;
        private final String orders;
        private final int large;

        Way(String connection, String orders, int large) {
            this.connection = connection;
            this.orders = orders;
            this.large = large;
        }

        String merchant() {
            return """
                    merchant: kaffe
                    name: Kaffebutiken på Söder AB
                    organisationNumber: 559999-1246
                    target: { system: sie }
                    profiles:
                      kaffe-se:
                        source: klarna
                        currencies: [SEK]
                        start: 2026-01-01
                        schedule: { cron: "* * * * * ?" }
                        modes: [daily, payout]
                        vat: { home: SE, rates: { SE: 25 } }
                        orderLines: { %s }
                        connection: { %susername: %s, password: secret:TEST_KLARNA_PASSWORD }
                    """.formatted(orders, connection, USER);
        }
    }

    private final Path folder;
    private final Figures figures;

    FetchHeap(Path folder, Figures figures) {
        this.folder = folder;
        this.figures = figures;
    }

    void measure(Way way) throws IOException, InterruptedException {
        RunningHeap.Seen small = takeIn(way, SMALL);
        RunningHeap.Seen large = takeIn(way, way.large);
        figures.add(Figure.of(
                "fetch-heap-" + way.name().toLowerCase(Locale.ROOT),
                large.peak().megabytes(),
                "MB",
                small.peak().megabytes(),
                "most that was alive from the start to the plan of a week of " + way.large
                        + " orders, process of its own,"
                        + " -Xmx256m, H2 file, " + large.seconds() + " s; baseline: a week of a thousand; "
                        + large.peak().samples() + " and " + small.peak().samples() + " samples"));
    }

    private RunningHeap.Seen takeIn(Way way, int orders) throws IOException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve(way + "-" + orders));
        var home = new TestHome(own.resolve("home")).merchant("kaffe", way.merchant());
        var plan = SettlementPlan.weekly("2201800001", Sandboxes.MID, 11, orders, LocalDate.of(2026, 2, 2));
        var generator = new SettlementGenerator(plan);
        try (KlarnaSftpSandbox sftp = KlarnaSftpSandbox.start(
                        SandboxOptions.in(own.resolve("klarna")).withAccount(MerchantAccount.of(USER, PASSWORD)));
                KlarnaApiSandbox api = KlarnaApiSandbox.start(
                        SandboxOptions.in(own.resolve("klarna")).withAccount(MerchantAccount.of(USER, PASSWORD)));
                KlarnaOrdersSandbox books = KlarnaOrdersSandbox.start(0)) {
            Path report = own.resolve(plan.reference() + "_20260216T000000_0.csv");
            try (OutputStream out = Files.newOutputStream(report)) {
                generator.write(ReportFormat.standard(), out);
            }
            sftp.deliver(USER, String.valueOf(report.getFileName()), Files.readAllBytes(report));
            api.publish(generator, ReportFormat.extended());
            books.account(USER, PASSWORD);
            books.limit(1_000_000);
            if (way == Way.ORDERS) {
                books.generate(USER, PASSWORD, plan);
            }
            Map<String, Object> properties = new TreeMap<>(Map.of(
                    "kvitta.home",
                    home.folder(),
                    "server.port",
                    0,
                    "logging.structured.format.console",
                    "",
                    "klarna.sftp.host",
                    sftp.host(),
                    "klarna.sftp.port",
                    sftp.port(),
                    "klarna.api.europe",
                    api.url(),
                    "klarna.orders.api-url",
                    books.apiUrl(),
                    // As fast as the machine, for what counts is the heap; Camel holds as many permits as these.
                    "klarna.orders.calls-per-second",
                    1_000,
                    "klarna.api.calls-per-second",
                    1_000,
                    "TEST_KLARNA_PASSWORD",
                    PASSWORD));
            return RunningHeap.watch(own, properties, said -> said.contains(" is planned: "), orders <= SMALL);
        }
    }
}
