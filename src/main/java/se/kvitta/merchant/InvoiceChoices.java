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
 */
public record InvoiceChoices(String orderNumberIn, String text, Set<Buyer.Data> kept, Lines lines) {

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
}
