package se.kvitta.connection;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.journal.Grants;
import se.kvitta.journal.Grants.Grant;
import se.kvitta.reason.Causes;
import se.kvitta.reason.Reason;

/**
 * Keeps idle connections alive: a refresh token that has not been used for some days is used. What ends soon in spite of
 * that is told to a person while there is time.
 */
public final class Upkeep {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    private final Connections connections;
    private final AccessTokens tokens;
    private final Grants grants;
    private final Alarm alarm;
    private final ConnectionSettings settings;
    private final Clock clock;

    Upkeep(
            Connections connections,
            AccessTokens tokens,
            Grants grants,
            Alarm alarm,
            ConnectionSettings settings,
            Clock clock) {
        this.connections = connections;
        this.tokens = tokens;
        this.grants = grants;
        this.alarm = alarm;
        this.settings = settings;
        this.clock = clock;
    }

    /** Looks at every connection once; what is wrong with one leaves the others. */
    public void keep() {
        for (Holder holder : connections.all()) {
            if (holder.way() == Way.REFRESH_TOKEN) {
                try {
                    keep(holder);
                } catch (RuntimeException e) {
                    LOG.warn(
                            "merchant {}: the connection to {} could not be looked after: {}",
                            holder.merchant(),
                            holder.systemName(),
                            Causes.of(e));
                }
            }
        }
    }

    private void keep(Holder holder) {
        Instant now = clock.instant();
        Optional<Grant> idle = open(holder)
                .filter(grant -> !grant.renewedAt().plus(settings.renewAfter()).isAfter(now));
        if (idle.isEmpty()) {
            return;
        }
        String failure = "";
        try {
            tokens.renew(holder, idle.get().version());
        } catch (NotConnected e) {
            // Its task is open.
            failure = e.reason().toString();
        } catch (NoTokenNow e) {
            failure = e.reason().toString();
        }
        if (failure.isEmpty()) {
            return;
        }
        String cause = failure;
        open(holder)
                .map(Upkeep::end)
                .filter(end -> end.minus(settings.warnBefore()).isBefore(now))
                .ifPresent(end -> alarm.open(holder, Reason.of("CONNECTION_ENDS", "end", end, "cause", cause)));
    }

    private Optional<Grant> open(Holder holder) {
        return grants.find(Connections.key(holder, connections.client(holder)))
                .filter(grant -> grant.state() == Grants.State.OPEN);
    }

    private static @Nullable Instant end(Grant grant) {
        Grants.@Nullable Tokens tokens = grant.tokens();
        return tokens == null ? null : tokens.refreshUntil();
    }
}
