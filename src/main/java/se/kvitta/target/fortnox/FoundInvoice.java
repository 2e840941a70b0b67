package se.kvitta.target.fortnox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Receipt;

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
    record Worth(long ore, int unit) {}

    Receipt receipt() {
        String more = worth != null
                ? " " + rounding + " " + worth.ore() + " " + worth.unit()
                : rounding == 0 ? "" : " " + rounding;
        return new Receipt("", number + " " + day + more, "", "");
    }

    /** The same for a payment of a part, which does not close it; its worth is rounded to nearest, half up. */
    FoundInvoice part(BigDecimal part, BigDecimal whole) {
        return new FoundInvoice(
                number,
                day,
                0,
                worth == null
                        ? null
                        : new Worth(
                                BigDecimal.valueOf(worth.ore())
                                        .multiply(part)
                                        .divide(whole, 0, RoundingMode.HALF_UP)
                                        .longValueExact(),
                                worth.unit()));
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
