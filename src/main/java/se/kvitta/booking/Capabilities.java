package se.kvitta.booking;

import java.util.Map;
import java.util.Set;

/**
 * What a target can carry. A profile that asks for more is refused when its file is read, not at night.
 *
 * @param batches whether it takes many bookings at once (a file) instead of one call each
 * @param attachments whether it takes the document behind a voucher
 * @param dimensions the dimensions a row can have, each with the regular expression that its codes match whole
 */
public record Capabilities(Set<Mode> modes, boolean batches, boolean attachments, Map<Dimension, String> dimensions) {

    public Capabilities {
        modes = Set.copyOf(modes);
        dimensions = Map.copyOf(dimensions);
    }

    /** What a row is followed up by, apart from its account. Others are those that the target's mapping file names. */
    public enum Dimension {
        COST_CENTRE,
        PROJECT,
        DEPARTMENT,
        OTHER
    }

    /** A target that takes no documents. */
    public Capabilities(Set<Mode> modes, boolean batches, Map<Dimension, String> dimensions) {
        this(modes, batches, false, dimensions);
    }
}
