package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import se.kvitta.booking.Mode;
import se.kvitta.journal.Findings.Finding;
import se.kvitta.journal.Findings.Severity;
import se.kvitta.target.fortnox.FortnoxQuestions.Year;

/**
 * What Fortnox needs to book invoices and payments by itself: its predefined series and accounts; and the settings that change
 * what an invoice becomes. Pure.
 */
final class FortnoxDocumentFindings {

    private static final String INVOICES = "INVOICE";

    /** [?] The name of the series of customer payments was never seen written down; the likely one. */
    private static final String PAYMENTS = "INVOICEPAYMENT";

    /** The account of customers' debts: without it nothing of the kind can be booked. */
    private static final String RECEIVABLE = "CUSTCLAIM";

    /** The account of what invoices are rounded by. */
    private static final String ROUNDING = "ROUNDOFF";

    private final FortnoxLook look;

    FortnoxDocumentFindings(FortnoxLook look) {
        this.look = look;
    }

    List<Finding> all() {
        var found = new ArrayList<Finding>();
        if (look.survey().isAnswered(FortnoxQuestions.PREDEFINED_SERIES)) {
            series(found);
        }
        if (look.survey().isAnswered(FortnoxQuestions.PREDEFINED_ACCOUNTS)) {
            accounts(found);
            roundingAccount(found);
        }
        if (look.survey().isAnswered(FortnoxQuestions.LATEST)) {
            rounding(found);
        }
        look.survey()
                .answer(FortnoxQuestions.WAREHOUSE)
                .filter(answer -> answer.path("activated").asBoolean(false))
                .ifPresent(answer -> found.add(look.finding(
                        "warehouse",
                        Severity.WARNS,
                        look.needs().modesAmong(FortnoxQuestions.MADE),
                        "PREFLIGHT_WAREHOUSE")));
        return found;
    }

    private void series(List<Finding> found) {
        var modes = new LinkedHashMap<String, Set<Mode>>();
        if (look.needs().modes().contains(Mode.LEDGER)) {
            modes.put(INVOICES, EnumSet.of(Mode.LEDGER));
        }
        modes.put(PAYMENTS, look.needs().modesAmong(FortnoxQuestions.DOCUMENTS));
        modes.forEach((name, its) -> {
            Optional<String> code = predefined(
                            FortnoxQuestions.PREDEFINED_SERIES, "PreDefinedVoucherSeriesCollection", name)
                    .map(entry -> text(entry, "VoucherSeries"));
            if (isHidden(FortnoxQuestions.PREDEFINED_SERIES, "PreDefinedVoucherSeriesCollection", code)) {
                return;
            }
            if (code.isEmpty() || code.get().isEmpty()) {
                found.add(look.finding(
                        "predefined series " + name,
                        Severity.STOPS,
                        its,
                        "PREFLIGHT_DOC_SERIES_EMPTY",
                        "name",
                        name,
                        "modes",
                        FortnoxLook.words(its)));
                return;
            }
            List<Year> missing = look.answered(FortnoxQuestions.SERIES).stream()
                    .filter(year -> look.lacksSeries(year, code.get()))
                    .toList();
            if (!missing.isEmpty()) {
                found.add(look.finding(
                        "predefined series " + name,
                        Severity.REFUSES,
                        its,
                        "PREFLIGHT_DOC_SERIES_MISSING",
                        "name",
                        name,
                        "series",
                        code.get(),
                        "years",
                        FortnoxLook.words(missing)));
            }
        });
    }

    private void accounts(List<Finding> found) {
        Set<Mode> documents = look.needs().modesAmong(FortnoxQuestions.DOCUMENTS);
        Set<Mode> invoices = look.needs().modesAmong(EnumSet.of(Mode.LEDGER));
        var modes = new LinkedHashMap<String, Set<Mode>>();
        modes.put(RECEIVABLE, documents);
        for (String name : List.of(ROUNDING, "ADMFEE", "FREIGHT")) {
            if (!invoices.isEmpty()) {
                modes.put(name, invoices);
            }
        }
        if (!FortnoxQuestions.foreign(look.needs()).isEmpty()) {
            modes.put("CURRENCYWIN", documents);
            modes.put("CURRENCYLOSS", documents);
        }
        modes.forEach((name, its) -> account(found, name, its));
    }

