package se.kvitta.sandbox.klarna;

/** What may happen to an order, or beside it; how often is a number per thousand orders. */
public enum Happening {
    /** The order is captured in two parts, each with its own fees. */
    PART_CAPTURE,
    /** One line of the order comes back in the same settlement. */
    RETURN,
    /** An order of an earlier settlement comes back whole. */
    EARLIER_RETURN,
    /** An earlier return was late and costs a fee. */
    LATE_RETURN_FEE,
    /** A consumer disputes an earlier order: the amount is taken back and the dispute costs a fee. */
    REVERSAL,
    /** The merchant wins a dispute: the amount and the fee come back, with the fee's VAT. */
    DISPUTE_WON,
    /** A purchase was fraud: it is taken back, and given back without VAT under merchant protection. */
    MERCHANT_PROTECTION,
    /** The consumer never paid and Klarna does not bear it. */
    PAYMENT_DEFAULT,
    /** Klarna pays commission. */
    COMMISSION,
    /** Klarna corrects something, up or down. */
    CORRECTION,
    /** Klarna charges a reminder, or moves a debt from an older integration. */
    CHARGE,
    /** Kustom alone: it keeps money for a debt to Klarna, and says so in the comment of a holdback or a charge. */
    NETTED_DEBT
}
