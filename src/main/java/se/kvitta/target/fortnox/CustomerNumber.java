package se.kvitta.target.fortnox;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the number of a customer card of ours says: {@code KVITTA-SEVAT-SEK-2} is the second generic card for sales in kronor with
 * Swedish VAT.
 *
 * @param vatType the kind of VAT, as Fortnox calls it
 * @param whom whom the card is for: a currency for everybody, or what tells a buyer from others
 * @param place 1 for the card that is made first, 2 for the one that follows it when it is deleted or made inactive
 */
record CustomerNumber(String prefix, String vatType, String whom, int place) {

    private static final Pattern AFTER_PREFIX = Pattern.compile("([A-Z]+)-([^-]+)(?:-(\\d{1,4}))?");
    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");

    /** Reads the number of a card of ours; a number of another form, which somebody chose by hand, says nothing. */
    static Optional<CustomerNumber> of(String prefix, String number) {
        if (!number.startsWith(prefix)) {
            return Optional.empty();
        }
        Matcher parts = AFTER_PREFIX.matcher(number.substring(prefix.length()));
        if (!parts.matches()) {
            return Optional.empty();
        }
        int place = parts.group(3) == null ? 1 : Integer.parseInt(parts.group(3));
        return Optional.of(new CustomerNumber(prefix, parts.group(1), parts.group(2), place));
    }

    /** Whether it is the card of everybody who buys in a currency, not that of one buyer. */
    boolean isGeneric() {
        return CURRENCY.matcher(whom).matches();
    }

    /** Whether it takes the place of another, which was deleted or made inactive. */
    boolean follows(CustomerNumber other) {
        return vatType.equals(other.vatType) && whom.equals(other.whom) && place > other.place;
    }

    /** The number itself. */
    String text() {
        return prefix + vatType + "-" + whom + (place == 1 ? "" : "-" + place);
    }
}
