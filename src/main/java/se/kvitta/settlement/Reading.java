package se.kvitta.settlement;

import java.io.Closeable;
import java.util.Iterator;
import java.util.function.Consumer;

/** The events of one document, one at a time, so that a settlement of millions of rows never stands in memory whole. */
public interface Reading extends Iterator<Event>, Closeable {

    /** What the provider states about the settlement. May be asked when {@link #hasNext()} is false, not before. */
    Statement statement();

    /**
     * Hands over what the document itself tells of orders, as it comes to it. Said before the first event is asked for. What is
     * told of an order counts whatever becomes of the settlement: it is the shop's or the provider's word of another thing.
     *
     * @param words what in the lines of orders is no sale
     */
    default void tellOrders(OrderWords words, Consumer<OrderTold> to) {}

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