    private void account(List<Finding> found, String name, Set<Mode> modes) {
        Optional<String> account = predefined(FortnoxQuestions.PREDEFINED_ACCOUNTS, "PreDefinedAccounts", name)
                .map(entry -> text(entry, "Account"));
        if (isHidden(FortnoxQuestions.PREDEFINED_ACCOUNTS, "PreDefinedAccounts", account)) {
            return;
        }
        String number = account.orElse("");
        List<Year> without = look.answered(FortnoxQuestions.ACCOUNTS).stream()
                .filter(year -> number.isEmpty()
                        || look.lacksAccount(year, number)
                        || (look.account(year, number) != null && !look.isActive(year, number)))
                .toList();
        if (number.isEmpty() || !without.isEmpty()) {
            found.add(look.finding(
                    "predefined account " + name,
                    name.equals(RECEIVABLE) ? Severity.STOPS : Severity.REFUSES,
                    modes,
                    "PREFLIGHT_DEFAULT_ACCOUNT",
                    "name",
                    name,
                    "account",
                    number.isEmpty() ? "-" : number,
                    "years",
                    without.isEmpty() ? "-" : FortnoxLook.words(without),
                    "modes",
                    FortnoxLook.words(modes)));
        }
    }

    /** What Fortnox rounds invoices by, and what Kvitta takes back of it, end at 0 on one account only. */
    private void roundingAccount(List<Finding> found) {
        Optional<String> theirs = predefined(FortnoxQuestions.PREDEFINED_ACCOUNTS, "PreDefinedAccounts", ROUNDING)
                .map(entry -> text(entry, "Account"));
        String ours = look.mapping().at("/invoices/rounding-account").asText();
        if (theirs.isEmpty()
                || theirs.get().isEmpty()
                || theirs.get().equals(ours)
                || isHidden(FortnoxQuestions.PREDEFINED_ACCOUNTS, "PreDefinedAccounts", theirs)) {
            return;
        }
        Set<Mode> documents = look.needs().modesAmong(FortnoxQuestions.DOCUMENTS);
        found.add(look.finding(
                "rounding account",
                Severity.WARNS,
                documents,
                "PREFLIGHT_ROUNDING_ACCOUNT",
                "name",
                ROUNDING,
                "account",
                theirs.get(),
                "expected",
                ours,
                "modes",
                FortnoxLook.words(documents)));
    }

    /** Whether what is looked for stands behind a hidden value: it is, or its name may be. */
    private boolean isHidden(String question, String collection, Optional<String> value) {
        return value.map(FortnoxJson.NO_RIGHT::equals).orElseGet(() -> look.hides(question, collection, "Name"));
    }

    private Optional<JsonNode> predefined(String question, String collection, String name) {
        return look.survey().list(question, collection).stream()
                .filter(entry -> entry.path("Name").asText().equals(name))
                .findFirst();
    }

    /** A field that may be missing, null, empty or a number; zero is none. */
    private static String text(JsonNode entry, String field) {
        JsonNode value = entry.path(field);
        String text = value.isNull() ? "" : value.asText("");
        return text.equals("0") ? "" : text;
    }

    /** No answer of the API says whether totals are rounded to whole kronor: the latest invoices do. */
    private void rounding(List<Finding> found) {
        Set<Mode> its = look.needs().modesAmong(FortnoxQuestions.DOCUMENTS);
        var rounded = new TreeSet<String>();
        int seen = 0;
        for (String name : look.survey().answeredAbout(FortnoxQuestions.LATEST_ONE)) {
            JsonNode invoice = look.survey().answer(name).orElseThrow().path("Invoice");
            if (FortnoxJson.isHidden(invoice, "RoundOff")) {
                continue;
            }
            seen++;
            JsonNode roundOff = invoice.path("RoundOff");
            if (roundOff.isNumber() && roundOff.decimalValue().signum() != 0) {
                rounded.add(invoice.path("DocumentNumber").asText() + " (" + roundOff.asText() + ")");
            }
        }
        if (seen == 0) {
            found.add(look.finding("rounding", Severity.WARNS, its, "PREFLIGHT_ROUNDING_UNKNOWN"));
        } else if (!rounded.isEmpty()) {
            found.add(look.finding(
                    "rounding", Severity.WARNS, its, "PREFLIGHT_ROUNDS", "invoices", FortnoxLook.joined(rounded)));
        }
    }
}
