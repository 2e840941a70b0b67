package se.kvitta.booking;

import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;

/**
 * What a payment settles of a customer's claim. Amounts are positive for a sale, and below zero for its refund.
 *
 * @param amount in the currency of the invoice
 * @param inBooks the same in minor units of the books' currency, as the invoice is booked
 * @param rate from the one to the other; null when they are the same
 */
record SettledClaim(Money amount, long inBooks, @Nullable ExchangeRate rate) {

    private static final String CUSTOMER = "AR_CUSTOMER";

    /**
     * Adds the rows of the payment. What it is worth more or less than the claim in the books is an exchange difference.
     *
     * @param role what pays: the provider's money, or a gift card
     * @param paid with what, in minor units of the books' currency
     * @param original the same in its own currency
     * @param at the rate of that; null when it is the books' currency
     */
    void addTo(VoucherDraft draft, boolean refund, String role, long paid, Money original, @Nullable ExchangeRate at) {
        if (refund) {
            draft.add(CUSTOMER, -inBooks, amount.negated(), rate);
        }
        draft.add(role, paid, original, at);
        draft.add(inBooks > paid ? "FX_LOSS" : "FX_GAIN", inBooks - paid, "");
        if (!refund) {
            draft.add(CUSTOMER, -inBooks, amount.negated(), rate);
        }
    }
}
