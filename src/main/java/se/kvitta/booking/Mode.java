package se.kvitta.booking;

/** How a profile's sales reach the books. What the provider does with the money is booked in every mode but ORDER. */
public enum Mode {
    /** An invoice per order, its payment, credit invoices. */
    LEDGER,
    /** Payments of invoices that already exist. */
    MATCH,
    /** One sales voucher and one refund voucher per capture day. */
    DAILY,
    /** The money only: payouts, fees and reserves. Sales and output VAT are booked by somebody else. */
    PAYOUT,
    /** Shop orders as the target's orders or unbooked invoices; no money. */
    ORDER;

    /** Whether this mode books the payout with its fees and reserves. */
    public boolean booksMoney() {
        return this != ORDER;
    }
}
