package se.kvitta.sandbox.stripe;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The parameters of a request, form-encoded: {@code created[gte]=…&expand[]=…}. What is not known is refused. */
final class Query {

    private static final int MOST = 100;
    private static final int USUAL = 10;

    private final Map<String, List<String>> values = new LinkedHashMap<>();

    Query(String raw, Set<String> known) {
        if (!raw.isEmpty()) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = decode(equals < 0 ? pair : pair.substring(0, equals));
                String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
                if (!known.contains(name)) {
                    throw new Refusal(400, "parameter_unknown", name, "Received unknown parameter: " + name);
                }
                values.computeIfAbsent(name, first -> new ArrayList<>()).add(value);
            }
        }
        if (has("starting_after") && has("ending_before")) {
            throw new Refusal(
                    400,
                    "parameter_invalid",
                    "ending_before",
                    "You may only specify one of these parameters: ending_before, starting_after.");
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** Empty when it is not given. */
    String text(String name) {
        List<String> given = values.getOrDefault(name, List.of());
        return given.isEmpty() ? "" : given.get(given.size() - 1);
    }

    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    long number(String name, long otherwise) {
        if (!has(name)) {
            return otherwise;
        }
        try {
            return Long.parseLong(text(name));
        } catch (NumberFormatException e) {
            throw new Refusal(400, "parameter_invalid_integer", name, "Invalid integer: " + text(name));
        }
    }

    int limit() {
        long limit = number("limit", USUAL);
        if (limit < 1 || limit > MOST) {
            throw new Refusal(
                    400, "parameter_invalid_integer", "limit", "This value must be between 1 and 100: " + limit);
        }
        return (int) limit;
    }

    /** Whether it was made in the range that is asked for. */
    boolean takes(long created) {
        return takes("created", created);
    }

    /** Whether a time is in the range that is asked for. */
    boolean takes(String field, long time) {
        return (!has(field) || time == number(field, 0))
                && time >= number(field + "[gte]", Long.MIN_VALUE)
                && time > number(field + "[gt]", Long.MIN_VALUE)
                && time < number(field + "[lt]", Long.MAX_VALUE)
                && time <= number(field + "[lte]", Long.MAX_VALUE);
    }

    /** The fields whose value is asked for: what is neither a range nor about the page. */
    List<String> fields() {
        return values.keySet().stream()
                .filter(name -> !name.contains("["))
                .filter(name -> !Set.of("limit", "starting_after", "ending_before", "created")
                        .contains(name))
                .toList();
    }

    /** The request as one text, in whatever order its parameters came. */
    String canonical(String path) {
        return path + " " + new TreeMap<>(values);
    }
}
