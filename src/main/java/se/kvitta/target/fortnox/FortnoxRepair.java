package se.kvitta.target.fortnox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import se.kvitta.delivery.Outgoing;
import se.kvitta.delivery.Refused;
import se.kvitta.reason.Reason;

/**
 * One repair: what is looked up, and what is changed only if it is not there. Fortnox knows each of these things by a code or
 * number that we choose, so what was made cannot be made twice. Used from the route, which makes the calls.
 */
public final class FortnoxRepair {

    /** Clears a field; an empty text leaves it as it is. */
    private static final String BLANK = "API_BLANK";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Deque<Change> open = new ArrayDeque<>();
    private boolean needed;

    /**
     * One change.
     *
     * @param single key of the thing in Fortnox's answers
     * @param path where it is read, and changed by PUT
     * @param collection where it is made by POST
     * @param query the financial year, or nothing
     * @param body what it is to be
     * @param exists whether it must exist already: then it is changed, else made
     */
    private record Change(
            String single, String path, String collection, String query, Map<String, Object> body, boolean exists) {}

    private FortnoxRepair(List<Change> changes) {
        open.addAll(changes);
    }

    /** Throws {@link IllegalArgumentException} for a repair that is none of Fortnox's. */
    static FortnoxRepair of(Reason repair) {
        Map<String, String> facts = repair.facts();
        List<String> years =
                Arrays.stream(facts.getOrDefault("ids", "").split(",", -1)).toList();
        return new FortnoxRepair(
                switch (repair.code()) {
                    case "REPAIR_SERIES" ->
                        years.stream()
                                .map(year -> series(fact(facts, "series"), year))
                                .toList();
                    case "REPAIR_ACCOUNT_ACTIVATE" ->
                        years.stream()
                                .map(year -> account(fact(facts, "account"), year, Map.of("Active", true), true))
                                .toList();
                    case "REPAIR_ACCOUNT_CREATE" ->
                        years.stream()
                                .map(year -> account(fact(facts, "account"), year, newAccount(facts), false))
                                .toList();
                    case "REPAIR_MODE_OF_PAYMENT" -> List.of(modeOfPayment(facts));
                    case "REPAIR_CUSTOMER_ACTIVATE" -> List.of(customer(facts, "Active", true));
                    case "REPAIR_CUSTOMER_CLEAR" -> List.of(customer(facts, fact(facts, "field"), BLANK));
                    default -> throw new IllegalArgumentException(repair.code() + " is no repair in Fortnox");
                });
    }

    private static String fact(Map<String, String> facts, String name) {
        String value = facts.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("the repair lacks its " + name);
        }
        return value;
    }

    private static Change series(String code, String year) {
        return new Change(
                "VoucherSeries",
                "/3/voucherseries/" + code,
                "/3/voucherseries",
                "financialyear=" + year,
                Map.of("Code", code, "Description", "Kvitta", "Manual", true),
                false);
    }

    private static Change account(String number, String year, Map<String, Object> body, boolean exists) {
        return new Change("Account", "/3/accounts/" + number, "/3/accounts", "financialyear=" + year, body, exists);
    }

    private static Map<String, Object> newAccount(Map<String, String> facts) {
        int number = Integer.parseInt(fact(facts, "account"));
        String name = FortnoxText.of(fact(facts, "name"), 200);
        String code = facts.getOrDefault("vatCode", "-");
        return code.equals("-")
                ? Map.of("Number", number, "Description", name, "Active", true)
                : Map.of("Number", number, "Description", name, "Active", true, "VATCode", code);
    }

    private static Change customer(Map<String, String> facts, String field, Object value) {
        return new Change(
                "Customer", "/3/customers/" + fact(facts, "name"), "/3/customers", "", Map.of(field, value), true);
    }

    private static Change modeOfPayment(Map<String, String> facts) {
        String code = fact(facts, "name");
        return new Change(
                "ModeOfPayment",
                "/3/modesofpayments/" + code,
                "/3/modesofpayments",
                "",
                Map.of("Code", code, "Description", "Kvitta " + code, "AccountNumber", fact(facts, "account")),
                false);
    }

    public boolean isMore() {
        return !open.isEmpty();
    }

    /** Where the thing is looked up. */
    public String getPath() {
        return open.getFirst().path();
    }

    public String getQuery() {
        return open.getFirst().query();
    }

    /** Whether the change must be made, after the look-up. */
    public boolean isNeeded() {
        return needed;
    }

    public String getMethod() {
        return open.getFirst().exists() ? "PUT" : "POST";
    }

    /** Where the change is made. */
    public String getChangePath() {
        return open.getFirst().exists()
                ? open.getFirst().path()
                : open.getFirst().collection();
    }

    public byte[] getContent() {
        ObjectNode body = JSON.createObjectNode();
        body.set(open.getFirst().single(), JSON.valueToTree(open.getFirst().body()));
        try {
            return new Outgoing(getMethod() + " " + getChangePath(), JSON.writeValueAsBytes(body)).content();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** It is there. Throws {@link Refused} when it is something else than it should be: that is a person's. */
    void there(JsonNode answer) {
        Change change = open.getFirst();
        JsonNode thing = answer.path(change.single());
        if (change.exists()) {
            needed = change.body().entrySet().stream()
                    .anyMatch(field -> field.getValue().equals(BLANK)
                            ? !FortnoxJson.reference(thing, field.getKey()).isEmpty()
                            : !thing.path(field.getKey()).asText().equals(String.valueOf(field.getValue())));
            return;
        }
        needed = false;
        change.body().forEach((field, value) -> {
            boolean matters = !field.equals("Description");
            if (matters && !thing.path(field).asText().equals(String.valueOf(value))) {
                throw new Refused(Reason.of(
                        "REPAIR_REFUSED",
                        "message",
                        change.path() + ": " + field + " = " + thing.path(field).asText() + " ≠ " + value));
            }
        });
    }

    /** It is not there. Throws {@link Refused} when it must be, to be changed. */
    void absent(Refused no) {
        if (open.getFirst().exists()) {
            throw no;
        }
        FortnoxAnswers.requireNotFound(no);
        needed = true;
    }

    /** The change is made, or was not needed. */
    void done() {
        open.removeFirst();
        needed = false;
    }
}
