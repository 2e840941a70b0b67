package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import se.kvitta.booking.Mode;
import se.kvitta.journal.Findings.Finding;
import se.kvitta.journal.Findings.Severity;
import se.kvitta.target.fortnox.FortnoxSurvey.Question;

/**
 * The customers that invoices are in the name of, and the defaults that an invoice takes from them because nothing else is
 * sent: terms of payment, terms and way of delivery. An entry that was removed refuses every invoice. Pure.
 */
final class FortnoxCustomerFindings {

    private static final Set<Mode> INVOICES = EnumSet.of(Mode.LEDGER);

    /** Most cards that are read: four kinds of VAT in some currencies. */
    private static final int MOST = 12;

    /** What a card names, with where it is listed. */
    private static final Map<String, Register> REGISTERS = registers();

    private final FortnoxLook look;

    FortnoxCustomerFindings(FortnoxLook look) {
        this.look = look;
    }

    /**
     * Where entries of a field are listed.
     *
     * @param question what its question is called
     */
    private record Register(String question, String path, String collection) {}

    private static Map<String, Register> registers() {
        var registers = new LinkedHashMap<String, Register>();
        registers.put("TermsOfPayment", new Register(FortnoxQuestions.TERMS, "/3/termsofpayments", "TermsOfPayments"));
        registers.put(
                "TermsOfDelivery",
                new Register(FortnoxQuestions.DELIVERY_TERMS, "/3/termsofdeliveries", "TermsOfDeliveries"));
        registers.put(
                "WayOfDelivery", new Register(FortnoxQuestions.DELIVERY_WAYS, "/3/wayofdeliveries", "WayOfDeliveries"));
        return registers;
    }

    private static String prefix(JsonNode mapping) {
        return mapping.at("/invoices/customer").asText("KVITTA") + "-";
    }

    /** Which of the company's customers are ours. */
    static Question list(JsonNode mapping) {
        return new Question(
                FortnoxQuestions.CUSTOMERS, "/3/customers", FortnoxQuery.of("CustomerNumber", prefix(mapping)), 1);
    }

    /** The cards of those: first the generic ones, of which there are few, and of each card the one that invoices take. */
    static List<Question> cards(JsonNode mapping, FortnoxSurvey survey) {
        List<CustomerNumber> all = numbers(mapping, survey);
        return all.stream()
                .filter(number -> all.stream().noneMatch(other -> other.follows(number)))
                .sorted(Comparator.comparing(number -> !number.isGeneric()))
                .limit(MOST)
                .map(CustomerNumber::text)
                .map(number -> Question.of(FortnoxQuestions.CUSTOMER + number, "/3/customers/" + number))
                .toList();
    }

    private static List<CustomerNumber> numbers(JsonNode mapping, FortnoxSurvey survey) {
        return survey.list(FortnoxQuestions.CUSTOMERS, "Customers").stream()
                .map(customer -> customer.path("CustomerNumber").asText())
                .flatMap(number -> CustomerNumber.of(prefix(mapping), number).stream())
                .toList();
    }

    /** The registers that a card names entries of, each once. */
    static List<Question> registers(String card, FortnoxSurvey survey) {
        JsonNode customer = survey.answer(card).orElseThrow().path("Customer");
        var questions = new ArrayList<Question>();
        REGISTERS.forEach((field, register) -> {
            boolean asked = survey.askedAbout(register.question()) > 0;
            if (!asked && !FortnoxJson.reference(customer, field).isEmpty()) {
                questions.add(new Question(register.question(), register.path(), "", FortnoxQuestions.REGISTER_PAGES));
            }
        });
        return questions;
    }

    List<Finding> all() {
        var found = new ArrayList<Finding>();
        for (String card : look.survey().answeredAbout(FortnoxQuestions.CUSTOMER)) {
            JsonNode customer = look.survey().answer(card).orElseThrow().path("Customer");
            String number = customer.path("CustomerNumber").asText();
            if (customer.path("Active").asText("true").equals("false")) {
                found.add(look.finding(
                                "customer " + number,
                                Severity.WARNS,
                                INVOICES,
                                "PREFLIGHT_CUSTOMER_INACTIVE",
                                "name",
                                number)
                        .mendedBy(look.reason("REPAIR_CUSTOMER_ACTIVATE", "name", number)));
            }
            kind(found, customer, number);
            entries(found, customer, number);
        }
        return found;
    }

    /** The kind of VAT that a customer is for is in its number, and of a generic one the currency. */
    private void kind(List<Finding> found, JsonNode customer, String number) {
        CustomerNumber says = CustomerNumber.of(prefix(look.mapping()), number).orElseThrow();
        String vat = customer.path("VATType").asText("");
        String currency = customer.path("Currency").asText("");
        boolean same = vat.equals(says.vatType())
                && (!says.isGeneric()
                        || currency.isEmpty()
                        || currency.equals(FortnoxJson.NO_RIGHT)
                        || currency.equals(says.whom()));
        if (!same && !vat.equals(FortnoxJson.NO_RIGHT)) {
            found.add(look.finding(
                    "kind of customer " + number,
                    Severity.WARNS,
                    INVOICES,
                    "PREFLIGHT_CUSTOMER_KIND",
                    "name",
                    number,
                    "vat",
                    vat,
                    "currency",
                    currency));
        }
    }

    private void entries(List<Finding> found, JsonNode customer, String number) {
        REGISTERS.forEach((field, register) -> {
            String code = FortnoxJson.reference(customer, field);
            if (!code.isEmpty()
                    && look.survey().isAnswered(register.question())
                    && !look.hides(register.question(), register.collection(), "Code")
                    && !codes(register).contains(code)) {
                found.add(look.finding(
                                field + " of customer " + number,
                                Severity.REFUSES,
                                INVOICES,
                                "PREFLIGHT_CUSTOMER_ENTRY",
                                "name",
                                number,
                                "field",
                                field,
                                "code",
                                code)
                        .mendedBy(look.reason("REPAIR_CUSTOMER_CLEAR", "name", number, "field", field, "code", code)));
            }
        });
    }

    private Set<String> codes(Register register) {
        return look.survey().list(register.question(), register.collection()).stream()
                .map(entry -> entry.path("Code").asText())
                .collect(Collectors.toSet());
    }
}
