package se.kvitta.booking;

import se.kvitta.reason.Reason;

/** Nothing of a settlement can be booked until a person or a later rate mends what the reason names. */
public class CannotBook extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    public CannotBook(Reason reason) {
        super(reason.toString());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
