package se.kvitta.hint;

import java.time.Clock;
import java.time.Duration;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import se.kvitta.journal.SeenHints;

/**
 * The idempotent repository of hints, over the journal. A key is remembered after its fetch was put in the schedule, so that a hint whose
 * node died before that is taken when the provider sends it again.
 */
public final class KnownHints extends ServiceSupport implements IdempotentRepository {

    private final SeenHints seen;
    private final Duration remember;
    private final Clock clock;

    public KnownHints(SeenHints seen, HintSettings settings, Clock clock) {
        this.seen = seen;
        this.remember = settings.remember();
        this.clock = clock;
    }

    /** Forgets what is older than anybody sends again, at the same time. */
    @Override
    public boolean add(String key) {
        seen.forgetBefore(clock.instant().minus(remember));
        return seen.add(key);
    }

    @Override
    public boolean contains(String key) {
        return seen.has(key);
    }

    @Override
    public boolean remove(String key) {
        return seen.forget(key);
    }

    @Override
    public boolean confirm(String key) {
        return true;
    }

    /** Never: every event that was ever recorded could then be sent again. */
    @Override
    public void clear() {
        throw new IllegalStateException("the memory of hints is not cleared as a whole");
    }
}
