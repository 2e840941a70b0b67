package se.kvitta.source.klarna;

import java.io.IOException;
import java.nio.file.Path;
import se.kvitta.source.SourceConformance;
import se.kvitta.source.SourceUnderTest;
import se.kvitta.testing.TestHome;

/** Klarna's settlement files keep the laws of all sources. */
class KlarnaConformanceTest extends SourceConformance {

    @Override
    protected SourceUnderTest start(Path folder, TestHome home) throws IOException {
        return new KlarnaUnderTest(folder);
    }
}
