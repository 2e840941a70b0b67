package se.kvitta.settlement;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;

/**
 * An order as its provider tells it when it is asked: what was captured and refunded of it so far, and of what that consists.
 *
 * @param number the order's number, as the provider's events refer to it
 * @param whole what was ordered; null when no lines are told
 */
public record ToldOrder(String number, @Nullable Basket whole, List<Part> parts) {

    public ToldOrder {
        parts = List.copyOf(parts);
    }

    /**
     * A capture or a refund.
     *
     * @param id the provider's
     * @param amount positive
     * @param at when it happened at the provider
     * @param basket null when it cannot be told what it consists of
     */
    public record Part(
            Kind kind,
            String id,
            Money amount,
            Instant at,
            @Nullable Basket basket) {

        /** Throws {@link IllegalArgumentException} for an id that is missing or longer than the journal keeps. */
        public Part {
            if (id.isEmpty() || id.length() > Event.MAX_TEXT) {
                throw new IllegalArgumentException(
                        "a part of an order has an id of 1 to " + Event.MAX_TEXT + " characters: '" + id + "'");
            }
        }
    }

    /** What a part is. */
    public enum Kind {
        CAPTURE,
        REFUND
    }
}
