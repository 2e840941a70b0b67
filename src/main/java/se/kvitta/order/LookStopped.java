package se.kvitta.order;

import java.time.Duration;

/** The source does not want to be asked now: it is left alone, and no order is to blame. */
final class LookStopped extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Why why;

    /**
     * Why.
     *
     * @param fault whether somebody must know
     */
    record Why(Duration pause, boolean fault) {}

    LookStopped(String message, Why why) {
        super(message);
        this.why = why;
    }

    Why why() {
        return why;
    }
}
