package se.kvitta.target.fortnox;

import java.time.LocalDate;
import se.kvitta.booking.Receipt;

/**
 * An invoice that existed already, as the answer to the step that found it keeps it.
 *
 * @param day the day of the invoice: no payment of it may be earlier
 */
record FoundInvoice(String number, LocalDate day) {

    Receipt receipt() {
        return new Receipt("", number + " " + day, "", "");
    }

    static FoundInvoice read(String answer) {
        String[] parts = answer.split(" ", 2);
        if (parts.length != 2) {
            throw new IllegalStateException("'" + answer + "' is no invoice that was found");
        }
        return new FoundInvoice(parts[0], LocalDate.parse(parts[1]));
    }
}
