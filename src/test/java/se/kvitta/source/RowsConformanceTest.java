package se.kvitta.source;

import java.nio.file.Path;
import se.kvitta.testing.TestHome;

/** A source without code keeps the laws of all sources: the translator of rows, and the pick-up from a server of files. */
class RowsConformanceTest extends SourceConformance {

    @Override
    protected SourceUnderTest start(Path folder, TestHome home) {
        return new RowsUnderTest(folder);
    }
}
