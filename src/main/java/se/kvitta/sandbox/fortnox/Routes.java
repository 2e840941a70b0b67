package se.kvitta.sandbox.fortnox;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** All routes of the API. */
final class Routes {

    /** What every list takes. */
    static final Set<String> LIST = Set.of("limit", "page", "offset", "sortorder");

    static final Set<String> YEAR = Set.of("financialyear", "financialyeardate");

    private final List<Route> routes = new ArrayList<>();

    static Set<String> parameters(Set<String> known, String... more) {
        var all = new TreeSet<>(known);
        all.addAll(List.of(more));
        return all;
    }

    static Set<String> both(Set<String> some, Set<String> others) {
        var all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }

    void add(String method, String pattern, String scope, Set<String> parameters, Function<Request, Answer> handler) {
        add(method, pattern, scope, parameters, "application/json", handler);
    }

    /** A route whose body is no JSON. */
    void add(
            String method,
            String pattern,
            String scope,
            Set<String> parameters,
            String takes,
            Function<Request, Answer> handler) {
        routes.add(new Route(method, pattern, scope, parameters, takes, handler));
        routes.sort(Comparator.comparingLong(Route::names));
    }

    /** Throws a refusal when the path is unknown, or known but not with this method. */
    Found find(Call call, Assumptions assumptions) {
        var segments = call.segments();
        boolean pathIsKnown = false;
        for (var route : routes) {
            var names = route.match(segments);
            if (names.isPresent()) {
                if (route.method().equals(call.method())) {
                    return new Found(route, names.get());
                }
                pathIsKnown = true;
            }
        }
        throw pathIsKnown ? notAllowed(assumptions) : AssumedReason.RESOURCE_NOT_FOUND.refusal();
    }

    static Refusal notAllowed(Assumptions assumptions) {
        var reason = assumptions.is(Assumption.METHOD_NOT_ALLOWED, "405")
                ? AssumedReason.METHOD_NOT_ALLOWED
                : AssumedReason.RESOURCE_NOT_FOUND;
        return reason.refusal();
    }

    /** The pattern of the path, for counting; empty when no route has it. */
    Optional<String> patternOf(Call call) {
        var segments = call.segments();
        return routes.stream()
                .filter(route -> route.match(segments).isPresent())
                .map(Route::pattern)
                .findFirst();
    }

    record Found(Route route, Map<String, String> names) {}
}
