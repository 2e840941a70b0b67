package se.kvitta.testing.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An API description of OpenAPI 3.0 that a provider publishes. Such documents are not ours to copy: they lie beside the
 * project, in the folder that the system property {@value #FOLDER} names.
 */
public final class OpenApiDocument {

    /** Names the folder; {@value #USUAL_FOLDER} from the project's folder when it is not set. */
    public static final String FOLDER = "kvitta.openapi";

    private static final String USUAL_FOLDER = "../shared/reference/openapi";
    private static final List<String> METHODS = List.of("get", "post", "put", "delete", "patch");

    private final List<Operation> operations = new ArrayList<>();
    private final PublishedSchemas schemas;

    private OpenApiDocument(JsonNode document) {
        schemas = new PublishedSchemas(document.at("/components/schemas"));
        document.path("paths")
                .properties()
                .forEach(path -> METHODS.forEach(method -> {
                    if (path.getValue().has(method)) {
                        operations.add(
                                operation(method, path.getKey(), path.getValue().path(method)));
                    }
                }));
        // Fewer names win: /vouchers/sublist/{…} before /vouchers/{…}/{…}.
        operations.sort(Comparator.comparingInt(operation -> operation.names));
    }

    /** Where the document of this name is looked for. */
    public static Path path(String name) {
        return Path.of(System.getProperty(FOLDER, USUAL_FOLDER)).resolve(name);
    }

    /** Empty when it does not lie there. Throws when it cannot be read. */
    public static Optional<OpenApiDocument> find(String name) {
        Path path = path(name);
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new OpenApiDocument(JsonMapper.builder().build().readTree(Files.readAllBytes(path))));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    private Operation operation(String method, String path, JsonNode description) {
        Map<String, PublishedSchema> parameters = new LinkedHashMap<>();
        description.path("parameters").forEach(parameter -> {
            if (parameter.path("in").asText().equals("query")) {
                parameters.put(parameter.path("name").asText(), schemas.of(parameter.path("schema")));
            }
        });
        Map<String, Content> answers = new LinkedHashMap<>();
        description
                .path("responses")
                .properties()
                .forEach(answer -> answers.put(answer.getKey(), content(answer.getValue())));
        return new Operation(
                method.toUpperCase(Locale.ROOT) + " " + path,
                pattern(method, path),
                (int) path.chars().filter(c -> c == '{').count(),
                parameters,
                content(description.path("requestBody")),
                answers);
    }

    private Content content(JsonNode body) {
        var described = body.path("content").properties().stream().findFirst();
        return described
                .map(media ->
                        new Content(media.getKey(), schemas.of(media.getValue().path("schema"))))
                .orElse(Content.NONE);
    }

    private static Pattern pattern(String method, String path) {
        var segments = Arrays.stream(path.split("/", -1))
                .map(segment -> segment.startsWith("{") ? "[^/]+" : Pattern.quote(segment))
                .toList();
        return Pattern.compile(method.toUpperCase(Locale.ROOT) + " " + String.join("/", segments));
    }

    /** Finds what the document says of a call, a slash at the end doing no harm; empty when it says nothing. */
    Optional<Operation> operation(String method, String path) {
        String call = method + " " + (path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
        return operations.stream()
                .filter(operation -> operation.pattern.matcher(call).matches())
                .findFirst();
    }

    /**
     * One method of one path.
     *
     * @param label such as {@code GET /3/vouchers/{VoucherSeries}/{VoucherNumber}}
     * @param names how many of the path's segments stand for something
     * @param answers by HTTP status, or {@code default}
     */
    record Operation(
            String label,
            Pattern pattern,
            int names,
            Map<String, PublishedSchema> parameters,
            Content request,
            Map<String, Content> answers) {}

    /**
     * What a body is.
     *
     * @param schema null when there is no body
     */
    record Content(String mediaType, @Nullable PublishedSchema schema) {

        static final Content NONE = new Content("", null);
    }
}
