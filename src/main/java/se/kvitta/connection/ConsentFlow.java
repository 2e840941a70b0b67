package se.kvitta.connection;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Consents;
import se.kvitta.journal.Consents.Consent;
import se.kvitta.journal.Grants;
import se.kvitta.journal.Grants.Grant;
import se.kvitta.reason.Reason;

/**
 * How a person connects a merchant: off to the system with a state that nobody can guess, back with a code that is traded
 * once. And how a person ends it.
 */
public final class ConsentFlow {

    private static final Logger LOG = LoggerFactory.getLogger(ConsentFlow.class);
    private static final int STATE_BYTES = 32;

    private final Connections connections;
    private final Grants grants;
    private final Consents consents;
    private final Audit audit;
    private final Alarm alarm;
    private final Seal seal;
    private final TokenHost host;
    private final ConnectionSettings settings;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    ConsentFlow(
            Connections connections,
            Grants grants,
            Consents consents,
            Audit audit,
            Alarm alarm,
            Seal seal,
            TokenHost host,
            ConnectionSettings settings,
            Clock clock) {
        this.connections = connections;
        this.grants = grants;
        this.consents = consents;
        this.audit = audit;
        this.alarm = alarm;
        this.seal = seal;
        this.host = host;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * A consent that was begun.
     *
     * @param address where a person consents
     * @param until how long that may take
     */
    public record Begun(URI address, Instant until) {}

    /**
     * What a system sent a person back with.
     *
     * @param code empty when it gave none
     * @param error the system's own word; empty when there is a code
     */
    public record Answer(String state, String code, String error) {

        @Override
        public String toString() {
            return error.isEmpty() ? "consent" : "no consent: " + error;
        }
    }

    /**
     * What came of it.
     *
     * @param merchant empty when it cannot be told whose consent it was
     * @param problem null when it was done
     */
    public record Outcome(String merchant, @Nullable Reason problem) {

        public boolean isDone() {
            return problem == null;
        }
    }

    /**
     * Begins a consent. Throws {@link IllegalArgumentException} naming what the connection lacks.
     *
     * @param browser what only the browser knows that will come back; empty when a program begins it for its login
     */
    public Begun begin(Holder holder, String login, String browser) {
        Client client = connections.client(holder);
        var secret = new byte[STATE_BYTES];
        random.nextBytes(secret);
        String state = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Instant until = clock.instant().plus(settings.consent());
        consents.begin(
                hash(state),
                new Consent(holder.merchant(), holder.system(), login),
                browser.isEmpty() ? "" : hash(browser),
                until);
        audit.add(login, "consent begun", holder.merchant(), holder.subject(), "company " + client.company());
        return new Begun(
                URI.create(
                        TokenHost.consent(client, state, connections.redirect()).getAuthorizationRequestUri()),
                until);
    }

    /** Ends a consent that was begun: trades the code, checks whose it is, keeps what was given. */
    public Outcome complete(Answer answer, String login, String browser) {
        Optional<Consent> begun = consents.use(hash(answer.state()), login, hash(browser));
        if (begun.isEmpty()) {
            return new Outcome(
                    "",
                    Reason.of("CONNECTION_STATE", "minutes", settings.consent().toMinutes()));
        }
        Holder holder = connections.require(begun.get().merchant());
        @Nullable
        Reason problem = !holder.system().equals(begun.get().system())
                ? Reason.of("CONNECTION_STATE", "minutes", settings.consent().toMinutes())
                : answer.code().isEmpty()
                        ? Reason.of("CONNECTION_DENIED", "error", answer.error().isEmpty() ? "?" : answer.error())
                        : trade(holder, answer.code(), login);
        if (problem == null) {
            LOG.info("merchant {}: connected to {}", holder.merchant(), holder.systemName());
            return new Outcome(holder.merchant(), null);
        }
        Reason told = alarm.told(holder, problem);
        audit.add(login, "not connected", holder.merchant(), holder.subject(), told.toString());
        return new Outcome(holder.merchant(), told);
    }

    /** Null when it went well. */
    private @Nullable Reason trade(Holder holder, String code, String login) {
        Client client = connections.client(holder);
        Authority authority = connections.authority(holder);
        TokenHost.Given given;
        Authority.Claims claims;
        try {
            given = host.byCode(client, code, connections.redirect());
            claims = authority.claims(given.access());
        } catch (TokenHost.Refusal | TokenHost.NoAnswer | IllegalArgumentException e) {
            return codeRefused(String.valueOf(e.getMessage()));
        }
        if (!claims.company().equals(client.company())) {
            return Reason.of("CONNECTION_OTHER_COMPANY", "company", client.company(), "given", claims.company());
        }
        if (holder.way() == Way.CLIENT_CREDENTIALS) {
            // What the code gave is not kept: it only told whose consent it is.
            try {
                given = host.byClientCredentials(client);
            } catch (TokenHost.Refusal e) {
                return Reason.of("CONNECTION_REFUSED", "company", client.company(), "message", e.said());
            } catch (TokenHost.NoAnswer e) {
                return Reason.of("CONNECTION_NO_ANSWER", "cause", e.said());
            }
        } else if (given.refresh() == null) {
            return codeRefused("there is no refresh token in the answer");
        }
        Grants.Key key = Connections.key(holder, client);
        grants.connect(key, seal.on(given, client, authority), login, holder.subject());
        return null;
    }

    private Reason codeRefused(String message) {
        return Reason.of("CONNECTION_CODE_REFUSED", "message", message, "redirect", connections.redirect());
    }

    /**
     * Ends a connection: takes the refresh token back at the system and forgets all tokens. Throws
     * {@link IllegalArgumentException} naming what the connection lacks.
     */
    public Outcome disconnect(Holder holder, String login) {
        Client client = connections.client(holder);
        Grants.Key key = Connections.key(holder, client);
        @Nullable Grant grant = grants.find(key).orElse(null);
        Grants.@Nullable Tokens tokens = grant == null || grant.state() != Grants.State.OPEN ? null : grant.tokens();
        if (grant != null && tokens != null && tokens.refresh() != null) {
            @Nullable Reason problem = revoke(holder, client, grant, tokens);
            if (problem != null) {
                return new Outcome(holder.merchant(), alarm.told(holder, problem));
            }
        }
        grants.close(key, login, holder.subject());
        LOG.info("merchant {}: disconnected from {}", holder.merchant(), holder.systemName());
        return new Outcome(holder.merchant(), null);
    }

    /** A renewal that is under way would bring a token that nobody takes back: so it is leased as one. */
    private @Nullable Reason revoke(Holder holder, Client client, Grant grant, Grants.Tokens tokens) {
        @Nullable String refresh = seal.open(tokens.refresh());
        if (refresh == null) {
            LOG.warn(
                    "merchant {}: the refresh token for {} cannot be opened and is not taken back there",
                    holder.merchant(),
                    holder.systemName());
            return null;
        }
        String attempt = UUID.randomUUID().toString();
        Instant until = clock.instant().plus(settings.lease());
        if (!grants.lease(grant.key(), grant.version(), attempt, until)) {
            return Reason.of("CONNECTION_BUSY", "until", grant.leaseUntil() == null ? until : grant.leaseUntil());
        }
        try {
            host.revoke(client, refresh);
            return null;
        } catch (TokenHost.Refusal | TokenHost.NoAnswer e) {
            grants.release(grant.key(), attempt);
            return Reason.of("CONNECTION_NOT_REVOKED", "message", String.valueOf(e.getMessage()));
        }
    }

    /** How a connection stands, without asking anybody. */
    public Standing standing(Holder holder) {
        Client client;
        try {
            client = connections.client(holder);
        } catch (IllegalArgumentException e) {
            return standing(holder, Standing.State.INCOMPLETE, "", List.of(), null, String.valueOf(e.getMessage()));
        }
        @Nullable Grant grant = grants.find(Connections.key(holder, client)).orElse(null);
        return standing(holder, state(holder, grant), client.company(), client.scopes(), grant, "");
    }

    private static Standing.State state(Holder holder, @Nullable Grant grant) {
        if (grant == null) {
            return holder.way() == Way.CLIENT_CREDENTIALS ? Standing.State.UNTRIED : Standing.State.NOT_CONNECTED;
        }
        return switch (grant.state()) {
            case OPEN -> Standing.State.CONNECTED;
            case LOST -> Standing.State.LOST;
            case CLOSED -> Standing.State.DISCONNECTED;
        };
    }

    private static Standing standing(
            Holder holder,
            Standing.State state,
            String company,
            List<String> needed,
            @Nullable Grant grant,
            String problem) {
        Grants.@Nullable Tokens tokens = grant == null ? null : grant.tokens();
        return new Standing(
                holder.merchant(),
                holder.title(),
                holder.system(),
                holder.systemName(),
                holder.way(),
                state,
                company,
                grant == null ? "" : grant.companyName(),
                needed,
                tokens == null || tokens.scopes().isEmpty()
                        ? List.of()
                        : Arrays.asList(tokens.scopes().split(" ", -1)),
                grant == null ? null : grant.grantedAt(),
                grant == null ? "" : grant.grantedBy(),
                tokens == null || grant == null ? null : grant.renewedAt(),
                tokens == null ? null : tokens.refreshUntil(),
                problem);
    }

    /** What stands in the journal of something that only a browser may know. */
    private static String hash(String secret) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
