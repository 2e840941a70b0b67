package se.kvitta.source.stripe;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import se.kvitta.merchant.Connection;
import se.kvitta.merchant.ConnectionCheck;
import se.kvitta.merchant.Profile;

/** Whether a profile's connection has what Stripe needs, and nothing else. */
@Component("stripeConnection")
class StripeConnection implements ConnectionCheck {

    private static final String KEY = "key";
    private static final Set<String> KNOWN =
            new TreeSet<>(Set.of(KEY, "account", Connection.WEBHOOK, Days.FROM, Days.UNTIL));

    @Override
    public Optional<Wrong> check(Profile profile) {
        Connection connection = profile.connection();
        for (String field : new TreeSet<>(connection.fields())) {
            if (!KNOWN.contains(field)) {
                return wrong(field, "means nothing; there are " + KNOWN);
            }
        }
        if (profile.isFetched() && !connection.has(KEY)) {
            return wrong(KEY, "is missing: write key: secret:NAME");
        }
        return days(profile);
    }

    /** With a key its charges can be asked for, with what stands behind them as far as the key may read it. */
    @Override
    public boolean tellsOrders(Profile profile) {
        return profile.connection().has(KEY);
    }

    private static Optional<Wrong> days(Profile profile) {
        Connection connection = profile.connection();
        if (!connection.has(Days.FROM)) {
            return connection.has(Days.UNTIL) ? wrong(Days.FROM, "is missing beside " + Days.UNTIL) : Optional.empty();
        }
        for (String field : new String[] {Days.FROM, Days.UNTIL}) {
            if (connection.has(field) && !isDate(connection.get(field))) {
                return wrong(field, "'" + connection.get(field) + "' is no date such as 2026-06-01");
            }
        }
        Days days = Days.of(profile).orElseThrow();
        if (days.from().isBefore(profile.start())) {
            return wrong(Days.FROM, days.from() + " is before the profile's start " + profile.start());
        }
        @Nullable LocalDate until = days.until();
        return until != null && !until.isAfter(days.from())
                ? wrong(Days.UNTIL, until + " is not after " + days.from())
                : Optional.empty();
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static Optional<Wrong> wrong(String field, String message) {
        return Optional.of(new Wrong(field, message));
    }
}
