package se.kvitta.booking;

import java.util.HashMap;
import java.util.Map;

/**
 * Keys of the bookings of events: those that cannot be told apart share a key, so their bookings are numbered. Only keys
 * that may come again are kept.
 */
final class Numbered {

    private final Map<String, Integer> seen = new HashMap<>();

    /** The key the first time, {@code key#2} the second. */
    String next(String key) {
        int number = seen.merge(key, 1, Integer::sum);
        return number == 1 ? key : key + "#" + number;
    }

    /** The same, where the key may be known to come only once. */
    String next(String key, boolean mayRepeat) {
        return mayRepeat ? next(key) : key;
    }
}
