package se.kvitta.merchant;

/**
 * When a person is told that no settlement comes to a profile any more.
 *
 * @param learns whether the profile's own payouts say how long is too long
 * @param days how many Stockholm days without a payout are waited for; 0 for ever
 */
public record MissingAfter(boolean learns, int days) {

    public static final MissingAfter LEARN = new MissingAfter(true, 0);

    public static final MissingAfter NEVER = new MissingAfter(false, 0);

    public boolean isNever() {
        return !learns && days == 0;
    }
}
