package se.kvitta.sandbox.fortnox;

import java.util.regex.Pattern;

/** Terms of payment. The API has no field for the days: the code says them. */
record TermOfPayment(String code, String description) {

    private static final Pattern DAYS = Pattern.compile("([0-9]{1,4}).*");

    /** How long the customer has; 0 for a code that is no number. */
    int days() {
        var days = DAYS.matcher(code);
        return days.matches() ? Integer.parseInt(days.group(1)) : 0;
    }
}
