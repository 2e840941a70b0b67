package se.kvitta.delivery;

import java.time.Duration;
import se.kvitta.reason.Reason;

/** The target asked to be left alone for a while: after it, calls come back slowly. */
public final class TooManyCalls extends LeaveAlone {

    private static final long serialVersionUID = 1L;

    public TooManyCalls(Reason reason, Duration pause) {
        super(reason, pause);
    }

    @Override
    TooManyCalls left(Duration rest) {
        return new TooManyCalls(reason(), rest);
    }
}
