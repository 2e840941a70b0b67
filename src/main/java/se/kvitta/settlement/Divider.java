package se.kvitta.settlement;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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
     * Joins a document that is only a part of something with the parts of it that came before, and are held until all are there. Empty for
     * a document that is whole, and as long as others are missing.
     *
     * @param held documents of the profile that came before and are held, or were joined, for this reason
     * @param into an empty folder for what is joined
     */
    default Optional<Joined> join(SourceDocument document, List<SourceDocument> held, Path into) throws IOException {
        return Optional.empty();
    }

    /** The reason that its translator holds such a part with; empty where there are none. */
    default String heldAsPart() {
        return "";
    }

    /**
     * What several documents are together.
     *
     * @param names of the documents that it was joined from
     */
    record Joined(Part part, Set<String> names) {

        public Joined {
            names = Set.copyOf(names);
        }
    }

    /**
     * One part.
     *
     * @param name what it is called in the journal: the document's, and what tells it from its neighbours
     */
    record Part(String name, Path file) {}
}
