package se.kvitta.operations;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Decision;
import se.kvitta.booking.Occasions;
import se.kvitta.connection.Connections;
import se.kvitta.connection.ConsentFlow;
import se.kvitta.connection.Standing;
import se.kvitta.delivery.CreditLooks;
import se.kvitta.delivery.HandBookings;
import se.kvitta.delivery.LedgerCheck;
import se.kvitta.intake.ReportWatch;
import se.kvitta.journal.Audit;
import se.kvitta.journal.ByHand;
import se.kvitta.journal.Corrections;
import se.kvitta.journal.Decisions;
import se.kvitta.journal.Documents;
import se.kvitta.journal.Looks;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.HeldEvent;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Steps;
import se.kvitta.journal.Tasks;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchants;
import se.kvitta.planning.OccasionPlanning;
import se.kvitta.planning.Planned;
import se.kvitta.planning.Planning;
import se.kvitta.reason.Reason;
import se.kvitta.reason.Reasons;
import se.kvitta.report.BalancesCheck;
import se.kvitta.schedule.Schedule;
import se.kvitta.settlement.UnreadableDocument;
import se.kvitta.sheet.SheetFormat;

/** Everything an operator can do, in one place: JMX, API and pages all come here. Every act is in the audit trail. */
public final class Operations {

    private final Merchants merchants;
    private final Documents documents;
    private final Settlements settlements;
    private final Postings postings;
    private final Steps steps;
    private final Tasks tasks;
    private final Audit audit;
    private final Planning planning;
    private final OccasionPlanning occasions;
    private final CreditLooks credits;
    private final LedgerCheck ledgerCheck;
    private final BalancesCheck balances;
    private final Decisions decisions;
    private final TargetChecks checks;
    private final HandBookings handBookings;
    private final Clock clock;
    private final Schedule schedule;
    private final ProducerTemplate routes;
    private final Reasons reasons;
    private final EvidenceFiles evidence;
    private final ReportFiles reports;
    private final Connections connections;
    private final ConsentFlow consents;
    private final ReportWatch watch;
    private final OrderNumbers orderNumbers;

    Operations(
            Merchants merchants,
            Documents documents,
            Settlements settlements,
            Postings postings,
            Steps steps,
            Tasks tasks,
            Audit audit,
            Planning planning,
            OccasionPlanning occasions,
            CreditLooks credits,
            LedgerCheck ledgerCheck,
            BalancesCheck balances,
            Decisions decisions,
            TargetChecks checks,
            HandBookings handBookings,
            Clock clock,
            Schedule schedule,
            ProducerTemplate routes,
            Reasons reasons,
            EvidenceFiles evidence,
            ReportFiles reports,
            Connections connections,
            ConsentFlow consents,
            ReportWatch watch,
            OrderNumbers orderNumbers) {
        this.merchants = merchants;
        this.documents = documents;
        this.settlements = settlements;
        this.postings = postings;
        this.steps = steps;
        this.tasks = tasks;
        this.audit = audit;
        this.planning = planning;
        this.occasions = occasions;
        this.credits = credits;
        this.ledgerCheck = ledgerCheck;
        this.balances = balances;
        this.decisions = decisions;
        this.checks = checks;
        this.handBookings = handBookings;
        this.clock = clock;
        this.schedule = schedule;
        this.routes = routes;
        this.reasons = reasons;
        this.evidence = evidence;
        this.reports = reports;
        this.connections = connections;
        this.consents = consents;
        this.watch = watch;
        this.orderNumbers = orderNumbers;
    }

    /** Fetches a profile now. Throws {@link IllegalArgumentException} for an unknown one. */
    public void runNow(String profile, String actor) {
        String merchant = merchants.requireProfile(profile).merchant();
        schedule.runNow(profile);
        audit.add(actor, "run now", merchant, "profile " + profile, "");
    }

