package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
        Set<String> missing = new TreeSet<>(FortnoxQuestions.foreign(look.needs()));
        missing.removeAll(codes(FortnoxQuestions.CURRENCIES, "Currencies", "Code"));
        for (String currency : missing) {
            Set<String> profiles = new TreeSet<>();
            look.needs().profiles().stream()
                    .filter(profile -> profile.currencies().stream()
                            .anyMatch(one -> one.getCurrencyCode().equals(currency)))
                    .map(Needs.OfProfile::name)
                    .forEach(profiles::add);
            found.add(look.finding(
                    "currency " + currency,
                    Severity.REFUSES,
                    documents(look.needs().modesOf(profiles)),
                    "PREFLIGHT_CURRENCY_MISSING",
                    "currency",
                    currency,
                    "profiles",
                    FortnoxLook.joined(profiles)));
        }
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
            if (!usable) {
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
            if (!usable) {
                found.add(named("project ", code, profiles, "PREFLIGHT_PROJECT_MISSING"));
            }
        });
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
        if (!look.survey().isAnswered(FortnoxQuestions.TERMS)) {
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
        if (!look.survey().isAnswered(FortnoxQuestions.MODES)) {
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
