package se.kvitta.delivery;

import se.kvitta.reason.Reason;

/** The target said no: it will say the same tomorrow, unless a person mends the cause. */
public class Refused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;
    private final Meaning meaning;

    private enum Meaning {
        NOT_DONE,
        IN_DOUBT,
        DONE_ALREADY
    }

    public Refused(Reason reason) {
        this(reason, Meaning.NOT_DONE);
    }

    private Refused(Reason reason, Meaning meaning) {
        super(reason.toString());
        this.reason = reason;
        this.meaning = meaning;
    }

    /** A no that the target may not have said itself, or not of the call as a whole: the call may have taken effect. */
    public static Refused inDoubt(Reason reason) {
        return new Refused(reason, Meaning.IN_DOUBT);
    }

    /** A no of the target's own that may be because what was asked for is done already: by us before, or by a person. */
    public static Refused doneAlready(Reason reason) {
        return new Refused(reason, Meaning.DONE_ALREADY);
    }

    public boolean isInDoubt() {
        return meaning == Meaning.IN_DOUBT;
    }

    boolean mayBeDoneAlready() {
        return meaning == Meaning.DONE_ALREADY;
    }

    public Reason reason() {
        return reason;
    }
}
