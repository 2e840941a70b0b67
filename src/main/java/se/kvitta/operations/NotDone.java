package se.kvitta.operations;

import se.kvitta.reason.Reason;

/** What a person asked for was not done, and nothing has changed. The message is in the installation's language. */
final class NotDone extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    NotDone(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
