package se.kvitta.merchant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A published schema: of one kind of mapping file, or of what one target says beside what every target does. */
final class MappingSchema {

    static final MappingSchema MERCHANT = new MappingSchema("merchant");
    static final MappingSchema ACCOUNT_PLAN = new MappingSchema("account-plan");
    static final MappingSchema SOURCE = new MappingSchema("source");
    static final MappingSchema TARGET = new MappingSchema("target");
    static final MappingSchema RATES = new MappingSchema("rates");

    /** Whose values may be secrets. */
    private static final String CONNECTION = "connection";

    private static final Map<String, Optional<MappingSchema>> OWN = new ConcurrentHashMap<>();

    private final JsonNode text;
    private final JsonSchema schema;

    private MappingSchema(String name) {
        this(text(name).orElseThrow(() -> new IllegalStateException(resource(name) + " is not on the class path")));
    }

    private MappingSchema(JsonNode text) {
        this.text = text;
        this.schema = JsonSchemaFactory.getInstance(VersionFlag.V202012)
                .getSchema(
                        text,
                        SchemaValidatorsConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build());
    }

    /** What the plug-in of a target reads in its own mapping; empty for one that publishes no schema of it. */
    static Optional<MappingSchema> ofTarget(String slug) {
        return OWN.computeIfAbsent("targets/" + slug, name -> text(name).map(MappingSchema::new));
    }

    /** What a merchant's connection to a target can say; empty for a target that publishes no schema of it. */
    static Optional<MappingSchema> ofConnection(String slug) {
        return OWN.computeIfAbsent(slug, target -> ofTarget(target)
                .map(own -> own.text.at("/$defs/connection"))
                .filter(JsonNode::isObject)
                .map(MappingSchema::new));
    }

    private static String resource(String name) {
        return "/schema/" + name + ".schema.json";
    }

    private static Optional<JsonNode> text(String name) {
        try (InputStream in = MappingSchema.class.getResourceAsStream(resource(name))) {
            return in == null
                    ? Optional.empty()
                    : Optional.of(JsonMapper.builder().build().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Throws {@link YamlFile.BadFile} for the first thing that is wrong, with what the field is for. */
    void check(YamlFile file) {
        check(file, "", file.root());
    }

    /**
     * The same of what a field of the file says, with what it names put in its place.
     *
     * @param path of the field
     */
    void check(YamlFile file, String path, JsonNode said) {
        for (ValidationMessage message : schema.validate(said)) {
            List<String> steps = steps(message.getInstanceLocation());
            if (!path.isEmpty()) {
                steps.add(0, path);
            }
            if (message.getProperty() != null) {
                steps.add(message.getProperty());
            }
            String description = description(message);
            throw file.bad(
                    String.join(".", steps),
                    (path.endsWith(CONNECTION) ? "" : found(message))
                            + message.getError()
                            + known(message)
                            + (description.isEmpty() ? "" : " (" + description + ")"));
        }
    }

    /** The value that is wrong, when it is one and not an object or a list; none of a connection, where it may be a secret. */
    private static String found(ValidationMessage message) {
        JsonNode value = message.getInstanceNode();
        boolean told = !steps(message.getInstanceLocation()).contains(CONNECTION);
        return told && message.getProperty() == null && value != null && value.isValueNode()
                ? "'" + value.asText() + "': "
                : "";
    }

    /** The fields that there are, where one is not among them. */
    private String known(ValidationMessage message) {
        if (!"additionalProperties".equals(message.getType())) {
            return "";
        }
        List<String> steps = steps(message.getSchemaLocation().getFragment());
        JsonNode node = text;
        for (String step : steps.subList(0, steps.size() - 1)) {
            node = child(node, step);
        }
        var names = new ArrayList<String>();
        node.path("properties").fieldNames().forEachRemaining(names::add);
        return names.isEmpty() ? "" : "; there are " + names;
    }

    /** What the schema says of the field that a message is about; empty where it says nothing. */
    private String description(ValidationMessage message) {
        JsonNode node = text;
        String description = "";
        for (String step : steps(message.getSchemaLocation().getFragment())) {
            node = child(node, step);
            description = node.path("description").isTextual()
                    ? node.path("description").asText()
                    : description;
        }
        return description;
    }

    private static JsonNode child(JsonNode node, String step) {
        return node.isArray() ? node.path(Integer.parseInt(step)) : node.path(step);
    }

    private static List<String> steps(JsonNodePath path) {
        var steps = new ArrayList<String>();
        for (int i = 0; i < path.getNameCount(); i++) {
            steps.add(String.valueOf(path.getElement(i)));
        }
        return steps;
    }
}
