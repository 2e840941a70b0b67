package se.kvitta.target.fortnox;

import java.time.LocalDate;
import se.kvitta.booking.Receipt;

/**
 * An invoice that existed already, as the answer to the step that found it keeps it.
 *
 * @param day the day of the invoice: no payment of it may be earlier
 * @param rounding what its payment leaves of it, or below zero takes too much, because Fortnox has rounded it; in minor
 *     units of its currency, and the other way round for a credit invoice
 */
record FoundInvoice(String number, LocalDate day, long rounding) {

    Receipt receipt() {
        return new Receipt("", number + " " + day + (rounding == 0 ? "" : " " + rounding), "", "");
    }

    static FoundInvoice read(String answer) {
        String[] parts = answer.split(" ", 3);
        if (parts.length < 2) {
            throw new IllegalStateException("'" + answer + "' is no invoice that was found");
        }
        return new FoundInvoice(parts[0], LocalDate.parse(parts[1]), parts.length == 2 ? 0 : Long.parseLong(parts[2]));
    }
}
