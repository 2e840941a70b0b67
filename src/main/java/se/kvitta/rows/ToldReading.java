package se.kvitta.rows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.Layout;
import se.kvitta.settlement.OrderTold;
import se.kvitta.settlement.OrderWords;
import se.kvitta.settlement.Reading;
import se.kvitta.settlement.Statement;
import se.kvitta.settlement.Statement.Tie;

/** The reading of written rows, with what their document states beside them: fuller facts of events, sums, and orders. */
public final class ToldReading implements Reading {

    private final Reading rows;
    private final Orders orders;
    private final UnaryOperator<Event> fuller;
    private final Supplier<List<Tie>> ties;

    /** Who hands over what a document tells of orders, once it is asked to. */
    @FunctionalInterface
    public interface Orders {

        void tell(OrderWords words, Consumer<OrderTold> to);
    }

    /**
     * Reads rows, and adds what stands beside them.
     *
     * @param fuller gives an event what its row cannot say
     * @param ties asked for when every row has been read
     */
    public ToldReading(Reading rows, Orders orders, UnaryOperator<Event> fuller, Supplier<List<Tie>> ties) {
        this.rows = rows;
        this.orders = orders;
        this.fuller = fuller;
        this.ties = ties;
    }

    @Override
    public boolean hasNext() {
        return rows.hasNext();
    }

    @Override
    public Event next() {
        return fuller.apply(rows.next());
    }

    @Override
    public void tellOrders(OrderWords words, Consumer<OrderTold> to) {
        orders.tell(words, to);
    }

    @Override
    public Layout layout() {
        return rows.layout();
    }

    @Override
    public Statement statement() {
        Statement stated = rows.statement();
        List<Tie> all = new ArrayList<>(stated.ties());
        all.addAll(ties.get());
        return new Statement(
                stated.reference(),
                stated.currency(),
                stated.payoutDay(),
                stated.bankDay(),
                stated.payout(),
                stated.opening(),
                stated.closing(),
                stated.account(),
                stated.rows(),
                all,
                stated.debt());
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
