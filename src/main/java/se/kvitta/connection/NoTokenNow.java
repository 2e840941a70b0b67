package se.kvitta.connection;

import se.kvitta.reason.Reason;

/** There is no access token just now, and later there may be one. */
public class NoTokenNow extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    NoTokenNow(Reason reason) {
        super(reason.toString());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
