package se.kvitta.target.fortnox;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Queries of Fortnox's lists: the names of all parameters are in lower case. */
final class FortnoxQuery {

    private FortnoxQuery() {}

    static String of(String field, String value) {
        return field.toLowerCase(Locale.ROOT) + "=" + encoded(value);
    }

    /** A value as it stands in a query, or between the slashes of a path. */
    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
