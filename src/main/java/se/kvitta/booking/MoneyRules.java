package se.kvitta.booking;

import java.time.LocalDate;
import java.util.Currency;
import java.util.Map;
import se.kvitta.ledger.Money;

/**
 * How a profile books what the provider does with the money.
 *
 * @param form whether clearing is credited in one row or one per order
 * @param day when fees, reserves and disputes happen for the books
 * @param bankLeg who books the money when it reaches the bank
 * @param wholeKronor whether the provider pays whole kronor and keeps or adds what is left of one
 * @param feeVat how the provider's fees are taxed
 * @param feesOnInvoice whether fees are booked from the supplier's invoice, so that Kvitta books none
 * @param creditRisk who is the debtor of a sale until the provider has received its money
 * @param debts where a settlement below zero stands that the provider carries forward
 * @param pots at what value a foreign balance leaves that has none of its own
 * @param openings per currency, what the provider owed on the start day, as a person has confirmed it
 */
public record MoneyRules(
        PayoutForm form,
        Day day,
        BankLeg bankLeg,
        boolean wholeKronor,
        FeeVat feeVat,
        boolean feesOnInvoice,
        CreditRisk creditRisk,
        Debts debts,
        Pots pots,
        Map<Currency, Opening> openings) {

    public MoneyRules {
        openings = Map.copyOf(openings);
    }

    /** Whether a debt to the provider has an account of its own. */
    public boolean ownDebts() {
        return debts == Debts.OWN;
    }

    /** Lump: one clearing row per payout. Split: one per order, so that each can be ticked off. */
    public enum PayoutForm {
        LUMP,
        SPLIT
    }

    /** The settlement's day, for a provider that deducts in the settlement; or each row's own day on a running balance. */
    public enum Day {
        SETTLEMENT,
        BALANCE
    }

    /** Transit: the bank feed or the accountant books the bank. Bank: Kvitta does. */
    public enum BankLeg {
        TRANSIT,
        BANK
    }

    /** Clearing: it stays there, as what the merchant owes. Own: it moves to an account of its own until it is repaid. */
    public enum Debts {
        CLEARING,
        OWN
    }

    /** Fifo: what came first leaves first, at what it was booked at. Average: all of it has the same value. */
    public enum Pots {
        FIFO,
        AVERAGE
    }

    /** How a provider's fees are taxed: a fact of the merchant's contract, seen on the supplier's invoice. */
    public enum FeeVat {
        /** Swedish VAT: as stated; inside the fee at 25 % when the settlement states none. */
        SE25,
        /** A supplier in another EU country: the buyer accounts for the VAT. */
        RC_EU,
        /** A supplier outside the EU: the buyer accounts for the VAT. */
        RC_NON_EU,
        /** No VAT. */
        EXEMPT,
        /** As each row states it, also when that is nothing. */
        BY_LINE,
        /** Nobody has said: fees wait. */
        UNSET;

        public boolean isReverseCharge() {
            return this == RC_EU || this == RC_NON_EU;
        }
    }

    /** What stood on the old clearing account when Kvitta took over. */
    public record Opening(Money amount, LocalDate day, String confirmedBy) {}
}
