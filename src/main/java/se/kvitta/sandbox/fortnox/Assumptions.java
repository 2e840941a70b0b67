package se.kvitta.sandbox.fortnox;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The values that the assumptions have right now; they may be switched while the sandbox runs. */
final class Assumptions {

    private final Map<Assumption, String> chosen = new ConcurrentHashMap<>();

    Assumptions(Map<String, String> chosen) {
        chosen.forEach(this::choose);
    }

    /** Throws {@link IllegalArgumentException} that names the values that are possible. */
    void choose(String label, String value) {
        var assumption = Assumption.labelled(label);
        if (!assumption.choices().contains(value)) {
            throw new IllegalArgumentException(
                    "assumption '" + label + "' cannot be '" + value + "', only one of " + assumption.choices());
        }
        chosen.put(assumption, value);
    }

    String value(Assumption assumption) {
        return chosen.getOrDefault(assumption, assumption.choices().get(0));
    }

    boolean is(Assumption assumption, String value) {
        return value(assumption).equals(value);
    }

    /** Those that were chosen, by name. */
    Map<String, String> differing() {
        var differing = new TreeMap<String, String>();
        chosen.forEach((assumption, value) -> differing.put(assumption.label(), value));
        return Collections.unmodifiableMap(differing);
    }

    Map<String, String> all() {
        var all = new TreeMap<String, String>();
        for (var assumption : Assumption.values()) {
            all.put(assumption.label(), value(assumption));
        }
        return all;
    }
}
