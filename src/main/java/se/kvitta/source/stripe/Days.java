package se.kvitta.source.stripe;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Connection;
import se.kvitta.merchant.Profile;

/**
 * Which Stockholm days a profile books as days of its balance, because its payouts are made by hand and Stripe does not say
 * what is in them. What is paid out automatically on other days is booked by payout.
 *
 * @param from first of them
 * @param until first day that is booked by payout again; null when there is none
 */
record Days(LocalDate from, @Nullable LocalDate until) {

    static final String FROM = "days.from";
    static final String UNTIL = "days.until";

    /** Those of a profile; empty when all of it is booked by payout. Throws DateTimeException for what is no date. */
    static Optional<Days> of(Profile profile) {
        Connection connection = profile.connection();
        if (!connection.has(FROM)) {
            return Optional.empty();
        }
        return Optional.of(new Days(
                LocalDate.parse(connection.get(FROM)),
                connection.has(UNTIL) ? LocalDate.parse(connection.get(UNTIL)) : null));
    }

    boolean covers(Instant at) {
        return !Stockholm.dayOf(at).isBefore(from) && !isBefore(at);
    }

    /** Whether all of them are over at an instant. */
    boolean isBefore(Instant at) {
        return until != null && !Stockholm.dayOf(at).isBefore(until);
    }

    @Override
    public String toString() {
        return until == null ? from + " –" : from + " – " + until.minusDays(1);
    }
}
