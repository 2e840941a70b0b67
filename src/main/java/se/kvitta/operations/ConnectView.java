package se.kvitta.operations;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import se.kvitta.connection.Standing;
import se.kvitta.connection.Way;
import se.kvitta.sheet.Words;

/**
 * What the page of a connection shows; {@code src/main/jte/connect.jte} lays it out.
 *
 * @param out what leads to the logout
 * @param operator whether the login may act
 * @param notice what has just happened; null when nothing has
 */
public record ConnectView(
        Words words,
        String out,
        Standing standing,
        boolean operator,
        CsrfToken csrf,
        @Nullable Notice notice,
        Instant now) {

    /** What has just happened, or did not. */
    public record Notice(boolean good, String what, String then) {}

    public String text(String key) {
        return words.text(
                key,
                "system",
                standing.systemName(),
                "company",
                standing.company(),
                "title",
                standing.title(),
                "merchant",
                standing.merchant());
    }

    public String state() {
        return text("state." + standing.state().name() + (standing.missing().isEmpty() ? "" : ".missing"));
    }

    /** How the state looks: good, bad, or neither. */
    public String mood() {
        return switch (standing.state()) {
            case CONNECTED -> standing.missing().isEmpty() ? "good" : "bad";
            case LOST, INCOMPLETE -> "bad";
            case UNTRIED, NOT_CONNECTED, DISCONNECTED -> "idle";
        };
    }

    public String way() {
        return text("way." + standing.way().word());
    }

    public boolean isService() {
        return standing.way() == Way.CLIENT_CREDENTIALS;
    }

    /** Whether there is anything that a person could end. */
    public boolean isEndable() {
        return standing.state() == Standing.State.CONNECTED
                || standing.state() == Standing.State.LOST
                || standing.state() == Standing.State.UNTRIED;
    }

    /** Whether a permission was given before, here or at the target itself. */
    public boolean isConnected() {
        return standing.grantedAt() != null || standing.state() == Standing.State.CONNECTED;
    }

    public boolean isConnectable() {
        return standing.state() != Standing.State.INCOMPLETE;
    }

    /** A time as people in Stockholm read it. */
    public String time(Instant instant) {
        return Pages.time(instant);
    }

    public String daysLeft(Instant end) {
        return words.text(
                "days-left", "days", Math.max(0, Duration.between(now, end).toDays()));
    }

    public boolean has(String scope) {
        return standing.granted().contains(scope);
    }
}
