package se.kvitta.merchant;

import java.util.Set;

/**
 * How customer invoices are made in a merchant's books.
 *
 * @param orderNumberIn the target's word for the field that the shop's order number is written in
 * @param customers whose name an invoice is in
 * @param keep what of a buyer is written on a card of its own
 * @param text what a row says when nothing better is known; {@code {order}} is the order's number
 */
public record InvoiceChoices(String orderNumberIn, Customers customers, Set<Personal> keep, String text) {

    /** Whose name an invoice is in. */
    public enum Customers {
        /** One customer per kind of VAT and currency, for all buyers. */
        GENERIC,
        /** A card per buyer, where the buyer is known. */
        BUYER
    }

    /** What may be written down of a buyer, apart from the name. */
    public enum Personal {
        EMAIL,
        PHONE,
        ADDRESS
    }
}
