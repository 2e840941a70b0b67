package se.kvitta.connection;

import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.journal.Grants;
import se.kvitta.journal.Grants.Grant;
import se.kvitta.reason.Reason;

/**
 * Renews pairs of tokens whose refresh token can be used once. One renewal of a pair is under way in the whole cluster:
 * it is leased in the journal before the call, for as long as the call may still take effect. The new pair is committed
 * before anybody sees it, and the old one stays until then. A process that dies on the way leaves the lease: when it has run
 * out the old pair is tried, which works unless the host had renewed it already. Then nobody knows the new one, and a person
 * has to consent again.
 */
final class Renewals {

    private static final Logger LOG = LoggerFactory.getLogger(Renewals.class);

    private final Connections connections;
    private final Grants grants;
    private final Alarm alarm;
    private final Seal seal;
    private final TokenHost host;
    private final ConnectionSettings settings;
    private final Clock clock;

    /** New pairs that the journal could not take: they are worth more than anything, and are kept as soon as it can. */
    private final Map<Grants.Key, NotKept> notKept = new ConcurrentHashMap<>();

    private record NotKept(long version, Grants.Tokens tokens) {}

    Renewals(
            Connections connections,
            Grants grants,
            Alarm alarm,
            Seal seal,
            TokenHost host,
            ConnectionSettings settings,
            Clock clock) {
        this.connections = connections;
        this.grants = grants;
        this.alarm = alarm;
        this.seal = seal;
        this.host = host;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * The newest pair, made now or by somebody else in the meantime. Throws {@link NotConnected} and {@link NoTokenNow}.
     * The caller sees to it that it runs once per grant in this process.
     *
     * @param seen the version that is to be renewed; a newer one is answered as it is
     */
    Grant renew(Holder holder, Client client, Grants.Key key, long seen) {
        keepWhatIsNotKept(holder, key);
        @Nullable Grant old = grants.find(key).orElse(null);
        if (old == null || old.state() == Grants.State.CLOSED) {
            throw alarm.notConnected(holder, Reason.of("CONNECTION_NONE", "company", client.company()));
        }
        if (old.state() == Grants.State.LOST) {
            throw new NotConnected(alarm.told(holder, lost(client, "invalid_grant")));
        }
        if (old.version() > seen) {
            return old;
        }
        Pair pair = open(holder, client, old);
        String attempt = UUID.randomUUID().toString();
        Instant now = clock.instant();
        if (!grants.lease(key, old.version(), attempt, now.plus(settings.lease()))) {
            return newest(holder, key, old.version());
        }
        if (clock.instant().isAfter(now.plus(settings.sendWindow()))) {
            // This process has slept: what it may do now, another may be doing.
            grants.release(key, attempt);
            throw later(holder, key);
        }
        TokenHost.Given given;
        try {
            given = host.byRefreshToken(client, pair.access(), pair.refresh());
        } catch (TokenHost.Refusal e) {
            throw refused(holder, client, key, old.version(), attempt, e);
        } catch (TokenHost.NoAnswer e) {
            LOG.warn(
                    "merchant {}: the tokens for {} were not renewed: {}",
                    holder.merchant(),
                    holder.systemName(),
                    e.getMessage());
            if (!e.mayBeExecuted()) {
                grants.release(key, attempt);
            }
            throw new NoTokenNow(Reason.of("CONNECTION_NO_ANSWER", "system", holder.systemName(), "cause", e.said()));
        }
        notKept.put(key, new NotKept(old.version(), seal.on(given, client, connections.authority(holder))));
        keepWhatIsNotKept(holder, key);
        return newest(holder, key, old.version());
    }

    /** Keeps a pair that this process has and the journal has not. Throws what the journal throws. */
    void keepWhatIsNotKept(Holder holder, Grants.Key key) {
        @Nullable NotKept pair = notKept.get(key);
        if (pair == null) {
            return;
        }
        if (!grants.renew(key, pair.version(), pair.tokens(), holder.subject())) {
            LOG.warn(
                    "merchant {}: a renewed pair of tokens for {} came too late, after a newer one",
                    holder.merchant(),
                    holder.systemName());
        }
        notKept.remove(key);
    }

    private record Pair(String access, String refresh) {

        @Override
        public String toString() {
            return "pair";
        }
    }

    /** A pair that another key sealed is not lost: the key may come back. */
    private Pair open(Holder holder, Client client, Grant grant) {
        Grants.@Nullable Tokens tokens = grant.tokens();
        @Nullable String access = tokens == null ? null : seal.open(tokens.access());
        @Nullable String refresh = tokens == null ? null : seal.open(tokens.refresh());
        if (access == null || refresh == null) {
            throw alarm.notConnected(holder, Reason.of("CONNECTION_UNREADABLE", "company", client.company()));
        }
        return new Pair(access, refresh);
    }

    private RuntimeException refused(
            Holder holder, Client client, Grants.Key key, long version, String attempt, TokenHost.Refusal refusal) {
        if (!refusal.isInvalidGrant()) {
            grants.release(key, attempt);
            return alarm.notConnected(
                    holder, Reason.of("CONNECTION_REFUSED", "company", client.company(), "message", refusal.said()));
        }
        Reason reason = alarm.told(holder, lost(client, refusal.said()));
        if (grants.lose(key, version, attempt, holder.subject(), reason)) {
            LOG.error("merchant {}: the connection to {} is lost: {}", holder.merchant(), holder.systemName(), reason);
            return new NotConnected(reason);
        }
        // Somebody else has renewed it after all, and that was why.
        return later(holder, key);
    }

    private static Reason lost(Client client, String message) {
        return Reason.of("CONNECTION_LOST", "company", client.company(), "message", message);
    }

    /** A pair that is newer than one. Throws {@link NoTokenNow} when there is none yet. */
    private Grant newest(Holder holder, Grants.Key key, long version) {
        return grants.find(key)
                .filter(grant -> grant.state() == Grants.State.OPEN && grant.version() > version)
                .orElseThrow(() -> later(holder, key));
    }

    private NoTokenNow later(Holder holder, Grants.Key key) {
        String until =
                grants.find(key).map(Grant::leaseUntil).map(Instant::toString).orElse("now");
        return new NoTokenNow(Reason.of("CONNECTION_BUSY", "system", holder.systemName(), "until", until));
    }
}
