package se.kvitta.delivery;

import se.kvitta.reason.Reason;

/**
 * The target answers, but what it shows cannot tell what is there: a person must mend that before anything is sent or looked up
 * again.
 */
public final class Unclear extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    public Unclear(Reason reason) {
        super(reason.toString());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
