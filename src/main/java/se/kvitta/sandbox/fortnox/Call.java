package se.kvitta.sandbox.fortnox;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One HTTP request as it arrived, its body read whole. */
final class Call {

    private static final int LARGEST_BODY_BYTES = 10 << 20;

    private final String method;
    private final String path;
    private final Map<String, String> query;
    private final Map<String, List<String>> queries;
    private final Headers headers;
    private final byte[] body;

    private Call(String method, String path, String query, Headers headers, byte[] body) {
        this.method = method;
        this.path = path;
        this.query = form(query);
        this.queries = fields(query);
        this.headers = headers;
        this.body = body;
    }

    /** Throws when the line is cut, or when the body is larger than 10 MB. */
    static Call read(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readNBytes(LARGEST_BODY_BYTES + 1);
        if (body.length > LARGEST_BODY_BYTES) {
            throw new IOException("the request body is larger than " + LARGEST_BODY_BYTES + " bytes");
        }
        var uri = exchange.getRequestURI();
        return new Call(
                exchange.getRequestMethod(),
                uri.getRawPath() == null ? "/" : uri.getRawPath(),
                uri.getRawQuery() == null ? "" : uri.getRawQuery(),
                exchange.getRequestHeaders(),
                body);
    }

    /** Reads {@code a=1&b=2}; of a name that is given twice the last value holds. */
    static Map<String, String> form(String encoded) {
        var last = new LinkedHashMap<String, String>();
        fields(encoded).forEach((name, values) -> last.put(name, values.get(values.size() - 1)));
        return Collections.unmodifiableMap(last);
    }

    private static Map<String, List<String>> fields(String encoded) {
        var fields = new LinkedHashMap<String, List<String>>();
        for (var pair : encoded.split("&", -1)) {
            if (!pair.isEmpty()) {
                int split = pair.indexOf('=');
                fields.computeIfAbsent(decode(split < 0 ? pair : pair.substring(0, split)), name -> new ArrayList<>())
                        .add(split < 0 ? "" : decode(pair.substring(split + 1)));
            }
        }
        return Collections.unmodifiableMap(fields);
    }

    private static String decode(String encoded) {
        try {
            return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return encoded; // a stray % is text, not a reason to fail
        }
    }

    String method() {
        return method;
    }

    /** Raw, as sent: {@code %2F} inside a segment is still {@code %2F}. */
    String path() {
        return path;
    }

    /** Decoded, without the empty ones, so that a slash too many does no harm. */
    List<String> segments() {
        return Arrays.stream(path.split("/", -1))
                .filter(segment -> !segment.isEmpty())
                .map(segment -> decode(segment.replace("+", "%2B")))
                .toList();
    }

    Map<String, String> query() {
        return query;
    }

    /** All values of each parameter, for those that may be given more than once. */
    Map<String, List<String>> queries() {
        return queries;
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.getFirst(name));
    }

    byte[] body() {
        return body.clone();
    }

    String bodyText() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
