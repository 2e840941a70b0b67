package se.kvitta.settlement;

import java.io.Closeable;
import java.util.Iterator;

/** The events of one document, one at a time, so that a settlement of millions of rows never stands in memory whole. */
public interface Reading extends Iterator<Event>, Closeable {

    /** What the provider states about the settlement. May be asked when {@link #hasNext()} is false, not before. */
    Statement statement();

    /** The columns of the document, where it has some. May be asked at any time. */
    default Layout layout() {
        return Layout.NONE;
    }
}
