package se.kvitta.sandbox.fortnox;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;

/** The {@code lastmodified} of a search, {@code 2026-03-10}, {@code 2026-03-10 12:30} or {@code 2026-03-10 12:30:05}. */
record LastModified(Instant since, boolean inclusive) {

    private static final DateTimeFormatter FORMAT = new DateTimeFormatterBuilder()
            .appendPattern("uuuu-MM-dd[ HH:mm[:ss]]")
            .parseDefaulting(ChronoField.HOUR_OF_DAY, 0)
            .parseDefaulting(ChronoField.MINUTE_OF_HOUR, 0)
            .parseDefaulting(ChronoField.SECOND_OF_MINUTE, 0)
            .toFormatter();

    static LastModified parse(String text, Assumptions assumptions) {
        try {
            var zone = ZoneId.of(assumptions.value(Assumption.LASTMODIFIED_ZONE));
            return new LastModified(
                    LocalDateTime.parse(text, FORMAT).atZone(zone).toInstant(),
                    assumptions.is(Assumption.LASTMODIFIED_BOUND, "inclusive"));
        } catch (DateTimeParseException e) {
            throw KnownReason.INVALID_PARAMETER.refusal("lastmodified");
        }
    }

    boolean includes(Instant modified) {
        return inclusive ? !modified.isBefore(since) : modified.isAfter(since);
    }
}
