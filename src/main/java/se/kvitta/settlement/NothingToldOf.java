package se.kvitta.settlement;

import se.kvitta.reason.Reason;

/** A document that is whole and says that nothing was settled, such as the report of a day without a payout. */
public final class NothingToldOf extends UnreadableDocument {

    private static final long serialVersionUID = 1L;

    public NothingToldOf(Reason reason) {
        super(reason);
    }
}
