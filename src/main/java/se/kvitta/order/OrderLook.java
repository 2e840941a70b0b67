package se.kvitta.order;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import se.kvitta.merchant.Profile;

/**
 * The orders that one settlement is in need of, handed out to the lanes that ask for them. What is handed out was read a block
 * ago at most, so that a settlement of any size needs no more memory than a small one.
 */
public final class OrderLook {

    /** How many failures in a row say that the source is down, and not that an order is odd. */
    private static final int DOWN = 10;

    private final @Nullable Profile profile;
    private final int width;
    private final Function<Integer, @Nullable Block> read;
    private final Deque<String> ready = new ArrayDeque<>();
    private final Set<String> underWay = new HashSet<>();
    private final AtomicInteger failed = new AtomicInteger();
    private int after = -1;
    private boolean ended;
    private boolean stopped;

    /**
     * Some of the orders that are needed.
     *
     * @param orders not settled when they were read; may repeat
     * @param last the place of the last event that was read
     */
    record Block(List<String> orders, int last) {}

    /** @param read the orders needed by the events after a place; null when there are no more events */
    OrderLook(Profile profile, int width, Function<Integer, @Nullable Block> read) {
        this.profile = profile;
        this.width = width;
        this.read = read;
    }

    private OrderLook() {
        this.profile = null;
        this.width = 0;
        this.read = after -> null;
        this.ended = true;
    }

    /** One that asks for nothing. */
    static OrderLook nothing() {
        return new OrderLook();
    }

    /** What the route splits over: as many as ask at once. */
    public List<Lane> getLanes() {
        @Nullable Profile of = profile;
        return of == null || !hasMore()
                ? List.of()
                : IntStream.range(0, width).mapToObj(lane -> new Lane(of)).toList();
    }

    /** One of those that ask, one order after the other. */
    public final class Lane {
        private final Profile of;

        private Lane(Profile of) {
            this.of = of;
        }

        /** Orders to ask for, until there are none left for any lane. */
        public Iterator<OrderRequest> getOrders() {
            return new Iterator<>() {
                private @Nullable String next;

                @Override
                public boolean hasNext() {
                    // Camel looks ahead: what it has seen coming is not asked for either once the look has stopped.
                    if (next != null && isStopped()) {
                        done(next);
                        next = null;
                    }
                    if (next == null) {
                        next = claim();
                    }
                    return next != null;
                }

                @Override
                public OrderRequest next() {
                    if (!hasNext() || next == null) {
                        throw new NoSuchElementException();
                    }
                    var request = new OrderRequest(of, next);
                    next = null;
                    return request;
                }
            };
        }
    }

    private synchronized boolean hasMore() {
        while (ready.isEmpty() && !ended) {
            // What is answered after this is read again as open, so it counts as under way until the block is known.
            var busy = Set.copyOf(underWay);
            @Nullable Block block = read.apply(after);
            if (block == null) {
                ended = true;
            } else {
                after = block.last();
                block.orders().stream()
                        .distinct()
                        .filter(order -> !busy.contains(order))
                        .forEach(ready::addLast);
            }
        }
        return !ready.isEmpty();
    }

    private synchronized @Nullable String claim() {
        if (!hasMore()) {
            return null;
        }
        String order = ready.removeFirst();
        underWay.add(order);
        return order;
    }

    /** An order has been asked for, whatever came of it. */
    synchronized void done(String order) {
        underWay.remove(order);
    }

    /** Asks for nothing more. */
    synchronized void stop() {
        stopped = true;
        ended = true;
        ready.clear();
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    /** The source answered. */
    void answered() {
        failed.set(0);
    }

    /** The source did not answer; says once whether it seems to be down. */
    boolean failed() {
        return failed.incrementAndGet() == DOWN;
    }
}
