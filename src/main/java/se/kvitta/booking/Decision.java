package se.kvitta.booking;

import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a person decided about an event that waited.
 *
 * @param account where it is booked, for {@link Choice#ACCOUNT}; null for the others
 * @param day the Stockholm day of the decision: what it brings is booked on it
 * @param by who decided
 */
public record Decision(Choice choice, @Nullable String account, LocalDate day, String by) {

    private static final Map<String, Set<Choice>> CHOICES = Map.ofEntries(
            Map.entry("CHARGEBACK_LOST_DECIDE", EnumSet.of(Choice.REFUND, Choice.LOSS)),
            Map.entry("BAD_DEBT_DECIDE", EnumSet.of(Choice.LOSS, Choice.REFUND, Choice.ACCOUNT)),
            Map.entry("RETURN_KIND_UNKNOWN", EnumSet.of(Choice.REFUND, Choice.LOSS)),
            Map.entry("REFUND_NOT_AT_ORDER", EnumSet.of(Choice.LOSS, Choice.REFUND)),
            Map.entry("REFUND_UNKNOWN", EnumSet.of(Choice.AS_STATED, Choice.ACCOUNT)),
            Map.entry("REFUND_AFTER_FAILED", EnumSet.of(Choice.REPAID, Choice.REFUND)),
            Map.entry("REVERSAL_KIND_UNKNOWN", EnumSet.of(Choice.AS_STATED, Choice.LOSS, Choice.ACCOUNT)),
            Map.entry("COMMISSION_VAT_UNKNOWN", EnumSet.of(Choice.INCOME_25, Choice.INCOME_EXEMPT, Choice.ACCOUNT)),
            Map.entry("ADVANCE_DECIDE", EnumSet.of(Choice.ACCOUNT)),
            Map.entry("NETTED_DEBT_DECIDE", EnumSet.of(Choice.ACCOUNT)),
            Map.entry("OUTGOING_PAYMENT", EnumSet.of(Choice.ACCOUNT)),
            Map.entry("NEEDS_DECISION", EnumSet.of(Choice.ACCOUNT)),
            Map.entry("CONVERSION_HALF", EnumSet.of(Choice.ACCOUNT)),
            Map.entry("PERIOD_LOCKED", EnumSet.of(Choice.OPEN_DAY)),
            Map.entry("VAT_REPORTED", EnumSet.of(Choice.OPEN_DAY)));

    /**
     * What can be decided about an event that waits with the code of a reason; it can always be booked by hand, unless its
     * whole booking waits to be corrected.
     */
    public static Set<Choice> choices(String code) {
        if (code.startsWith("CORRECTION_")) {
            return Set.of();
        }
        Set<Choice> choices = EnumSet.of(Choice.BY_HAND);
        choices.addAll(CHOICES.getOrDefault(code, Set.of()));
        return choices;
    }

    /** What can be decided. */
    public enum Choice {
        /** It is what the provider calls it. */
        AS_STATED,
        /** It is a refund: sale and VAT are taken back. */
        REFUND,
        /** It pays what the buyer did not get by an earlier refund: sale and VAT were taken back then. */
        REPAID,
        /** It is an established loss: the claim is written off; whether its VAT stays is {@link VatRules#losses}. */
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
