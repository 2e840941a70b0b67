package se.kvitta.source.paypal;

import java.io.IOException;
import java.nio.file.Path;
import se.kvitta.source.SourceConformance;
import se.kvitta.source.SourceUnderTest;
import se.kvitta.testing.TestHome;

/** PayPal keeps the laws that every source keeps. */
class PaypalConformanceTest extends SourceConformance {

    @Override
    protected SourceUnderTest start(Path folder, TestHome home) throws IOException {
        return new PayPalUnderTest();
    }
}
