package se.kvitta.sandbox.ecb;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What EUR is worth on every TARGET day: invented, plausible, and the same for ever unless a test says otherwise. */
final class ReferenceRates {

    static final LocalDate FIRST = LocalDate.of(1999, 1, 4);

    /** In the order of the files. */
    static final List<String> CURRENCIES = List.of("USD", "JPY", "DKK", "GBP", "HRK", "NOK", "PLN", "SEK", "CHF");

    private static final Map<String, String> PER_EURO = Map.of(
            "USD", "1.16", "JPY", "178.5", "DKK", "7.4657", "GBP", "0.8735", "HRK", "7.53", "NOK", "11.73", "PLN",
            "4.27", "SEK", "10.93", "CHF", "0.94");

    private static final Map<String, LocalDate> ENDED = Map.of("HRK", LocalDate.of(2022, 12, 30));

    private static final Set<MonthDay> HOLIDAYS =
            Set.of(MonthDay.of(1, 1), MonthDay.of(5, 1), MonthDay.of(12, 25), MonthDay.of(12, 26));

    private final Map<String, String> told = new HashMap<>();

    /** The text of a rate; null without one. */
    @Nullable
    String rate(String currency, LocalDate day) {
        @Nullable String text = told.get(currency + day);
        if (text != null) {
            return text.isEmpty() ? null : text;
        }
        @Nullable LocalDate ended = ENDED.get(currency);
        if (!isTargetDay(day) || (ended != null && day.isAfter(ended))) {
            return null;
        }
        int wobble = new Random((currency + day).hashCode()).nextInt(2001) - 1000;
        return new BigDecimal(PER_EURO.getOrDefault(currency, "0"))
                .multiply(BigDecimal.valueOf(100_000L + wobble))
                .divide(BigDecimal.valueOf(100_000), currency.equals("JPY") ? 2 : 4, RoundingMode.HALF_UP)
                .toPlainString();
    }

    /** Empty for a day without a rate. */
    void tell(String currency, LocalDate day, String rate) {
        told.put(currency + day, rate);
    }

    static boolean isTargetDay(LocalDate day) {
        LocalDate easter = easter(day.getYear());
        return !day.isBefore(FIRST)
                && day.getDayOfWeek() != DayOfWeek.SATURDAY
                && day.getDayOfWeek() != DayOfWeek.SUNDAY
                && !HOLIDAYS.contains(MonthDay.from(day))
                && !day.equals(easter.minusDays(2))
                && !day.equals(easter.plusDays(1));
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
