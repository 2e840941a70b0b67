package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What Fortnox checks of a single value before it looks at what the value means. */
final class FieldCheck {

    /** As a value it clears a field of any type on PUT. */
    static final String BLANK = "API_BLANK";

    /** Note what is not in it: quotes, apostrophe, {@code < > { } [ ] | ~} and emoji. */
    private static final Pattern ALLOWED_TEXT =
            Pattern.compile("[\\p{L}\\p{Nd} \\n\\r’\\\\–:.`´,;^¤#%§£$€¢¥©™°&/()=+\\-*_!?²³®½@\u00a0\u030a\u0308]*");

    private static final Pattern ALPHANUMERIC = Pattern.compile("[A-Za-z0-9]*");
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/_-]*");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withResolverStyle(ResolverStyle.STRICT);

    private FieldCheck() {}

    static void check(Field field, JsonNode value) {
        switch (field.kind()) {
            case OBJECT -> requireType(value.isObject(), field);
            case ROWS -> requireType(value.isArray(), field);
            default -> checkScalar(field, value);
        }
    }

    private static void requireType(boolean right, Field field) {
        if (!right) {
            throw AssumedReason.WORD_UNKNOWN.refusal(field.name());
        }
    }

    private static void checkScalar(Field field, JsonNode value) {
        requireType(value.isValueNode(), field);
        var text = textOf(value);
        if (text.equals(BLANK) || text.isEmpty()) {
            return; // says "clear" or "leave alone", for every type
        }
        switch (field.kind()) {
            case TEXT -> checkText(field, text);
            case CODE -> checkCharacters(field, text, ALPHANUMERIC);
            case KEY -> checkCharacters(field, text, KEY);
            case WORD -> {
                if (!field.words().contains(text)) {
                    throw AssumedReason.WORD_UNKNOWN.refusal(field.name());
                }
            }
            case DATE -> day(text);
            case INTEGER -> integer(field, text);
            case DECIMAL -> decimal(field, text);
            default -> bool(text);
        }
    }

    private static void checkCharacters(Field field, String text, Pattern allowed) {
        if (!allowed.matcher(text).matches()) {
            throw KnownReason.NOT_ALPHANUMERIC.refusal(text);
        }
        checkLength(field, text);
    }

    /** A number may come as a JSON number or in quotes; from here on both are the same plain digits. */
    static String textOf(JsonNode value) {
        if (!value.isBigDecimal()) {
            return value.asText();
        }
        var number = value.decimalValue();
        // An exponent could stand for more digits than there is memory.
        return Math.abs(number.scale()) > 30 ? number.toString() : number.toPlainString();
    }

    private static void checkText(Field field, String text) {
        checkLength(field, text);
        if (!ALLOWED_TEXT.matcher(text).matches()) {
            throw KnownReason.CHARACTER_NOT_ALLOWED.refusal(field.name());
        }
    }

    private static void checkLength(Field field, String text) {
        int length = text.codePointCount(0, text.length());
        if (length < field.least() || length > field.most()) {
            throw AssumedReason.TEXT_LENGTH.refusal(field.name());
        }
    }

    static LocalDate day(String text) {
        var day = dayOrNull(text);
        if (day == null) {
            throw AssumedReason.DATE_FORMAT.refusal(text);
        }
        return day;
    }

    static @Nullable LocalDate dayOrNull(String text) {
        try {
            return LocalDate.parse(text, DAY);
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    static int integer(Field field, String text) {
        var number = decimalOf(text);
        if (number.stripTrailingZeros().scale() > 0) {
            throw KnownReason.NOT_NUMERIC.refusal(text);
        }
        if (number.compareTo(BigDecimal.valueOf(field.least())) < 0
                || number.compareTo(BigDecimal.valueOf(field.most())) > 0) {
            throw AssumedReason.NUMBER_RANGE.refusal(field.name());
        }
        return number.intValueExact();
    }

    static BigDecimal decimal(Field field, String text) {
        var number = decimalOf(text);
        int whole = Math.max(1, number.precision() - number.scale());
        if (whole + Math.max(0, number.stripTrailingZeros().scale()) > field.most()) {
            throw AssumedReason.AMOUNT_TOO_LONG.refusal(field.name());
        }
        return number;
    }

    private static BigDecimal decimalOf(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw KnownReason.NOT_NUMERIC.refusal(text);
        }
        return new BigDecimal(text);
    }

    static boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw KnownReason.NOT_BOOLEAN.refusal(text);
        };
    }
}
