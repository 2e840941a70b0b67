package se.kvitta.delivery;

import java.time.Duration;
import se.kvitta.reason.Reason;

/** The target asked to be left alone for a while, and executed nothing: no call to the tenant before that. */
public final class TooManyCalls extends NotExecuted {

    private static final long serialVersionUID = 1L;

    private final Duration pause;

    public TooManyCalls(Reason reason, Duration pause) {
        super(reason);
        this.pause = pause;
    }

    Duration pause() {
        return pause;
    }
}
