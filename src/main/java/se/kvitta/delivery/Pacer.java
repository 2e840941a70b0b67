package se.kvitta.delivery;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.TargetMapping.Limit;

/**
 * Lets the calls to a tenant through one by one, evenly spaced, so that a burst in our queue is no burst at the target,
 * and never more of them in any window than the target allows. Nobody but the target knows when a call reaches it, so a
 * call counts from its turn until a window has passed since its answer: however long one takes, those after it cannot
 * come too close. Every call to a tenant takes its turn here; as one running job makes all of them, memory suffices. How much
 * of the allowance is used is a metric of every merchant.
 */
public final class Pacer {

    /** A longer wait is a due time in the journal instead of a sleeping thread. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(10);

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    /** After a «too many», calls are this many times further apart at first; every call that passes brings them nearer. */
    private static final int SLOWED = 4;

    private final Map<String, Lane> tenants = new ConcurrentHashMap<>();
    private final MeterRegistry meters;
    private final Clock clock;

    public Pacer(MeterRegistry meters, Clock clock) {
        this.meters = meters;
        this.clock = clock;
    }

    /**
     * Waits for the tenant's next turn. A dispatch makes one call after another: its call before this one has been
     * answered. Throws {@link LeaveAlone} while the target is left alone for long, and
     * {@link InterruptedException} when the service is stopped meanwhile.
     */
    public void await(Dispatch dispatch) throws InterruptedException {
        Limit limit = dispatch.mapping().limit();
        if (limit.isNone()) {
            return;
        }
        lane(dispatch).await(dispatch, limit, dispatch.mapping().timeout());
    }

    /** The last call of a dispatch has been answered, or given up. */
    void answered(Dispatch dispatch) {
        if (!dispatch.mapping().limit().isNone()) {
            lane(dispatch).answered(dispatch);
        }
    }

    /** Calls ended in a fault: the turn is over, and a target that is to be left alone is. */
    void failed(Dispatch dispatch, Exception cause) {
        answered(dispatch);
        heed(dispatch, cause);
    }

    /** Leaves a target alone for a while if that is the cause, and comes back slowly if it said «too many». */
    public void heed(Dispatch dispatch, Exception cause) {
        if (cause instanceof LeaveAlone leave) {
            lane(dispatch).leaveAlone(leave);
        }
    }

    /** Until when a merchant's target is left alone for long; empty when it is not. */
    Optional<Instant> leftAloneUntil(Merchant merchant) {
        return Optional.ofNullable(tenants.get(key(merchant))).flatMap(Lane::leftAloneUntil);
    }

    private Lane lane(Dispatch dispatch) {
        return tenants.computeIfAbsent(key(dispatch.merchant()), first -> measured(dispatch));
    }

    private static String key(Merchant merchant) {
        return merchant.target() + "/" + merchant.name();
    }

    /** A lane whose meters are read when somebody asks for them: a call itself only counts. */
    private Lane measured(Dispatch dispatch) {
        var lane = new Lane(clock);
        var tags = Tags.of("merchant", dispatch.merchant().name(), "target", dispatch.target());
        FunctionCounter.builder("kvitta.target.calls", lane, Lane::calls)
                .description("Calls that were let through to a merchant's target")
                .tags(tags)
                .register(meters);
        FunctionCounter.builder("kvitta.target.paused", lane, Lane::pausedSeconds)
                .baseUnit("seconds")
                .description("How long a merchant's target has asked to be left alone")
                .tags(tags)
                .register(meters);
        Gauge.builder("kvitta.target.allowance", lane::callsPerSecond)
                .description("Calls a second that a merchant's target allows")
                .tags(tags)
                .register(meters);
        Gauge.builder("kvitta.target.used.percent", lane::usedPercent)
                .description("Share of what a merchant's target allows in a minute that the last minute's calls were")
                .tags(tags)
                .register(meters);
        return lane;
    }

    /** The turns of one tenant, in the nanoseconds of {@link System#nanoTime}; it is left alone for long by the clock. */
    static final class Lane {
        private final Clock clock;

        /** Whoever has it is the next to be let through; fair, so that nobody waits for ever. */
        private final ReentrantLock turnstile = new ReentrantLock(true);

        /** Calls that are under way, with when they count as answered although nobody said so. */
        private final IdentityHashMap<Object, Long> open = new IdentityHashMap<>();

        /** When the calls that still count were answered, in that order. */
        private final Deque<Long> answered = new ArrayDeque<>();

        private long next = System.nanoTime();
        private Instant leftAloneUntil = Instant.MIN;

