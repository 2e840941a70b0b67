package se.kvitta.hint;

import se.kvitta.reason.Reason;

/** A webhook that is not known to be the provider's own, or cannot be read. Nothing is done about it. */
public final class RefusedHint extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    public RefusedHint(Reason reason) {
        super(reason.toString());
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
