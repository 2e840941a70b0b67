package se.kvitta.delivery;

import java.time.Duration;
import se.kvitta.reason.Reason;

/** Nothing was executed, and nothing would be now: the target is left alone for a while, whatever is due for the merchant. */
public abstract class LeaveAlone extends NotExecuted {

    private static final long serialVersionUID = 1L;

    private final Duration pause;

    LeaveAlone(Reason reason, Duration pause) {
        super(reason);
        this.pause = pause;
    }

    Duration pause() {
        return pause;
    }

    /** The same, when so much of it is left. */
    abstract LeaveAlone left(Duration rest);
}
