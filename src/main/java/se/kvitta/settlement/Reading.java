package se.kvitta.settlement;

import java.io.Closeable;
import java.util.Iterator;

/** The events of one document, one at a time, so that a settlement of millions of rows never stands in memory whole. */
public interface Reading extends Iterator<Event>, Closeable {

    /** What the provider states about the settlement. May be asked when {@link #hasNext()} is false, not before. */
    Statement statement();

    /**
     * Where the payments of the document have their order's number, in the words of the source's own {@code orderNumber}; empty for a source
     * whose numbers stand in a {@link Reference}. Whole when {@link #hasNext()} is false.
     */
    default NumberSurvey numbers() {
        return new NumberSurvey();
    }

    /** The columns of the document, where it has some. May be asked at any time. */
    default Layout layout() {
        return Layout.NONE;
    }
}
