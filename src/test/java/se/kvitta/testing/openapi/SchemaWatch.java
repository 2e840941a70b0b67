package se.kvitta.testing.openapi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import se.kvitta.testing.openapi.OpenApiDocument.Content;
import se.kvitta.testing.openapi.OpenApiDocument.Operation;

/** Looks at every exchange with an API and remembers what the published document and its known deviations do not cover. */
public final class SchemaWatch {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final @Nullable OpenApiDocument document;
    private final List<Deviation> deviations;
    private final boolean probing;
    private final Set<String> found = new LinkedHashSet<>();

    /**
     * @param document null when it does not lie there: nothing is looked at then
     * @param deviations a resource
     * @param probing true when the sandbox itself is tested, by requests that are often wrong: only those that it lets
     *     pass are looked at then
     */
    public SchemaWatch(@Nullable OpenApiDocument document, String deviations, boolean probing) {
        this.document = document;
        this.deviations = Deviation.read(deviations);
        this.probing = probing;
    }

    /**
     * One call.
     *
     * @param query decoded values by name
     * @param request null when the body is no JSON
     * @param status 0 when the call was never answered
     * @param answer null when the body is no JSON
     */
    public record Exchange(
            String method,
            String path,
            Map<String, List<String>> query,
            @Nullable String request,
            int status,
            @Nullable String answer) {}

    public void see(Exchange exchange) {
        if (document != null) {
            findings(document, exchange)
                    .filter(finding -> deviations.stream()
                            .noneMatch(deviation -> (probing || !deviation.probing()) && deviation.covers(finding)))
                    .forEach(this::remember);
        }
    }

    private synchronized void remember(Finding finding) {
        found.add(finding.toString());
    }

    /** What was found so far, each thing once. */
    public synchronized List<String> found() {
        return List.copyOf(found);
    }

    /** Throws {@link AssertionError} that names all that was found. */
    public void requireNothing() {
        var all = found();
        if (!all.isEmpty()) {
            throw new AssertionError("on the wire, but not as published:\n" + String.join("\n", all));
        }
    }

    private Stream<Finding> findings(OpenApiDocument published, Exchange exchange) {
        boolean accepted = exchange.status() / 100 == 2;
        var operation = published.operation(exchange.method(), exchange.path());
        if (operation.isEmpty()) {
            return accepted || !probing ? Stream.of(unknown(exchange)) : Stream.empty();
        }
        var look = new Look(operation.get(), exchange);
        var found = new ArrayList<Finding>();
        if (accepted || !probing) {
            look.parameters(found);
            look.request(found);
        }
        if (exchange.status() != 0) {
            look.answer(found);
        }
        return found.stream();
    }

    private static Finding unknown(Exchange exchange) {
        String call = exchange.method() + " " + exchange.path();
        return new Finding(
                Finding.Side.OPERATION,
                call,
                exchange.status(),
                "",
                "unknown",
                "the document does not have it",
                MissingNode.getInstance());
    }

    /** One exchange beside what the document says of it. */
    private record Look(Operation operation, Exchange exchange) {

        private Finding finding(Finding.Side side, String at, String keyword, String message, JsonNode value) {
            return new Finding(side, operation.label(), exchange.status(), at, keyword, message, value);
        }

        void parameters(List<Finding> found) {
            exchange.query().forEach((name, values) -> {
                var schema = operation.parameters().get(name);
                var value = TextNode.valueOf(values.get(0));
                if (schema == null) {
                    found.add(finding(Finding.Side.PARAMETER, name, "unknown", "not in the document", value));
                } else if (schema.faults(value).size() > 0
                        && schema.faults(scalar(values.get(0))).size() > 0
                        && schema.faults(list(values, TextNode::valueOf)).size() > 0
                        && schema.faults(list(values, Look::scalar)).size() > 0) {
                    found.add(finding(Finding.Side.PARAMETER, name, "schema", "not of the published form", value));
                }
            });
        }

        private static JsonNode scalar(String text) {
            try {
                return JSON.readTree(text);
            } catch (JsonProcessingException e) {
                return TextNode.valueOf(text);
            }
        }

        /** A list is given by repeating the name, or by commas. */
        private static JsonNode list(List<String> values, Function<String, JsonNode> reader) {
            var list = JsonNodeFactory.instance.arrayNode();
            values.forEach(value -> Stream.of(value.split(",", -1)).forEach(item -> list.add(reader.apply(item))));
            return list;
        }

        void request(List<Finding> found) {
            body(Finding.Side.REQUEST, operation.request(), exchange.request(), found);
        }

        void answer(List<Finding> found) {
            var content = operation.answers().get(Integer.toString(exchange.status()));
            if (content == null && exchange.status() / 100 == 2) {
                found.add(finding(
                        Finding.Side.STATUS,
                        "",
                        "unknown",
                        "the document has only " + operation.answers().keySet(),
                        MissingNode.getInstance()));
                return;
            }
            if (exchange.status() >= 500) {
                found.add(finding(
                        Finding.Side.STATUS, "", "broken", "the sandbox itself broke", MissingNode.getInstance()));
            }
            var described = content == null ? operation.answers().getOrDefault("default", Content.NONE) : content;
            body(Finding.Side.ANSWER, described, exchange.answer(), found);
        }

        private void add(Finding.Side side, String under, List<PublishedSchema.Fault> faults, List<Finding> found) {
            faults.forEach(fault ->
                    found.add(finding(side, under + fault.at(), fault.keyword(), fault.message(), fault.value())));
        }

        private void body(Finding.Side side, Content content, @Nullable String body, List<Finding> found) {
            var schema = content.schema();
            if (body == null) {
                if (schema != null && content.mediaType().equals("application/json")) {
                    found.add(finding(side, "", "json", "a body of JSON is missing", MissingNode.getInstance()));
                }
                return;
            }
            if (schema == null) {
                if (!body.isEmpty()) {
                    found.add(finding(side, "", "unknown", "no body is described", TextNode.valueOf(body)));
                }
                return;
            }
            try {
                var value = JSON.readTree(body);
                var faults = schema.faults(value);
                add(side, "", faults, found);
                if (value.isArray()
                        && faults.stream().anyMatch(fault -> fault.at().isEmpty())) {
                    // Where one thing is described and a list of them comes, each of them is looked at all the same.
                    for (int i = 0; i < value.size(); i++) {
                        add(side, "/" + i, schema.faults(value.get(i)), found);
                    }
                }
            } catch (JsonProcessingException e) {
                found.add(finding(side, "", "json", "not JSON", TextNode.valueOf(body)));
            }
        }
    }
}
