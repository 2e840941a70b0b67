package se.kvitta.booking;

import java.time.LocalDate;
import java.util.Currency;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;

/**
 * What is booked about a settlement as a whole.
 *
 * @param reference as on the bank statement; with the ordinal of a supplement, if it is one
 * @param payoutDay the Stockholm day the money left the provider
 * @param bankDay the Stockholm day it reaches the bank; null when the provider does not say
 * @param rows how many rows of the document explain it
 */
public record SettlementFacts(
        String reference,
        Currency currency,
        LocalDate payoutDay,
        @Nullable LocalDate bankDay,
        Money payout,
        int rows) {

    public SettlementFacts(String reference, Currency currency, LocalDate payoutDay, Money payout, int rows) {
        this(reference, currency, payoutDay, null, payout, rows);
    }

    /** Whether the money is in the bank the day it leaves the provider, as far as is known. */
    boolean sameDay() {
        return bankDay == null || bankDay.equals(payoutDay);
    }
}
