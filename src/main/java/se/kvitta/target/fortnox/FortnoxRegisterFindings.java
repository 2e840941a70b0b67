package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import se.kvitta.booking.Mode;
import se.kvitta.delivery.Needs;
import se.kvitta.journal.Findings.Finding;
import se.kvitta.journal.Findings.Severity;

/** What merchants, profiles and the mapping name in Fortnox's registers exists and can be used. Pure. */
final class FortnoxRegisterFindings {

    private final FortnoxLook look;

    FortnoxRegisterFindings(FortnoxLook look) {
        this.look = look;
    }

    List<Finding> all() {
        var found = new ArrayList<Finding>();
        currencies(found);
        costCentres(found);
        projects(found);
        terms(found);
        modes(found);
        return found;
    }

    private void currencies(List<Finding> found) {
        if (!look.survey().isAnswered(FortnoxQuestions.CURRENCIES)) {
            return;
        }
        for (String currency : FortnoxQuestions.foreign(look.needs())) {
            Optional<JsonNode> entry = entry(FortnoxQuestions.CURRENCIES, "Currencies", "Code", currency);
            if (entry.isEmpty()) {
                if (look.hides(FortnoxQuestions.CURRENCIES, "Currencies", "Code")) {
                    continue;
                }
                found.add(currency("currency ", currency, Severity.REFUSES, "PREFLIGHT_CURRENCY_MISSING"));
            } else if (hasNoRate(entry.get())) {
                found.add(currency("rate of ", currency, Severity.WARNS, "PREFLIGHT_CURRENCY_RATE"));
            }
        }
    }

    private Finding currency(String key, String currency, Severity severity, String code) {
        Set<String> profiles = new TreeSet<>();
        look.needs().profiles().stream()
                .filter(profile -> profile.ofOrders().stream()
                        .anyMatch(one -> one.getCurrencyCode().equals(currency)))
                .map(Needs.OfProfile::name)
                .forEach(profiles::add);
        return look.finding(
                key + currency,
                severity,
                documents(look.needs().modesOf(profiles)),
                code,
                "currency",
                currency,
                "profiles",
                FortnoxLook.joined(profiles));
    }

    /** What names no rate gets that of the register. Which of the two Fortnox takes is not written down [?]. */
    private static boolean hasNoRate(JsonNode currency) {
        return Stream.of("BuyRate", "SellRate")
                .map(currency::path)
                .allMatch(rate -> rate.isMissingNode()
                        || rate.isNull()
                        || (rate.isNumber() && rate.decimalValue().signum() == 0));
    }

    private Set<String> codes(String name, String collection, String field) {
        var codes = new TreeSet<String>();
        look.survey()
                .list(name, collection)
                .forEach(entry -> codes.add(entry.path(field).asText()));
        return codes;
    }

    private static Set<Mode> documents(Set<Mode> modes) {
        Set<Mode> documents = new TreeSet<>(modes);
        documents.retainAll(FortnoxQuestions.DOCUMENTS);
        return documents;
    }

    private void costCentres(List<Finding> found) {
        if (!look.survey().isAnswered(FortnoxQuestions.COST_CENTRES)) {
            return;
        }
        look.needs().costCentres().forEach((code, profiles) -> {
            Optional<JsonNode> there = entry(FortnoxQuestions.COST_CENTRES, "CostCenters", "Code", code);
            boolean usable =
                    there.map(entry -> entry.path("Active").asBoolean(true)).orElse(false);
            if (!usable && isTold(there, FortnoxQuestions.COST_CENTRES, "CostCenters", "Code")) {
                found.add(named("cost centre ", code, profiles, "PREFLIGHT_COST_CENTRE_MISSING"));
            }
        });
    }

    private void projects(List<Finding> found) {
        if (!look.survey().isAnswered(FortnoxQuestions.PROJECTS)) {
            return;
        }
        String today = look.needs().today().toString();
        look.needs().projects().forEach((code, profiles) -> {
            Optional<JsonNode> there = entry(FortnoxQuestions.PROJECTS, "Projects", "ProjectNumber", code);
            boolean usable = there.map(
                            project -> !project.path("Status").asText("").equals("COMPLETED")
                                    && (project.path("EndDate").asText("").isEmpty()
                                            || project.path("EndDate").isNull()
                                            || project.path("EndDate").asText().compareTo(today) >= 0))
                    .orElse(false);
            if (!usable && isTold(there, FortnoxQuestions.PROJECTS, "Projects", "ProjectNumber")) {
                found.add(named("project ", code, profiles, "PREFLIGHT_PROJECT_MISSING"));
            }
        });
    }

    /** Whether an entry is there, or surely is not. */
    private boolean isTold(Optional<JsonNode> there, String question, String collection, String key) {
        return there.isPresent() || !look.hides(question, collection, key);
    }

    private Finding named(String kind, String code, Set<String> profiles, String reason) {
        return look.finding(
                kind + code,
                Severity.REFUSES,
                look.needs().modesOf(profiles),
                reason,
                "name",
                code,
                "profiles",
                FortnoxLook.joined(profiles));
    }

    private Optional<JsonNode> entry(String name, String collection, String field, String code) {
        return look.survey().list(name, collection).stream()
                .filter(entry -> entry.path(field).asText().equals(code))
                .findFirst();
    }

    private void terms(List<Finding> found) {
        if (!look.survey().isAnswered(FortnoxQuestions.TERMS)
                || look.hides(FortnoxQuestions.TERMS, "TermsOfPayments", "Code")) {
            return;
        }
        Set<String> there = codes(FortnoxQuestions.TERMS, "TermsOfPayments", "Code");
        look.mapping().path("preflight").path("terms-of-payment").forEach(term -> {
            if (!there.contains(term.asText())) {
                found.add(look.finding(
                        "terms of payment " + term.asText(),
                        Severity.REFUSES,
                        documents(look.needs().modes()),
                        "PREFLIGHT_TERMS_MISSING",
                        "name",
                        term.asText()));
            }
        });
    }

    private void modes(List<Finding> found) {
        if (!look.survey().isAnswered(FortnoxQuestions.MODES)
                || look.hides(FortnoxQuestions.MODES, "ModesOfPayments", "Code")) {
            return;
        }
        Set<String> there = codes(FortnoxQuestions.MODES, "ModesOfPayments", "Code");
        look.mapping().path("preflight").path("modes-of-payment").properties().forEach(mode -> {
            String role = mode.getValue().asText();
            Optional<String> account = accountOf(role);
            if (!there.contains(mode.getKey()) && account.isPresent()) {
                found.add(look.finding(
                                "mode of payment " + mode.getKey(),
                                Severity.REFUSES,
                                documents(look.needs().modes()),
                                "PREFLIGHT_MODE_MISSING",
                                "name",
                                mode.getKey(),
                                "account",
                                account.get())
                        .mendedBy(look.reason(
                                "REPAIR_MODE_OF_PAYMENT", "name", mode.getKey(), "account", account.get())));
            }
        });
    }

    /** The account of a role today, in the first profile that has one. */
    private Optional<String> accountOf(String role) {
        return look.needs().profiles().stream()
                .flatMap(profile -> profile.plan().find(role, look.needs().today()).stream())
                .map(entry -> entry.account().number())
                .findFirst();
    }
}
