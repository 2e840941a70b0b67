package se.kvitta.merchant;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Currency;
import java.util.Set;
import se.kvitta.booking.BookingRules;

/**
 * What {@code mappings/targets/<slug>.yaml} says.
 *
 * @param series default series of vouchers, and the series of its invoices and their payments
 * @param rows most rows in one voucher
 * @param dimensions names of the dimensions it has, when its mapping names them
 * @param references its words for the fields of an invoice that can carry a reference of an order
 * @param orderNumberIn which of them the shop's order number is written in by default; empty when it makes no invoices
 * @param books the currencies that it can keep books in; empty where it does not matter
 * @param limit the calls to one tenant that the target takes
 * @param lanes how many chains of calls may be in flight for one merchant
 * @param sendWindow how long after it was decided a changing call may still be made
 * @param timeout how long an answer is waited for
 * @param grace how long after that a call may still take effect at the target
 * @param raw the whole file, for the plug-in that reads its own words in it
 */
public record TargetMapping(
        String slug,
        String name,
        BookingRules.Series series,
        int rows,
        Set<String> dimensions,
        Set<String> references,
        String orderNumberIn,
        Set<Currency> books,
        Limit limit,
        int lanes,
        Duration sendWindow,
        Duration timeout,
        Duration grace,
        JsonNode raw) {

    /**
     * How many calls a target takes from one tenant in any window, and how many percent of that is used. None when
     * {@code calls} is 0.
     */
    public record Limit(int calls, Duration window, int share) {

        public static final Limit NONE = new Limit(0, Duration.ZERO, 100);

        public boolean isNone() {
            return calls == 0;
        }

        /** The time between two calls: window / calls, stretched so that only the share of the limit is used. */
        public Duration spacing() {
            long nanos = Math.multiplyExact(window.toNanos(), 100L);
            long parts = (long) calls * share;
            return Duration.ofNanos((nanos + parts - 1) / parts);
        }
    }
}
