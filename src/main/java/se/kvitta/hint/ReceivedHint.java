package se.kvitta.hint;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import se.kvitta.merchant.Connection;
import se.kvitta.merchant.Profile;

/**
 * A webhook as it came, byte for byte. Nobody knows yet who sent it: the route {@code direct:hint-<slug>} of the source checks
 * that, and answers a {@link Hint} or throws {@link RefusedHint}.
 */
public final class ReceivedHint {

    private final Profile profile;
    private final Map<String, String> headers;
    private final byte[] body;
    private final Instant at;

    /** @param at when it came, by our clock */
    public ReceivedHint(Profile profile, Map<String, String> headers, byte[] body, Instant at) {
        this.profile = profile;
        this.headers = new TreeMap<>();
        headers.forEach((name, value) -> this.headers.put(name.toLowerCase(Locale.ROOT), value));
        this.body = body.clone();
        this.at = at;
    }

    public Profile profile() {
        return profile;
    }

    /** Empty when there is none; names are written in any case. */
    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    public byte[] body() {
        return body.clone();
    }

    public Instant at() {
        return at;
    }

    /**
     * What the profile's connection says its webhooks are checked by. Throws {@link IllegalArgumentException} naming the
     * secret that is missing.
     */
    public String secret() {
        return profile.connection().get(Connection.WEBHOOK);
    }

    /** Never prints what came. */
    @Override
    public String toString() {
        return "webhook for " + profile.name();
    }
}
