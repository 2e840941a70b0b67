package se.kvitta.sandbox.riksbank;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What every series is worth on every bank day: invented, plausible, and the same for ever unless a test says otherwise. */
final class Fixing {

    private static final LocalDate FIRST = LocalDate.of(1993, 1, 4);

    private static final Map<String, String> SEK_PER_UNIT = Map.of(
            "EUR", "10.9", "USD", "9.4", "GBP", "12.5", "NOK", "0.93", "DKK", "1.46", "PLN", "2.56", "CHF", "11.6",
            "JPY", "0.0612", "FIM", "1.528", "HRK", "1.47");

    private static final Map<String, LocalDate> ENDED =
            Map.of("FIM", LocalDate.of(2002, 2, 28), "HRK", LocalDate.of(2022, 12, 30));

    private static final Set<MonthDay> HOLIDAYS = Set.of(
            MonthDay.of(1, 1),
            MonthDay.of(1, 6),
            MonthDay.of(5, 1),
            MonthDay.of(6, 6),
            MonthDay.of(12, 24),
            MonthDay.of(12, 25),
            MonthDay.of(12, 26),
            MonthDay.of(12, 31));

    private final Map<String, String> told = new HashMap<>();

    /** The currency of a series, if there is such a series. */
    static Optional<String> currency(String series) {
        return SEK_PER_UNIT.keySet().stream()
                .filter(code -> series.equals("SEK" + code + "PMI"))
                .findFirst();
    }

    /** The JSON value of a day; null without one. */
    @Nullable
    String value(String currency, LocalDate day) {
        @Nullable String text = told.get(currency + day);
        if (text != null) {
            return text.isEmpty() ? null : text;
        }
        @Nullable LocalDate ended = ENDED.get(currency);
        if (!isBankDay(day) || (ended != null && day.isAfter(ended))) {
            return null;
        }
        int wobble = new Random((currency + day).hashCode()).nextInt(2001) - 1000;
        return new BigDecimal(SEK_PER_UNIT.getOrDefault(currency, "0"))
                .multiply(BigDecimal.valueOf(100_000L + wobble))
                .divide(BigDecimal.valueOf(100_000), currency.equals("JPY") ? 6 : 4, RoundingMode.HALF_UP)
                .toPlainString();
    }

    /** Empty for a day without a value. */
    void tell(String currency, LocalDate day, String value) {
        told.put(currency + day, value);
    }

    static boolean isBankDay(LocalDate day) {
        DayOfWeek weekday = day.getDayOfWeek();
        LocalDate easter = easter(day.getYear());
        boolean midsummerEve = day.getMonthValue() == 6
                && weekday == DayOfWeek.FRIDAY
                && day.getDayOfMonth() >= 19
                && day.getDayOfMonth() <= 25;
        return !day.isBefore(FIRST)
                && weekday != DayOfWeek.SATURDAY
                && weekday != DayOfWeek.SUNDAY
                && !HOLIDAYS.contains(MonthDay.from(day))
                && !midsummerEve
                && !day.equals(easter.minusDays(2))
                && !day.equals(easter.plusDays(1))
                && !day.equals(easter.plusDays(39));
    }

    /** Easter Sunday of the Gregorian calendar, by the rule of 1876. */
    private static LocalDate easter(int year) {
        int century = year / 100;
        int golden = year % 19;
        int moon = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
        int weekday = (32 + 2 * (century % 4) + 2 * (year % 100 / 4) - moon - year % 100 % 4) % 7;
        int late = (golden + 11 * moon + 22 * weekday) / 451;
        int days = moon + weekday - 7 * late + 114;
        return LocalDate.of(year, days / 31, days % 31 + 1);
    }
}
