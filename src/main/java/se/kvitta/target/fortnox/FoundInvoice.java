package se.kvitta.target.fortnox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Receipt;
import se.kvitta.ledger.Money;

/**
 * An invoice or a credit invoice that existed already, as the answer to the step that found it keeps it.
 *
 * @param day the day of the invoice: no payment of it may be earlier
 * @param rounding what its payment leaves of it, or below zero takes too much, because Fortnox has rounded it; in minor
 *     units of its currency, and the other way round for a credit invoice
 * @param worth what Fortnox holds the part that is paid to be worth, in öre; below zero for a credit invoice. Null where it is
 *     in kronor
 */
record FoundInvoice(
        String number,
        LocalDate day,
        long rounding,
        @Nullable Worth worth) {

    /**
     * In another currency.
     *
     * @param ore at the rate of the invoice
     * @param unit how many units of the currency its rates are for
     */
    record Worth(long ore, int unit) {

        private long share(Money part, Money whole) {
            return BigDecimal.valueOf(ore)
                    .multiply(part.major())
                    .divide(whole.major(), 0, RoundingMode.HALF_UP)
                    .longValueExact();
        }
    }

    Receipt receipt() {
        String more = worth != null
                ? " " + rounding + " " + worth.ore() + " " + worth.unit()
                : rounding == 0 ? "" : " " + rounding;
        return new Receipt("", number + " " + day + more, "", "");
    }

    /** The same for a payment of a part, which does not close it; its worth is rounded to nearest, half up. */
    FoundInvoice part(Money part, Money whole) {
        return new FoundInvoice(
                number, day, 0, worth == null ? null : new Worth(worth.share(part, whole), worth.unit()));
    }

    /** The same for the payment that closes it, after others have paid the rest. */
    FoundInvoice last(Money rest, Money whole) {
        return new FoundInvoice(
                number,
                day,
                rounding,
                worth == null ? null : new Worth(worth.ore() - worth.share(rest, whole), worth.unit()));
    }

    static FoundInvoice read(String answer) {
        String[] parts = answer.split(" ", 5);
        if (parts.length < 2 || parts.length == 4) {
            throw new IllegalStateException("'" + answer + "' is no invoice that was found");
        }
        return new FoundInvoice(
                parts[0],
                LocalDate.parse(parts[1]),
                parts.length == 2 ? 0 : Long.parseLong(parts[2]),
                parts.length == 5 ? new Worth(Long.parseLong(parts[3]), Integer.parseInt(parts[4])) : null);
    }
}
