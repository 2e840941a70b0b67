package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Registers that live in one file. Everything that a call changes is one {@link Change}, one line of the file: after a
 * kill either all of it is there or nothing.
 */
final class Books implements AutoCloseable {

    private final BooksFile file;
    private final Clock clock;
    private final Map<String, Map<String, JsonNode>> replayed = new HashMap<>();

    private Books(BooksFile file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    static Books open(Path path, Clock clock) throws IOException {
        var books = new Books(BooksFile.open(path), clock);
        books.file.takeLines().forEach(books::replay);
        return books;
    }

    private void replay(JsonNode line) {
        for (var put : line.path("puts")) {
            var register = replayed.computeIfAbsent(put.path("in").asText(), name -> new LinkedHashMap<>());
            var key = put.path("key").asText();
            if (put.path("value").isObject()) {
                register.put(key, put.path("value"));
            } else {
                register.remove(key);
            }
        }
    }

    /** Must be asked for before the first change; holds what the file said of it. */
    <T extends Record> Register<T> register(String name, Class<T> type) {
        var register = new Register<T>(name);
        var entries = replayed.remove(name);
        if (entries != null) {
            entries.forEach((key, value) -> register.set(key, read(value, type)));
        }
        return register;
    }

    private static <T> T read(JsonNode value, Class<T> type) {
        try {
            return Json.MAPPER.treeToValue(value, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the books hold an entry that is not a " + type.getSimpleName(), e);
        }
    }

    Change change() {
        return new Change();
    }

    @Override
    public void close() {
        file.close();
    }

    /** What one call changes. Nothing is changed before {@link #commit}. */
    final class Change {

        private final Instant at = clock.instant();
        private final List<ObjectNode> puts = new ArrayList<>();
        private final List<Runnable> effects = new ArrayList<>();

        /** The time of the change, to be written into what it changes. */
        Instant at() {
            return at;
        }

        <T extends Record> Change put(Register<T> register, String key, T entry) {
            add(register, key, Json.MAPPER.valueToTree(entry));
            effects.add(() -> register.set(key, entry));
            return this;
        }

        Change drop(Register<?> register, String key) {
            add(register, key, null);
            effects.add(() -> register.drop(key));
            return this;
        }

        private void add(Register<?> register, String key, @Nullable JsonNode value) {
            puts.add(Json.object().put("in", register.name()).put("key", key).set("value", value));
        }

        /** On file first, then visible: nobody reads what a kill could take back. */
        void commit() {
            var line = Json.object().put("at", at.toString());
            line.putArray("puts").addAll(puts);
            file.append(line);
            effects.forEach(Runnable::run);
        }
    }
}
