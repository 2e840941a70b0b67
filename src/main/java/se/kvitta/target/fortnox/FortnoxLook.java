package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Mode;
import se.kvitta.delivery.Needs;
import se.kvitta.journal.Findings.Finding;
import se.kvitta.journal.Findings.Severity;
import se.kvitta.reason.Reason;
import se.kvitta.target.fortnox.FortnoxQuestions.Year;

/**
 * What a preflight judges: what is needed, and what Fortnox has answered.
 *
 * @param target what people call the target
 * @param mapping the target's mapping file
 * @param years the financial years that something can still be booked in, the oldest first
 */
record FortnoxLook(Needs needs, String target, JsonNode mapping, FortnoxSurvey survey, List<Year> years) {

    /** A finding about a thing that only a person can mend. */
    Finding finding(String key, Severity severity, Set<Mode> modes, String code, Object... facts) {
        return new Finding(key, severity, modes, reason(code, facts));
    }

    /** A reason that says whose books it is about. */
    Reason reason(String code, Object... facts) {
        return Reason.of(code, facts).with("merchant", needs.merchant()).with("target", target);
    }

    /** Modes as a merchant file writes them. */
    static String words(Collection<Mode> modes) {
        return modes.stream()
                .map(mode -> mode.name().toLowerCase(Locale.ROOT))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    static String words(List<Year> years) {
        return years.stream().map(Year::toString).collect(Collectors.joining(", "));
    }

    static String ids(List<Year> years) {
        return years.stream().map(Year::id).collect(Collectors.joining(","));
    }

    /** The series of a year with a code. */
    @Nullable
    JsonNode series(Year year, String code) {
        return survey.list(FortnoxQuestions.SERIES + year.id(), "VoucherSeriesCollection").stream()
                .filter(series -> series.path("Code").asText().equals(code))
                .findFirst()
                .orElse(null);
    }

    /** The account of a year with a number. */
    @Nullable
    JsonNode account(Year year, String number) {
        return survey.list(FortnoxQuestions.ACCOUNTS + year.id(), "Accounts").stream()
                .filter(account -> account.path("Number").asText().equals(number))
                .findFirst()
                .orElse(null);
    }

    boolean isActive(Year year, String number) {
        JsonNode account = account(year, number);
        return account != null && account.path("Active").asBoolean(true);
    }

    /** Whether an entry of a list hides a field: then it cannot be told what the list lacks. */
    boolean hides(String question, String collection, String field) {
        return survey.list(question, collection).stream().anyMatch(entry -> FortnoxJson.isHidden(entry, field));
    }

    /** Whether a year surely has no series of a code. */
    boolean lacksSeries(Year year, String code) {
        return series(year, code) == null
                && !hides(FortnoxQuestions.SERIES + year.id(), "VoucherSeriesCollection", "Code");
    }

    /** Whether a year surely has no account of a number. */
    boolean lacksAccount(Year year, String number) {
        return account(year, number) == null && !hides(FortnoxQuestions.ACCOUNTS + year.id(), "Accounts", "Number");
    }

    /** The years whose answer of a kind is there: of others nothing can be said. */
    List<Year> answered(String about) {
        return years.stream()
                .filter(year -> survey.isAnswered(about + year.id()))
                .toList();
    }

    /** Words in their order, each once. */
    static String joined(Collection<String> words) {
        return String.join(", ", new TreeSet<>(words));
    }
}