    /**
     * Sends a refused posting again, or looks a held one up again, after its cause is mended. Throws
     * {@link IllegalArgumentException} when there is no such posting, or it neither is refused nor held: {@link NotDone} with
     * the reason.
     */
    public void retryPosting(long id, String actor) {
        Posting posting = posting(id);
        @Nullable ByHand byHand = posting.byHand();
        if (byHand != null) {
            throw notDone(HandBookings.byHand(posting, byHand));
        }
        if (posting.state() == Postings.State.REFUSED) {
            planning.renew(posting);
        }
        if (steps.retry(id) == 0) {
            throw notDone(HandBookings.onItsWay(posting(id)));
        }
        audit.add(
                actor,
                "retry posting",
                posting.merchant(),
                "posting " + id,
                posting.booking().key());
        schedule.wake(posting.merchant());
    }

    /**
     * Says that a refused or held posting was booked by hand: it is never sent, and what waited for it goes on. Said again, the note,
     * and a number that is told, take the place of those before. Of one that is booked and whose document was refused or is held: that the
     * document was attached by hand, or is not needed. Throws {@link IllegalArgumentException} when there is no such posting,
     * and {@link NotDone} when it does not stand still, or the note or the number is none.
     *
     * @param number of what was made instead, such as the invoice's in the target, by which later refunds find it; may be empty
     * @param note what was done, at most 400 signs
     */
    public void bookedByHand(long id, String number, String note, String actor) {
        Posting posting = posting(id);
        handBookings.note(posting, number, note, actor).ifPresent(reason -> {
            throw notDone(reason);
        });
        schedule.wake(posting.merchant());
    }

    /** One posting. Throws {@link IllegalArgumentException} when there is none of that number. */
    Posting posting(long id) {
        return postings.find(id)
                .filter(posting -> posting.state() != Postings.State.STAGED)
                .orElseThrow(() -> new IllegalArgumentException("there is no posting " + id));
    }

    /**
     * How far a step of a posting has come.
     *
     * @param number what the target gave what the step made; empty when nothing
     * @param tried when it was sent last; null when never
     */
    record Progress(
            Steps.Step step, String number, @Nullable Instant tried) {}

    /** The steps of a posting, in their order. */
    List<Progress> progress(Posting posting) {
        return steps.of(posting.id()).stream()
                .map(step -> new Progress(
                        step,
                        steps.answer(posting.id(), step.name())
                                .map(answer -> answer.split(" ", 2)[0])
                                .orElse(""),
                        steps.attempts(posting.id(), step.seq()).stream()
                                .map(Steps.Attempt::at)
                                .reduce((first, last) -> last)
                                .orElse(null)))
                .toList();
    }

    /** Why a posting waits for a person; empty when it does not. */
    Optional<Reason> why(Posting posting) {
        return steps.of(posting.id()).stream()
                .filter(step -> step.state() == Steps.State.REFUSED || step.state() == Steps.State.HELD)
                .map(Steps.Step::reason)
                .flatMap(Stream::ofNullable)
                .findFirst();
    }

    private NotDone notDone(Reason reason) {
        return new NotDone(reason, reasons.text(reason));
    }

    /**
     * Lets a held or skipped document pass again, from the stored bytes. Throws {@link IllegalArgumentException} when
     * there is no such document, or it is neither.
     */
    public void retryDocument(long id, String actor) {
        Documents.Document document =
                documents.find(id).orElseThrow(() -> new IllegalArgumentException("there is no document " + id));
        if (!documents.reopen(id)) {
            throw new IllegalArgumentException(
                    "document " + id + " is " + document.state() + ": only a held or skipped one can pass again");
        }
        String merchant = merchants.requireProfile(document.profile()).merchant();
        audit.add(actor, "retry document", merchant, "document " + id, document.name());
        schedule.sweepSoon();
    }

