package se.kvitta.delivery;

import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Booking;
import se.kvitta.delivery.Encoder.HandMade;
import se.kvitta.journal.Audit;
import se.kvitta.journal.ByHand;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Steps;
import se.kvitta.ledger.Stockholm;
import se.kvitta.reason.Reason;

/** What people book by hand in the place of postings that stand still, and what follows from it for others. */
public final class HandBookings {

    /** A number of whatever a person has made, where no other posting asks for it, such as {@code KV 117}. */
    private static final String ANY_NUMBER = "[\\p{L}\\p{N}][\\p{L}\\p{N} ./:#-]{0,59}";

    private final Steps steps;
    private final Postings postings;
    private final Audit audit;
    private final Function<String, Encoder> encoders;
    private final Clock clock;

    public HandBookings(Steps steps, Postings postings, Audit audit, Function<String, Encoder> encoders, Clock clock) {
        this.steps = steps;
        this.postings = postings;
        this.audit = audit;
        this.encoders = encoders;
        this.clock = clock;
    }

    /**
     * Notes that a person has booked a posting by hand: it is never sent any more, its task is done, and what waited for it goes on, all
     * in one transaction. Said again, it takes the place of what was said before. Of a posting that is booked, and whose document stands
     * still, it says that the document was attached by hand or is not needed.
     *
     * @param number of what was made instead, by which later refunds and payments find it; may be empty
     * @param note what was done, for the processing history
     * @return why it was not noted; empty when it was
     */
    public Optional<Reason> note(Posting posting, String number, String note, String actor) {
        if (posting.state() == Postings.State.DONE) {
            return noteDocument(posting, number.strip(), note.strip(), actor);
        }
        Optional<HandMade> made = made(posting);
        @Nullable Reason unfit = unfit(posting, made, number.strip(), note.strip());
        if (unfit != null) {
            return Optional.of(unfit);
        }
        boolean noted = steps.bookedByHand(
                posting,
                new ByHand(actor, clock.instant(), note.strip()),
                made.map(HandMade::step).orElse(null),
                number.strip(),
                () -> audit.add(
                        actor,
                        "booked by hand",
                        posting.merchant(),
                        "posting " + posting.id(),
                        posting.booking().key() + (number.isBlank() ? "" : " → " + number.strip()) + ": "
                                + note.strip()));
        // Somebody else has moved it meanwhile.
        return noted
                ? Optional.empty()
                : Optional.of(onItsWay(postings.find(posting.id()).orElse(posting)));
    }

    private Optional<Reason> noteDocument(Posting posting, String number, String note, String actor) {
        @Nullable Reason noNote = noteUnfit(posting, note);
        if (noNote != null) {
            return Optional.of(noNote);
        }
        if (!number.isEmpty()) {
            return Optional.of(about("BY_HAND_NO_NUMBER", posting).with("number", number));
        }
        boolean noted = steps.attachedByHand(
                posting,
                () -> audit.add(
                        actor,
                        "attached by hand",
                        posting.merchant(),
                        "posting " + posting.id(),
                        posting.booking().key() + ": " + note));
        return noted ? Optional.empty() : Optional.of(onItsWay(posting));
    }

    /** Why nothing can be done with a posting that does not stand still. */
    public static Reason onItsWay(Posting posting) {
        return about("POSTING_NOT_STANDING", posting).with("state", posting.state());
    }

    /** Why a posting that was booked by hand is not sent. */
    public static Reason byHand(Posting posting, ByHand byHand) {
        return about("POSTING_BY_HAND", posting)
                .with("actor", byHand.actor())
                .with("since", Stockholm.dayOf(byHand.at()))
                .with("note", byHand.note());
    }

    /** Throws {@link Refused} when a posting is about an invoice that was booked by hand, and whose number nobody has told. */
    static void requireNumber(Dispatch dispatch, Encoder encoder) {
        Booking.@Nullable Invoice invoice = dispatch.posting().booking().invoice();
        if (dispatch.step().seq() > 0 || invoice == null || invoice.of().isEmpty()) {
            return;
        }
        Posting made = dispatch.answers().invoice().orElse(null);
        @Nullable ByHand byHand = made == null ? null : made.byHand();
        if (made == null || byHand == null) {
            return;
        }
        boolean untold = encoder.handMade(made.booking())
                .filter(document ->
                        dispatch.answers().ofInvoice(document.step()).isEmpty())
                .isPresent();
        if (untold) {
            throw new Refused(Reason.of(
                    "INVOICE_BY_HAND",
                    "order",
                    invoice.order().shown(),
                    "invoice",
                    made.booking().voucher().text(),
                    "made",
                    made.id(),
                    "actor",
                    byHand.actor(),
                    "since",
                    Stockholm.dayOf(byHand.at())));
        }
    }

    private Optional<HandMade> made(Posting posting) {
        return encoders.apply(posting.target()).handMade(posting.booking());
    }

    private @Nullable Reason unfit(Posting posting, Optional<HandMade> made, String number, String note) {
        if (posting.state() != Postings.State.REFUSED
                && posting.state() != Postings.State.HELD
                && posting.state() != Postings.State.BOOKED_BY_HAND) {
            return onItsWay(posting);
        }
        @Nullable Reason noNote = noteUnfit(posting, note);
        if (noNote != null) {
            return noNote;
        }
        if (number.isEmpty()) {
            return null;
        }
        Reason other = about("BY_HAND_NUMBER", posting).with("number", number);
        if (!Pattern.matches(made.map(HandMade::numbers).orElse(ANY_NUMBER), number)) {
            return other;
        }
        return made.filter(document -> steps.isTaken(posting.merchant(), document.step(), number, posting.id()))
                .map(document -> about("BY_HAND_NUMBER_TAKEN", posting).with("number", number))
                .orElse(null);
    }

    private static @Nullable Reason noteUnfit(Posting posting, String note) {
        return note.isEmpty() || note.length() > Audit.MAX_NOTE
                ? about("BY_HAND_NOTE", posting).with("length", note.length()).with("longest", Audit.MAX_NOTE)
                : null;
    }

    private static Reason about(String code, Posting posting) {
        return Reason.of(code, "posting", posting.id())
                .with("text", posting.booking().voucher().text())
                .with("day", posting.booking().voucher().date())
                .with("target", posting.target());
    }
}
