package se.kvitta.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Receipt;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.reason.Reason;

/**
 * The remote effects of postings. Every change of state is one compare-and-set on the state and the attempt, so that a
 * late or second worker changes nothing. PLANNED → SENDING is committed before a call is made. What follows a step may be
 * SENDING by the commit that says the step is done: then its worker goes on with it.
 */
public final class Steps {

    private final Database database;
    private final Postings postings;
    private final Tasks tasks;

    public Steps(Database database, Postings postings, Tasks tasks) {
        this.database = database;
        this.postings = postings;
        this.tasks = tasks;
    }

    /** Puts the document behind a booking into the target's files. Follows a booking that stands there already. */
    public static final String UPLOAD = "upload";

    /** Why a step waits that a finding of the preflight stops. */
    private static final String STOPPED = "PREFLIGHT_STOPS";

    /** Hangs the uploaded document on the booking. */
    public static final String ATTACH = "attach";

    /** Puts the provider's own file, as it was received, into the target's files. */
    public static final String UPLOAD_FILE = "upload-file";

    /** Hangs the provider's own file on the booking. */
    public static final String ATTACH_FILE = "attach-file";

    /** Finds what another system has made, and how much of it is left. It only reads. */
    public static final String FIND = "find";

    /** Why a step waits while what it would find is being changed for another posting of the order. */
    public static final String IN_TURN = "PAYMENT_IN_TURN";

    /** Where a step stands that only a person moves. */
    private static final List<String> STANDING = List.of(State.REFUSED.name(), State.HELD.name());

    private static final List<String> EVIDENCE = List.of(UPLOAD, ATTACH, UPLOAD_FILE, ATTACH_FILE);

    /** Whether a step concerns what lies behind a booking: whatever becomes of it, the booking stands. */
    public static boolean isEvidence(String step) {
        return EVIDENCE.contains(step);
    }

    /** Whether a step puts something into the target's files. */
    public static boolean isUpload(String step) {
        return step.equals(UPLOAD) || step.equals(UPLOAD_FILE);
    }

    /** Whether a step hangs a file on the booking. */
    public static boolean isAttach(String step) {
        return step.equals(ATTACH) || step.equals(ATTACH_FILE);
    }

    /** The step that puts the file into the target's files which another one hangs on the booking. */
    public static String uploadOf(String attach) {
        return attach.equals(ATTACH_FILE) ? UPLOAD_FILE : UPLOAD;
    }

    /** How far a step has come. */
    public enum State {
        /** Belongs to a plan that does not count yet. */
        STAGED,
        /** An earlier step of its posting is not done. */
        WAITING,
        /** It may be sent when it is due. */
        PLANNED,
        /** It may be under way at this moment. */
        SENDING,
        /** It may have taken effect; only a look-up can tell. */
        UNKNOWN,
        DONE,
        /** The target said no. */
        REFUSED,
        /** A look-up could not tell; a person must. */
        HELD,
        /** A person has booked its posting, or attached its document, by hand: it is not made any more. */
        BOOKED_BY_HAND
    }

    /**
     * One step.
     *
     * @param attempts how often it was sent
     * @param absences how often a look-up after the last attempt found nothing
     * @param sendBefore after this instant the current attempt must not be made any more
     * @param reason what came of the last attempt, when it was not done
     */
    public record Step(
            long postingId,
            int seq,
            String merchant,
            String name,
            State state,
            int attempts,
            int absences,
            Instant dueAt,
            @Nullable Instant sendBefore,
            @Nullable Reason reason) {

        private Step sending(Instant before) {
            return new Step(postingId, seq, merchant, name, State.SENDING, attempts + 1, 0, dueAt, before, reason);
        }
    }

    /**
     * What comes of a step that is done.
     *
     * @param booked whether its posting is booked by it
     * @param next what its worker is to send now, which is SENDING already; null when that is nothing
     */
    public record Done(boolean booked, @Nullable Step next) {}

    /** What became of one call. */
    public record Attempt(int attempt, Instant at, String outcome, String detail) {}

    /** Steps that were being sent when the process died may have taken effect: they become UNKNOWN, due at once. */
    public int recover(String merchant) {
        return database.sql("""
                        update step set state = 'UNKNOWN', due_at = :now, absences = 0, updated_at = :now
                        where merchant = :merchant and state = 'SENDING'
                        """)
                .param("now", database.nowAt())
                .param("merchant", merchant)
                .update();
    }

