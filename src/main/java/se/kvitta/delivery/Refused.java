package se.kvitta.delivery;

import se.kvitta.reason.Reason;

/** The target said no: it will say the same tomorrow, unless a person mends the cause. */
public class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;
    private final boolean inDoubt;

    public Refused(Reason reason) {
        this(reason, false);
    }

    private Refused(Reason reason, boolean inDoubt) {
        super(reason.toString());
        this.reason = reason;
        this.inDoubt = inDoubt;
    }

    /** A no that the target may not have said itself, or not of the call as a whole: the call may have taken effect. */
    public static Refused inDoubt(Reason reason) {
        return new Refused(reason, true);
    }

    public boolean isInDoubt() {
        return inDoubt;
    }

    public Reason reason() {
        return reason;
    }
}
