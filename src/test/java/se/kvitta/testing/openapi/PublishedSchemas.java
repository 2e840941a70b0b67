package se.kvitta.testing.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Turns the schemas of OpenAPI 3.0 into JSON Schema 2020-12. What an object's schema does not name is not allowed in it,
 * though OpenAPI would let it pass: a property that nobody described is what the check is there to find.
 */
final class PublishedSchemas {

    private static final String REFERENCE = "#/components/schemas/";
    private static final List<String> COMPOSITIONS = List.of("allOf", "anyOf", "oneOf");

    private final JsonNode components;
    private final Map<JsonNode, PublishedSchema> known = new HashMap<>();

    PublishedSchemas(JsonNode components) {
        this.components = components;
    }

    PublishedSchema of(JsonNode described) {
        return known.computeIfAbsent(described, node -> new PublishedSchema(() -> standalone(node)));
    }

    /** The schema with all that it refers to inside it. */
    private ObjectNode standalone(JsonNode described) {
        var waiting = new ArrayDeque<Reference>();
        var done = new TreeSet<String>();
        var schema = JsonNodeFactory.instance.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.setAll((ObjectNode) converted(described, true, waiting));
        var definitions = schema.putObject("$defs");
        while (!waiting.isEmpty()) {
            var reference = waiting.remove();
            if (done.add(reference.key())) {
                definitions.set(
                        reference.key(), converted(components.path(reference.name()), reference.closed(), waiting));
            }
        }
        return schema;
    }

    /**
     * A schema that another refers to.
     *
     * @param closed false where it is a part of an object, whose other parts name more properties
     */
    private record Reference(String name, boolean closed) {

        String key() {
            return closed ? name : name + ".open";
        }
    }

    private static JsonNode converted(JsonNode node, boolean closed, Deque<Reference> references) {
        if (node instanceof ArrayNode list) {
            var copy = JsonNodeFactory.instance.arrayNode();
            list.forEach(item -> copy.add(converted(item, closed, references)));
            return copy;
        }
        if (!(node instanceof ObjectNode schema)) {
            return node;
        }
        var copy = JsonNodeFactory.instance.objectNode();
        schema.properties().forEach(entry -> {
            String keyword = entry.getKey();
            JsonNode value = entry.getValue();
            switch (keyword) {
                case "$ref" -> {
                    var reference = new Reference(value.asText().substring(REFERENCE.length()), closed);
                    references.add(reference);
                    copy.put("$ref", "#/$defs/" + reference.key());
                }
                case "properties" -> copy.set("properties", eachConverted(value, references));
                case "nullable", "example", "description", "xml", "discriminator", "externalDocs" -> {}
                default -> copy.set(keyword, converted(value, !COMPOSITIONS.contains(keyword), references));
            }
        });
        if (closed && COMPOSITIONS.stream().anyMatch(schema::has)) {
            copy.put("unevaluatedProperties", false);
        } else if (closed && schema.has("properties") && !schema.has("additionalProperties")) {
            copy.put("additionalProperties", false);
        }
        limit(copy);
        exclude(copy, "minimum", "exclusiveMinimum");
        exclude(copy, "maximum", "exclusiveMaximum");
        if (schema.path("nullable").asBoolean() && schema.has("type")) {
            copy.putArray("type").add(schema.path("type")).add("null");
        }
        return copy;
    }

    /** What is in {@code properties} are names, not keywords. */
    private static JsonNode eachConverted(JsonNode properties, Deque<Reference> references) {
        var copy = JsonNodeFactory.instance.objectNode();
        properties
                .properties()
                .forEach(entry -> copy.set(entry.getKey(), converted(entry.getValue(), true, references)));
        return copy;
    }

    /** JSON Schema does not know OpenAPI's widths of whole numbers. */
    private static void limit(ObjectNode schema) {
        if (schema.path("format").asText().equals("int32")) {
            if (!schema.has("minimum")) {
                schema.put("minimum", Integer.MIN_VALUE);
            }
            if (!schema.has("maximum")) {
                schema.put("maximum", Integer.MAX_VALUE);
            }
        }
    }

    /** OpenAPI 3.0 says by true or false what JSON Schema says by a number. */
    private static void exclude(ObjectNode schema, String bound, String exclusive) {
        if (schema.path(exclusive).isBoolean()) {
            boolean excluded = schema.remove(exclusive).asBoolean();
            if (excluded) {
                schema.set(exclusive, schema.remove(bound));
            }
        }
    }
}
