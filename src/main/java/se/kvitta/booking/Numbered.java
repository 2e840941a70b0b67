package se.kvitta.booking;

import java.util.HashMap;
import java.util.Map;

/** Keys of the bookings of events: those that cannot be told apart share a key, so their bookings are numbered. */
final class Numbered {

    private final Map<String, Integer> seen = new HashMap<>();

    /** The key the first time, {@code key#2} the second. */
    String next(String key) {
        int number = seen.merge(key, 1, Integer::sum);
        return number == 1 ? key : key + "#" + number;
    }
}
