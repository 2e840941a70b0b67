package se.kvitta.source.paypal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Body;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import se.kvitta.intake.Fetch;
import se.kvitta.merchant.Connection;

/**
 * Access tokens of the merchants' own apps, by client credentials. One is used until shortly before it ends, because PayPal
 * counts requests for tokens; it is kept in memory only, since another costs one call.
 */
@Component("paypalTokens")
public class PayPalTokens {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A token is not used any more when it ends within this. */
    private static final Duration MARGIN = Duration.ofMinutes(2);

    /** Without this an app gets a token and then no transactions. */
    private static final String SEARCH = "https://uri.paypal.com/services/reporting/search/read";

    private final Clock clock;
    private final Map<String, Held> held = new ConcurrentHashMap<>();

    private record Held(String token, Instant until) {

        @Override
        public String toString() {
            return "token until " + until;
        }
    }

    PayPalTokens(Clock clock) {
        this.clock = clock;
    }

    /** Whether a token must be asked for first. */
    public boolean isMissing(@ExchangeProperty("fetch") Fetch fetch) {
        @Nullable Held one = held.get(fetch.profile().connection().get("clientId"));
        return one == null || !one.until().minus(MARGIN).isAfter(clock.instant());
    }

    /** How the app proves itself when it asks for a token. Holds a secret: never printed. */
    public String basic(@ExchangeProperty("fetch") Fetch fetch) {
        Connection connection = fetch.profile().connection();
        String login = connection.get("clientId") + ":" + connection.get("clientSecret");
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    /** Keeps what PayPal gave. Throws {@link IOException} when it is none, or may not search. */
    public void keep(@Body String answer, @ExchangeProperty("fetch") Fetch fetch) throws IOException {
        JsonNode given = JSON.readTree(answer);
        String token = given.path("access_token").asText("");
        if (token.isEmpty()) {
            throw new IOException("PayPal gave no access token");
        }
        String scopes = given.path("scope").asText(SEARCH);
        if (!scopes.contains(SEARCH)) {
            throw new IllegalStateException(
                    "the app at PayPal may not search: switch on Transaction Search for it, and wait"
                            + " up to nine hours");
        }
        held.put(
                fetch.profile().connection().get("clientId"),
                new Held(
                        token,
                        clock.instant().plusSeconds(given.path("expires_in").asLong(0))));
    }

    /** What a call says who it is by. Holds a secret: never printed. */
    public String bearer(@ExchangeProperty("fetch") Fetch fetch) {
        @Nullable Held one = held.get(fetch.profile().connection().get("clientId"));
        if (one == null) {
            throw new IllegalStateException(
                    "there is no token for " + fetch.profile().name());
        }
        return "Bearer " + one.token();
    }

    /** PayPal no longer takes it. Answers whether there was one: without one it is the login that was refused. */
    boolean discard(Fetch fetch) {
        return held.remove(fetch.profile().connection().get("clientId")) != null;
    }
}
