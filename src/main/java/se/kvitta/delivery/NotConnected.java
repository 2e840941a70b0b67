package se.kvitta.delivery;

import se.kvitta.reason.Reason;

/** No call can be made until a person connects the merchant again, which a task of its own tells: postings wait for it. */
public final class NotConnected extends NotExecuted {

    private static final long serialVersionUID = 1L;

    public NotConnected(Reason reason) {
        super(reason);
    }
}
