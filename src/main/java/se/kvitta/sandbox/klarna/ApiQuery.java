package se.kvitta.sandbox.klarna;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters of a request. What an operation does not know is refused. */
final class ApiQuery {

    private static final int USUAL = 20;
    private static final int MOST = 500;

    private final Map<String, String> values = new LinkedHashMap<>();

    ApiQuery(@Nullable String raw, Set<String> known) {
        if (raw != null && !raw.isEmpty()) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
                if (!known.contains(name)) {
                    throw bad("Unknown parameter " + name);
                }
                if (values.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1))) != null) {
                    throw bad("Parameter " + name + " is given twice");
                }
            }
        }
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    static ApiRefusal bad(String message) {
        return new ApiRefusal(400, "BAD_VALUE", message);
    }

    /** Empty when it is not given. */
    String text(String name) {
        return values.getOrDefault(name, "");
    }

    String required(String name) {
        if (text(name).isEmpty()) {
            throw bad("Parameter " + name + " is required");
        }
        return text(name);
    }

    int size(boolean refusesMore) {
        int size = number("size", USUAL);
        if (size < 1 || (size > MOST && refusesMore)) {
            throw bad("size must be between 1 and 500");
        }
        return Math.min(size, MOST);
    }

    int offset() {
        int offset = number("offset", 0);
        if (offset < 0) {
            throw bad("offset must not be negative");
        }
        return offset;
    }

    private int number(String name, int otherwise) {
        try {
            return text(name).isEmpty() ? otherwise : Integer.parseInt(text(name));
        } catch (NumberFormatException e) {
            throw bad(name + " is no number: " + text(name));
        }
    }

    /** Whether an instant is in the range from {@code start_date} to {@code end_date}; a bare date is its first second, UTC. */
    boolean takes(Instant at) {
        return !at.isBefore(instant("start_date", Instant.MIN)) && !at.isAfter(instant("end_date", Instant.MAX));
    }

    private Instant instant(String name, Instant otherwise) {
        String text = text(name);
        try {
            if (text.isEmpty()) {
                return otherwise;
            }
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw bad(name + " is no ISO 8601 date: " + text);
        }
    }

    /** The same request for another page. */
    String at(int offset, int size) {
        var query = new StringBuilder();
        values.forEach((name, value) -> {
            if (!name.equals("size") && !name.equals("offset")) {
                query.append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8))
                        .append('&');
            }
        });
        return query + "size=" + size + "&offset=" + offset;
    }
}
