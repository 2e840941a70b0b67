package se.kvitta.settlement;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;

/**
 * What a provider states about one settlement, apart from its events.
 *
 * @param reference the provider's name of it, as on the bank statement; the same whichever way it arrives by
 * @param currency of every amount in it
 * @param payoutDay the Stockholm day the money left the provider
 * @param bankDay the Stockholm day it reaches the bank; null when the provider does not say
 * @param payout what left; null when the document does not say, and then it has no proof of its own
 * @param opening what the provider owed at the beginning; zero for a payout that stands alone
 * @param closing what the provider owes at the end
 * @param account the merchant's number at the provider; may be empty
 * @param rows how many rows of the document were read
 * @param debt what the merchant owed the provider at both ends; null when it is not stated
 * @param ties sums that the document states beside its rows, with what the rows add up to
 * @param debt what the merchant owed the provider; null when the document states nothing of debts
 */
public record Statement(
        @NotBlank @Size(max = 100) String reference,
        Currency currency,
        @Nullable LocalDate payoutDay,
        @Nullable LocalDate bankDay,
        @Nullable Money payout,
        Money opening,
        Money closing,
        @Size(max = 64) String account,
        @PositiveOrZero int rows,
        List<Tie> ties,
        @Nullable Debt debt) {

    public Statement {
        ties = List.copyOf(ties);
    }

    /** Without debts. */
    public Statement(
            String reference,
            Currency currency,
            @Nullable LocalDate payoutDay,
            @Nullable LocalDate bankDay,
            @Nullable Money payout,
            Money opening,
            Money closing,
            String account,
            int rows,
            List<Tie> ties) {
        this(reference, currency, payoutDay, bankDay, payout, opening, closing, account, rows, ties, null);
    }

    /** Without debts, and without a day at the bank. */
    public Statement(
            String reference,
            Currency currency,
            @Nullable LocalDate payoutDay,
            @Nullable Money payout,
            Money opening,
            Money closing,
            String account,
            int rows,
            List<Tie> ties) {
        this(reference, currency, payoutDay, null, payout, opening, closing, account, rows, ties);
    }

    /** The same, of a merchant that owed the provider. */
    public Statement withDebt(Debt stated) {
        return new Statement(
                reference, currency, payoutDay, bankDay, payout, opening, closing, account, rows, ties, stated);
    }

    /**
     * What earlier settlements below zero have left the merchant owing, in the settlement's currency; never below zero.
     *
     * @param opening before the settlement
     * @param closing after it
     */
    public record Debt(Money opening, Money closing) {}

    /**
     * One sum that is stated and can be added up.
     *
     * @param name in the provider's words, such as {@code total_fee_amount}
     */
    public record Tie(String name, Money stated, Money counted) {

        public boolean holds() {
            return stated.equals(counted);
        }
    }
}
