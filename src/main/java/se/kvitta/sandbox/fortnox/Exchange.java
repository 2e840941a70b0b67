package se.kvitta.sandbox.fortnox;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A call and what the API answered, as it was before a fault spoiled it. Bodies are read as UTF-8, whatever they are.
 *
 * @param path raw, as sent
 * @param query decoded values by name
 * @param requestType what the call says of its body; empty when it says nothing
 * @param status 0 when a fault kept the call from the API
 */
public record Exchange(
        String method,
        String path,
        Map<String, List<String>> query,
        String requestType,
        String request,
        int status,
        String answerType,
        String answer) {

    public Exchange {
        query = Collections.unmodifiableMap(new TreeMap<>(query));
    }

    static Exchange of(Call call, Answer answer) {
        return of(call, answer.status(), answer.contentType(), new String(answer.body(), StandardCharsets.UTF_8));
    }

    static Exchange unanswered(Call call) {
        return of(call, 0, "", "");
    }

    private static Exchange of(Call call, int status, String answerType, String answer) {
        return new Exchange(
                call.method(),
                call.path(),
                call.queries(),
                call.header("Content-Type").orElse(""),
                call.bodyText(),
                status,
                answerType,
                answer);
    }
}
