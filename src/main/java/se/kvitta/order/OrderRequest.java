package se.kvitta.order;

import se.kvitta.merchant.Profile;

/**
 * What a source's route receives at {@code direct:orders-<slug>}: one order to be asked for, with one call.
 *
 * @param order the order's id, as the source's events name it
 */
public record OrderRequest(Profile profile, String order) {

    /** Slug of the source that is asked. */
    public String source() {
        return profile.source();
    }

    /** Whose calls share an allowance: one job works for a merchant at a time. */
    public String merchant() {
        return profile.merchant();
    }
}
