package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An admitted call to one resource of one company. */
record Request(Environment environment, Company company, Access access, Call call, Map<String, String> names) {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,9}");

    /** The value of {@code {name}} in the route's path. */
    String name(String name) {
        var value = names.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the route has no {" + name + "}");
        }
        return value;
    }

    /** The value of {@code {name}}, or {@code absence} where it is no number and so cannot be found. */
    int number(String name, Reason absence) {
        if (!WHOLE_NUMBER.matcher(name(name)).matches()) {
            throw absence.refusal();
        }
        return Integer.parseInt(name(name));
    }

    Optional<String> query(String parameter) {
        return Optional.ofNullable(call.query().get(parameter)).filter(value -> !value.isEmpty());
    }

    /** A parameter that may be given more than once, or with commas. */
    List<String> list(String parameter) {
        return call.queries().getOrDefault(parameter, List.of()).stream()
                .flatMap(values -> Arrays.stream(values.split(",", -1)))
                .filter(value -> !value.isEmpty())
                .toList();
    }

    Optional<Integer> wholeNumber(String parameter) {
        return query(parameter).map(text -> {
            if (!WHOLE_NUMBER.matcher(text).matches()) {
                throw KnownReason.INVALID_PARAMETER.refusal(parameter);
            }
            return Integer.parseInt(text);
        });
    }

    Optional<LocalDate> day(String parameter) {
        return query(parameter).map(text -> {
            var day = FieldCheck.dayOrNull(text);
            if (day == null) {
                throw KnownReason.INVALID_PARAMETER.refusal(parameter);
            }
            return day;
        });
    }

    /** The year that {@code financialyear} or {@code financialyeardate} names. */
    Optional<FinancialYear> namedYear() {
        var id = wholeNumber("financialyear");
        if (id.isPresent()) {
            return Optional.of(company.year(id.get()).orElseThrow(() -> AssumedReason.YEAR_UNKNOWN.refusal(id.get())));
        }
        return day("financialyeardate")
                .map(day -> company.yearOf(day).orElseThrow(() -> AssumedReason.NO_YEAR_FOR_DATE.refusal(day)));
    }

    /** Whoever names no year gets the preselected one, without a warning. */
    FinancialYear year() {
        return namedYear().orElseGet(company::preselectedYear);
    }

    boolean assumes(Assumption assumption, String value) {
        return environment.assumptions().is(assumption, value);
    }

    /** Tells entries that changed since {@code lastmodified}, when the call asks, from the others. */
    Predicate<Instant> recent() {
        return query("lastmodified")
                .map(text -> LastModified.parse(text, environment.assumptions()))
                .<Predicate<Instant>>map(since -> since::includes)
                .orElse(modified -> true);
    }

    /** The {@code filter} of a list, one of those that it knows. */
    Optional<String> filter(String... known) {
        return query("filter").map(filter -> {
            if (!List.of(known).contains(filter)) {
                throw KnownReason.INVALID_FILTER.refusal();
            }
            return filter;
        });
    }

    /** Whether several search fields may be used together, nobody has written down. */
    void requireOneSearchField(Set<String> fields) {
        var used = fields.stream().filter(field -> query(field).isPresent()).toList();
        if (used.size() > 1 && assumes(Assumption.TWO_SEARCH_FIELDS, "refuse")) {
            throw AssumedReason.TWO_SEARCH_FIELDS.refusal(String.join(", ", used));
        }
    }

    /** A text search is «contains», whatever the case; whoever does not ask gets every entry. */
    boolean contains(String parameter, @Nullable String value) {
        return query(parameter)
                .map(wanted ->
                        value != null && value.toLowerCase(Locale.ROOT).contains(wanted.toLowerCase(Locale.ROOT)))
                .orElse(true);
    }

    Input created(Shape shape) {
        return shape.created(call.body(), environment.assumptions());
    }

    Input updated(Shape shape) {
        return shape.updated(call.body(), environment.assumptions());
    }

    /** The address of one entry, {@code keys} being what a path may not hold as it is. */
    String url(String collection, String... keys) {
        var url = new StringBuilder(environment.baseUrl() + "/3/" + collection);
        for (var key : keys) {
            url.append('/')
                    .append(URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return url.toString();
    }

    Answer single(String wrapper, ObjectNode entry) {
        return Answer.json(200, wrapped(wrapper, entry));
    }

    Answer created(String collection, String wrapper, ObjectNode entry) {
        return Answer.created(collection, wrapped(wrapper, entry));
    }

    private ObjectNode wrapped(String wrapper, ObjectNode entry) {
        return Json.object().set(wrapper, withheld(wrapper, entry));
    }

    /** Puts API_NORIGHT where the company's user may not see the value. */
    ObjectNode withheld(String wrapper, ObjectNode entry) {
        for (var field : company.profile().noRight()) {
            if (field.startsWith(wrapper + ".")) {
                var name = field.substring(wrapper.length() + 1);
                if (entry.has(name)) {
                    entry.put(name, "API_NORIGHT");
                }
            }
        }
        return entry;
    }
}
