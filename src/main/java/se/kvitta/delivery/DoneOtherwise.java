package se.kvitta.delivery;

import se.kvitta.reason.Reason;

/** The target has executed a call, and what came of it is not what was asked for: a person must look at it. */
public final class DoneOtherwise extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    public DoneOtherwise(Reason reason) {
        super(reason.toString());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
