package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/** What the bookkeeper has handed over it does not keep: a settlement of any size needs the memory of a small one. */
class ForgettingTest {

    private static final int ORDERS = 300;

    /** What was seen of the events and their bookings, held by nobody here. */
    private static final class Forgetful implements Bookkeeper.Sink {
        private final List<WeakReference<Object>> seen = new ArrayList<>();

        @Override
        public void booking(Booking booking) {
            seen(booking);
            seen(booking.voucher());
        }

        @Override
        public void booked(long at, Event event, String key, LocalDate day, List<TaxLine> parts) {
            seen(event);
            if (event.kind() == EventKind.SALE && key.startsWith("order/")) {
                seen(key);
            }
        }

        @Override
        public void held(long at, Event event, Reason reason) {
            seen(event);
        }

        @Override
        public void left(long at, Event event, String why) {
            seen(event);
        }

        private void seen(Object one) {
            seen.add(new WeakReference<>(one));
        }

        private long alive() {
            System.gc();
            return seen.stream().filter(one -> one.get() != null).count();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ORDER")
    void nothingOfAnEventStaysBehind(Mode mode) {
        var sink = new Forgetful();
        var alive = new long[1];
        Iterator<Event> events = new Iterator<>() {
            private final Iterator<Event> made = IntStream.range(0, 2 * ORDERS)
                    .mapToObj(ForgettingTest::event)
                    .iterator();

            @Override
            public boolean hasNext() {
                boolean more = made.hasNext();
                if (!more) {
                    alive[0] = sink.alive();
                }
                return more;
            }

            @Override
            public Event next() {
                return made.next();
            }
        };
        var knowledge = Knowledge.of(Booked.NO_RATES, Booked.NO_ORIGINALS).with((Knowledge.Repeats) event -> false);
        var facts = Booked.facts("P1", "2026-02-16", "0.00 SEK", 2 * ORDERS);

        Bookkeeper.Outcome outcome =
                Bookkeeper.book(facts, events, new TestRules().modes(mode).build(), knowledge, sink);

        assertThat(outcome.held()).isZero();
        assertThat(sink.seen).hasSizeGreaterThanOrEqualTo(2 * ORDERS);
        // The last one may still be in somebody's hand.
        assertThat(alive[0]).isLessThan(10);
    }

    private static Event event(int number) {
        EventKind kind = number % 2 == 0 ? EventKind.SALE : EventKind.FEE;
        return Happened.event(kind, "1" + number, Happened.noon("2026-02-02"), Money.ofMinor(100L + number, Money.SEK))
                .country("SE")
                .build();
    }
}
