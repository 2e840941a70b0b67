package se.kvitta.sandbox.paypal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a call asks for, behind the question mark. What is none of what is allowed is refused. */
final class Query {

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX]")
            .toFormatter();

    /** Seconds are required. */
    private static final int SHORTEST_TIME = 20;

    private final String path;
    private final Map<String, String> values = new LinkedHashMap<>();

    /** @param raw as it came; null for nothing */
    Query(String path, @Nullable String raw) {
        this.path = path;
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            values.put(
                    pair.substring(0, Math.max(equals, 0)),
                    URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    Instant time(String name) throws Refusal {
        @Nullable String text = values.get(name);
        if (text == null) {
            throw bad(name, "The value is missing");
        }
        try {
            if (text.length() >= SHORTEST_TIME) {
                return OffsetDateTime.parse(text, TIME).toInstant();
            }
        } catch (DateTimeException e) {
            throw bad(name, "Invalid date passed");
        }
        throw bad(name, "Invalid date passed");
    }

    int number(String name, int usual, int most) throws Refusal {
        try {
            int number = Integer.parseInt(text(name, String.valueOf(usual)));
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw bad(name, "no number");
        }
        throw bad(name, "1 to " + most);
    }

    /** One of two words. */
    boolean flag(String name, String yes, String no, boolean usual) throws Refusal {
        String text = text(name, usual ? yes : no);
        if (!text.equals(yes) && !text.equals(no)) {
            throw bad(name, yes + " or " + no);
        }
        return text.equals(yes);
    }

    Refusal bad(String field, String issue) {
        return Refusal.bad(field, text(field, ""), "query", issue);
    }

    /** The same question about another page, as links have it. */
    String link(int page) {
        var query = new StringBuilder("https://api-m.paypal.com").append(path).append('?');
        values.forEach((name, value) -> {
            if (!name.equals("page")) {
                query.append(name).append('=').append(value).append('&');
            }
        });
        return query.append("page=").append(page).toString();
    }
}
