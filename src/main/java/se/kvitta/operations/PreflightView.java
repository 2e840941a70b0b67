package se.kvitta.operations;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.security.web.csrf.CsrfToken;
import se.kvitta.merchant.Merchant;
import se.kvitta.sheet.Words;

/**
 * What the page of a preflight shows; {@code src/main/jte/preflight.jte} lays it out.
 *
 * @param out what leads to the logout
 * @param system the target's name
 * @param operator whether the login may ask for anything
 * @param findings as {@link Operations#findings} tells them, in the page's language
 * @param errands as {@link Operations#errands} tells them, in the page's language
 */
public record PreflightView(
        Words words,
        String out,
        Merchant merchant,
        String system,
        boolean operator,
        CsrfToken csrf,
        List<Map<String, String>> findings,
        List<Map<String, String>> errands) {

    public PreflightView {
        findings = List.copyOf(findings);
        errands = List.copyOf(errands);
    }

    public String text(String key) {
        return words.text(key, "system", system, "title", merchant.title());
    }

    /** How many findings there are, as a state. */
    public String state() {
        return findings.isEmpty() ? text("state.none") : words.text("state.some", "findings", findings.size());
    }

    public String mood() {
        return findings.isEmpty() ? "good" : "bad";
    }

    /** What waits for the delivery job. */
    public List<Map<String, String>> waiting() {
        return errands.stream().filter(errand -> is("asked", errand)).toList();
    }

    /** What came of the others, newest first. */
    public List<Map<String, String>> answered() {
        return errands.stream().filter(errand -> !is("asked", errand)).toList();
    }

    private static boolean is(String state, Map<String, String> errand) {
        return state.equals(errand.get("state"));
    }

    /** What was asked for. */
    public String what(Map<String, String> errand) {
        return words.text("what." + errand.get("what"), "about", errand.getOrDefault("about", ""), "system", system);
    }

    /** By whom, and since when or at what time, as people in Stockholm read it. */
    public String asked(Map<String, String> errand) {
        return words.text(
                "asked", "by", errand.getOrDefault("askedBy", ""), "at", time(errand.getOrDefault("askedAt", "")));
    }

    public String outcome(Map<String, String> errand) {
        return words.text("outcome." + errand.get("state"), "at", time(errand.getOrDefault("answeredAt", "")));
    }

    public boolean isDone(Map<String, String> errand) {
        return is("done", errand);
    }

    public String severity(Map<String, String> finding) {
        return words.text("severity." + finding.get("severity"), "modes", finding.getOrDefault("modes", ""));
    }

    /** Whether Kvitta can mend a finding and nobody has asked for it yet. */
    public boolean isMendable(Map<String, String> finding) {
        return !finding.getOrDefault("repair", "").isEmpty()
                && finding.getOrDefault("errand", "").isEmpty();
    }

    private static String time(String instant) {
        return Pages.time(Instant.parse(instant));
    }
}
