package se.kvitta.merchant;

import java.util.List;

/**
 * When a profile's source is asked for the orders behind its money, and what in their lines is no sale. Words are compared with
 * the article number of a line, or stand in its text; case does not matter.
 *
 * @param giftCards words of lines that sell a gift card
 * @param tips words of lines that are a tip
 */
public record OrderLines(Ask ask, List<String> giftCards, List<String> tips) {

    public OrderLines {
        giftCards = List.copyOf(giftCards);
        tips = List.copyOf(tips);
    }

    /** For which events an order is asked for. */
    public enum Ask {
        /** Those that the profile's modes cannot book well without. */
        NEEDED,
        /** Every sale and refund. */
        ALWAYS,
        NEVER
    }
}
