package se.kvitta.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import se.kvitta.journal.Settlements.State;
import se.kvitta.sandbox.stripe.StripeSandbox;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;

/**
 * How much of what Stripe allows is used while the charges of a payout are asked for what was sold, as shipped, when every answer
 * takes a tenth of a second. Of a test account, where one limit holds for calls of all kinds.
 */
final class StripeShare {

    private static final int ALLOWED = 25;
    private static final int CHARGES = 400;
    private static final Duration LATENCY = Duration.ofMillis(100);

    private final Path folder;
    private final Figures figures;

    StripeShare(Path folder, Figures figures) {
        this.folder = folder;
        this.figures = figures;
    }

    void measure() throws IOException {
        var home = new TestHome(folder.resolve("home"))
                .merchant(
                        "kaffe",
                        StripeFetch.MERCHANT.replace("orderLines: { ask: never }", "orderLines: { ask: needed }"));
        try (StripeSandbox sandbox = StripeSandbox.start(0)) {
            sandbox.account(StripeFetch.KEY, StripeFetch.READS)
                    .generatedPayout("po_bench", "sek", StripeFetch.PAID, CHARGES);
            sandbox.limit(ALLOWED);
            sandbox.latency(LATENCY);
            try (TestKvitta kvitta = TestKvitta.in(home)
                    .set("stripe.api-url", sandbox.apiUrl())
                    .set("TEST_STRIPE_KEY", StripeFetch.KEY)
                    .start()) {
                kvitta.fetch("kaffe-se");
                kvitta.deliver("kaffe");
                assertThat(kvitta.settlements("kaffe").get(0).state()).isEqualTo(State.PLANNED);
            }
            double rate = (sandbox.calls() - 1) / (sandbox.busy().toNanos() / 1e9);
            figures.add(Figure.of(
                    "stripe-share",
                    rate,
                    "calls/s",
                    ALLOWED,
                    sandbox.calls() + " calls for a payout of " + CHARGES + " charges, " + LATENCY.toMillis()
                            + " ms an answer; baseline: what Stripe allows"));
            assertThat(sandbox.limited()).as("answers that say «too many»").isZero();
        }
    }
}
