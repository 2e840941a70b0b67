package se.kvitta.booking;

import java.util.Map;
import java.util.Set;

/**
 * What a target can carry. A profile that asks for more is refused when its file is read, not at night.
 *
 * @param batches whether it takes many bookings at once (a file) instead of one call each
 * @param attachments whether it takes the document behind a voucher
 * @param articles whether it takes articles with prices and tells their stock, by {@code direct:article-<slug>} and
 *     {@code direct:stock-<slug>}
 * @param dimensions the dimensions a row can have, each with the regular expression that its codes match whole
 */
public record Capabilities(
        Set<Mode> modes, boolean batches, boolean attachments, boolean articles, Map<Dimension, String> dimensions) {

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

    /** A target that takes neither documents nor articles. */
    public Capabilities(Set<Mode> modes, boolean batches, Map<Dimension, String> dimensions) {
        this(modes, batches, false, false, dimensions);
    }
}
