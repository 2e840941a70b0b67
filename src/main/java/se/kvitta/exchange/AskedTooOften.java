package se.kvitta.exchange;

import java.time.Duration;

/** The publisher asked to be left alone for a while. */
final class AskedTooOften extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration pause;

    AskedTooOften(String message, Duration pause) {
        super(message);
        this.pause = pause;
    }

    Duration pause() {
        return pause;
    }
}
