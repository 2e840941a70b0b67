package se.kvitta.booking;

import java.time.LocalDate;
import java.util.Currency;
import se.kvitta.ledger.Money;

/**
 * What is booked about a settlement as a whole.
 *
 * @param reference as on the bank statement; with the ordinal of a supplement, if it is one
 * @param payoutDay the Stockholm day the money left the provider
 * @param rows how many rows of the document explain it
 */
public record SettlementFacts(String reference, Currency currency, LocalDate payoutDay, Money payout, int rows) {}
