package se.kvitta.hint;

/**
 * What a source read of a webhook that is the provider's own. Nothing of it is booked.
 *
 * @param id the provider's id of what happened; told again, it is the same
 * @param event the provider's word for what happened
 */
public record Hint(String id, String event) {

    static final int LONGEST_ID = 200;

    /** Throws {@link IllegalArgumentException} for an id that could not be remembered. */
    public Hint {
        if (id.isBlank() || id.length() > LONGEST_ID) {
            throw new IllegalArgumentException("the id of an event has from 1 to " + LONGEST_ID + " characters");
        }
    }
}
