package se.kvitta.sie;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How dates, periods, amounts and numbers look in a file (SIE 4B, 5.8 to 5.10). */
final class SieFormat {

    /** IBM PC 8-bit, the only character set of the format (SIE 4B, 5.8). */
    static final Charset CP437 = Charset.forName("IBM437");

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd").withResolverStyle(ResolverStyle.STRICT);
    private static final DateTimeFormatter PERIOD =
            DateTimeFormatter.ofPattern("uuuuMM").withResolverStyle(ResolverStyle.STRICT);
    private static final Pattern AMOUNT = Pattern.compile("-?[0-9]+(\\.[0-9]{1,2})?");
    private static final Pattern QUANTITY = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,20})?");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private SieFormat() {}

    static String print(@Nullable LocalDate date) {
        return date == null ? "" : DATE.format(date);
    }

    static String print(@Nullable YearMonth period) {
        return period == null ? "" : PERIOD.format(period);
    }

    static String print(@Nullable BigDecimal quantity) {
        return quantity == null ? "" : quantity.toPlainString();
    }

    static String printAmount(long ore) {
        return BigDecimal.valueOf(ore, 2).toPlainString();
    }

    static LocalDate parseDate(String text) throws UnreadableRecord {
        if (text.length() == 8 && NUMBER.matcher(text).matches()) {
            try {
                var date = LocalDate.parse(text, DATE);
                requireFourDigitYear(date);
                return date;
            } catch (DateTimeException | IllegalArgumentException e) {
                throw new UnreadableRecord("'" + text + "' is not a day of the calendar", e);
            }
        }
        throw new UnreadableRecord("'" + text + "' is not a date; a date is written YYYYMMDD");
    }

    static YearMonth parsePeriod(String text) throws UnreadableRecord {
        if (text.length() == 6 && NUMBER.matcher(text).matches()) {
            try {
                return YearMonth.parse(text, PERIOD);
            } catch (DateTimeException e) {
                throw new UnreadableRecord("'" + text + "' is not a month of the calendar", e);
            }
        }
        throw new UnreadableRecord("'" + text + "' is not a period; a period is written YYYYMM");
    }

    static long parseAmount(String text) throws UnreadableRecord {
        if (!AMOUNT.matcher(text).matches()) {
            throw new UnreadableRecord("'" + text
                    + "' is not an amount; it may have a minus sign before, a decimal point and at most two decimals");
        }
        try {
            return new BigDecimal(text).movePointRight(2).longValueExact();
        } catch (ArithmeticException e) {
            throw new UnreadableRecord("the amount " + text + " is larger than Kvitta can hold", e);
        }
    }

    static BigDecimal parseQuantity(String text) throws UnreadableRecord {
        if (!QUANTITY.matcher(text).matches()) {
            throw new UnreadableRecord("'" + text + "' is not a quantity");
        }
        return new BigDecimal(text);
    }

    static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /** Throws {@link IllegalArgumentException} for a year that does not fit in four digits. */
    static void requireFourDigitYear(@Nullable LocalDate date) {
        if (date != null && (date.getYear() < 1 || date.getYear() > 9999)) {
            throw new IllegalArgumentException("the year of " + date + " does not fit in four digits");
        }
    }

    /** A quantity without meaningless zeros, so that equal quantities are equal records. */
    static @Nullable BigDecimal normal(@Nullable BigDecimal quantity) {
        return quantity == null ? null : quantity.stripTrailingZeros();
    }
}
