package se.kvitta.delivery;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.booking.Receipt;
import se.kvitta.evidence.Evidence;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Batches;
import se.kvitta.journal.Documents.Document;
import se.kvitta.journal.Findings;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Steps;
import se.kvitta.journal.Steps.State;
import se.kvitta.journal.Steps.Step;
import se.kvitta.journal.Tasks;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.TargetMapping;
import se.kvitta.reason.Causes;
import se.kvitta.reason.Reason;
import se.kvitta.sheet.SheetFormat;

/**
 * The state of deliveries. A changing call is never repeated because it failed: either it was certainly not executed, or
 * only a look-up can tell.
 */
public final class Deliveries {

    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    /** Marks a refusal that must be looked up before it is believed: on a repeat it may be our own success. */
    private static final String REFUSAL = "refusal";

    /** Of a refusal whose call certainly had no effect: one look-up tells whether somebody else has done it. */
    private static final String FIRST = "first";

    private static final String RUN = "run";
    private static final String DISPATCH = "dispatch";

    /** Of the files that providers give. */
    private static final Map<String, String> CONTENT_TYPES = Map.of(
            "csv", "text/csv",
            "txt", "text/plain",
            "json", "application/json",
            "xml", "application/xml",
            "pdf", "application/pdf");

    /** Between two look-ups that found nothing, when the time of the call is long past. */
    private static final Duration BETWEEN_LOOKUPS = Duration.ofSeconds(1);

    private static final String TIMES = "times";

    /** So many look-ups in a row that are refused, or end in a fault of the program, are no chance. */
    private static final int LOOKUPS_IN_VAIN = 3;

    /** So many times in a row what a step has to read first is answered by a no that may not be the target's own, before a person is told. */
    private static final int READS_IN_VAIN = 8;

    private final Steps steps;
    private final Postings postings;
    private final Batches batches;
    private final Tasks tasks;
    private final Audit audit;
    private final Merchants merchants;
    private final Function<String, Encoder> encoders;
    private final Pacer pacer;
    private final Evidence evidence;
    private final DeliverySettings settings;
    private final Findings findings;
    private final PreflightSettings stops;
    private final CompanyCheck companies;
    private final Clock clock;
    private final RandomGenerator random;
    private volatile boolean stopping;

    public Deliveries(
            Steps steps,
            Postings postings,
            Batches batches,
            Tasks tasks,
            Audit audit,
            Merchants merchants,
            Function<String, Encoder> encoders,
            Pacer pacer,
            Evidence evidence,
            DeliverySettings settings,
            Findings findings,
            PreflightSettings stops,
            CompanyCheck companies,
            Clock clock,
            RandomGenerator random) {
        this.steps = steps;
        this.postings = postings;
        this.batches = batches;
        this.tasks = tasks;
        this.audit = audit;
        this.merchants = merchants;
        this.encoders = encoders;
        this.pacer = pacer;
        this.evidence = evidence;
        this.settings = settings;
        this.findings = findings;
        this.stops = stops;
        this.companies = companies;
        this.clock = clock;
        this.random = random;
    }

    /** Begins a run for a merchant. What a dead process left under way becomes UNKNOWN first. */
    public DeliveryRun open(String merchantName) {
        Merchant merchant = merchants.requireMerchant(merchantName);
        TargetMapping mapping = merchants.target(merchant.target());
        int recovered = steps.recover(merchantName);
        if (recovered > 0) {
            LOG.warn(
                    "merchant {}: {} steps were under way when a process ended; they are looked up",
                    merchantName,
                    recovered);
        }
        boolean files = encoders.apply(mapping.slug()).capabilities().batches();
        return new DeliveryRun(
                merchant,
                mapping,
                files,
                steps,
                findings.isChecked(merchantName),
                findings.stops(merchantName),
                clock.instant().plus(settings.slice()),
                clock);
    }

    /** The service is stopping: no lane begins another step. */
    public void stop() {
        stopping = true;
    }

