package se.kvitta.intake;

import org.jspecify.annotations.Nullable;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.reason.Reason;

/**
 * What became of a document, for whoever handed it in.
 *
 * @param settlement what counts now, when it was accepted or known
 * @param reason why not, or why nothing was added
 */
public record Taken(
        How how,
        String name,
        @Nullable Settlement settlement,
        @Nullable Reason reason) {

    /** In how many ways taking in can end. */
    public enum How {
        ACCEPTED,
        /** The payout or these very bytes were taken in before. */
        KNOWN,
        SKIPPED,
        HELD,
        /** A passing fault: it is tried again without anybody's help. */
        LATER
    }
}
