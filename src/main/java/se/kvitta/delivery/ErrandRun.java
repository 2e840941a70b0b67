package se.kvitta.delivery;

import java.util.List;
import java.util.Optional;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.delivery.Preflight.Outcome;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Errands;
import se.kvitta.journal.Errands.Errand;
import se.kvitta.journal.Errands.State;
import se.kvitta.journal.Findings;
import se.kvitta.reason.Causes;
import se.kvitta.reason.Reason;
import se.kvitta.reason.Reasons;

/** What a merchant's delivery job does of what people have asked for. A run that is cut off leaves its errands open for the next. */
public final class ErrandRun {

    private static final Logger LOG = LoggerFactory.getLogger(ErrandRun.class);

    private final Errands errands;
    private final Findings findings;
    private final Audit audit;
    private final Reasons reasons;

    public ErrandRun(Errands errands, Findings findings, Audit audit, Reasons reasons) {
        this.errands = errands;
        this.findings = findings;
        this.audit = audit;
        this.reasons = reasons;
    }

    public List<Errand> open(@Body String merchant) {
        return errands.open(merchant);
    }

    /**
     * Whether there is something to mend that the person has agreed to. What is mended already, or would be mended otherwise by now, is
     * answered with that.
     */
    public boolean isNeeded(@Body Errand errand) {
        if (errand.isLook()) {
            return false;
        }
        Optional<Reason> repair = findings.open(errand.merchant()).stream()
                .filter(open -> Long.valueOf(open.id()).equals(errand.what().finding()))
                .findFirst()
                .map(open -> open.finding().repair());
        if (repair.isEmpty()) {
            repaired(
                    errand,
                    new Outcome(
                            true,
                            Reason.of(
                                    "REPAIR_NOT_NEEDED", "about", errand.what().about())));
            return false;
        }
        if (!repair.get().equals(errand.what().repair())) {
            repaired(
                    errand,
                    new Outcome(
                            false,
                            Reason.of("REPAIR_CHANGED", "about", errand.what().about())));
            return false;
        }
        return true;
    }

    public Preflight.Asked asked(@Body Errand errand) {
        Long finding = errand.what().finding();
        if (finding == null) {
            throw new IllegalStateException("errand " + errand.id() + " mends nothing");
        }
        return new Preflight.Asked(errand.merchant(), finding);
    }

    public void repaired(@ExchangeProperty("errand") Errand errand, @Body Outcome outcome) {
        answer(errand, outcome);
        audit.add(
                errand.by(),
                outcome.isDone() ? "repaired" : "repair failed",
                errand.merchant(),
                "finding " + errand.what().finding() + " " + errand.what().about(),
                reasons.text(outcome.reason()));
    }

    /** A fault of our own, not the target's answer: it is told, and not tried again by itself. */
    public void repairFailed(
            @ExchangeProperty("errand") Errand errand, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        LOG.error("merchant {}: errand {} was not done", errand.merchant(), errand.id(), cause);
        repaired(errand, new Outcome(false, Reason.of("ERRAND_FAILED", "cause", Causes.of(cause))));
    }

    /** The target was looked over, which is also what those asked for who asked for a look. */
    public void looked(@ExchangeProperty("errands") List<Errand> asked, @Body Outcome outcome) {
        asked.stream().filter(Errand::isLook).forEach(errand -> answer(errand, outcome));
    }

    public void lookFailed(
            @ExchangeProperty("errands") List<Errand> asked,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        LOG.error("merchant {}: its target was not looked over", asked.get(0).merchant(), cause);
        looked(asked, new Outcome(false, Reason.of("ERRAND_FAILED", "cause", Causes.of(cause))));
    }

    private void answer(Errand errand, Outcome outcome) {
        errands.answer(errand.id(), outcome.isDone() ? State.DONE : State.FAILED, outcome.reason());
    }
}