    /** What follows the lane's last step, or else the next that is due; null when there is none, or the target is left alone. */
    public @Nullable Dispatch claim(
            @ExchangeProperty(RUN) DeliveryRun run, @ExchangeProperty(DISPATCH) @Nullable Dispatch last) {
        @Nullable Dispatch following = last == null ? null : last.next();
        if (following != null) {
            run.hold(following.posting().id());
            return following;
        }
        if (stopping) {
            return null;
        }
        Optional<Instant> leftAloneUntil = pacer.leftAloneUntil(run.merchant());
        if (leftAloneUntil.isPresent()) {
            // Begun and put off, a step would count as sent: its real refusal would be looked up.
            steps.leaveAlone(run.merchant().name(), leftAloneUntil.get());
            return null;
        }
        Optional<Step> next = run.claim();
        while (next.isPresent() && isStopped(run, next.get())) {
            steps.putOff(next.get(), clock.instant().plus(stops.again()));
            run.release(next.get().postingId());
            next = run.claim();
        }
        if (next.isEmpty()) {
            return null;
        }
        Step step = steps.orFindAnew(next.get());
        return dispatch(run, postings.find(step.postingId()).orElseThrow(), step);
    }

    private Dispatch dispatch(DeliveryRun run, Posting posting, Step step) {
        var dispatch = Dispatch.of(run.merchant(), run.mapping(), posting, step);
        dispatch.know(new Answers(steps, postings, posting, run));
        return dispatch;
    }

    /**
     * Whether a step waits: for the first preflight that is judged, or for what a finding of the last one stops. What may have taken
     * effect is looked up all the same.
     */
    private boolean isStopped(DeliveryRun run, Step step) {
        if (step.state() != State.PLANNED) {
            return false;
        }
        return !run.isJudged()
                || (run.hasStops()
                        && !Steps.isEvidence(step.name())
                        && run.isStopped(postings.find(step.postingId()).orElseThrow()));
    }

    /** The lane is through with its step, whatever became of it. */
    public void release(@ExchangeProperty(RUN) DeliveryRun run, @ExchangeProperty(DISPATCH) Dispatch dispatch) {
        pacer.answered(dispatch);
        run.release(dispatch.posting().id());
    }

    /**
     * PLANNED → SENDING, committed before the target's route is called; a document is made before that. What follows the
     * lane's last step is SENDING already.
     */
    public Dispatch begin(@ExchangeProperty(DISPATCH) Dispatch dispatch) {
        if (dispatch.step().state() == State.SENDING) {
            return dispatch;
        }
        HandBookings.requireNumber(dispatch, encoders.apply(dispatch.target()));
        String name = dispatch.step().name();
        if (Steps.isUpload(name)) {
            dispatch.carry(name.equals(Steps.UPLOAD) ? document(dispatch.posting()) : ownFile(dispatch.posting()));
        }
        if (Steps.isAttach(name) && dispatch.answers().to(Steps.uploadOf(name)).isEmpty()) {
            throw new Refused(Reason.of("EVIDENCE_NOT_MADE", "cause", "it was never uploaded"));
        }
        dispatch.begun(steps.begin(dispatch.step(), sendBefore(dispatch))
                .orElseThrow(() -> new NotExecuted(
                        Reason.of("STEP_TAKEN", "posting", dispatch.posting().id()))));
        return dispatch;
    }

    private Instant sendBefore(Dispatch dispatch) {
        return clock.instant().plus(dispatch.mapping().sendWindow());
    }

    /**
     * The last thing a target's route does before a changing call: takes the tenant's turn, and checks that the call may
     * still be made. After this the call counts as possibly executed.
     */
    public void aboutToSend(@ExchangeProperty(DISPATCH) Dispatch dispatch) throws InterruptedException {
        pacer.await(dispatch);
        Instant before = dispatch.step().sendBefore();
        if (before == null || clock.instant().isAfter(before)) {
            throw new NotExecuted(Reason.of("TOO_LATE_TO_SEND", "before", String.valueOf(before)));
        }
        dispatch.markSent();
    }

