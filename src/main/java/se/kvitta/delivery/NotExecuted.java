package se.kvitta.delivery;

import se.kvitta.reason.Reason;

/** The target certainly did not execute a call: it may be made again. */
public class NotExecuted extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    public NotExecuted(Reason reason) {
        super(reason.toString());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
