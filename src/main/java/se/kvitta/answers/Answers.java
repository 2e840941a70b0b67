package se.kvitta.answers;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.UnreadableDocument;

/**
 * The answers of a document one after the other: the members of the lists that are named, one at a time, and behind them the
 * answer they stood in with all its other fields. A list may stand in the members of another.
 */
public final class Answers implements Closeable {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final String document;
    private final Set<String> lists;
    private final JsonParser parser;
    private final Deque<Open> open = new ArrayDeque<>();

    private Answers(String document, Set<String> lists, JsonParser parser) {
        this.document = document;
        this.lists = Set.copyOf(lists);
        this.parser = parser;
    }

    /**
     * Begins to read; the caller closes it.
     *
     * @param lists where the lists stand in an answer, such as {@code /data/items}, or {@code /items/rows} in members of one
     */
    public static Answers of(SourceDocument document, Set<String> lists) throws IOException {
        return new Answers(document.name(), lists, JSON.createParser(document.open()));
    }

    /** Whether a document begins as an answer does, and not as a table or a page. */
    public static boolean areIn(SourceDocument document) throws IOException {
        try (InputStream in = new BufferedInputStream(document.open())) {
            int first = in.read();
            while (first >= 0 && Character.isWhitespace(first)) {
                first = in.read();
            }
            return first == '{';
        }
    }

    /**
     * An object or list that has begun and not ended.
     *
     * @param object null for a list
     * @param isMember whether it is handed out by itself when it ends
     */
    private record Open(String place, @Nullable ObjectNode object, boolean isMember, long from) {}

    /**
     * The next member or answer; null after the last. Throws {@link UnreadableDocument} when the document is no JSON, or is cut
     * off.
     */
    public @Nullable Answer next() {
        try {
            while (true) {
                JsonToken token = parser.nextToken();
                Open in = open.peek();
                if (in == null) {
                    if (token == null) {
                        return null;
                    }
                    begin(token);
                } else if (in.object() == null) {
                    if (token == JsonToken.END_ARRAY) {
                        open.pop();
                    } else if (token == JsonToken.START_OBJECT && leads(in.place())) {
                        open.push(new Open(in.place(), JSON.createObjectNode(), true, start()));
                    } else {
                        long from = start();
                        return answer(in.place(), parser.readValueAsTree(), from);
                    }
                } else if (token == JsonToken.END_OBJECT) {
                    open.pop();
                    if (in.isMember()) {
                        return answer(in.place(), in.object(), in.from());
                    }
                } else {
                    field(in.place() + "/" + parser.currentName(), in.object());
                }
            }
        } catch (JsonProcessingException e) {
            throw new UnreadableDocument(
                    Reason.of(
                            "NOT_JSON",
                            "name",
                            document,
                            "line",
                            e.getLocation() == null ? 0 : e.getLocation().getLineNr()),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void begin(JsonToken token) {
        if (token != JsonToken.START_OBJECT) {
            throw new UnreadableDocument(
                    Reason.of("NOT_AN_ANSWER", "name", document, "found", token.toString(), "line", line()));
        }
        open.push(new Open("", JSON.createObjectNode(), true, start()));
    }

    private void field(String place, ObjectNode of) throws IOException {
        String name = parser.currentName();
        JsonToken token = parser.nextToken();
        if (token == JsonToken.START_ARRAY && lists.contains(place)) {
            of.putArray(name);
            open.push(new Open(place, null, false, start()));
        } else if (token == JsonToken.START_OBJECT && leads(place)) {
            open.push(new Open(place, of.putObject(name), false, start()));
        } else {
            of.set(name, parser.readValueAsTree());
        }
    }

    /** Whether a list stands somewhere below. */
    private boolean leads(String place) {
        return lists.stream().anyMatch(list -> list.startsWith(place + "/"));
    }

    private Answer answer(String place, JsonNode node, long from) {
        return new Answer(
                place, node, document, line(), from, parser.currentLocation().getByteOffset());
    }

    private long start() {
        return parser.currentTokenLocation().getByteOffset();
    }

    private int line() {
        return parser.currentLocation().getLineNr();
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
