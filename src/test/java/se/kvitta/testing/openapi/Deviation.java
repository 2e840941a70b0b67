package se.kvitta.testing.openapi;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A difference between what a provider publishes and what it does, as somebody recorded it. All patterns are for the whole
 * text; one that is not given fits everything.
 *
 * @param source where it was recorded: never «the sandbox does it»
 * @param at of the place, a JSON pointer or the name of a parameter
 * @param keyword what the published schema complains of; see {@link Finding}
 * @param value a schema of what may stand there instead; anything when absent
 * @param probing true for what only tests of the sandbox itself may send
 */
record Deviation(
        String what,
        String source,
        Finding.Side side,
        @Nullable Pattern operation,
        @Nullable Pattern status,
        @Nullable Pattern at,
        @Nullable Pattern keyword,

        @JsonDeserialize(using = Deviation.Schema.class) @Nullable
        PublishedSchema value,

        boolean probing) {

    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    /** Reads the list that lies on the class path. */
    static List<Deviation> read(String resource) {
        try (InputStream in = Deviation.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return YAML.readValue(in, new TypeReference<List<Deviation>>() {});
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + resource, e);
        }
    }

    boolean covers(Finding finding) {
        return side == finding.side()
                && fits(operation, finding.operation())
                && fits(status, Integer.toString(finding.status()))
                && fits(at, finding.at())
                && fits(keyword, finding.keyword())
                && (value == null || value.faults(finding.value()).isEmpty());
    }

    private static boolean fits(@Nullable Pattern pattern, String text) {
        return pattern == null || pattern.matcher(text).matches();
    }

    static final class Schema extends JsonDeserializer<PublishedSchema> {

        @Override
        public PublishedSchema deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            JsonNode schema = parser.readValueAsTree();
            return new PublishedSchema(() -> schema);
        }
    }
}
