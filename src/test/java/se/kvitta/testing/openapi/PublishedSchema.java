package se.kvitta.testing.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One schema, compiled when it is first used: a document has hundreds and a test meets a few. */
final class PublishedSchema {

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(VersionFlag.V202012);
    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .formatAssertionsEnabled(true)
            .pathType(PathType.JSON_POINTER)
            .build();

    private final Supplier<? extends JsonNode> source;
    private @Nullable JsonSchema compiled;

    PublishedSchema(Supplier<? extends JsonNode> source) {
        this.source = source;
    }

    private synchronized JsonSchema compiled() {
        if (compiled == null) {
            compiled = FACTORY.getSchema(source.get(), CONFIG);
        }
        return compiled;
    }

    /** Returns what is wrong with the value. */
    List<Fault> faults(JsonNode value) {
        return compiled().validate(value).stream()
                .map(message -> fault(message, value))
                .toList();
    }

    private static Fault fault(ValidationMessage message, JsonNode value) {
        String at = message.getInstanceLocation().toString();
        if (message.getProperty() != null) {
            at += "/" + message.getProperty().replace("~", "~0").replace("/", "~1");
        }
        return new Fault(at, message.getType(), message.getError(), value.at(at));
    }

    /**
     * A place where a value is not as its schema says.
     *
     * @param at JSON pointer; of a property that is missing or too many, the property's own
     * @param keyword of the schema, such as {@code type}
     */
    record Fault(String at, String keyword, String message, JsonNode value) {}
}
