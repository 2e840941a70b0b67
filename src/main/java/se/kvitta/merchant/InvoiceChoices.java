package se.kvitta.merchant;

/**
 * How customer invoices are made in a merchant's books.
 *
 * @param orderNumberIn the target's word for the field that the shop's order number is written in
 * @param text what a row says; {@code {order}} is the order's number
 */
public record InvoiceChoices(String orderNumberIn, String text) {}
