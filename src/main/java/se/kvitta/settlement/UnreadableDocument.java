package se.kvitta.settlement;

import se.kvitta.reason.Reason;

/** A document that cannot be understood. It will be the same tomorrow: a person must look. */
public class UnreadableDocument extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    public UnreadableDocument(Reason reason) {
        super(reason.toString());
        this.reason = reason;
    }

    public UnreadableDocument(Reason reason, Throwable cause) {
        super(reason.toString(), cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
