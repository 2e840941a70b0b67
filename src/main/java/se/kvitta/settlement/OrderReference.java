package se.kvitta.settlement;

import java.util.List;

/**
 * What ties an event to an order. Each may be empty; which of them a merchant knows the order by is a setting.
 *
 * @param id the provider's own id of the order
 * @param number the shop's order number, first reference
 * @param second the second reference the shop gave
 * @param capture the provider's id of the capture
 * @param refund the provider's id of the refund
 */
public record OrderReference(String id, String number, String second, String capture, String refund) {

    /** Throws {@link IllegalArgumentException} for a text that is longer than the journal keeps. */
    public OrderReference {
        for (String text : List.of(id, number, second, capture, refund)) {
            if (text.length() > Event.MAX_TEXT) {
                throw new IllegalArgumentException("a reference has at most " + Event.MAX_TEXT + " characters");
            }
        }
    }

    public static final OrderReference NONE = new OrderReference("", "", "", "", "");

    /** What a person calls the order: the shop's number, else the provider's id. */
    public String shown() {
        return number.isEmpty() ? id : number;
    }
}