    /** The target has it. The lane goes on with what follows, so that an order is through before the next is begun. */
    public void done(
            Receipt receipt, @ExchangeProperty(RUN) DeliveryRun run, @ExchangeProperty(DISPATCH) Dispatch dispatch) {
        Posting posting = dispatch.posting();
        Steps.Done done =
                steps.done(dispatch.step(), receipt, goesOn(run, posting) ? sendBefore(dispatch) : null, booked -> {
                    companies.delivered(dispatch);
                    note(receipt, dispatch, booked);
                });
        companies.isKept(dispatch);
        @Nullable Step next = done.next();
        if (next != null) {
            boolean same = next.postingId() == posting.id();
            dispatch.followedBy(dispatch(
                    run, same ? posting : postings.find(next.postingId()).orElseThrow(), next));
        }
        if (done.booked()) {
            LOG.info(
                    "merchant {}: {} is {} {}",
                    posting.merchant(),
                    posting.booking().key(),
                    posting.target(),
                    receipt.shown());
        }
    }

    /** Whether the lane may send what follows a step: what follows one that was only looked up may be stopped. */
    private boolean goesOn(DeliveryRun run, Posting posting) {
        return !stopping && !run.isOver() && run.isJudged() && !run.isStopped(posting);
    }

    /** The history tells of what was booked, and of what it rests on. */
    private void note(Receipt receipt, Dispatch dispatch, boolean booked) {
        Posting posting = dispatch.posting();
        String step = dispatch.step().name();
        if (Steps.isAttach(step)) {
            audit.add(
                    Audit.KVITTA,
                    "evidence attached",
                    posting.merchant(),
                    "posting " + posting.id(),
                    "file " + dispatch.answers().to(Steps.uploadOf(step)) + " → " + receipt.shown());
        } else if (booked) {
            audit.add(
                    Audit.KVITTA,
                    "posting done",
                    posting.merchant(),
                    "posting " + posting.id(),
                    posting.booking().voucher().text() + " " + posting.marker() + " → " + receipt.shown());
        }
    }

    /** Settles a step that may have taken effect by what a look-up found. */
    public void settle(
            LookUp lookUp, @ExchangeProperty(RUN) DeliveryRun run, @ExchangeProperty(DISPATCH) Dispatch dispatch) {
        Step step = dispatch.step();
        switch (lookUp.found()) {
            case PRESENT -> {
                Receipt receipt = lookUp.receipt();
                done(receipt == null ? new Receipt("", "", "", "") : receipt, run, dispatch);
            }
            case FITTING -> adopt(Objects.requireNonNull(lookUp.receipt()), run, dispatch);
            case ABSENT -> absent(step, dispatch);
            case ALIKE -> alike(lookUp.reason(), dispatch);
        }
    }

    /**
     * What carries no mark belongs to one posting. Whether another is being sent is asked first: one that is not may have
     * its answer by then, and what is begun later was not there when it was looked. What was made by hand has none of ours: while its
     * number is not told, only a person can tell whose this is.
     */
    private void adopt(Receipt receipt, DeliveryRun run, Dispatch dispatch) {
        Step step = dispatch.step();
        if (isAnotherUnderWay(dispatch)
                || !run.adopt(step.name(), receipt.number(), step.postingId())
                || dispatch.answers().isTaken(step.name(), receipt.number())) {
            lookAgain(dispatch);
        } else if (dispatch.answers().isNumberUntold(step.name())) {
            Reason reason = Reason.of(
                    "OUTCOME_BY_HAND",
                    "number",
                    receipt.number(),
                    "order",
                    dispatch.posting().booking().reference());
            steps.held(step, dispatch.posting().profile(), stopped(dispatch, reason));
        } else {
            done(receipt, run, dispatch);
        }
    }

    private void alike(@Nullable Reason reason, Dispatch dispatch) {
        if (isAnotherUnderWay(dispatch)) {
            lookAgain(dispatch);
            return;
        }
        steps.held(
                dispatch.step(), dispatch.posting().profile(), stopped(dispatch, reason == null ? unclear() : reason));
    }

    /** Whether some of what is there may be of another posting of the order, whose answer is still to come. */
    private static boolean isAnotherUnderWay(Dispatch dispatch) {
        return dispatch.answers().isUnderWay(dispatch.step().name());
    }

    private void lookAgain(Dispatch dispatch) {
        Reason reason = Reason.of(
                "OUTCOME_SHARED", "order", dispatch.posting().booking().reference());
        steps.lookAgain(dispatch.step(), soon(dispatch.step()), describe(dispatch, reason));
    }

