package se.kvitta.delivery;

import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Receipt;
import se.kvitta.reason.Reason;

/** What a look-up at {@code direct:lookup-<slug>} found of a step that may have taken effect. */
public record LookUp(
        Found found, @Nullable Receipt receipt, @Nullable Reason reason) {

    /** The four answers. */
    public enum Found {
        /** Exactly this, by marker and content. */
        PRESENT,
        /**
         * Exactly one that could be it by its content, though it carries no mark: it is, unless another posting has it
         * or may be about to.
         */
        FITTING,
        /** Nothing that could be it. */
        ABSENT,
        /** Something that may be it, or more than one: a person must tell. */
        ALIKE
    }

    public static LookUp present(Receipt receipt) {
        return new LookUp(Found.PRESENT, receipt, null);
    }

    public static LookUp fitting(Receipt receipt) {
        return new LookUp(Found.FITTING, receipt, null);
    }

    public static LookUp absent() {
        return new LookUp(Found.ABSENT, null, null);
    }

    public static LookUp alike(Reason reason) {
        return new LookUp(Found.ALIKE, null, reason);
    }
}
