package se.kvitta.source.paypal;

import java.time.Instant;
import java.util.List;

/**
 * A span of time that is searched at once. PayPal's bounds are seconds, and both belong to the span.
 *
 * @param from first second
 * @param to last second
 */
record Slice(Instant from, Instant to) {

    boolean isOneSecond() {
        return !from.isBefore(to);
    }

    /** Its two halves, which share no second. */
    List<Slice> halves() {
        Instant middle = Instant.ofEpochSecond((from.getEpochSecond() + to.getEpochSecond()) / 2);
        return List.of(new Slice(from, middle), new Slice(middle.plusSeconds(1), to));
    }
}
