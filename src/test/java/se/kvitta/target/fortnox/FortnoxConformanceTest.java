package se.kvitta.target.fortnox;

import java.nio.file.Path;
import se.kvitta.target.TargetConformance;
import se.kvitta.target.TargetUnderTest;
import se.kvitta.testing.TestHome;

/** Fortnox keeps the laws of all targets. */
class FortnoxConformanceTest extends TargetConformance {

    @Override
    protected TargetUnderTest start(Path folder, TestHome home) {
        return new FortnoxUnderTest(folder);
    }
}
