package se.kvitta.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Bookkeeper;
import se.kvitta.booking.Mode;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;

/**
 * The bookkeeper alone, on one thread, without journal, file or network: how many events a second beside a plain loop that
 * books the same, and what an event costs in one settlement of ten thousand, a hundred thousand and a million.
 */
final class BookkeeperSpeed {

    private static final int EVENTS = 200_001;
    private static final int SMALL = 10_001;
    private static final int MIDDLE = 100_001;
    private static final int LARGE = 1_000_001;
    private static final int ROUNDS = 5;

    /** Events that are booked before anything is measured. */
    private static final int WARM = 500_000;

    /** How often in a run all that can be collected is collected, to see what is left. */
    private static final int SAMPLES = 8;

    /** What a settlement of a million events may keep alive beyond one of ten thousand: a byte per event. */
    private static final long FLAT = 1_000_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Figures figures;

    BookkeeperSpeed(Figures figures) {
        this.figures = figures;
    }

    /** Adds up what it is given, per day and role, and forgets it. */
    private static final class Sums implements Bookkeeper.Sink {
        private final Map<String, Long> books = new TreeMap<>();
        private int bookings;

        @Override
        public void booking(Booking booking) {
            bookings++;
            String day = booking.voucher().date() + " ";
            booking.voucher()
                    .rows()
                    .forEach(row -> books.merge(day + row.role(), row.amount().minor(), Math::addExact));
        }

        @Override
        public void held(long at, Event event, Reason reason) {
            throw new AssertionError(event + " is held: " + reason);
        }
    }

    /** Nanoseconds of the thread's processor and bytes it has allocated, per event. */
    private record Cost(double nanos, double bytes) {}

    void measure() throws IOException {
        besideAPlainLoop();
        for (Mode mode : List.of(Mode.DAILY, Mode.PAYOUT, Mode.LEDGER)) {
            growing(mode);
        }
    }

    private void besideAPlainLoop() throws IOException {
        var orders = new ManyOrders(EVENTS);
        var events = new ArrayList<Event>(EVENTS);
        orders.iterator().forEachRemaining(events::add);
        var nanos = new Median();
        var bytes = new Median();
        var plainNanos = new Median();
        var plainBytes = new Median();
        // The first rounds warm up.
        for (int round = -2; round < ROUNDS; round++) {
            var sums = new Sums();
            Cost cost = cost(EVENTS, () -> orders.book(Mode.DAILY, events.iterator(), sums));
            PlainLoop[] loop = new PlainLoop[1];
            Cost plain = cost(EVENTS, () -> loop[0] = PlainLoop.over(events.iterator()));
            assertThat(sums.books).isEqualTo(loop[0].books());
            if (round >= 0) {
                nanos.add(cost.nanos());
                bytes.add(cost.bytes());
                plainNanos.add(plain.nanos());
                plainBytes.add(plain.bytes());
            }
        }
        String how =
                "sales at 25 % and fees with VAT, mode daily, 200 thousand events from memory, one thread, its CPU time,"
                        + " median of " + ROUNDS
                        + "; baseline: a loop written for these events alone, which adds up the same amounts"
                        + " on the same days and accounts and makes no vouchers, keys or tax lines and asks for no rules";
        figures.add(Figure.of("bookkeeper-events", 1e9 / nanos.value(), "events/s", 1e9 / plainNanos.value(), how));
        figures.add(Figure.of("bookkeeper-bytes", bytes.value(), "B/event", plainBytes.value(), "allocated; " + how));
    }

    private void growing(Mode mode) throws IOException {
        String name = mode.name().toLowerCase(Locale.ROOT);
        double small = time(mode, SMALL);
        double middle = time(mode, MIDDLE);
        double large = time(mode, LARGE);
        figures.add(Figure.of(
                "bookkeeper-time-" + name,
                large,
                "ns/event",
                small,
                "one settlement of a million events, made as they are asked for, bookings added up and forgotten; baseline: ten"
                        + " thousand events; a hundred thousand: " + Math.round(middle)));
        long fewBytes = peak(mode, SMALL);
        long middleBytes = peak(mode, MIDDLE);
        long manyBytes = peak(mode, LARGE);
        figures.add(Figure.of(
                "bookkeeper-heap-" + name,
                manyBytes / 1024.0,
                "kB",
                fewBytes / 1024.0,
                "most that was alive of it, of " + SAMPLES
                        + " full collections on the way and one at the end; baseline: ten"
                        + " thousand events; a hundred thousand: " + middleBytes / 1024));
        assertThat(manyBytes - fewBytes).as("bytes kept in mode " + name).isLessThan(FLAT);
    }

    private static double time(Mode mode, int events) {
        var orders = new ManyOrders(events);
        var nanos = new Median();
        // So many first rounds warm up that every size is measured equally warm.
        for (int round = -WARM / events; round < ROUNDS; round++) {
            Cost cost = cost(events, () -> book(orders, mode, orders.iterator()));
            if (round >= 0) {
                nanos.add(cost.nanos());
            }
        }
        return nanos.value();
    }

    /** Most bytes that were alive beyond those before. */
    private static long peak(Mode mode, int events) {
        var orders = new ManyOrders(events);
        long before = alive();
        long[] most = {0};
        IntConsumer sample = number -> {
            if (number % (events / SAMPLES) == 0 || number == events) {
                most[0] = Math.max(most[0], alive() - before);
            }
        };
        book(orders, mode, watched(orders.iterator(), sample));
        return most[0];
    }

    private static Sums book(ManyOrders orders, Mode mode, Iterator<Event> events) {
        var sums = new Sums();
        Bookkeeper.Outcome outcome = orders.book(mode, events, sums);
        assertThat(outcome.held()).isZero();
        assertThat(outcome.booked() + outcome.withoutRow()).isEqualTo(orders.events());
        assertThat(sums.books.values().stream().mapToLong(Long::longValue).sum())
                .isZero();
        assertThat(sums.bookings).isEqualTo(bookings(mode, orders.events()));
        return sums;
    }

    /** The payout's voucher, and a voucher per day, or an invoice and a payment per order. */
    private static int bookings(Mode mode, int events) {
        return switch (mode) {
            case DAILY -> 1 + ManyOrders.DAYS;
            case LEDGER -> events;
            default -> 1;
        };
    }

    private static Iterator<Event> watched(Iterator<Event> events, IntConsumer watch) {
        return new Iterator<>() {
            private int number;

            @Override
            public boolean hasNext() {
                boolean more = events.hasNext();
                if (!more) {
                    watch.accept(number);
                }
                return more;
            }

            @Override
            public Event next() {
                watch.accept(number++);
                return events.next();
            }
        };
    }

    private static long alive() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static Cost cost(int events, Supplier<?> work) {
        long thread = Thread.currentThread().getId();
        long bytes = THREADS.getThreadAllocatedBytes(thread);
        long nanos = THREADS.getCurrentThreadCpuTime();
        Object done = work.get();
        double tookNanos = THREADS.getCurrentThreadCpuTime() - nanos;
        double took = THREADS.getThreadAllocatedBytes(thread) - bytes;
        assertThat(done).isNotNull();
        return new Cost(tookNanos / events, took / events);
    }
}