    /** A call of a step's route ended in a fault: decides what that means. */
    public void failed(
            @ExchangeProperty(DISPATCH) Dispatch dispatch,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception caught) {
        Step step = dispatch.step();
        Exception cause = told(caught);
        LOG.warn(
                "merchant {}: posting {} ({}), {}: {}",
                step.merchant(),
                step.postingId(),
                dispatch.posting().booking().key(),
                step.state(),
                Causes.of(cause));
        pacer.heed(dispatch, cause);
        if (step.state() == State.PLANNED && cause instanceof Refused refused) {
            steps.refused(step, dispatch.posting().profile(), stopped(dispatch, refused.reason()));
        } else if (step.state() != State.UNKNOWN && isOurs(dispatch, cause)) {
            // Nothing was sent, and it would end the same way again: a person is told at once.
            steps.refused(step, dispatch.posting().profile(), stopped(dispatch, ownFault(step, cause)));
        } else if (step.state() == State.PLANNED && !(cause instanceof NotExecuted)) {
            // The journal could not be read or written just now: nothing has begun.
            steps.again(step, soon(step), describe(dispatch, fault("TARGET_NOT_REACHED", cause)));
        } else if (step.state() == State.PLANNED) {
            LOG.debug("step of posting {} is somebody else's", step.postingId());
        } else if (cause instanceof Unclear unclear) {
            steps.held(step, dispatch.posting().profile(), stopped(dispatch, unclear.reason()));
        } else if (step.state() == State.UNKNOWN) {
            notLookedUp(dispatch, cause);
        } else if (cause instanceof DoneOtherwise otherwise) {
            steps.held(step, dispatch.posting().profile(), stopped(dispatch, otherwise.reason()));
        } else if (cause instanceof Refused refused && isReadInVain(step, dispatch, refused)) {
            steps.again(
                    step,
                    soon(step),
                    describe(dispatch, refused.reason().with(TIMES, timesInVain(step, refused.reason()) + 1)));
        } else if (cause instanceof Refused refused) {
            refused(step, dispatch, refused);
        } else if (cause instanceof NotExecuted notExecuted) {
            steps.again(step, due(step, cause), describe(dispatch, notExecuted.reason()));
        } else if (neverConnected(cause) || !dispatch.sent()) {
            steps.again(step, soon(step), describe(dispatch, fault("TARGET_NOT_REACHED", cause)));
        } else {
            steps.unknown(step, clock.instant(), describe(dispatch, fault("OUTCOME_UNKNOWN", cause)));
        }
    }

    /**
     * It is looked up again, for ever if need be, because nothing may be sent before that. What the target refuses, such as a right
     * that was taken away, and a fault of the program itself end each look-up in the same way: after some in a row a person is told,
     * who has it looked up again, or has booked it by hand.
     */
    private void notLookedUp(Dispatch dispatch, Exception cause) {
        Step step = dispatch.step();
        @Nullable Reason last = step.reason();
        if (cause instanceof Refused no
                && !no.isInDoubt()
                && last != null
                && FIRST.equals(last.facts().get(REFUSAL))) {
            steps.refused(step, dispatch.posting().profile(), last);
            return;
        }
        @Nullable Reason ending = inVain(step, cause);
        if (ending == null) {
            steps.lookAgain(step, due(step, cause), describe(dispatch, fault("LOOKUP_FAILED", cause)));
            return;
        }
        int times = timesInVain(step, ending) + 1;
        Reason reason = ending.with(TIMES, times);
        if (times < LOOKUPS_IN_VAIN) {
            Instant next = cause instanceof Refused ? clock.instant().plus(settings.longestRetry()) : soon(step);
            steps.lookAgain(step, next, describe(dispatch, reason));
        } else {
            steps.held(step, dispatch.posting().profile(), stopped(dispatch, reason));
        }
    }

    /** Why every look-up would end so; null when the next may well succeed. */
    private @Nullable Reason inVain(Step step, Exception cause) {
        if (cause instanceof Refused refused && !refused.isInDoubt()) {
            return refusal("LOOKUP_REFUSED", refused.reason()).with("step", step.name());
        }
        return isTold(cause) || stopping || !OwnFault.is(cause)
                ? null
                : fault("LOOKUP_FAULT", cause).with("step", step.name());
    }

