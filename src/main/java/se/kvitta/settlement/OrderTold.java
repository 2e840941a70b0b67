package se.kvitta.settlement;

/**
 * What a shop or a checkout says that an order, or one capture or refund of it, consists of.
 *
 * @param number the order's number, as the provider's events refer to it
 * @param part the provider's id of the capture or refund; empty for the order as a whole
 */
public record OrderTold(String number, String part, Basket basket) {

    /** Throws {@link IllegalArgumentException} for a number that is missing or longer than the journal keeps. */
    public OrderTold {
        if (number.isEmpty() || number.length() > Event.MAX_TEXT || part.length() > Event.MAX_TEXT) {
            throw new IllegalArgumentException(
                    "an order's number has 1 to " + Event.MAX_TEXT + " characters: '" + number + "' " + part);
        }
    }
}
