package se.kvitta.settlement;

import java.io.IOException;
import java.io.InputStream;

/** A document as it was received. It can be read from its beginning any number of times. */
public interface SourceDocument {

    /** The name it arrived under; evidence, never to be trusted. */
    String name();

    /** The profile it was received for; empty where a document is read apart from any. */
    default String profile() {
        return "";
    }

    /** A new stream from the first byte; the caller closes it. */
    InputStream open() throws IOException;
}
