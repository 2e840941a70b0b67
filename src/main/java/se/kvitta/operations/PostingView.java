package se.kvitta.operations;

import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import se.kvitta.booking.Receipt;
import se.kvitta.journal.ByHand;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Postings.State;
import se.kvitta.sheet.Words;

/**
 * What the page of a posting shows; {@code src/main/jte/posting.jte} lays it out.
 *
 * @param out what leads to the logout
 * @param owner the merchant's title
 * @param system the target's name
 * @param why why it waits for a person; null when it does not
 * @param operator whether the login may act
 * @param notice what has just happened; null when nothing has
 * @param number what was written as the number of what was made by hand, when it was not taken
 * @param note what was written as the note, when it was not taken
 */
public record PostingView(
        Words words,
        String out,
        Posting posting,
        String owner,
        String system,
        ConnectView.@Nullable Notice why,
        boolean operator,
        CsrfToken csrf,
        ConnectView.@Nullable Notice notice,
        String number,
        String note) {

    public String text(String key) {
        return words.text(key, "system", system, "posting", posting.id());
    }

    public String state() {
        return text("state." + posting.state().name());
    }

    /** How the state looks: good, bad, or neither. */
    public String mood() {
        return switch (posting.state()) {
            case DONE, BOOKED_BY_HAND -> "good";
            case REFUSED, HELD -> "bad";
            case STAGED, PLANNED -> "idle";
        };
    }

    public String total() {
        return words.amount(posting.booking().voucher().total());
    }

    public String voucher() {
        @Nullable Receipt receipt = posting.receipt();
        return receipt == null ? "" : receipt.shown();
    }

    /** Who said that it was booked by hand, and when. */
    public String byHand() {
        @Nullable ByHand byHand = posting.byHand();
        return byHand == null ? "" : byHand.actor() + ", " + Pages.time(byHand.at());
    }

    /** What that person said. */
    public String handNote() {
        @Nullable ByHand byHand = posting.byHand();
        return byHand == null ? "" : byHand.note();
    }

    /** Whether something of it waits for a person; of one that is booked, its document. */
    public boolean isRetryable() {
        return why != null;
    }

    public boolean isByHand() {
        return posting.state() == State.BOOKED_BY_HAND;
    }

    /** Whether it can be said that it was booked by hand, also anew. */
    public boolean isOffered() {
        return isByHand() || posting.state() == State.REFUSED || posting.state() == State.HELD;
    }

    /** Whether it can be said that what lies behind it was attached by hand, or is not needed. */
    public boolean isDocumentOffered() {
        return posting.state() == State.DONE && why != null;
    }
}
