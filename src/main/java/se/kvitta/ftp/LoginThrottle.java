package se.kvitta.ftp;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Locks a user out for a while, from one address, after some wrong passwords. */
final class LoginThrottle {

    /** Pairs of user and address that are remembered; the oldest are forgotten first. */
    private static final int REMEMBERED = 10_000;

    private final int failures;
    private final Duration lockout;
    private final Clock clock;

    private final Map<String, Tries> tries = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Tries(int failed, Instant last) {}

    LoginThrottle(int failures, Duration lockout, Clock clock) {
        this.failures = failures;
        this.lockout = lockout;
        this.clock = clock;
    }

    synchronized boolean isLockedOut(String user, String address) {
        @Nullable Tries known = tries.get(key(user, address));
        return known != null && known.failed() >= failures && !isOver(known);
    }

    /** Answers whether the pair is locked out now. */
    synchronized boolean failed(String user, String address) {
        @Nullable Tries known = tries.remove(key(user, address));
        int failed = known == null || isOver(known) ? 1 : known.failed() + 1;
        tries.put(key(user, address), new Tries(failed, clock.instant()));
        return failed >= failures;
    }

    synchronized void succeeded(String user, String address) {
        tries.remove(key(user, address));
    }

    private boolean isOver(Tries known) {
        return !clock.instant().isBefore(known.last().plus(lockout));
    }

    private static String key(String user, String address) {
        return address + " " + user;
    }
}
