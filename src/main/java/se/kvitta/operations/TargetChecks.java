package se.kvitta.operations;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import se.kvitta.delivery.Preflight;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Errands;
import se.kvitta.journal.Errands.Errand;
import se.kvitta.journal.Findings;
import se.kvitta.merchant.Merchants;
import se.kvitta.reason.Reason;
import se.kvitta.reason.Reasons;
import se.kvitta.schedule.Schedule;

/**
 * What merchants' targets lack, and what people ask for about that. Nothing here calls a target: all calls to it are made by the merchant's
 * delivery job, which is woken.
 */
final class TargetChecks {

    /** How many errands of a merchant are shown. */
    private static final int SHOWN = 50;

    private final Merchants merchants;
    private final Findings findings;
    private final Errands errands;
    private final Preflight preflight;
    private final Schedule schedule;
    private final Audit audit;
    private final Reasons reasons;

    TargetChecks(
            Merchants merchants,
            Findings findings,
            Errands errands,
            Preflight preflight,
            Schedule schedule,
            Audit audit,
            Reasons reasons) {
        this.merchants = merchants;
        this.findings = findings;
        this.errands = errands;
        this.preflight = preflight;
        this.schedule = schedule;
        this.audit = audit;
        this.reasons = reasons;
    }

    /** In the words of the installation's language. */
    Reasons reasons() {
        return reasons;
    }

    Errand look(String merchant, String actor) {
        merchants.requireMerchant(merchant);
        Errands.Asked asked = errands.ask(merchant, Errands.What.LOOK, actor);
        if (asked.isNew()) {
            audit.add(actor, "preflight", merchant, "target", "");
        }
        schedule.wake(merchant);
        return asked.errand();
    }

    Errand repair(String merchant, long id, String actor) {
        merchants.requireMerchant(merchant);
        Findings.Finding finding = preflight.asked(merchant, id).finding();
        Reason repair = Objects.requireNonNull(finding.repair());
        Errands.Asked asked = errands.ask(merchant, new Errands.What(id, finding.key(), repair), actor);
        if (asked.isNew()) {
            audit.add(actor, "repair", merchant, "finding " + id + " " + finding.key(), reasons.text(repair));
        }
        schedule.wake(merchant);
        return asked.errand();
    }

    String repairText(String merchant, long id) {
        merchants.requireMerchant(merchant);
        return reasons.text(
                Objects.requireNonNull(preflight.asked(merchant, id).finding().repair()));
    }

    List<Map<String, String>> findings(String merchant, Reasons words) {
        merchants.requireMerchant(merchant);
        Map<Long, Errand> asked = errands.open(merchant).stream()
                .filter(errand -> !errand.isLook())
                .collect(Collectors.toMap(
                        errand -> Objects.requireNonNull(errand.what().finding()), Function.identity()));
        return findings.open(merchant).stream()
                .map(open -> finding(open, asked.get(open.id()), words))
                .toList();
    }

    private static Map<String, String> finding(Findings.Open open, @Nullable Errand asked, Reasons words) {
        Findings.Finding finding = open.finding();
        @Nullable Reason repair = finding.repair();
        var shown = new LinkedHashMap<String, String>();
        shown.put("finding", String.valueOf(open.id()));
        shown.put("about", finding.key());
        shown.put("severity", finding.severity().name());
        shown.put(
                "modes",
                finding.modes().stream()
                        .map(mode -> mode.name().toLowerCase(Locale.ROOT))
                        .sorted()
                        .collect(Collectors.joining(", ")));
        shown.put("profile", finding.profile());
        shown.put("code", finding.reason().code());
        shown.put("cause", words.cause(finding.reason()));
        shown.put("fix", words.fix(finding.reason()));
        shown.put("since", open.since().toString());
        shown.put("repair", repair == null ? "" : words.text(repair));
        shown.put("errand", asked == null ? "" : String.valueOf(asked.id()));
        return Map.copyOf(shown);
    }

    List<Map<String, String>> errands(String merchant, Reasons words) {
        merchants.requireMerchant(merchant);
        return errands.latest(merchant, SHOWN).stream()
                .map(errand -> errand(errand, words))
                .toList();
    }

    Map<String, String> errand(String merchant, long id) {
        merchants.requireMerchant(merchant);
        return errand(
                errands.find(merchant, id)
                        .orElseThrow(
                                () -> new IllegalArgumentException("there is no errand " + id + " of " + merchant)),
                reasons);
    }

    static Map<String, String> errand(Errand errand, Reasons words) {
        @Nullable Reason answer = errand.answer();
        var shown = new LinkedHashMap<String, String>();
        shown.put("errand", String.valueOf(errand.id()));
        shown.put("what", errand.isLook() ? "preflight" : "repair");
        shown.put("finding", errand.isLook() ? "" : String.valueOf(errand.what().finding()));
        shown.put("about", errand.what().about());
        shown.put("askedBy", errand.by());
        shown.put("askedAt", errand.askedAt().toString());
        shown.put("state", errand.state().name().toLowerCase(Locale.ROOT));
        shown.put("answer", answer == null ? "" : words.text(answer));
        shown.put(
                "answeredAt",
                errand.answeredAt() == null ? "" : errand.answeredAt().toString());
        return Map.copyOf(shown);
    }
}