        /** Why it is left alone for longer than a thread may sleep; null when it is not. */
        private @Nullable LeaveAlone resting;

        private int factor = 1;
        private int passed;

        private final LastMinute lastMinute = new LastMinute(next);
        private Limit limit = Limit.NONE;
        private long calls;
        private long paused;

        Lane(Clock clock) {
            this.clock = clock;
        }

        void await(Object caller, Limit limit, Duration timeout) throws InterruptedException {
            answered(caller);
            turnstile.lockInterruptibly();
            try {
                take(caller, limit, timeout.toNanos());
            } finally {
                turnstile.unlock();
            }
        }

        private synchronized void take(Object caller, Limit limit, long timeout) throws InterruptedException {
            long now = System.nanoTime();
            long turn = now;
            while (true) {
                requireNotResting();
                turn = Math.max(turn, next);
                long free = Math.max(turn, hasRoom(limit, now));
                if (free <= now) {
                    break;
                }
                TimeUnit.NANOSECONDS.timedWait(this, free - now);
                now = System.nanoTime();
            }
            open.put(caller, now + timeout);
            calls++;
            lastMinute.count(now);
            this.limit = limit;
            // A turn that was taken late does not put off those after it.
            next = Math.max(turn + limit.spacing().toNanos() * factor, now);
            if (factor > 1 && ++passed % (10 * factor) == 0) {
                factor--;
            }
        }

        /** When the window has room for another call, as far as can be told now. */
        private long hasRoom(Limit limit, long now) {
            open.values().removeIf(given -> {
                boolean up = given <= now;
                if (up) {
                    answered.addLast(now);
                }
                return up;
            });
            long window = limit.window().toNanos();
            while (!answered.isEmpty() && answered.getFirst() + window <= now) {
                answered.removeFirst();
            }
            if (open.size() + answered.size() < limit.calls()) {
                return now;
            }
            return answered.isEmpty() ? now + window : answered.getFirst() + window;
        }

        synchronized void answered(Object caller) {
            if (open.remove(caller) != null) {
                answered.addLast(System.nanoTime());
                notifyAll();
            }
        }

        private void requireNotResting() {
            @Nullable LeaveAlone cause = resting;
            Instant now = clock.instant();
            if (cause != null && now.isBefore(leftAloneUntil)) {
                throw cause.left(Duration.between(now, leftAloneUntil));
            }
            resting = null;
        }

        synchronized Optional<Instant> leftAloneUntil() {
            return resting != null && clock.instant().isBefore(leftAloneUntil)
                    ? Optional.of(leftAloneUntil)
                    : Optional.empty();
        }

        synchronized void leaveAlone(LeaveAlone cause) {
            Instant now = clock.instant();
            Instant until = now.plus(cause.pause());
            if (until.isAfter(leftAloneUntil)) {
                Instant counted = leftAloneUntil.isAfter(now) ? leftAloneUntil : now;
                paused += Duration.between(counted, until).toNanos();
                leftAloneUntil = until;
                resting = cause.pause().compareTo(LONGEST_SLEEP) > 0 ? cause : resting;
            }
            if (resting == null) {
                next = Math.max(next, System.nanoTime() + cause.pause().toNanos());
            }
            if (cause instanceof TooManyCalls) {
                factor = SLOWED;
                passed = 0;
            }
        }

        /** How many times further apart calls are than the limit asks for. */
        synchronized int timesFurtherApart() {
            return factor;
        }

        synchronized long calls() {
            return calls;
        }

        /** What lasts still is counted as a whole. */
        synchronized long pausedSeconds() {
            return TimeUnit.NANOSECONDS.toSeconds(paused);
        }

        /** By the limit that the last call was under; 0 before any. */
        synchronized BigDecimal callsPerSecond() {
            return limit.isNone()
                    ? BigDecimal.ZERO
                    : BigDecimal.valueOf(limit.calls())
                            .multiply(BigDecimal.valueOf(SECOND))
                            .divide(BigDecimal.valueOf(limit.window().toNanos()), 3, RoundingMode.HALF_UP);
        }

        synchronized BigDecimal usedPercent() {
            return limit.isNone()
                    ? BigDecimal.ZERO
                    : BigDecimal.valueOf(lastMinute.total(System.nanoTime()))
                            .multiply(BigDecimal.valueOf(limit.window().toNanos()))
                            .movePointRight(2)
                            .divide(BigDecimal.valueOf(limit.calls() * MINUTE), 1, RoundingMode.HALF_UP);
        }
    }
}
