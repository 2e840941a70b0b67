package se.kvitta.source.stripe;

import java.io.IOException;
import java.nio.file.Path;
import se.kvitta.source.SourceConformance;
import se.kvitta.source.SourceUnderTest;
import se.kvitta.testing.TestHome;

/** Stripe's API keeps the laws of all sources. */
class StripeConformanceTest extends SourceConformance {

    @Override
    protected SourceUnderTest start(Path folder, TestHome home) throws IOException {
        return new StripeUnderTest();
    }
}
