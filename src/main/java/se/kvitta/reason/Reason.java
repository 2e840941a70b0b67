package se.kvitta.reason;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Why something was not booked: a code that stays the same for ever, and the facts a person needs to see what is off.
 * {@link Reasons} turns it into words. Facts never hold secrets, names or addresses.
 */
public record Reason(String code, Map<String, String> facts) {

    /** Facts come from documents and file names that anybody may have written: a fact is one line of text. */
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    public Reason {
        if (!code.matches("[A-Z][A-Z0-9_]{2,39}")) {
            throw new IllegalArgumentException("'" + code + "' is no reason code");
        }
        var printable = new LinkedHashMap<>(facts);
        printable.replaceAll((name, value) -> CONTROL.matcher(value).replaceAll(" "));
        facts = Collections.unmodifiableMap(printable);
    }

    /** {@code Reason.of("PERIOD_LOCKED", "day", day, "amount", amount)}: names and values in turn. */
    public static Reason of(String code, Object... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(code + " has a fact without a value");
        }
        var facts = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            facts.put(String.valueOf(namesAndValues[i]), String.valueOf(namesAndValues[i + 1]));
        }
        return new Reason(code, facts);
    }

    /** The same reason with one more fact. */
    public Reason with(String name, Object value) {
        var more = new LinkedHashMap<>(facts);
        more.put(name, String.valueOf(value));
        return new Reason(code, more);
    }

    @Override
    public String toString() {
        return code + (facts.isEmpty() ? "" : " " + facts);
    }
}
