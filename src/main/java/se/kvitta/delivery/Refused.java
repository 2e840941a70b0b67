package se.kvitta.delivery;

import se.kvitta.reason.Reason;

/** The target said no: it will say the same tomorrow, unless a person mends the cause. */
public class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    public Refused(Reason reason) {
        super(reason.toString());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
