package se.kvitta.order;

import java.io.IOException;
import se.kvitta.settlement.ToldOrder;

/** Reads what a source answers about one order. Pure: no clock, no network, no state. Its bean is named {@code <slug>Orders}. */
public interface OrderReader {

    /**
     * The order that an answer of status 200 tells. Throws {@link IOException} when it is none: cut off, a page for people, or
     * another order.
     */
    ToldOrder read(OrderRequest request, byte[] answer) throws IOException;

    /** Whether an answer of another status says that there is no such order, for good. */
    boolean isGone(int status, byte[] answer);
}
