package se.kvitta.sandbox.paypal;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** An answer that is no, as PayPal words it. */
final class Refusal extends Exception {

    private static final long serialVersionUID = 1L;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String MALFORMED = "Request is not well-formed, syntactically incorrect, or violates schema.";

    private final int status;
    private final String name;
    private final transient Map<String, Long> numbers = new LinkedHashMap<>();
    private transient ObjectNode detail = JSON.createObjectNode();

    Refusal(int status, String name, String message) {
        super(message);
        this.status = status;
        this.name = name;
    }

    /** 400: something is wrong with a value. */
    static Refusal bad(String field, String value, String location, String issue) {
        var refusal = new Refusal(400, "INVALID_REQUEST", MALFORMED);
        refusal.detail = JSON.createObjectNode()
                .put("field", field)
                .put("value", value)
                .put("location", location)
                .put("issue", issue);
        return refusal;
    }

    /** 400: what is asked for is not served yet. */
    static Refusal notYet() {
        return new Refusal(400, "INVALID_REQUEST", "Data for the given start date is not available.");
    }

    static Refusal notFound() {
        return new Refusal(404, "RESOURCE_NOT_FOUND", "The specified resource does not exist.");
    }

    static Refusal notAllowed() {
        return new Refusal(403, "NOT_AUTHORIZED", "Authorization failed due to insufficient permissions.");
    }

    static Refusal tooManyCalls() {
        return new Refusal(429, "RATE_LIMIT_REACHED", "Too many requests. Blocked due to rate limiting.");
    }

    /** Says a number beside its name. */
    Refusal with(String field, long number) {
        numbers.put(field, number);
        return this;
    }

    int status() {
        return status;
    }

    /** @param number of the call, which its debug id has */
    ObjectNode body(long number) {
        ObjectNode body = JSON.createObjectNode();
        if (status == 401 && name.equals("invalid_client")) {
            return body.put("error", name).put("error_description", getMessage());
        }
        body.put("name", name).put("message", getMessage()).put("debug_id", "sandbox" + number);
        numbers.forEach(body::put);
        ArrayNode details = body.putArray("details");
        if (!detail.isEmpty()) {
            details.add(detail);
        }
        body.putArray("links");
        return body;
    }
}
