package se.kvitta.sandbox.fortnox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What companies have allowed programs to do, on file: consents, authorization codes, refresh tokens. */
final class Grants implements AutoCloseable {

    /** The account that Fortnox makes for a program when an administrator approves it as a service. */
    static final long SERVICE_USER_ID = 900;

    static final Duration CODE_LIFETIME = Duration.ofMinutes(10);
    static final Duration REFRESH_TOKEN_LIFETIME = Duration.ofDays(45);

    private final Books books;
    final Register<Consent> consents;
    final Register<Code> codes;
    final Register<RefreshToken> refreshTokens;
    final Register<ClockOffset> clockOffsets;

    private Grants(Books books) {
        this.books = books;
        consents = books.register("consents", Consent.class);
        codes = books.register("codes", Code.class);
        refreshTokens = books.register("refreshTokens", RefreshToken.class);
        clockOffsets = books.register("clockOffsets", ClockOffset.class);
    }

    static Grants open(Path file, Clock clock) throws IOException {
        return new Grants(Books.open(file, clock));
    }

    Books.Change change() {
        return books.change();
    }

    static String secret() {
        return UUID.randomUUID().toString();
    }

    synchronized void grant(Consent consent) {
        change().put(consents, consent.key(), consent).commit();
    }

    /** Also ends what was given on the strength of the consent. */
    synchronized void withdraw(String clientId, long tenant) {
        var change = change().drop(consents, Consent.key(clientId, tenant));
        refreshTokens.all().stream()
                .filter(token -> token.grant().clientId().equals(clientId)
                        && token.grant().tenant() == tenant)
                .forEach(token -> change.drop(refreshTokens, token.value()));
        codes.all().stream()
                .filter(code ->
                        code.grant().clientId().equals(clientId) && code.grant().tenant() == tenant)
                .forEach(code -> change.drop(codes, code.value()));
        change.commit();
    }

    synchronized boolean isConsented(String clientId, long tenant) {
        return consents.has(Consent.key(clientId, tenant));
    }

    @Override
    public synchronized void close() {
        books.close();
    }

    /** One program, one company, some scopes, on behalf of one user. */
    record Grant(String clientId, long tenant, long userId, List<String> scopes) {}

    /** @param service whether a service account was made, which client_credentials needs */
    record Consent(Grant grant, boolean service) {

        String key() {
            return key(grant.clientId(), grant.tenant());
        }

        static String key(String clientId, long tenant) {
            return clientId + "@" + tenant;
        }
    }

    /** @param offline whether a refresh token was asked for */
    record Code(String value, Grant grant, String redirectUri, boolean offline, Instant expires) {}

    /** @param spent true once it was exchanged: using it again is an error */
    record RefreshToken(String value, Grant grant, Instant expires, boolean spent) {}

    /** How far the sandbox's clock was moved; ISO-8601. */
    record ClockOffset(Duration offset) {

        static final String KEY = "offset";
    }
}
