package se.kvitta.settlement;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Divides a document that a person or a file server hands in, where one may tell of several settlements. A bean of this type is
 * named by the source's slug and {@code Divider}; without one every document is one settlement's.
 */
public interface Divider {

    /**
     * The parts, each of which the source's translator reads by itself; empty when the document is one settlement's, or cannot
     * be divided, and is taken as it is. A part has the lines of the document, unchanged.
     *
     * @param into an empty folder for the parts
     */
    List<Part> divide(SourceDocument document, Path into) throws IOException;

    /**
     * One part.
     *
     * @param name what it is called in the journal: the document's, and what tells it from its neighbours
     */
    record Part(String name, Path file) {}
}
