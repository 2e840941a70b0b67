package se.kvitta.operations;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.ProducerTemplate;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Documents;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.HeldEvent;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Steps;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.Merchants;
import se.kvitta.planning.Planning;
import se.kvitta.reason.Reason;
import se.kvitta.reason.Reasons;
import se.kvitta.schedule.Schedule;

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
    private final Schedule schedule;
    private final ProducerTemplate routes;
    private final Reasons reasons;
    private final ReportFiles reports;

    Operations(
            Merchants merchants,
            Documents documents,
            Settlements settlements,
            Postings postings,
            Steps steps,
            Tasks tasks,
            Audit audit,
            Planning planning,
            Schedule schedule,
            ProducerTemplate routes,
            Reasons reasons,
            ReportFiles reports) {
        this.merchants = merchants;
        this.documents = documents;
        this.settlements = settlements;
        this.postings = postings;
        this.steps = steps;
        this.tasks = tasks;
        this.audit = audit;
        this.planning = planning;
        this.schedule = schedule;
        this.routes = routes;
        this.reasons = reasons;
        this.reports = reports;
    }

    /** Fetches a profile now. Throws {@link IllegalArgumentException} for an unknown one. */
    public void runNow(String profile, String actor) {
        String merchant = merchants.requireProfile(profile).merchant();
        schedule.runNow(profile);
        audit.add(actor, "run now", merchant, "profile " + profile, "");
    }

    /**
     * Sends a refused posting again, or looks a held one up again, after its cause is mended. Throws
     * {@link IllegalArgumentException} when there is no such posting, or it neither is refused nor held.
     */
    public void retryPosting(long id, String actor) {
        Posting posting =
                postings.find(id).orElseThrow(() -> new IllegalArgumentException("there is no posting " + id));
        if (posting.state() == Postings.State.REFUSED) {
            planning.renew(posting);
        }
        if (steps.retry(id) == 0) {
            throw new IllegalArgumentException(
                    "posting " + id + " is " + posting.state() + ": only a refused or held one can be tried again");
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
     * Books what waits of a settlement by the mappings as they are now; answers how many events no longer wait. Throws
     * {@link IllegalArgumentException} when there is no such settlement.
     */
    public int retryHeld(long settlementId, String actor) {
        Settlement settlement = settlements
                .find(settlementId)
                .orElseThrow(() -> new IllegalArgumentException("there is no settlement " + settlementId));
        int booked = routes.requestBody("direct:plan-held", settlement, Planning.Planned.class)
                .events();
        audit.add(actor, "retry held", settlement.merchant(), "settlement " + settlementId, booked + " events");
        schedule.wake(settlement.merchant());
        return booked;
    }

    /** Asks a merchant's target whether deliveries will go through; answers what is missing, or that nothing is. */
    public String preflight(String merchant, String actor) {
        merchants.requireMerchant(merchant);
        Object answer = routes.requestBody("direct:preflight", merchant);
        audit.add(actor, "preflight", merchant, "target", "");
        return answer instanceof Reason reason ? reasons.text(reason) : String.valueOf(answer);
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

    private List<Path> write(ReportFiles.Asked asked, String actor) throws IOException {
        var written = new ArrayList<Path>();
        for (String format : List.of("pdf", "csv")) {
            written.add(reports.write(asked.as(format)));
        }
        audit.add(actor, "write report", asked.merchant(), asked.name(), written.toString());
        return written;
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
                    lines.add("event of settlement " + settlement.id() + " " + settlement.title() + ", row "
                            + event.event().row() + " (" + settlement.profile() + "): " + reasons.text(event.reason()));
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
