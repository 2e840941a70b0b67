package se.kvitta.delivery;

import java.time.Duration;
import se.kvitta.reason.Reason;

/** What a step needs is not there, and may come by itself: nothing was executed, and it is asked for again later. */
public final class NotYet extends NotExecuted {

    private static final long serialVersionUID = 1L;

    private final Duration pause;

    public NotYet(Reason reason, Duration pause) {
        super(reason);
        this.pause = pause;
    }

    Duration pause() {
        return pause;
    }
}
