package se.kvitta.operations;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import se.kvitta.journal.Grants;
import se.kvitta.journal.Grants.Grant;
import se.kvitta.merchant.Merchants;

/** How long each merchant's refresh token still lives, for Prometheus; 0 when it is lost. Counted anew every minute. */
public class ConnectionMetrics implements MeterBinder {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionMetrics.class);

    private final Grants grants;
    private final Merchants merchants;
    private final Clock clock;
    private @Nullable MultiGauge expiry;

    public ConnectionMetrics(Grants grants, Merchants merchants, Clock clock) {
        this.grants = grants;
        this.merchants = merchants;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        expiry = MultiGauge.builder("kvitta.connection.expiry.seconds")
                .description("How long a merchant's refresh token lives unless it is used; 0 when it is lost")
                .register(registry);
    }

    @Scheduled(fixedDelay = 60_000)
    public synchronized void refresh() {
        if (expiry == null) {
            return;
        }
        try {
            List<MultiGauge.Row<?>> rows = grants.renewable().stream()
                    .filter(grant -> merchants.merchant(grant.key().merchant()).isPresent())
                    .<MultiGauge.Row<?>>map(grant -> MultiGauge.Row.of(
                            Tags.of(
                                    "merchant",
                                    grant.key().merchant(),
                                    "target",
                                    grant.key().system()),
                            left(grant)))
                    .toList();
            expiry.register(rows, true);
        } catch (DataAccessException e) {
            LOG.warn("the connections cannot be counted now: {}", e.getMessage());
        }
    }

    private long left(Grant grant) {
        Grants.@Nullable Tokens tokens = grant.tokens();
        @Nullable Instant end = tokens == null ? null : tokens.refreshUntil();
        return end == null || grant.state() != Grants.State.OPEN
                ? 0
                : Math.max(0, Duration.between(clock.instant(), end).toSeconds());
    }
}
