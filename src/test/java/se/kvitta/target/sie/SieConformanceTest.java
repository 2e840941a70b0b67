package se.kvitta.target.sie;

import java.nio.file.Path;
import se.kvitta.target.TargetConformance;
import se.kvitta.target.TargetUnderTest;
import se.kvitta.testing.TestHome;

/** SIE files keep the laws of all targets. */
class SieConformanceTest extends TargetConformance {

    @Override
    protected TargetUnderTest start(Path folder, TestHome home) {
        return new SieUnderTest(home);
    }
}