    /** How often in a row, the last time among them, a step or its look-up ended in the same way. */
    private static int timesInVain(Step step, Reason ending) {
        @Nullable Reason last = step.reason();
        return last == null || !last.code().equals(ending.code())
                ? 0
                : Integer.parseInt(last.facts().getOrDefault(TIMES, "0"));
    }

    /** What the target said to something that is not the booking itself. */
    private static Reason refusal(String code, Reason said) {
        return Reason.of(
                code,
                "code",
                said.code(),
                "message",
                said.facts().getOrDefault("message", said.code()),
                "status",
                said.facts().getOrDefault("status", "-"));
    }

    /** Puts everything a file target has not been given into files, once it was looked over, and answers those that are not delivered. */
    public List<Dispatch> files(@ExchangeProperty(RUN) DeliveryRun run) {
        Merchant merchant = run.merchant();
        if (run.isJudged()) {
            batches.gather(
                    merchant.name(),
                    merchant.target(),
                    merchant.yearStart(),
                    run.mapping().raw().path("suffix").asText("txt"),
                    Stockholm.dayOf(clock.instant()));
        } else {
            steps.putOff(merchant.name(), clock.instant().plus(stops.again()));
        }
        return batches.unfinished(merchant.name()).stream()
                .map(batch -> Dispatch.of(merchant, run.mapping(), batches.members(batch), batch))
                .toList();
    }

    /** A file could not be written: it stays as it is and is tried again. */
    public void fileFailed(
            @ExchangeProperty(DISPATCH) Dispatch dispatch,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        LOG.warn(
                "merchant {}: the file {} could not be written: {}",
                dispatch.merchant().name(),
                dispatch.batch().name(),
                Causes.of(cause));
        batches.postpone(dispatch.batch(), clock.instant().plus(settings.backOff(6, random)));
        tasks.open(
                dispatch.merchant().name(),
                "",
                "file " + dispatch.batch().name(),
                cause instanceof Refused refused
                        ? refused.reason()
                        : fault("FILE_NOT_WRITTEN", cause)
                                .with("file", dispatch.batch().name()));
    }

    /** When a merchant's next step is due, for the schedule. */
    public Optional<Instant> nextDue(String merchant) {
        return steps.nextDue(merchant);
    }

    private void absent(Step step, Dispatch dispatch) {
        TargetMapping mapping = dispatch.mapping();
        @Nullable Instant before = step.sendBefore();
        Instant settled =
                (before == null ? step.dueAt() : before).plus(mapping.timeout()).plus(mapping.grace());
        Instant now = clock.instant();
        @Nullable Reason last = step.reason();
        @Nullable String refusal = last == null ? null : last.facts().get(REFUSAL);
        if (!FIRST.equals(refusal) && (step.absences() == 0 || now.isBefore(settled))) {
            Instant next = now.plus(BETWEEN_LOOKUPS);
            steps.absent(step, next.isBefore(settled) ? settled : next);
            return;
        }
        if (last != null && refusal != null) {
            steps.refused(step, dispatch.posting().profile(), last);
        } else {
            steps.again(step, now, describe(dispatch, Reason.of("NOT_THERE", "lookups", step.absences() + 1)));
        }
    }

    /** Whether nothing was sent yet, and the no to what is read before that may be of something in between: that passes, as a rule. */
    private static boolean isReadInVain(Step step, Dispatch dispatch, Refused refused) {
        return !dispatch.sent() && refused.isInDoubt() && timesInVain(step, refused.reason()) + 1 < READS_IN_VAIN;
    }

    /**
     * A no to a repeat can come of its first attempt, one in doubt of a call that took effect, and one to the first attempt of what a
     * person has done: it is looked up before it counts.
     */
    private void refused(Step step, Dispatch dispatch, Refused refused) {
        Reason described = stopped(dispatch, refused.reason());
        boolean maybeOurs = step.attempts() > 1 || refused.isInDoubt();
        if (dispatch.sent() && (maybeOurs || refused.mayBeDoneAlready())) {
            steps.unknown(step, clock.instant(), described.with(REFUSAL, maybeOurs ? "yes" : FIRST));
        } else {
            steps.refused(step, dispatch.posting().profile(), described);
        }
    }

