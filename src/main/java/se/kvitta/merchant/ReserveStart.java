package se.kvitta.merchant;

import java.time.LocalDate;
import se.kvitta.ledger.Money;

/**
 * What a provider held back when a Stockholm day began, as a person states, because the provider reports no balance.
 *
 * @param type of the reserve, in the provider's word; empty for all types together
 * @param amount in the reserve's currency, not below zero
 */
public record ReserveStart(String type, Money amount, LocalDate day) {}
