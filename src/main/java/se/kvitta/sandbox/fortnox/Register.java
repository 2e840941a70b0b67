package se.kvitta.sandbox.fortnox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One kind of entry in the books, by key, in the order in which they were first written. */
final class Register<T extends Record> {

    private final String name;
    private final Map<String, T> entries = new LinkedHashMap<>();

    Register(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    Optional<T> find(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    List<T> all() {
        return List.copyOf(entries.values());
    }

    void set(String key, T entry) {
        entries.put(key, entry);
    }

    void drop(String key) {
        entries.remove(key);
    }
}