    /**
     * Accepts that a document tells a booked payout differently, also with other money or although the mappings have
     * changed since, and has what differs corrected. Throws {@link IllegalArgumentException} when there is no such document,
     * or it waits for no such thing.
     */
    public void acceptRetold(long id, String actor) {
        Documents.Document document =
                documents.find(id).orElseThrow(() -> new IllegalArgumentException("there is no document " + id));
        Reason reason = document.reason();
        boolean held = document.state() == Documents.State.HELD
                && reason != null
                && reason.code().equals("REDELIVERY_DIFFERS");
        boolean waits = settlements.retold(id).isPresent();
        if (!held && !waits) {
            throw new IllegalArgumentException("document " + id + " is " + document.state()
                    + ": only one that tells a booked payout differently, and waits for that, can be accepted");
        }
        documents.acceptRetold(id, actor);
        String merchant = merchants.requireProfile(document.profile()).merchant();
        audit.add(actor, "accept retold", merchant, "document " + id, document.name());
        if (held) {
            documents.reopen(id);
            schedule.sweepSoon();
        } else {
            settlements.planSoon(merchant);
            schedule.wake(merchant);
        }
    }

    /**
     * Says that everything of a settlement whose correction waits has been corrected by hand; answers how many corrections
     * that was. Throws {@link IllegalArgumentException} when there is no such settlement, or nothing of it waits so.
     */
    public int correctedByHand(long settlementId, String actor) {
        Settlement settlement = settlements
                .find(settlementId)
                .orElseThrow(() -> new IllegalArgumentException("there is no settlement " + settlementId));
        int settled = planning.correctedByHand(settlement, actor);
        if (settled == 0) {
            throw new IllegalArgumentException("no correction of settlement " + settlementId + " waits");
        }
        audit.add(
                actor,
                "corrected by hand",
                settlement.merchant(),
                "settlement " + settlementId,
                settled + " corrections");
        return settled;
    }

    /**
     * What came of trying to book what waits.
     *
     * @param booked how many events no longer wait
     * @param inNextRun how many wait on until the merchant's delivery job, which is woken, has asked the target what stands on the bank
     */
    public record Tried(int booked, int inNextRun) {}

    /**
     * Books what waits of a settlement by the mappings as they are now. Calls no target: what needs the target's answer is left to the
     * merchant's delivery job. Throws {@link IllegalArgumentException} when there is no such settlement.
     */
    public Tried retryHeld(long settlementId, String actor) {
        Settlement settlement = settlements
                .find(settlementId)
                .orElseThrow(() -> new IllegalArgumentException("there is no settlement " + settlementId));
        int booked = routes.requestBody("direct:plan-held", settlement, Planned.class)
                .events();
        long inNextRun = settlements.held(settlementId).stream()
                .filter(held -> held.reason().code().equals(Looks.NEXT_RUN))
                .count();
        audit.add(
                actor,
                "retry held",
                settlement.merchant(),
                "settlement " + settlementId,
                booked + " events" + (inNextRun == 0 ? "" : ", " + inNextRun + " in the next run"));
        schedule.wake(settlement.merchant());
        return new Tried(booked, Math.toIntExact(inNextRun));
    }