    private Instant due(Step step, Exception cause) {
        if (cause instanceof LeaveAlone leave) {
            return clock.instant().plus(leave.pause());
        }
        return cause instanceof NotYet later ? clock.instant().plus(later.pause()) : soon(step);
    }

    private Instant soon(Step step) {
        return clock.instant().plus(settings.backOff(Math.max(step.attempts(), 1), random));
    }

    /** Whether the program itself failed before the call was made. What ends while the service stops is no fault. */
    private boolean isOurs(Dispatch dispatch, Exception cause) {
        return !isTold(cause) && !dispatch.sent() && !stopping && OwnFault.is(cause);
    }

    /** What a route has thrown, out of what a splitter has wrapped it in. */
    private static Exception told(Exception caught) {
        for (@Nullable Throwable cause = caught; cause != null; cause = cause.getCause()) {
            if (cause instanceof Exception one && isTold(one)) {
                return one;
            }
        }
        return caught;
    }

    /** Whether it says what became of the call, and is not a fault. */
    private static boolean isTold(Exception cause) {
        return cause instanceof Refused
                || cause instanceof NotExecuted
                || cause instanceof DoneOtherwise
                || cause instanceof Unclear;
    }

    private static Reason ownFault(Step step, Exception cause) {
        return Steps.isEvidence(step.name())
                ? fault("EVIDENCE_NOT_MADE", cause)
                : fault("POSTING_FAULT", cause).with("step", step.name());
    }

    private static boolean neverConnected(Throwable thrown) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
                return true;
            }
        }
        return false;
    }

    /** What an upload carries. Throws {@link Refused} when it cannot be made. */
    private Outgoing document(Posting posting) {
        var bytes = new ByteArrayOutputStream();
        try {
            evidence.write(posting, posting.receipt(), SheetFormat.PDF, evidence.language(), bytes);
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw new Refused(fault("EVIDENCE_NOT_MADE", e));
        }
        return new Outgoing(
                Evidence.fileName(posting, SheetFormat.PDF), bytes.toByteArray(), SheetFormat.PDF.contentType());
    }

    /** The provider's own file as it was received. Throws {@link Refused} when it cannot be read. */
    private Outgoing ownFile(Posting posting) {
        try {
            Document document = evidence.document(posting);
            try (InputStream content = evidence.content(document).open()) {
                return new Outgoing(ownFileName(posting), content.readAllBytes(), contentType(document.name()));
            }
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            throw new Refused(fault("EVIDENCE_NOT_MADE", e));
        }
    }

    private String ownFileName(Posting posting) {
        return Evidence.plain("kvitta-" + posting.booking().reference() + "-"
                + evidence.document(posting).name());
    }

    private static String contentType(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return CONTENT_TYPES.getOrDefault(ending, "application/octet-stream");
    }

    /** Why a step waits for a person. A document that is not attached leaves its voucher as it is. */
    private Reason stopped(Dispatch dispatch, Reason reason) {
        if (!Steps.isEvidence(dispatch.step().name())) {
            return describe(dispatch, reason);
        }
        Posting posting = dispatch.posting();
        @Nullable Receipt receipt = posting.receipt();
        Reason told = reason.code().startsWith("EVIDENCE_") ? reason : refusal("EVIDENCE_NOT_ATTACHED", reason);
        return describe(dispatch, told)
                .with("file", fileName(dispatch.step().name(), posting))
                .with("voucher", receipt == null ? "-" : receipt.shown());
    }

    private String fileName(String step, Posting posting) {
        boolean own = step.equals(Steps.UPLOAD_FILE) || step.equals(Steps.ATTACH_FILE);
        return own ? ownFileName(posting) : Evidence.fileName(posting, SheetFormat.PDF);
    }

    private static Reason describe(Dispatch dispatch, Reason reason) {
        Posting posting = dispatch.posting();
        return reason.with("posting", posting.id())
                .with("text", posting.booking().voucher().text())
                .with("day", posting.booking().voucher().date())
                .with("target", dispatch.target())
                .with("marker", posting.marker());
    }

    private static Reason fault(String code, Throwable cause) {
        return Reason.of(code, "cause", Causes.of(cause));
    }

    private static Reason unclear() {
        return Reason.of("OUTCOME_UNCLEAR");
    }
}