    /**
     * Steps of a merchant that may be sent or looked up now, in the order their postings were planned: first what books
     * something, then documents.
     */
    public List<Step> due(String merchant, int limit) {
        return database.sql("""
                        select * from (
                            select * from step where state = 'PLANNED' and merchant = :merchant and due_at <= :now
                            union all
                            select * from step where state = 'UNKNOWN' and merchant = :merchant and due_at <= :now
                        ) due order by case when name in (:evidence) then 1 else 0 end, posting_id, seq limit :limit
                        """)
                .param("evidence", EVIDENCE)
                .param("merchant", merchant)
                .param("now", database.nowAt())
                .param("limit", limit)
                .query((row, n) -> step(row))
                .list();
    }

    /** When the next step of a merchant is due; empty when none is. */
    public Optional<Instant> nextDue(String merchant) {
        return database.sql("""
                        select min(due_at) from (
                            (select due_at from step where state = 'PLANNED' and merchant = :merchant
                                order by state, merchant, due_at limit 1)
                            union all
                            (select due_at from step where state = 'UNKNOWN' and merchant = :merchant
                                order by state, merchant, due_at limit 1)
                            union all
                            (select due_at from step where state = 'SENDING' and merchant = :merchant
                                order by state, merchant, due_at limit 1)
                        ) first
                        """)
                .param("merchant", merchant)
                .query((row, n) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
                .single()
                .map(OffsetDateTime::toInstant);
    }

    /** Merchants with steps that are due, or that a dead process left under way. */
    public List<String> merchantsWithWork() {
        return database.sql("""
                        select distinct merchant from step
                        where state in ('PLANNED', 'UNKNOWN', 'SENDING') and (state = 'SENDING' or due_at <= :now)
                        """)
                .param("now", database.nowAt())
                .query(String.class)
                .list();
    }

    public Optional<Step> find(long posting, int seq) {
        return database.sql("select * from step where posting_id = :posting and seq = :seq")
                .param("posting", posting)
                .param("seq", seq)
                .query((row, n) -> step(row))
                .optional();
    }

    public List<Step> of(long posting) {
        return database.sql("select * from step where posting_id = :posting order by seq")
                .param("posting", posting)
                .query((row, n) -> step(row))
                .list();
    }

    public List<Attempt> attempts(long posting, int seq) {
        return database.sql("select * from step_attempt where posting_id = :posting and seq = :seq order by id")
                .param("posting", posting)
                .param("seq", seq)
                .query((row, n) -> new Attempt(
                        row.getInt("attempt"),
                        Database.instant(row, "at"),
                        row.getString("outcome"),
                        row.getString("detail")))
                .list();
    }

    /** What the target answered to a step of a posting that is done, or a person told of it, such as the number of an invoice. */
    public Optional<String> answer(long posting, String name) {
        return database.sql("""
                        select answer from step
                        where posting_id = :posting and name = :name and state in ('DONE', 'BOOKED_BY_HAND')
                            and answer is not null
                        """)
                .param("posting", posting)
                .param("name", name)
                .query(String.class)
                .optional();
    }

    /** Whether another posting of a merchant has an answer to a step of this name already. */
    public boolean isTaken(String merchant, String name, String answer, long butBy) {
        return !database.sql("""
                        select 1 from step where merchant = :merchant and name = :name and answer = :answer
                            and posting_id <> :posting limit 1
                        """)
                .param("merchant", merchant)
                .param("name", name)
                .param("answer", answer)
                .param("posting", butBy)
                .query(Integer.class)
                .list()
                .isEmpty();
    }

    /** Whether a number, alone or with more of it after a blank, is the answer to a step of this name that another posting of a merchant has. */
    public boolean isTakenWithMore(String merchant, String name, String number, long butBy) {
        return !database.sql("""
                        select 1 from step where merchant = :merchant and name = :name and (answer = :alone or position(:number in answer) = 1)
                            and posting_id <> :posting limit 1
                        """)
                .param("merchant", merchant)
                .param("name", name)
                .param("alone", number)
                .param("number", number + " ")
                .param("posting", butBy)
                .query(Integer.class)
                .list()
                .isEmpty();
    }

    /** The answers to a step of this name of the other postings that are about the same invoice as one. */
    public List<String> besides(long posting, String name) {
        return database.sql("""
                        select s.answer from posting p
                        join posting e on e.profile = p.profile and e.invoice_key = p.invoice_key and e.id <> p.id
                        join step s on s.posting_id = e.id and s.name = :name
                        where p.id = :posting and s.answer is not null
                        """)
                .param("name", name)
                .param("posting", posting)
                .query(String.class)
                .list();
    }

    /** Whether a step of this name may be under way for another posting of a merchant with the same reference. */
    public boolean isUnderWay(String merchant, String name, String reference, long butBy) {
        return isAnother(State.SENDING, merchant, name, reference, butBy);
    }

    private boolean isAnother(State state, String merchant, String name, String reference, long butBy) {
        return isAnother(state, "", merchant, name, reference, butBy);
    }

    private boolean isAnother(State state, String which, String merchant, String name, String reference, long butBy) {
        return !database.sql("""
                        select 1 from step join posting on posting.id = step.posting_id
                        where step.state = :state and step.merchant = :merchant
                            and step.name = :name and posting.reference = :reference and posting.id <> :posting
                        """ + which + " limit 1")
                .param("state", state.name())
                .param("merchant", merchant)
                .param("name", name)
                .param("reference", reference)
                .param("posting", butBy)
                .query(Integer.class)
                .list()
                .isEmpty();
    }

    /**
     * Whether a person has booked another posting of a merchant with the same reference by hand, and has not told the number of what
     * a step of this name would have made.
     */
    public boolean isNumberUntold(String merchant, String name, String reference, long butBy) {
        return isAnother(State.BOOKED_BY_HAND, " and step.answer is null", merchant, name, reference, butBy);
    }

    /**
     * Whether another posting of a merchant with the same reference has found what it is about, and is not booked yet: what is found
     * meanwhile may be changed by it.
     */
    public boolean isFound(String merchant, String reference, long butBy) {
        return isComing(merchant, reference, butBy, "step.state = 'DONE'");
    }

    /**
     * Whether another posting of a merchant with the same reference is on its way and has not yet been told to wait for what it
     * finds: it has not looked for it, or has found it.
     */
    public boolean isAnotherToCome(String merchant, String reference, long butBy) {
        return isComing(
                merchant,
                reference,
                butBy,
                "(step.state in ('SENDING', 'DONE') or step.attempts = 0 or step.reason = '" + IN_TURN + "')");
    }

    /**
     * Whether something of a posting may be under way, or goes out by itself until an instant. Not when it is booked, stands for a person, or waits
     * for longer; documents do not count.
     */
    public boolean isOnItsWay(long posting, Instant until) {
        return !database.sql("""
                        select 1 from step where posting_id = :posting and name not in (:evidence)
                            and (state in ('SENDING', 'UNKNOWN') or (state = 'PLANNED' and due_at <= :until)) limit 1
                        """)
                .param("posting", posting)
                .param("evidence", EVIDENCE)
                .param("until", Database.at(until))
                .query(Integer.class)
                .list()
                .isEmpty();
    }

    private boolean isComing(String merchant, String reference, long butBy, String found) {
        return !database.sql("""
                        select 1 from posting join step on step.posting_id = posting.id
                        where posting.merchant = :merchant and posting.reference = :reference
                            and posting.state = 'PLANNED' and posting.id <> :posting
                            and step.name = :find and\s""" + found + " limit 1")
                .param("merchant", merchant)
                .param("reference", reference)
                .param("posting", butBy)
                .param("find", FIND)
                .query(Integer.class)
                .list()
                .isEmpty();
    }

    /**
     * What is to be done for a step that a worker comes to by itself: what was found just before it may be otherwise by now, so that
     * it is found anew first. A worker that goes on at once has no need of that.
     */
    public Step orFindAnew(Step due) {
        if (due.state() != State.PLANNED) {
            return due;
        }
        return find(due.postingId(), due.seq() - 1)
                .filter(before -> before.name().equals(FIND) && before.state() == State.DONE)
                .map(before -> database.inTransaction(() -> {
                    anew(due, FIND);
                    return find(before.postingId(), before.seq()).orElseThrow();
                }))
                .orElse(due);
    }

    /** PLANNED → SENDING; committed before it returns. Empty when somebody else has it. */
    public Optional<Step> begin(Step step, Instant sendBefore) {
        return database.inSharedTransaction(() -> send(step, State.PLANNED, sendBefore));
    }

    /**
     * The target has it. The next step of the posting may be sent; after the last that books something the posting is
     * DONE, whatever becomes of its document, and what is about its invoice may follow. Nothing comes of it when it was
     * done already.
     *
     * @param sendBefore until when its worker may send what comes next, which is SENDING then by the same commit; null when
     *     all of it is to wait for its turn
     * @param note writes the history with it, and is told whether the posting is booked now; not called when it was done
     *     already
     */
    public Done done(Step step, Receipt receipt, @Nullable Instant sendBefore, Consumer<Boolean> note) {
        return database.inSharedTransaction(() -> {
            if (!change(step, State.DONE, null, null, receipt.number())) {
                return new Done(false, null);
            }
            log(step, "DONE", receipt.shown());
            Optional<Step> next = find(step.postingId(), step.seq() + 1);
            boolean booked = !isEvidence(step.name())
                    && next.map(Step::name).map(Steps::isEvidence).orElse(true);
            Optional<Step> sent = next.filter(waiting -> waiting.state() == State.WAITING)
                    .flatMap(waiting -> letGo(waiting, booked ? null : sendBefore));
            if (booked) {
                sent = follow(postings.receive(step.postingId(), receipt), sendBefore);
            }
            tasks.close(step.merchant(), subject(step));
            note.accept(booked);
            return new Done(booked, sent.orElse(null));
        });
    }

    /** What has waited for the step before it is sent, or may be. Documents come when all that books something has. */
    private Optional<Step> letGo(Step waiting, @Nullable Instant sendBefore) {
        if (sendBefore != null && !isEvidence(waiting.name())) {
            return send(waiting, State.WAITING, sendBefore);
        }
        change(waiting, State.PLANNED, database.now(), null);
        return Optional.empty();
    }

    /** Of the postings that have waited for another, the first whose day has come is sent; the others may be. */
    private Optional<Step> follow(List<Long> waiting, @Nullable Instant sendBefore) {
        if (sendBefore == null || waiting.isEmpty()) {
            postings.letGo(waiting);
            return Optional.empty();
        }
        Instant now = database.now();
        Optional<Step> sent = waiting.stream()
                .flatMap(posting -> find(posting, 0).stream())
                .filter(first ->
                        first.state() == State.WAITING && !first.dueAt().isAfter(now))
                .findFirst()
                .flatMap(first -> send(first, State.WAITING, sendBefore));
        long gone = sent.map(Step::postingId).orElse(-1L);
        postings.letGo(waiting.stream().filter(posting -> posting != gone).toList());
        return sent;
    }

    private Optional<Step> send(Step step, State from, Instant sendBefore) {
        OffsetDateTime before = Database.at(sendBefore);
        int sent = database.sql("""
                        update step set state = 'SENDING', attempts = attempts + 1, absences = 0, send_before = :before,
                            updated_at = :now
                        where posting_id = :posting and seq = :seq and state = :from and attempts = :attempts
                        """)
                .param("before", before)
                .param("now", database.nowAt())
                .param("posting", step.postingId())
                .param("seq", step.seq())
                .param("from", from.name())
                .param("attempts", step.attempts())
                .update();
        return sent == 0 ? Optional.empty() : Optional.of(step.sending(before.toInstant()));
    }

    /** It was certainly not executed: it may be sent again when due. */
    public boolean again(Step step, Instant due, Reason reason) {
        return database.inTransaction(() -> {
            boolean changed = change(step, State.PLANNED, due, reason);
            if (changed) {
                log(step, "NOT_EXECUTED", reason.toString());
            }
            return changed;
        });
    }

    /** Something stops its delivery, and a task says what: it waits, unless {@link #goOn} comes first. */
    public void putOff(Step step, Instant due) {
        database.sql("""
                        update step set due_at = :due, reason = :reason, facts = '{}', updated_at = :now
                        where posting_id = :posting and seq = :seq and state = 'PLANNED' and attempts = :attempts
                        """)
                .param("due", Database.at(due))
                .param("reason", STOPPED)
                .param("now", database.nowAt())
                .param("posting", step.postingId())
                .param("seq", step.seq())
                .param("attempts", step.attempts())
                .update();
    }

    /** The same of all that is due for a merchant now. */
    public void putOff(String merchant, Instant due) {
        database.sql("""
                        update step set due_at = :due, reason = :reason, facts = '{}', updated_at = :now
                        where merchant = :merchant and state = 'PLANNED' and due_at <= :now
                        """)
                .param("due", Database.at(due))
                .param("reason", STOPPED)
                .param("now", database.nowAt())
                .param("merchant", merchant)
                .update();
    }

    /** A merchant's target is left alone: nothing is due, to be sent or looked up, before that is over. */
    public void leaveAlone(String merchant, Instant until) {
        database.sql("""
                        update step set due_at = :until, updated_at = :now
                        where merchant = :merchant and state in ('PLANNED', 'UNKNOWN') and due_at < :until
                        """)
                .param("until", Database.at(until))
                .param("now", database.nowAt())
                .param("merchant", merchant)
                .update();
    }

    /** Nothing stops a merchant's deliveries any more: what was put off is due at once. */
    public void goOn(String merchant) {
        database.sql("""
                        update step set due_at = :now, reason = null, facts = null, updated_at = :now
                        where merchant = :merchant and state = 'PLANNED' and reason = :reason
                        """)
                .param("now", database.nowAt())
                .param("merchant", merchant)
                .param("reason", STOPPED)
                .update();
    }

    /** It may have been executed: it must be looked up when due. */
    public boolean unknown(Step step, Instant due, Reason reason) {
        return database.inTransaction(() -> {
            boolean changed = change(step, State.UNKNOWN, due, reason);
            if (changed) {
                log(step, "UNKNOWN", reason.toString());
            }
            return changed;
        });
    }

    /** A look-up found nothing; another must follow when due. */
    public boolean absent(Step step, Instant due) {
        return database.sql("""
                        update step set absences = absences + 1, due_at = :due, updated_at = :now
                        where posting_id = :posting and seq = :seq and state = 'UNKNOWN' and attempts = :attempts
                        """)
                        .param("due", Database.at(due))
                        .param("now", database.nowAt())
                        .param("posting", step.postingId())
                        .param("seq", step.seq())
                        .param("attempts", step.attempts())
                        .update()
                == 1;
    }

    /** A look-up could not be made; it is tried again when due. */
    public boolean lookAgain(Step step, Instant due, Reason reason) {
        return change(step, State.UNKNOWN, due, reason);
    }

    /** The target said no: the posting waits for a person, with the cause. */
    public boolean refused(Step step, String profile, Reason reason) {
        return stop(step, State.REFUSED, Postings.State.REFUSED, profile, reason);
    }

    /** It cannot be told whether the target has it: the posting waits for a person. */
    public boolean held(Step step, String profile, Reason reason) {
        return stop(step, State.HELD, Postings.State.HELD, profile, reason);
    }

    /**
     * A person has mended the cause: a refused step is sent again, a held one looked up again. Answers how many steps of
     * the posting that was true of.
     */
    public int retry(long posting) {
        return database.inTransaction(() -> {
            int again = 0;
            for (Step step : of(posting)) {
                boolean refused = step.state() == State.REFUSED && change(step, State.PLANNED, database.now(), null);
                boolean held = step.state() == State.HELD && change(step, State.UNKNOWN, database.now(), null);
                if (refused && isAttach(step.name()) && isLost(step)) {
                    anew(step, uploadOf(step.name()));
                }
                if (refused || held) {
                    again++;
                    tasks.close(step.merchant(), subject(step));
                }
            }
            if (again > 0) {
                postings.changeState(posting, Postings.State.PLANNED);
            }
            return again;
        });
    }

    /**
     * A person has booked by hand what a posting that stands still was to book: what is left of it is not made any more, its task is
     * done, and what is about its invoice may follow. Said of one that was booked by hand already, it takes the place of what was said
     * then. Answers false, and changes nothing, when the posting neither is refused nor held nor booked by hand any more.
     *
     * @param made the step whose answer is the number of what was made; null where nobody asks for one
     * @param number of what was made instead; empty when none is told
     * @param note writes the history with it
     */
    public boolean bookedByHand(Posting posting, ByHand byHand, @Nullable String made, String number, Runnable note) {
        return database.inTransaction(() -> {
            boolean stands = posting.state() == Postings.State.REFUSED || posting.state() == Postings.State.HELD;
            boolean again = posting.state() == Postings.State.BOOKED_BY_HAND;
            // Steps first, as everything that moves a posting does.
            if (!again && (!stands || leaveToHand(posting.id(), STANDING) == 0)) {
                return false;
            }
            leaveToHand(posting.id(), List.of(State.WAITING.name()));
            if (made != null && !number.isEmpty()) {
                database.sql("update step set answer = :number where posting_id = :posting and name = :name")
                        .param("number", number)
                        .param("posting", posting.id())
                        .param("name", made)
                        .update();
            }
            if (!postings.bookedByHand(posting.id(), posting.state(), byHand, number)) {
                throw new IllegalStateException("posting " + posting.id() + " has changed meanwhile");
            }
            tasks.close(posting.merchant(), subject(posting.id()));
            postings.letGo(postings.followers(posting.id()));
            note.run();
            return true;
        });
    }

    /**
     * A person has attached by hand what lies behind a posting that is booked, or it is not needed: what is left of it is not attached any
     * more, and its task is done. Answers false, and changes nothing, when the posting is not booked, or none of it is refused or held.
     *
     * @param note writes the history with it
     */
    public boolean attachedByHand(Posting posting, Runnable note) {
        return database.inTransaction(() -> {
            if (posting.state() != Postings.State.DONE || leaveToHand(posting.id(), STANDING) == 0) {
                return false;
            }
            leaveToHand(posting.id(), List.of(State.WAITING.name()));
            tasks.close(posting.merchant(), subject(posting.id()));
            note.run();
            return true;
        });
    }

    private int leaveToHand(long posting, List<String> from) {
        return database.sql("""
                        update step set state = 'BOOKED_BY_HAND', updated_at = :now
                        where posting_id = :posting and state in (:from)
                        """)
                .param("now", database.nowAt())
                .param("posting", posting)
                .param("from", from)
                .update();
    }

    /** The target did not find the file, or the voucher: somebody may have thrown the file away. */
    private static boolean isLost(Step step) {
        @Nullable Reason reason = step.reason();
        return reason != null && "404".equals(reason.facts().get("status"));
    }

    /** An earlier step is done anew before one that is planned: a document is uploaded, or an invoice looked for. */
    private void anew(Step step, String earlier) {
        int planned = database.sql("""
                        update step set state = 'PLANNED', due_at = :now, updated_at = :now
                        where posting_id = :posting and name = :name and state = 'DONE'
                        """)
                .param("now", database.nowAt())
                .param("posting", step.postingId())
                .param("name", earlier)
                .update();
        if (planned > 0) {
            database.sql("update step set state = 'WAITING' where posting_id = :posting and seq = :seq")
                    .param("posting", step.postingId())
                    .param("seq", step.seq())
                    .update();
        }
    }

    private boolean stop(Step step, State state, Postings.State postingState, String profile, Reason reason) {
        return database.inTransaction(() -> {
            if (!change(step, state, null, reason)) {
                return false;
            }
            log(step, state.name(), reason.toString());
            postings.changeState(step.postingId(), postingState);
            tasks.open(step.merchant(), profile, subject(step), reason);
            return true;
        });
    }

    private boolean change(Step step, State to, @Nullable Instant due, @Nullable Reason reason) {
        return change(step, to, due, reason, null);
    }

    private boolean change(
            Step step, State to, @Nullable Instant due, @Nullable Reason reason, @Nullable String answer) {
        return database.sql("""
                        update step set state = :to, due_at = coalesce(:due, due_at), reason = :reason, facts = :facts,
                            answer = coalesce(:answer, answer), absences = 0, updated_at = :now
                        where posting_id = :posting and seq = :seq and state = :from and attempts = :attempts
                        """)
                        .param("to", to.name())
                        .param("due", Database.atOrNull(due))
                        .param("reason", reason == null ? null : reason.code())
                        .param("facts", reason == null ? null : Database.facts(reason))
                        .param("answer", answer)
                        .param("now", database.nowAt())
                        .param("posting", step.postingId())
                        .param("seq", step.seq())
                        .param("from", step.state().name())
                        .param("attempts", step.attempts())
                        .update()
                == 1;
    }

    private void log(Step step, String outcome, String detail) {
        database.sql("""
                        insert into step_attempt (posting_id, seq, attempt, at, outcome, detail)
                        values (:posting, :seq, :attempt, :now, :outcome, :detail)
                        """)
                .param("posting", step.postingId())
                .param("seq", step.seq())
                .param("attempt", step.attempts())
                .param("now", database.nowAt())
                .param("outcome", outcome)
                .param("detail", detail.length() > 4000 ? detail.substring(0, 4000) : detail)
                .update();
    }

    private static String subject(Step step) {
        return subject(step.postingId());
    }

    private static String subject(long posting) {
        return "posting " + posting;
    }

    private static Step step(ResultSet row) throws SQLException {
        return new Step(
                row.getLong("posting_id"),
                row.getInt("seq"),
                row.getString("merchant"),
                row.getString("name"),
                State.valueOf(row.getString("state")),
                row.getInt("attempts"),
                row.getInt("absences"),
                Database.instant(row, "due_at"),
                Database.instantOrNull(row, "send_before"),
                Database.reason(row));
    }
}
