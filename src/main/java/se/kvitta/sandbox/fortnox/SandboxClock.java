package se.kvitta.sandbox.fortnox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** A clock that can be moved: the time of another clock plus an offset. Fortnox's days are Swedish days. */
final class SandboxClock extends Clock {

    static final ZoneId STOCKHOLM = ZoneId.of("Europe/Stockholm");

    private final Clock base;
    private volatile Duration offset = Duration.ZERO;

    SandboxClock(Clock base) {
        this.base = base;
    }

    Duration offset() {
        return offset;
    }

    void moveTo(Duration newOffset) {
        offset = newOffset;
    }

    LocalDate today() {
        return instant().atZone(STOCKHOLM).toLocalDate();
    }

    @Override
    public Instant instant() {
        return base.instant().plus(offset);
    }

    @Override
    public ZoneId getZone() {
        return STOCKHOLM;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.offset(base.withZone(zone), offset);
    }
}
