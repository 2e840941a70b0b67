package se.kvitta.operations;

import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;

/** Days and months as people write them to an operation. Each throws {@link IllegalArgumentException} that says how. */
final class Dates {

    private Dates() {}

    static LocalDate day(String text) {
        try {
            return LocalDate.parse(text.strip());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "' is no day: write it as 2026-12-31", e);
        }
    }

    static YearMonth month(String text) {
        try {
            return YearMonth.parse(text.strip());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "' is no month: write it as 2026-10", e);
        }
    }
}
