package se.kvitta.connection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.journal.Grants;
import se.kvitta.journal.Grants.Grant;
import se.kvitta.reason.Reason;

/**
 * Access tokens to call systems with. They are kept encrypted in the journal, which is asked every time: what one node
 * renews or a person ends holds for all at once. A merchant that has none gets one task.
 */
public final class AccessTokens {

    private static final Logger LOG = LoggerFactory.getLogger(AccessTokens.class);

    private final Connections connections;
    private final Grants grants;
    private final Alarm alarm;
    private final Seal seal;
    private final TokenHost host;
    private final Renewals renewals;
    private final ConnectionSettings settings;
    private final Clock clock;
    private final Map<Grants.Key, Object> locks = new ConcurrentHashMap<>();

    /** What was given out last: as long as the journal keeps the same, it need not be decrypted again. */
    private final Map<Grants.Key, Held> used = new ConcurrentHashMap<>();

    /** Where a call was refused and none was taken since, whatever the token. */
    private final Set<Grants.Key> refused = ConcurrentHashMap.newKeySet();

    /** @param sealed the token as the journal keeps it */
    private record Held(String sealed, String token, Instant until, long version, boolean refusalTold) {

        @Override
        public String toString() {
            return "token until " + until;
        }
    }

    AccessTokens(
            Connections connections,
            Grants grants,
            Alarm alarm,
            Seal seal,
            TokenHost host,
            Renewals renewals,
            ConnectionSettings settings,
            Clock clock) {
        this.connections = connections;
        this.grants = grants;
        this.alarm = alarm;
        this.seal = seal;
        this.host = host;
        this.renewals = renewals;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * A token that can be used now. Throws {@link NotConnected} when a person must do something first, {@link NoTokenNow}
     * when there may be one later, and {@link IllegalArgumentException} naming what the connection lacks.
     */
    public String of(Holder holder) {
        Client client = connections.client(holder);
        Grants.Key key = Connections.key(holder, client);
        synchronized (lock(key)) {
            Held held = load(holder, client, key);
            used.put(key, held);
            return held.token();
        }
    }

    /** A token is not to be used any more; a newer one is left alone. */
    public void discard(Holder holder, String token) {
        Grants.Key key = Connections.key(holder, connections.client(holder));
        synchronized (lock(key)) {
            newest(key, token).ifPresent(grant -> grants.spoil(key, grant.version()));
        }
    }

    /**
     * How long a system is left alone that refuses what it has just given, and what a person is told of it.
     *
     * @param reason what the task says
     */
    public record Rest(Reason reason, Duration pause) {}

    /**
     * The system has refused a call with a token. The first time it is replaced by the next call; the calls that were under way with it
     * replace it no more. When new ones are refused too, nothing comes of replacing them, and each replacement of a pair can lose it:
     * the system is to be left alone, and a person is told once. Empty when the call may be made again soon.
     *
     * @param reason with what the system said
     */
    public Optional<Rest> refused(Holder holder, String token, Reason reason) {
        Client client = connections.client(holder);
        Grants.Key key = Connections.key(holder, client);
        synchronized (lock(key)) {
            Optional<Grant> newest = newest(key, token);
            if (newest.isEmpty()) {
                return Optional.empty();
            }
            boolean first = refused.add(key);
            @Nullable Instant replaced = newest.get().refusedAt();
            if (replaced == null || !replaced.plus(settings.refusedAgain()).isAfter(clock.instant())) {
                grants.refused(key, newest.get().version());
                return Optional.empty();
            }
            if (first) {
                return Optional.empty();
            }
            Reason told = alarm.refused(
                    holder,
                    reason.with("company", client.company())
                            .with("minutes", settings.leftAlone().toMinutes()));
            grants.refusalTold(key);
            return Optional.of(new Rest(told, settings.leftAlone()));
        }
    }

    /** The system has taken a call: what was told of refusals is over. */
    public void taken(Holder holder) {
        Grants.Key key = Connections.key(holder, connections.client(holder));
        refused.remove(key);
        @Nullable Held held = used.get(key);
        if (held != null && held.refusalTold()) {
            grants.taken(key, holder.refusal());
        }
    }

    /** The system has told what the company is called whose books the tokens open. */
    public void named(Holder holder, String companyName) {
        grants.name(Connections.key(holder, connections.client(holder)), companyName);
    }

    /** The grant whose token this is, while it can be used. */
    private Optional<Grant> newest(Grants.Key key, String token) {
        return grants.find(key).filter(grant -> open(grant)
                .filter(held -> held.token().equals(token))
                .filter(this::usable)
                .isPresent());
    }

    /**
     * Uses a refresh token although its access token may still be good, so that the next one lives longer. Throws as
     * {@link #of}.
     *
     * @param version of the pair; a newer one is left alone
     */
    void renew(Holder holder, long version) {
        Client client = connections.client(holder);
        Grants.Key key = Connections.key(holder, client);
        synchronized (lock(key)) {
            renewals.renew(holder, client, key, version);
        }
    }

    private Object lock(Grants.Key key) {
        return locks.computeIfAbsent(key, one -> new Object());
    }

    private Held load(Holder holder, Client client, Grants.Key key) {
        renewals.keepWhatIsNotKept(holder, key);
        Optional<Grant> kept = grants.find(key);
        Optional<Held> held = kept.flatMap(this::open).filter(this::usable);
        if (held.isPresent()) {
            return held.get();
        }
        Grant fresh = holder.way() == Way.CLIENT_CREDENTIALS
                ? ask(holder, client, key, kept)
                : renewals.renew(holder, client, key, kept.map(Grant::version).orElse(0L));
        return open(fresh)
                .orElseThrow(() -> new IllegalStateException(
                        "a token of " + holder.merchant() + " cannot be read as soon as it is kept"));
    }

    private Grant ask(Holder holder, Client client, Grants.Key key, Optional<Grant> kept) {
        if (kept.isPresent() && kept.get().state() == Grants.State.CLOSED) {
            throw alarm.notConnected(holder, Reason.of("CONNECTION_NONE", "company", client.company()));
        }
        try {
            TokenHost.Given given = host.byClientCredentials(client);
            grants.keep(key, seal.on(given, client, connections.authority(holder)), holder.subject());
            return grants.find(key)
                    .filter(grant -> grant.state() == Grants.State.OPEN)
                    .orElseThrow(() ->
                            alarm.notConnected(holder, Reason.of("CONNECTION_NONE", "company", client.company())));
        } catch (TokenHost.Refusal e) {
            throw alarm.notConnected(
                    holder, Reason.of("CONNECTION_REFUSED", "company", client.company(), "message", e.said()));
        } catch (TokenHost.NoAnswer e) {
            LOG.warn("merchant {}: no token from {}: {}", holder.merchant(), holder.systemName(), e.getMessage());
            throw new NoTokenNow(Reason.of("CONNECTION_NO_ANSWER", "system", holder.systemName(), "cause", e.said()));
        }
    }

    private Optional<Held> open(Grant grant) {
        Grants.@Nullable Tokens tokens = grant.state() == Grants.State.OPEN ? grant.tokens() : null;
        if (tokens == null) {
            return Optional.empty();
        }
        @Nullable Held last = used.get(grant.key());
        @Nullable
        String token =
                last != null && last.sealed().equals(tokens.access()) ? last.token() : seal.open(tokens.access());
        return Optional.ofNullable(token)
                .map(open ->
                        new Held(tokens.access(), open, tokens.accessUntil(), grant.version(), grant.refusalTold()));
    }

    private boolean usable(Held held) {
        return held.until().isAfter(clock.instant().plus(settings.margin()));
    }
}
