package se.kvitta.connection;

import se.kvitta.reason.Reason;

/** There is no access token until a person does something; a task tells what. */
public class NotConnected extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    NotConnected(Reason reason) {
        super(reason.toString());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
