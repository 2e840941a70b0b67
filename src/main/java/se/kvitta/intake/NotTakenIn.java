package se.kvitta.intake;

import se.kvitta.reason.Reason;

/**
 * A source that answers, and of which something cannot be taken in as it stands. A person is told by the reason, to which profile,
 * source and since when are added. A call that ends with it is not repeated; the next fetch asks again.
 */
public final class NotTakenIn extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    public NotTakenIn(Reason reason) {
        this(reason.toString(), reason);
    }

    /** @param message what the log says, and a task that tells more than this reason */
    public NotTakenIn(String message, Reason reason) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
