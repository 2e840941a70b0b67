package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import se.kvitta.journal.Findings.Finding;
import se.kvitta.journal.Findings.Severity;

/**
 * Values of Fortnox's answers that the login may not see, where a preflight reads them: what hangs on them is neither found nor found to be
 * in order, and a person is told so. Pure.
 */
final class FortnoxHiddenFindings {

    private static final List<String> INVOICE = List.of(
            "DocumentNumber",
            "Cancelled",
            "RoundOff",
            "YourOrderNumber",
            "YourReference",
            "ExternalInvoiceReference1",
            "ExternalInvoiceReference2");
    private static final List<String> CODE = List.of("Code");

    /** What is read of each kind of question. */
    private static final Map<String, List<String>> READ = read();

    private final FortnoxLook look;

    FortnoxHiddenFindings(FortnoxLook look) {
        this.look = look;
    }

    private static Map<String, List<String>> read() {
        var read = new LinkedHashMap<String, List<String>>();
        read.put(FortnoxQuestions.YEARS, List.of("Id", "FromDate", "ToDate", "AccountingMethod"));
        read.put(FortnoxQuestions.LOCKED, List.of("EndDate"));
        read.put(
                FortnoxQuestions.ACCOUNTS,
                List.of("Number", "Active", "VATCode", "CostCenterSettings", "ProjectSettings"));
        read.put(FortnoxQuestions.SERIES, List.of("Code", "Manual"));
        read.put(FortnoxQuestions.PREDEFINED_SERIES, List.of("Name", "VoucherSeries"));
        read.put(FortnoxQuestions.PREDEFINED_ACCOUNTS, List.of("Name", "Account"));
        read.put(FortnoxQuestions.CURRENCIES, List.of("Code", "BuyRate", "SellRate"));
        read.put(FortnoxQuestions.COST_CENTRES, List.of("Code", "Active"));
        read.put(FortnoxQuestions.PROJECTS, List.of("ProjectNumber", "Status", "EndDate"));
        for (String register : List.of(
                FortnoxQuestions.TERMS,
                FortnoxQuestions.MODES,
                FortnoxQuestions.DELIVERY_TERMS,
                FortnoxQuestions.DELIVERY_WAYS)) {
            read.put(register, CODE);
        }
        read.put(FortnoxQuestions.CUSTOMERS, List.of("CustomerNumber"));
        read.put(
                FortnoxQuestions.CUSTOMER,
                List.of("Active", "VATType", "Currency", "TermsOfPayment", "TermsOfDelivery", "WayOfDelivery"));
        read.put(FortnoxQuestions.WAREHOUSE, List.of("activated"));
        for (String invoices : List.of(
                FortnoxQuestions.LATEST,
                FortnoxQuestions.LATEST_ONE,
                FortnoxQuestions.INVOICES,
                FortnoxQuestions.BY_ORDER,
                FortnoxQuestions.ORDER_INVOICE)) {
            read.put(invoices, INVOICE);
        }
        read.put(
                FortnoxQuestions.VOUCHERS,
                List.of("ReferenceType", "Description", "Comments", "VoucherSeries", "VoucherNumber"));
        read.put(FortnoxQuestions.VOUCHER, List.of("Debit", "Credit", "Removed"));
        return read;
    }

    List<Finding> all() {
        var found = new ArrayList<Finding>();
        READ.forEach((kind, fields) -> {
            Set<String> hidden = new TreeSet<>();
            Set<String> where = new TreeSet<>();
            for (String name : look.survey().answeredAbout(kind)) {
                boolean same = kind.endsWith(" ") || name.equals(kind);
                Set<String> there = same ? hidden(name, fields) : Set.of();
                if (!there.isEmpty()) {
                    hidden.addAll(there);
                    where.add(FortnoxQuestions.words(name));
                }
            }
            if (!hidden.isEmpty()) {
                found.add(look.finding(
                        "hidden in " + kind.strip(),
                        Severity.WARNS,
                        look.needs().modes(),
                        "PREFLIGHT_HIDDEN",
                        "fields",
                        FortnoxLook.joined(hidden),
                        "what",
                        String.join(", ", where)));
            }
        });
        return found;
    }

    /** Those of some fields that an answer hides, wherever in it they stand. */
    private Set<String> hidden(String name, List<String> fields) {
        var hidden = new TreeSet<String>();
        for (JsonNode answer : look.survey().pages(name)) {
            for (String field : fields) {
                if (answer.findValues(field).stream()
                        .anyMatch(value -> value.asText("").equals(FortnoxJson.NO_RIGHT))) {
                    hidden.add(field);
                }
            }
        }
        return hidden;
    }
}
