package se.kvitta.source;

import java.nio.file.Path;
import se.kvitta.testing.TestHome;

/**
 * The sources whose files wait on a server keep the laws of all sources: the translator of rows, the translators of answers, and
 * the pick-up.
 */
class PickedUpConformanceTest extends SourceConformance {

    @Override
    protected SourceUnderTest start(Path folder, TestHome home) {
        return new PickedUpUnderTest(folder);
    }
}
