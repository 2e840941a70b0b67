package se.kvitta.settlement;

import java.io.IOException;

/**
 * Turns one document of a source into the events of one settlement. A bean of this type is named by the source's slug.
 * Pure: no clock, no network, no state; the same bytes give the same events.
 */
public interface Translator {

    /**
     * Begins to read. Throws {@link UnreadableDocument} when the document cannot be understood as a whole; the same may
     * come while reading, and then nothing of the document counts.
     */
    Reading read(SourceDocument document) throws IOException;
}
