package se.kvitta.booking;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a person decided about an event that waited.
 *
 * @param account where it is booked, for {@link Choice#ACCOUNT}; null for the others
 * @param day the Stockholm day of the decision: what it brings is booked on it
 * @param by who decided
 */
public record Decision(Choice choice, @Nullable String account, LocalDate day, String by) {

    /** What can be decided. */
    public enum Choice {
        /** It is a refund: sale and VAT are taken back. */
        REFUND,
        /** It is an established loss: the claim is written off, the VAT stays. */
        LOSS,
        /** It is income with 25 % VAT inside. */
        INCOME_25,
        /** It is income without VAT. */
        INCOME_EXEMPT,
        /** It is booked against the account that is named. */
        ACCOUNT,
        /** It may move to the first open day, in this financial year and VAT period. */
        OPEN_DAY,
        /** Somebody has booked it by hand: Kvitta books nothing. */
        BY_HAND
    }
}
