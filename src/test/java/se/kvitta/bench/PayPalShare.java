package se.kvitta.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import se.kvitta.sandbox.paypal.Assumptions;
import se.kvitta.sandbox.paypal.PayPalSandbox;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;

/**
 * How much of the calls that Kvitta gives itself at PayPal is used in a long fetch, as shipped, when every answer takes a tenth of a second:
 * PayPal publishes no limit, so that the pace in the settings is what there is to use.
 */
final class PayPalShare {

    /** As shipped: one call every two seconds. */
    private static final int PACED = 30;

    private static final int PAYMENTS = 7_000;
    private static final int DAYS = 20;
    private static final Duration LATENCY = Duration.ofMillis(100);

    private final Path folder;
    private final Figures figures;

    PayPalShare(Path folder, Figures figures) {
        this.folder = folder;
        this.figures = figures;
    }

    void measure() throws IOException {
        Instant until = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(3, ChronoUnit.DAYS);
        Instant from = until.minus(DAYS, ChronoUnit.DAYS);
        try (PayPalSandbox sandbox = PayPalSandbox.start(0, Clock.systemUTC())) {
            sandbox.assume(Assumptions.usual());
            sandbox.latency(LATENCY);
            sandbox.account("FJ7LLRVMDS6N2", "app", PayPalHeap.SECRET).generate(PAYMENTS, from, until, 7);
            var home = new TestHome(folder.resolve("home"))
                    .merchant("fjallrum", PayPalHeap.merchant(from).replace("* * * * * ?", "0 0 4 1 1 ?"));
            try (TestKvitta kvitta = TestKvitta.in(home)
                    .clock(new MovableClock(Instant.now()))
                    .set("paypal.api-url", sandbox.apiUrl())
                    .set("TEST_PAYPAL_SECRET", PayPalHeap.SECRET)
                    .start()) {
                kvitta.fetch("fjallrum-paypal");
                assertThat(kvitta.settlements("fjallrum")).hasSizeGreaterThanOrEqualTo(2 * DAYS);
            }
            double rate = (sandbox.calls() - 1) / (sandbox.busy().toNanos() / 6e10);
            figures.add(Figure.of(
                    "paypal-share",
                    rate,
                    "calls/min",
                    PACED,
                    sandbox.calls() + " calls for " + PAYMENTS + " payments of " + DAYS + " days, " + LATENCY.toMillis()
                            + " ms an answer; baseline: the pace in the settings"));
            assertThat(sandbox.overrun()).as("answers that say «too many»").isZero();
        }
    }
}
