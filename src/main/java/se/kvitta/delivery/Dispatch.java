package se.kvitta.delivery;

import java.util.List;
import org.jspecify.annotations.Nullable;
import se.kvitta.journal.Batches.Batch;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Steps;
import se.kvitta.journal.Steps.Step;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.TargetMapping;

/**
 * What a target's route receives at {@code direct:target-<slug>} and {@code direct:lookup-<slug>}: one step of one
 * posting, or one file with all its members.
 */
public final class Dispatch {

    private final Merchant merchant;
    private final TargetMapping mapping;
    private final List<Posting> postings;
    private final @Nullable Batch batch;
    private @Nullable Step step;
    private boolean sent;
    private @Nullable Outgoing evidence;
    private @Nullable Answers answers;
    private @Nullable Dispatch next;

    private Dispatch(
            Merchant merchant,
            TargetMapping mapping,
            List<Posting> postings,
            @Nullable Step step,
            @Nullable Batch batch) {
        this.merchant = merchant;
        this.mapping = mapping;
        this.postings = List.copyOf(postings);
        this.step = step;
        this.batch = batch;
    }

    /** One step of one posting. */
    public static Dispatch of(Merchant merchant, TargetMapping mapping, Posting posting, Step step) {
        return new Dispatch(merchant, mapping, List.of(posting), step, null);
    }

    /** One file. */
    public static Dispatch of(Merchant merchant, TargetMapping mapping, List<Posting> members, Batch batch) {
        return new Dispatch(merchant, mapping, members, null, batch);
    }

    /** Nothing to deliver: for a target's preflight, and for its articles. */
    public static Dispatch withoutPostings(Merchant merchant, TargetMapping mapping) {
        return new Dispatch(merchant, mapping, List.of(), null, null);
    }

    public Merchant merchant() {
        return merchant;
    }

    /** What {@code mappings/targets/<slug>.yaml} says. */
    public TargetMapping mapping() {
        return mapping;
    }

    public String target() {
        return mapping.slug();
    }

    /** The one posting of a step. */
    public Posting posting() {
        return postings.get(0);
    }

    /** All members of a file. */
    public List<Posting> postings() {
        return postings;
    }

    public Batch batch() {
        if (batch == null) {
            throw new IllegalStateException("a step is no file");
        }
        return batch;
    }

    public Step step() {
        if (step == null) {
            throw new IllegalStateException("a file has no steps of its own");
        }
        return step;
    }

    /** Whether the step must be looked up before anything else. */
    public boolean unknown() {
        return step().state() == Steps.State.UNKNOWN;
    }

    void begun(Step sending) {
        this.step = sending;
    }

    void carry(Outgoing document) {
        this.evidence = document;
    }

    void know(Answers journal) {
        this.answers = journal;
    }

    /** What the target has answered to earlier steps. */
    public Answers answers() {
        if (answers == null) {
            throw new IllegalStateException("posting " + posting().id() + " is not being delivered");
        }
        return answers;
    }

    /** The document behind the posting, while it is being uploaded. */
    public Outgoing evidence() {
        if (evidence == null) {
            throw new IllegalStateException("step " + step().name() + " carries no document");
        }
        return evidence;
    }

    /** What its worker goes on with; null when it takes what is due. */
    @Nullable
    Dispatch next() {
        return next;
    }

    void followedBy(Dispatch dispatch) {
        this.next = dispatch;
    }

    /** Whether the changing call may have left this process. */
    boolean sent() {
        return sent;
    }

    void markSent() {
        sent = true;
    }
}