    /**
     * Decides what becomes of an event that waits, and books what waits of its settlement as {@link #retryHeld} does. Throws
     * {@link IllegalArgumentException} when it does not wait, or when that cannot be decided of it.
     *
     * @param event the event's place in its settlement, as {@link #held} shows it
     * @param account where it is booked; only for {@link Decision.Choice#ACCOUNT}
     * @param note why, for the processing history
     */
    public Tried decide(
            long settlementId, int event, Decision.Choice choice, @Nullable String account, String note, String actor) {
        HeldEvent held = settlements.held(settlementId).stream()
                .filter(one -> one.seq() == event)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "event " + event + " of settlement " + settlementId + " does not wait"));
        Set<Decision.Choice> choices = Decision.choices(held.reason().code());
        if (!choices.contains(choice)) {
            throw new IllegalArgumentException("of an event that waits with "
                    + held.reason().code() + " it can be decided that it is one of " + choices + ", not " + choice);
        }
        if ((choice == Decision.Choice.ACCOUNT) != (account != null)) {
            throw new IllegalArgumentException("an account is named with the choice ACCOUNT, and only with it");
        }
        if (account != null) {
            new Account(account, account);
        }
        LocalDate today = Stockholm.dayOf(clock.instant());
        decisions.decide(settlementId, event, new Decision(choice, account, today, actor), note);
        Settlement settlement = settlements.find(settlementId).orElseThrow();
        audit.add(
                actor,
                "decision",
                settlement.merchant(),
                "event " + event + " of settlement " + settlementId,
                choice + (account == null ? "" : " " + account) + (note.isEmpty() ? "" : ": " + note));
        return retryHeld(settlementId, actor);
    }

    /**
     * Confirms the supplier's invoice over a month's fees, so that its reverse charge is booked: by the merchant's delivery job, which is
     * woken. Throws {@link se.kvitta.booking.CannotBook} when it differs from the fees that are booked.
     */
    public void confirmFeeInvoice(String profile, Occasions.FeeInvoice invoice, String actor) {
        occasions.confirm(profile, invoice, actor);
        String merchant = merchants.requireProfile(profile).merchant();
        audit.add(
                actor,
                "fee invoice confirmed",
                merchant,
                "profile " + profile,
                invoice.number() + " of " + invoice.day() + ", " + invoice.month() + ": " + invoice.base());
        schedule.wake(merchant);
    }

    /**
     * Books gift cards that nobody can use any more; answers false when those of the reference are booked already. Throws
     * {@link se.kvitta.booking.CannotBook} when the day is closed, and {@link IllegalArgumentException} for an amount that
     * cannot be.
     */
    public boolean expireGiftCards(String profile, Occasions.ExpiredCards cards, String actor) {
        boolean entered = occasions.expire(profile, cards);
        String merchant = merchants.requireProfile(profile).merchant();
        audit.add(
                actor,
                "gift cards expired",
                merchant,
                "profile " + profile,
                cards.reference() + ", " + cards.value() + (entered ? "" : ": entered before"));
        schedule.wake(merchant);
        return entered;
    }

    /**
     * Says that a payout that has reached the bank stands there by another voucher, so that Kvitta does not enter it. Its task is closed by
     * the merchant's delivery job, which is woken. Throws {@link IllegalArgumentException} when it does not wait to be entered.
     */
    public void bankBookedByOthers(String profile, String reference, String actor) {
        occasions.bankedByOthers(profile, reference, actor);
        schedule.wake(merchants.requireProfile(profile).merchant());
    }

    /**
     * Says how a credit invoice was paid back outside the provider, so that nobody is asked again. Throws
     * {@link IllegalArgumentException} when nobody asks.
     */
    public void refundedElsewhere(String merchant, String invoice, String note, String actor) {
        merchants.requireMerchant(merchant);
        credits.note(merchant, invoice, note, actor);
    }

    /**
     * Says that a voucher which does not stand in the target's ledger as it was entered is right as it stands; the very same
     * difference is not told of again. Throws {@link IllegalArgumentException} when no such difference is open.
     *
     * @param subject of the task
     * @param note why it is right, 1 to 400 signs
     */
    public void acceptLedgerDifference(String merchant, String subject, String note, String actor) {
        merchants.requireMerchant(merchant);
        ledgerCheck.accept(merchant, subject, note, actor);
    }

    /**
     * Says how a buyer whose refund came back was paid another way than through the provider. Throws
     * {@link IllegalArgumentException} when nothing is owed to the buyer of that order.
     *
     * @param order as the task names it
     */
    public void buyerPaid(String profile, String order, String note, String actor) {
        String merchant = merchants.requireProfile(profile).merchant();
        String of = Planning.owedSubject(profile, order);
        if (tasks.open(merchant, of).isEmpty()) {
            throw new IllegalArgumentException(
                    "no refund of order " + order + " of " + profile + " is owed to its buyer");
        }
        tasks.close(merchant, of);
        audit.add(actor, "buyer paid", merchant, of, note);
    }

    /**
     * Says how a debt to the provider was paid outside its settlements. Throws {@link IllegalArgumentException} when no such
     * payment waits to be noted.
     *
     * @param reference the settlement that states a smaller debt than the one before it left, as the task names it
     */
    public void debtPaidOutside(String profile, String reference, String note, String actor) {
        balances.paidOutside(profile, reference, note, actor);
    }

    /**
     * The columns that the reports of a profile lack and with which more could be booked, in words: what each is good for, and
     * where it is switched on. Throws {@link IllegalArgumentException} for an unknown profile.
     */
    public List<String> reportColumns(String profile) {
        return watch.lacking(merchants.requireProfile(profile)).stream()
                .map(reasons::text)
                .toList();
    }

    /**
     * Says that columns which a profile's reports have lost are looked into: they are not told again. Throws
     * {@link IllegalArgumentException} when none are told.
     */
    public void reportsReviewed(String profile, String note, String actor) {
        watch.reviewed(merchants.requireProfile(profile), note, actor);
    }

    /**
     * Says that sales and refunds of a settlement whose lines nobody states are looked over. Throws
     * {@link IllegalArgumentException} when none wait for that.
     */
    public void linesReviewed(long settlement, String note, String actor) {
        String merchant = settlements
                .find(settlement)
                .orElseThrow(() -> new IllegalArgumentException("there is no settlement " + settlement))
                .merchant();
        String of = Planning.linesSubject(settlement);
        if (tasks.open(merchant, of).isEmpty()) {
            throw new IllegalArgumentException("no lines of settlement " + settlement + " wait to be looked over");
        }
        tasks.close(merchant, of);
        audit.add(actor, "lines reviewed", merchant, of, note);
    }

    /** What closing a financial year would enter for a merchant, in words; nothing is entered. */
    public List<String> yearEnd(String merchant, LocalDate last) {
        return occasions.yearEnd(merchant, last);
    }

    /** Enters what closes a financial year; answers how many vouchers that made. */
    public int closeYear(String merchant, LocalDate last, String actor) {
        var year = new OccasionPlanning.Year(merchant, last);
        Object planned = routes.requestBody("direct:close-year", year);
        int entered = planned instanceof Planned done ? done.events() : 0;
        audit.add(actor, "year closed", merchant, String.valueOf(last), entered + " vouchers");
        schedule.wake(merchant);
        return entered;
    }

    /**
     * Asks that a merchant's target is looked over; answers the errand, as {@link #errands} shows it. The merchant's delivery job does it,
     * on whatever node that runs. Who asks again before it is done gets the same errand. Throws {@link IllegalArgumentException} for an
     * unknown merchant.
     */
    public Map<String, String> preflight(String merchant, String actor) {
        return TargetChecks.errand(checks.look(merchant, actor), reasons);
    }

    /**
     * What a merchant's target lacks, as the last preflight found it, the worst first: number, key, severity, modes, profile,
     * code, cause, fix, since, what {@code repair} would do, where Kvitta can, and the errand that has been asked for and is not done.
     * Throws {@link IllegalArgumentException} for an unknown merchant.
     */
    public List<Map<String, String>> findings(String merchant) {
        return checks.findings(merchant, reasons);
    }

    /**
     * What mending a finding would do in the target, in words; nothing is done. Throws {@link IllegalArgumentException} when
     * the finding is not open, or only a person can mend it.
     */
    public String repairText(String merchant, long finding) {
        return checks.repairText(merchant, finding);
    }

    /** Asks for that, and that the target is looked over again; answers and throws as {@link #preflight} and {@link #repairText}. */
    public Map<String, String> repair(String merchant, long finding, String actor) {
        return TargetChecks.errand(checks.repair(merchant, finding, actor), reasons);
    }

    /**
     * What has been asked for at a merchant's target, newest first: number, what, the finding and what that is about, by whom and when it
     * was asked for, whether it is {@code asked}, {@code done} or {@code failed}, and the answer. Throws {@link IllegalArgumentException}
     * for an unknown merchant.
     */
    public List<Map<String, String>> errands(String merchant) {
        return checks.errands(merchant, reasons);
    }

    /** One of them. Throws {@link IllegalArgumentException} also when there is no such errand. */
    public Map<String, String> errand(String merchant, long errand) {
        return checks.errand(merchant, errand);
    }

    /**
     * How a merchant is connected to its target, without asking that. Throws {@link IllegalArgumentException} for an unknown
     * merchant, and one whose target needs no consent; so do the following.
     */
    public Standing connection(String merchant) {
        return consents.standing(connections.require(merchant));
    }

    /**
     * Begins a consent; answers where a person gives it.
     *
     * @param browser what only the browser knows that comes back; empty when a program asks, and its login comes back
     */
    public ConsentFlow.Begun connect(String merchant, String actor, String browser) {
        return consents.begin(connections.require(merchant), actor, browser);
    }

    /** Ends a consent with what the target sent a person back with; what the target lacks then, and what it calls the company, is asked at once. */
    public ConsentFlow.Outcome connected(ConsentFlow.Answer answer, String actor, String browser) {
        ConsentFlow.Outcome outcome = consents.complete(answer, actor, browser);
        if (outcome.isDone()) {
            checks.look(outcome.merchant(), actor);
        }
        return outcome;
    }

    /** Takes a connection back and forgets it. */
    public ConsentFlow.Outcome disconnect(String merchant, String actor) {
        return consents.disconnect(connections.require(merchant), actor);
    }

    /** What came of ending a connection, in words. */
    String ended(ConsentFlow.Outcome outcome) {
        return outcome.problem() == null
                ? outcome.merchant() + " is disconnected; a service's consent is removed in the target by a person"
                : reasons.text(outcome.problem());
    }

    /**
     * Makes the document behind a posting. Throws {@link IllegalArgumentException} when there is no such posting, or no
     * texts in the language.
     *
     * @param language {@code sv}, {@code en}, or empty for the installation's
     */
    EvidenceFiles.Made evidence(long id, SheetFormat format, String language) throws IOException {
        return evidence.made(evidence.posting(id), format, language);
    }

    /** The provider's own document behind a posting. Throws {@link IllegalArgumentException} when there is no such posting. */
    EvidenceFiles.Made receivedDocument(long id) throws IOException {
        return evidence.received(evidence.posting(id));
    }

    /**
     * Writes PDF, CSV and the provider's document of a posting to {@code outbox/<merchant>/underlag/<folder>/}; answers
     * that folder. Throws {@link IllegalArgumentException} for an unknown posting or language, or a bad name of a folder.
     */
    public Path writeEvidence(long id, String folder, String language, String actor) throws IOException {
        Posting posting = evidence.posting(id);
        Path written = evidence.write(posting, folder, language);
        audit.add(actor, "write evidence", posting.merchant(), "posting " + id, written.toString());
        return written;
    }

    /**
     * Makes a report over a merchant's books. Throws {@link IllegalArgumentException} when the merchant, the month, the day
     * or the language is none.
     */
    ReportFiles.Made report(ReportFiles.Asked asked, String actor) throws IOException {
        ReportFiles.Made made = reports.made(asked);
        audit.add(actor, "read report", asked.merchant(), made.name(), "");
        return made;
    }

    /**
     * Writes the report of a month as PDF and CSV to {@code outbox/<merchant>/rapporter/}; answers where. Throws
     * {@link IllegalArgumentException} when the merchant, the month or the language is none.
     *
     * @param month such as {@code 2026-10}
     * @param language {@code sv}, {@code en}, or empty for the installation's
     */
    public List<Path> writeMonthReport(String merchant, String month, String language, String actor)
            throws IOException {
        return write(ReportFiles.Asked.month(merchant, month, "pdf", language), actor);
    }

    /** The same of what is open at the end of a day, such as {@code 2026-12-31}. */
    public List<Path> writeOpenItems(String merchant, String day, String language, String actor) throws IOException {
        return write(ReportFiles.Asked.openItems(merchant, day, "pdf", language), actor);
    }

    /** The same of debts to providers and what they hold back. */
    public List<Path> writeDebtsAndReserves(String merchant, String day, String language, String actor)
            throws IOException {
        return write(ReportFiles.Asked.debtsAndReserves(merchant, day, "pdf", language), actor);
    }

    /**
     * Debts to providers and what they hold back at the end of a day, in short. Throws {@link IllegalArgumentException} for
     * an unknown merchant, and for a day to come.
     */
    public List<Map<String, String>> debtsAndReserves(String merchant, LocalDate day) {
        return reports.debtsAndReserves(merchant, day);
    }

    private List<Path> write(ReportFiles.Asked asked, String actor) throws IOException {
        var written = new ArrayList<Path>();
        for (String format : List.of("pdf", "csv")) {
            written.add(reports.write(asked.as(format)));
        }
        audit.add(actor, "write report", asked.merchant(), asked.name(), written.toString());
        return written;
    }

    /**
     * By which place of the chain that is set the payments of a profile have their order's number, in the last 90 days. Throws
     * {@link IllegalArgumentException} for an unknown profile.
     */
    public List<Map<String, String>> orderNumbers(String profile) {
        return orderNumbers.found(profile);
    }

    /**
     * Where the payments that a profile has taken in have something like an order's number, and the setting that takes it; the best first.
     * Throws {@link IllegalArgumentException} for an unknown profile.
     */
    public List<Map<String, String>> orderNumberPlaces(String profile) throws IOException {
        return orderNumbers.places(profile);
    }

    /**
     * The same of a document that is not taken in, and never will be by this. Throws {@link UnreadableDocument} for one that the
     * profile's source does not read, and {@link IllegalArgumentException} for an unknown profile, or a document that is too large.
     */
    public List<Map<String, String>> orderNumberPlaces(String profile, String name, InputStream document)
            throws IOException {
        return orderNumbers.places(profile, name, document);
    }

    /** In the words of the installation's language. */
    String text(Reason reason) {
        return reasons.text(reason);
    }

    /** What waits for a person, with cause and fix, oldest first. */
    public List<Map<String, String>> tasks() {
        return tasks.open().stream()
                .map(task -> Map.of(
                        "merchant", task.merchant(),
                        "profile", task.profile(),
                        "subject", task.subject(),
                        "code", task.reason().code(),
                        "cause", reasons.cause(task.reason()),
                        "fix", reasons.fix(task.reason()),
                        "since", task.since().toString()))
                .toList();
    }

    /** Everything that is held: documents, events and postings, each in one line with the reason. */
    public List<String> held() {
        var lines = new ArrayList<String>();
        for (Documents.Document document : documents.held()) {
            if (document.reason() != null) {
                lines.add("document " + document.id() + " " + document.name() + " (" + document.profile() + "): "
                        + reasons.text(document.reason()));
            }
        }
        merchants.all().forEach(merchant -> {
            for (Settlement settlement : settlements.all(merchant.name())) {
                for (HeldEvent event : settlements.held(settlement.id())) {
                    lines.add("event " + event.seq() + " of settlement " + settlement.id() + " " + settlement.title()
                            + ", row " + event.event().row() + " (" + settlement.profile() + "): "
                            + reasons.text(event.reason()) + " "
                            + Decision.choices(event.reason().code()));
                }
                for (Corrections.Wait wait : postings.corrections().waiting(settlement.id())) {
                    lines.add("correction of settlement " + settlement.id() + " " + settlement.title() + " ("
                            + settlement.profile() + "): " + reasons.text(wait.reason()));
                }
            }
            for (Postings.State state : List.of(Postings.State.REFUSED, Postings.State.HELD)) {
                for (Posting posting : postings.in(merchant.name(), state)) {
                    steps.of(posting.id()).stream()
                            .map(Steps.Step::reason)
                            .filter(Objects::nonNull)
                            .forEach(reason ->
                                    lines.add("posting " + posting.id() + " " + state + ": " + reasons.text(reason)));
                }
            }
        });
        return lines;
    }
}
