package se.kvitta.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Booking;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Steps;

/** What the target has answered so far: to the steps of a posting, and to those of the invoice it is about. */
public final class Answers {

    private final Steps steps;
    private final Postings postings;
    private final Posting posting;
    private final DeliveryRun run;

    Answers(Steps steps, Postings postings, Posting posting, DeliveryRun run) {
        this.run = run;
        this.steps = steps;
        this.postings = postings;
        this.posting = posting;
    }

    /** The answer to an earlier step of the posting; empty when there is none. */
    public String to(String step) {
        return steps.answer(posting.id(), step).orElse("");
    }

    /** When a step of the posting was tried first; empty when it was not tried before. */
    public Optional<Instant> firstTried(Steps.Step step) {
        return steps.attempts(posting.id(), step.seq()).stream().findFirst().map(Steps.Attempt::at);
    }

    /** The posting that made the invoice this one is about; empty when Kvitta did not make it. */
    public Optional<Posting> invoice() {
        Booking.@Nullable Invoice invoice = posting.booking().invoice();
        return invoice == null || invoice.of().isEmpty()
                ? Optional.empty()
                : postings.find(posting.profile(), invoice.of());
    }

    /** The answer to a step of the posting that made the invoice this one is about; empty when there is none. */
    public String ofInvoice(String step) {
        return invoice().flatMap(made -> steps.answer(made.id(), step)).orElse("");
    }

    /** Whether an earlier posting has taken back part of the invoice this one is about. */
    public boolean isCreditedBefore() {
        return postings.isCreditedBefore(posting);
    }

    /** Whether an answer to a step of this name belongs to another posting of the merchant. */
    public boolean isTaken(String step, String answer) {
        return steps.isTaken(posting.merchant(), step, answer, posting.id());
    }

    /** Whether a number is the answer to a step of this name of another posting of the merchant, or begins one that says more of it. */
    public boolean isTakenWithMore(String step, String number) {
        return steps.isTakenWithMore(posting.merchant(), step, number, posting.id());
    }

    /**
     * Takes what a step of this name has found, and others may find at the same moment, for the posting; false when another posting
     * has it or takes it.
     */
    public boolean take(String step, String number) {
        return run.adopt(step, number, posting.id()) && !isTakenWithMore(step, number);
    }

    /** The answers to a step of this name of the other postings that are about the same invoice. */
    public List<String> besides(String step) {
        return steps.besides(posting.id(), step);
    }

    /** Whether what a step of this name makes was made by hand for another posting of the same order, and nobody said its number. */
    boolean isNumberUntold(String step) {
        return steps.isNumberUntold(posting.merchant(), step, posting.booking().reference(), posting.id());
    }

    /** Whether a step of this name is being sent for another posting of the same order. */
    boolean isUnderWay(String step) {
        return steps.isUnderWay(posting.merchant(), step, posting.booking().reference(), posting.id());
    }

    /**
     * Takes the posting's turn to find what it is about, until its lane is through with it. False when another posting of the same
     * order has it, or has found something and is not booked: what is left of that is about to change.
     */
    public boolean takeTurn() {
        return run.takeTurn(posting.booking().reference(), posting.id())
                && !steps.isFound(posting.merchant(), posting.booking().reference(), posting.id());
    }

    /** Whether another posting of the same order, that has not been told to wait for what it finds, is on its way. */
    public boolean isAnotherToCome() {
        return steps.isAnotherToCome(posting.merchant(), posting.booking().reference(), posting.id());
    }

    /** Whether another posting may be under way, or goes out by itself until an instant: what it shows is worth waiting for. */
    public boolean isOnItsWay(long other, Instant until) {
        return steps.isOnItsWay(other, until);
    }
}
