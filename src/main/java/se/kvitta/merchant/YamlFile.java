package se.kvitta.merchant;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.serialization.JsonNodeReader;
import com.networknt.schema.utils.JsonNodes;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** One YAML file of the mappings folder, with the line of every field for messages. */
final class YamlFile {

    private static final JsonNodeReader READER = JsonNodeReader.builder()
            .jsonMapper(JsonMapper.builder().build())
            .yamlMapper(YAMLMapper.builder()
                    .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .build())
            .locationAware()
            .build();

    private final String name;
    private final JsonNode root;

    private YamlFile(String name, JsonNode root) {
        this.name = name;
        this.root = root;
    }

    /** Throws {@link BadFile} when it cannot be read or is no YAML mapping. */
    static YamlFile read(Path mappings, Path file) {
        String name = mappings.relativize(file).toString().replace('\\', '/');
        try {
            @Nullable JsonNode root = READER.readTree(Files.readString(file), InputFormat.YAML);
            if (root == null || !root.isObject()) {
                throw new BadFile(new FileProblem(name, 1, "", "it is empty or no mapping of names to values"));
            }
            return new YamlFile(name, root);
        } catch (CharacterCodingException e) {
            throw new BadFile(new FileProblem(name, 0, "", "it is no text in UTF-8"), e);
        } catch (IOException e) {
            throw new BadFile(new FileProblem(name, 0, "", "it cannot be read: " + e.getMessage()), e);
        } catch (IllegalArgumentException e) { // how the reader wraps what the parser says
            throw new BadFile(unreadable(name, e), e);
        }
    }

    private static FileProblem unreadable(String name, IllegalArgumentException e) {
        @Nullable Throwable cause = e.getCause();
        if (cause != null && cause.getCause() instanceof MarkedYAMLException marked) {
            return new FileProblem(
                    name, marked.getProblemMark().getLine() + 1, "", "this is no YAML: " + marked.getProblem());
        }
        if (cause instanceof JsonProcessingException parsing) {
            @Nullable JsonLocation at = parsing.getLocation();
            return new FileProblem(name, at == null ? 0 : at.getLineNr(), "", parsing.getOriginalMessage());
        }
        return new FileProblem(name, 0, "", "it cannot be read: " + e.getMessage());
    }

    String name() {
        return name;
    }

    JsonNode root() {
        return root;
    }

    /** What stands wrong at a field, with its line. */
    FileProblem problem(String path, String message) {
        return new FileProblem(name, line(path), path, message);
    }

    BadFile bad(String path, String message) {
        return new BadFile(problem(path, message));
    }

    /** The text of a required field, such as {@code target.system}. */
    String text(String path) {
        JsonNode node = at(path);
        if (node.isMissingNode() || node.asText().isEmpty()) {
            throw bad(path, "is missing");
        }
        return node.asText();
    }

    JsonNode at(String path) {
        JsonNode node = root;
        for (String step : steps(path)) {
            node = node.isArray() ? node.path(Integer.parseInt(step)) : node.path(step);
        }
        return node;
    }

    /** The line of a field, or of the nearest field around it that exists; 0 when unknown. */
    private int line(String path) {
        JsonNode node = root;
        int line = lineOf(node);
        for (String step : steps(path)) {
            node = node.isArray() && step.matches("\\d+") ? node.path(Integer.parseInt(step)) : node.path(step);
            if (node.isMissingNode()) {
                break;
            }
            line = lineOf(node);
        }
        return line;
    }

    private static int lineOf(JsonNode node) {
        @Nullable JsonLocation at = JsonNodes.tokenLocationOf(node);
        return at == null ? 0 : at.getLineNr();
    }

    private static List<String> steps(String path) {
        var steps = new ArrayList<String>();
        for (String step : path.split("\\.", -1)) {
            if (!step.isEmpty()) {
                steps.add(step);
            }
        }
        return steps;
    }

    /** A file that cannot be used, and where and why. */
    static final class BadFile extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient FileProblem problem;

        BadFile(FileProblem problem) {
            super(problem.toString());
            this.problem = problem;
        }

        BadFile(FileProblem problem, Throwable cause) {
            super(problem.toString(), cause);
            this.problem = problem;
        }

        FileProblem problem() {
            return problem;
        }
    }
}
