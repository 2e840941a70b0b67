package se.kvitta.intake;

import java.time.Instant;
import java.time.LocalDate;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Profile;

/**
 * What a source's route receives at {@code direct:source-<slug>}: whose money, and the window that is asked for. A
 * backfill is the same with an earlier window.
 *
 * @param from first instant, inclusive; never before the profile's start
 * @param to last instant, exclusive
 */
public record Fetch(Profile profile, Instant from, Instant to) {

    public String slug() {
        return profile.source();
    }

    /** The first Stockholm day of the window. */
    public LocalDate firstDay() {
        return Stockholm.dayOf(from);
    }
}
