package se.kvitta.merchant;

import java.util.Set;
import se.kvitta.settlement.Buyer;

/**
 * How customer invoices are made in a merchant's books.
 *
 * @param orderNumberIn the target's word for the field that the shop's order number is written in
 * @param text what a row says; {@code {order}} is the order's number
 * @param kept what is kept of a buyer, who then has a customer card; empty where invoices are in the name of generic
 *     customers
 * @param lines what becomes of the lines of an order
 * @param existing which of the company's own cards a buyer may have instead of one that Kvitta makes
 */
public record InvoiceChoices(String orderNumberIn, String text, Set<Buyer.Data> kept, Lines lines, Existing existing) {

    public InvoiceChoices {
        kept = Set.copyOf(kept);
    }

    /** What becomes of the lines of an order on its invoice. */
    public enum Lines {
        /** They are its rows wherever that comes to the same VAT; else one row for each account and rate. */
        ROWS,
        /** The same, and where they are not its rows they are texts under them. */
        TEXTS,
        /** One row for each account and rate, always. */
        NONE
    }

    /** Which customer card of the company's own a buyer has who has none that Kvitta made. */
    public enum Existing {
        /** The one that fits; where several do, Kvitta makes one, so that no invoice is in another's name. */
        ONE,
        /** The one that fits; of several the one with the highest number. */
        LATEST,
        /** The one that fits; where several do, a person tells. */
        ASK,
        /** None: they are not looked for. */
        NEVER
    }
}
