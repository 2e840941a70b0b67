package se.kvitta.target.fortnox;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Mode;
import se.kvitta.journal.Findings.Finding;
import se.kvitta.journal.Findings.Severity;
import se.kvitta.reason.Reason;

/** What Fortnox's answers mean for a merchant's deliveries. Pure. */
final class FortnoxFindings {

    /** Fortnox's codes for a module that the company has not paid for. */
    private static final Set<String> NO_LICENCE = Set.of("2001101", "2001103");

    /** Its codes for a right that the consent or the user lacks, of the classic and the newer endpoints. */
    private static final Set<String> NO_SCOPE = Set.of("2000663", "missing.rights");

    /** Whose scope a question needs, where its no says more than that it was not answered. */
    private static final Map<String, String> SCOPE_OF = Map.of(
            FortnoxQuestions.YEARS, "bookkeeping",
            FortnoxQuestions.ACCOUNTS, "bookkeeping",
            FortnoxQuestions.SERIES, "bookkeeping",
            FortnoxQuestions.VOUCHERS, "bookkeeping",
            FortnoxQuestions.LATEST, "invoice",
            FortnoxQuestions.INVOICES, "invoice",
            FortnoxQuestions.BY_ORDER, "invoice",
            FortnoxQuestions.CUSTOMERS, "customer",
            FortnoxQuestions.CONNECTIONS, "connectfile",
            FortnoxQuestions.CURRENCIES, "currency");

    private final FortnoxLook look;
    private final @Nullable Set<String> granted;

    /** @param granted the scopes of the token; null when they cannot be told */
    FortnoxFindings(FortnoxLook look, @Nullable Set<String> granted) {
        this.look = look;
        this.granted = granted;
    }

    /** Everything that is found, each thing once. */
    List<Finding> all() {
        var found = new ArrayList<Finding>(scopes());
        found.addAll(refusals());
        found.addAll(new FortnoxHiddenFindings(look).all());
        found.addAll(new FortnoxYearFindings(look).all());
        found.addAll(new FortnoxAccountFindings(look).all());
        found.addAll(new FortnoxRegisterFindings(look).all());
        found.addAll(new FortnoxDocumentFindings(look).all());
        found.addAll(new FortnoxCustomerFindings(look).all());
        found.addAll(new FortnoxForeignBookings(look).all());
        if (!look.survey().left().isEmpty()) {
            found.add(look.finding(
                    "whole",
                    Severity.WARNS,
                    look.needs().modes(),
                    "PREFLIGHT_NOT_WHOLE",
                    "calls",
                    look.survey().calls(),
                    "left",
                    FortnoxLook.joined(look.survey().left().stream()
                            .map(FortnoxQuestions::words)
                            .toList())));
        }
        return found;
    }

    private List<Finding> scopes() {
        if (granted == null) {
            return List.of();
        }
        var scopes = new FortnoxScopes(look.mapping(), look.needs());
        var found = new ArrayList<Finding>();
        Set<String> missing = new TreeSet<>();
        Set<Mode> modes = EnumSet.noneOf(Mode.class);
        for (Mode mode : look.needs().modes()) {
            Set<String> lacking = lacking(scopes.ofMode(mode));
            if (!lacking.isEmpty()) {
                missing.addAll(lacking);
                modes.add(mode);
            }
        }
        if (!missing.isEmpty()) {
            found.add(look.finding(
                    "scopes",
                    Severity.STOPS,
                    modes,
                    "PREFLIGHT_SCOPE_MISSING",
                    "scopes",
                    FortnoxLook.joined(missing),
                    "modes",
                    FortnoxLook.words(modes)));
        }
        Set<String> evidence = lacking(scopes.ofEvidence());
        if (!evidence.isEmpty()) {
            found.add(look.finding(
                    "scopes of documents",
                    Severity.REFUSES,
                    look.needs().modes(),
                    "PREFLIGHT_SCOPE_EVIDENCE",
                    "scopes",
                    FortnoxLook.joined(evidence)));
        }
        Set<String> checks = lacking(scopes.ofChecks());
        checks.removeAll(missing);
        if (!checks.isEmpty()) {
            found.add(look.finding(
                    "scopes of checks",
                    Severity.WARNS,
                    look.needs().modes(),
                    "PREFLIGHT_SCOPE_CHECKS",
                    "scopes",
                    FortnoxLook.joined(checks)));
        }
        return found;
    }

    private Set<String> lacking(Set<String> needed) {
        Set<String> lacking = new TreeSet<>(needed);
        if (granted != null) {
            lacking.removeAll(granted);
        }
        return lacking;
    }

    /** What Fortnox would not tell: a licence that is not paid, a right that is not given, or something else. */
    private List<Finding> refusals() {
        var found = new ArrayList<Finding>();
        look.survey().refusals().forEach((question, reason) -> {
            String code = reason.facts().getOrDefault("code", "-");
            // That there is no warehouse, or an invoice or voucher is gone meanwhile, is an answer too.
            boolean matters =
                    NO_LICENCE.contains(code) || NO_SCOPE.contains(code) || !FortnoxAnswers.saysNotFound(reason);
            // Nobody makes invoices without the licence: then there is nothing foreign to look for.
            boolean idle = "invoice".equals(scopeOf(question))
                    && NO_LICENCE.contains(code)
                    && !look.needs().modes().contains(Mode.LEDGER)
                    && !look.needs().modes().contains(Mode.MATCH);
            if (matters && !idle && !question.equals(FortnoxQuestions.WAREHOUSE)) {
                found.add(refusal(question, code, reason));
            }
        });
        return found;
    }

    /** The scope that a question needs; empty when its no tells no more than that it was not answered. */
    private static String scopeOf(String question) {
        return SCOPE_OF.entrySet().stream()
                .filter(entry -> question.equals(entry.getKey())
                        || (entry.getKey().endsWith(" ") && question.startsWith(entry.getKey())))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }

    private Finding refusal(String question, String code, Reason reason) {
        String scope = scopeOf(question);
        boolean noRight = NO_LICENCE.contains(code) || NO_SCOPE.contains(code);
        var scopes = new FortnoxScopes(look.mapping(), look.needs());
        Set<Mode> modes = noRight && !scope.isEmpty() ? scopes.modesThatNeed(scope) : Set.of();
        boolean documents = noRight && scopes.ofEvidence().contains(scope);
        Severity severity = !modes.isEmpty() ? Severity.STOPS : documents ? Severity.REFUSES : Severity.WARNS;
        return look.finding(
                "read " + (noRight && !scope.isEmpty() ? scope : question),
                severity,
                modes.isEmpty() ? look.needs().modes() : modes,
                NO_LICENCE.contains(code) ? "PREFLIGHT_NO_LICENCE" : "PREFLIGHT_NOT_READ",
                "what",
                scope.isEmpty() ? FortnoxQuestions.words(question) : scope,
                "message",
                reason.facts().getOrDefault("message", reason.code()),
                "code",
                code);
    }
}
