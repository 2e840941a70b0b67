package se.kvitta.delivery;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Spaces the calls to one tenant evenly under its allowance. A token bucket would let almost twice the allowance through
 * one window. Every call to a tenant takes its turn here; as one running job makes all of them, memory suffices.
 */
public final class Pacer {

    /** After a «too many», calls are this many times further apart at first; every call that passes brings them nearer. */
    private static final int SLOWED = 4;

    private final Map<String, Lane> tenants = new ConcurrentHashMap<>();

    /** Waits for the tenant's next turn. Throws {@link InterruptedException} when the service is stopped meanwhile. */
    public void await(Dispatch dispatch) throws InterruptedException {
        await(key(dispatch), dispatch.mapping().spacing());
    }

    void await(String tenant, Duration spacing) throws InterruptedException {
        if (spacing.isZero()) {
            return;
        }
        long wait = tenants.computeIfAbsent(tenant, first -> new Lane()).take(spacing.toNanos()) - System.nanoTime();
        if (wait > 0) {
            TimeUnit.NANOSECONDS.sleep(wait);
        }
    }

    /** The target said «too many»: leave it alone for a while, then come back slowly. */
    void slowDown(Dispatch dispatch, Duration pause) {
        tenants.computeIfAbsent(key(dispatch), first -> new Lane()).slowDown(pause.toNanos());
    }

    private static String key(Dispatch dispatch) {
        return dispatch.target() + "/" + dispatch.merchant().name();
    }

    /** The turns of one tenant, in the nanoseconds of {@link System#nanoTime}. */
    private static final class Lane {
        private long next = System.nanoTime();
        private int factor = 1;
        private int passed;

        synchronized long take(long spacing) {
            long turn = Math.max(next, System.nanoTime());
            next = turn + spacing * factor;
            if (factor > 1 && ++passed % (10 * factor) == 0) {
                factor--;
            }
            return turn;
        }

        synchronized void slowDown(long pause) {
            next = Math.max(next, System.nanoTime() + pause);
            factor = SLOWED;
            passed = 0;
        }
    }
}
