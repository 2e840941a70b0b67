package se.kvitta.booking;

import java.util.Set;

/**
 * What a target can carry. A profile whose mode is not among them is refused when its file is read, not at night.
 *
 * @param batches whether it takes many bookings at once (a file) instead of one call each
 * @param attachments whether it takes the document behind a voucher
 */
public record Capabilities(Set<Mode> modes, boolean batches, boolean attachments) {

    public Capabilities {
        modes = Set.copyOf(modes);
    }

    /** A target that takes no documents. */
    public Capabilities(Set<Mode> modes, boolean batches) {
        this(modes, batches, false);
    }
}
