package se.kvitta.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import se.kvitta.journal.Settlements.State;
import se.kvitta.sandbox.klarna.KlarnaOrdersSandbox;
import se.kvitta.sandbox.klarna.ReportFormat;
import se.kvitta.sandbox.klarna.SettlementGenerator;
import se.kvitta.sandbox.klarna.SettlementPlan;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;

/** How much of what the source allows the look-ups of orders use, as shipped, when every answer takes a tenth of a second. */
final class OrderShare {

    private static final int ALLOWED = 200;
    private static final int PACED = 180;
    private static final int ORDERS = 4_000;
    private static final Duration LATENCY = Duration.ofMillis(100);

    private static final String MERCHANT = """
            merchant: kaffe
            name: Kaffebutiken på Söder AB
            organisationNumber: 559999-1246
            target: { system: sie }
            profiles:
              kaffe-se:
                source: klarna
                currencies: [SEK]
                start: 2026-01-01
                modes: [daily, payout]
                vat: { home: SE, rates: { SE: 25 } }
                connection:
                  username: K700123
                  password: secret:TEST_KLARNA_PASSWORD
                  orders: { username: bench, password: secret:TEST_KLARNA_PASSWORD }
            """;

    private final Path folder;
    private final Figures figures;

    OrderShare(Path folder, Figures figures) {
        this.folder = folder;
        this.figures = figures;
    }

    void measure() throws IOException {
        var home = new TestHome(folder.resolve("home")).merchant("kaffe", MERCHANT);
        var plan = SettlementPlan.weekly("2201800001", Sandboxes.MID, 11, ORDERS, LocalDate.of(2026, 2, 2));
        try (Sandboxes sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
                KlarnaOrdersSandbox orders = KlarnaOrdersSandbox.start(0)) {
            orders.account("bench", "password");
            orders.generate("bench", "password", plan);
            orders.limit(ALLOWED);
            orders.latency(LATENCY);
            var report = new ByteArrayOutputStream();
            new SettlementGenerator(plan).write(ReportFormat.standard(), report);
            sandboxes.deliver(plan.reference() + "_20260216T000000_0.csv", report.toString(StandardCharsets.UTF_8));
            try (TestKvitta kvitta = TestKvitta.in(home)
                    .with(sandboxes)
                    .set("klarna.orders.api-url", orders.apiUrl())
                    .start()) {
                kvitta.fetch("kaffe-se");
                kvitta.deliver("kaffe");
                assertThat(kvitta.settlements("kaffe").get(0).state()).isEqualTo(State.PLANNED);
            }
            double rate = (orders.calls() - 1) / (orders.busy().toNanos() / 1e9);
            figures.add(Figure.of(
                    "orders-share",
                    rate,
                    "calls/s",
                    PACED,
                    orders.calls() + " orders of one settlement, " + LATENCY.toMillis()
                            + " ms an answer, documented limit of " + ALLOWED
                            + " calls a second; baseline: what klarna.orders.calls-per-second allows"));
            assertThat(orders.limited()).as("answers that say «too many»").isZero();
        }
    }
}
