package se.kvitta.ledger;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** The calendar of the books: every day is a day in Stockholm, also on the two nights when the clock changes. */
public final class Stockholm {

    public static final ZoneId ZONE = ZoneId.of("Europe/Stockholm");

    private Stockholm() {}

    /** The Stockholm day on which an instant falls: 23:30 UTC on 31 October is 1 November. */
    public static LocalDate dayOf(Instant instant) {
        return instant.atZone(ZONE).toLocalDate();
    }

    /** The instant a Stockholm day begins. */
    public static Instant startOf(LocalDate day) {
        return day.atStartOfDay(ZONE).toInstant();
    }
}
