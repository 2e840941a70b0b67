package se.kvitta.sandbox.fortnox;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One method of one path of the API.
 *
 * @param pattern such as {@code /3/vouchers/{VoucherSeries}/{VoucherNumber}}
 * @param scope what the access token must be allowed
 * @param parameters the query parameters it knows; any other is an error
 * @param takes the media type of a body
 */
record Route(
        String method,
        String pattern,
        String scope,
        Set<String> parameters,
        String takes,
        Function<Request, Answer> handler) {

    /** The segments of the path that stand for something, by name, if the path is one of this route. */
    Optional<Map<String, String>> match(List<String> segments) {
        var parts = Arrays.stream(pattern.split("/"))
                .filter(part -> !part.isEmpty())
                .toList();
        if (parts.size() != segments.size()) {
            return Optional.empty();
        }
        var names = new LinkedHashMap<String, String>();
        for (int i = 0; i < parts.size(); i++) {
            var part = parts.get(i);
            if (part.startsWith("{")) {
                names.put(part.substring(1, part.length() - 1), segments.get(i));
            } else if (!part.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(names);
    }

    /** Fewer names win: {@code /vouchers/sublist/{VoucherSeries}} before {@code /vouchers/{VoucherSeries}/{…}}. */
    long names() {
        return pattern.chars().filter(c -> c == '{').count();
    }
}
