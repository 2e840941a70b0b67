package se.kvitta.sandbox.fortnox;

import java.util.Map;
import java.util.TreeMap;

/** How often what was called, answered, and went wrong. */
final class Counters {

    private final Map<String, Long> calls = new TreeMap<>();
    private final Map<String, Long> answers = new TreeMap<>();
    private final Map<String, Long> faults = new TreeMap<>();

    synchronized void called(String label) {
        calls.merge(label, 1L, Math::addExact);
    }

    synchronized void answered(int status) {
        answers.merge(Integer.toString(status), 1L, Math::addExact);
    }

    synchronized void struck(Fault.Kind kind) {
        faults.merge(kind.label(), 1L, Math::addExact);
    }

    synchronized void reset() {
        calls.clear();
        answers.clear();
        faults.clear();
    }

    synchronized Snapshot snapshot() {
        return new Snapshot(new TreeMap<>(calls), new TreeMap<>(answers), new TreeMap<>(faults));
    }

    /**
     * @param calls by method and path pattern, {@code POST /3/vouchers}, faulty ones included
     * @param answers by HTTP status; a cut connection has none
     * @param faults by kind
     */
    record Snapshot(Map<String, Long> calls, Map<String, Long> answers, Map<String, Long> faults) {}
}
