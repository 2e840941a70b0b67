package se.kvitta.connection;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a merchant's connection stands.
 *
 * @param merchant name of the merchant
 * @param title name of its company in the merchant file
 * @param system slug of the remote system
 * @param systemName what people call it
 * @param company whose books it opens, as the merchant file says; empty when that cannot be told
 * @param companyName what the system calls the company; empty while it is not known
 * @param needed scopes that Kvitta asks for
 * @param granted scopes that the newest token has; empty while there is none
 * @param grantedAt when a person consented here; null when nobody did
 * @param grantedBy the login of that person
 * @param renewedAt when the newest token was given; null while there is none
 * @param endsAt until when the refresh token lives unless it is used; null where the way has none
 * @param problem what cannot be told, and why; empty when nothing is wrong
 */
public record Standing(
        String merchant,
        String title,
        String system,
        String systemName,
        Way way,
        State state,
        String company,
        String companyName,
        List<String> needed,
        List<String> granted,
        @Nullable Instant grantedAt,
        String grantedBy,
        @Nullable Instant renewedAt,
        @Nullable Instant endsAt,
        String problem) {

    public enum State {
        CONNECTED,
        /** Nobody has tried it yet: with client credentials the first delivery shows whether a consent is there. */
        UNTRIED,
        NOT_CONNECTED,
        LOST,
        DISCONNECTED,
        /** The merchant file lacks something. */
        INCOMPLETE
    }

    /** Scopes that are needed and were not granted; none while nothing is granted. */
    public List<String> missing() {
        return granted.isEmpty()
                ? List.of()
                : needed.stream().filter(scope -> !granted.contains(scope)).toList();
    }
}
