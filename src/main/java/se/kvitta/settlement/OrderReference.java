package se.kvitta.settlement;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What ties an event to an order. Each may be empty; which of them a merchant knows the order by is a setting.
 *
 * @param id the provider's own id of the order
 * @param number the shop's order number: the first reference, unless the merchant has it elsewhere
 * @param second the second reference the shop gave
 * @param capture the provider's id of the capture
 * @param refund the provider's id of the refund
 * @param first the first reference as the provider states it, where that is not the number; else null
 */
public record OrderReference(
        String id,
        String number,
        String second,
        String capture,
        String refund,
        @Nullable String first) {

    /** Throws {@link IllegalArgumentException} for a text that is longer than the journal keeps. */
    public OrderReference {
        for (String text : List.of(id, number, second, capture, refund, Objects.requireNonNullElse(first, ""))) {
            if (text.length() > Event.MAX_TEXT) {
                throw new IllegalArgumentException("a reference has at most " + Event.MAX_TEXT + " characters");
            }
        }
    }

    /** One whose number is its first reference. */
    public OrderReference(String id, String number, String second, String capture, String refund) {
        this(id, number, second, capture, refund, null);
    }

    public static final OrderReference NONE = new OrderReference("", "", "", "", "");

    /** The first reference as the provider states it. */
    public String firstReference() {
        return first == null ? number : first;
    }

    /** The same order before anybody has said where its number stands. */
    public OrderReference asStated() {
        return first == null ? this : new OrderReference(id, first, second, capture, refund);
    }

    /** The same order by the number that the merchant knows it by. */
    public OrderReference numbered(String other) {
        String stated = firstReference();
        return new OrderReference(id, other, second, capture, refund, other.equals(stated) ? null : stated);
    }

    /** What a person calls the order: the shop's number, else the provider's id. */
    public String shown() {
        return number.isEmpty() ? id : number;
    }
}
