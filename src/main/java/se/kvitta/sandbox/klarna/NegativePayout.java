package se.kvitta.sandbox.klarna;

/** What {@code total_settlement_amount} says when a settlement is negative; Klarna does not state it. */
public enum NegativePayout {
    /** Nothing is paid: zero, and the debt is in {@code total_deposit_amount} alone. */
    ZERO,
    /** The negative sum itself, beside the deposit. */
    SIGNED
}
