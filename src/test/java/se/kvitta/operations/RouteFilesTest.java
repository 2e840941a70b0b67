package se.kvitta.operations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped route files, one by one, against Camel's published schema and catalog, and against what we learnt. */
class RouteFilesTest {

    private static JsonSchema schema;

    @BeforeAll
    static void readSchema() throws IOException {
        try (InputStream file = DefaultCamelCatalog.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(file);
        }
    }

    static List<Path> files() {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void followsCamelsSchema(Path file) throws IOException {
        // The schema does not know of settings, which may stand where it wants a number.
        assertThat(schema.validate(new YAMLMapper().readTree(file.toFile())))
                .filteredOn(problem -> !problem.getInstanceNode().asText().matches("\\{\\{[\\w.-]+}}"))
                .isEmpty();
    }

    @Test
    void theSchemaWouldSeeAMistypedWord() throws IOException {
        String text = Files.readString(Path.of("routes/targets/sie.camel.yaml")).replaceFirst("steps:", "stepz:");
        assertThat(schema.validate(new YAMLMapper().readTree(text))).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("files")
    void usesOnlyOptionsThatTheCatalogKnows(Path file) throws Exception {
        try (var context = new DefaultCamelContext()) {
            context.getPropertiesComponent().setInitialProperties(properties());
            RouteFileCheck.Report report = new RouteFileCheck(context)
                    .check(file, ResourceHelper.fromString(file.toString(), Files.readString(file)), Set.of());
            assertThat(report.problems()).isEmpty();
            if (!file.endsWith("errors.camel.yaml")) {
                assertThat(report.routeIds()).isNotEmpty();
            }
        }
    }

    private static Properties properties() throws IOException {
        var properties = new Properties();
        try (Stream<Path> settings = Files.list(Path.of("src/main/resources/settings"))) {
            for (Path file : settings.toList()) {
                try (var reader = Files.newBufferedReader(file)) {
                    properties.load(reader);
                }
            }
        }
        try (var reader = Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
            properties.load(reader);
        }
        return properties;
    }

    @ParameterizedTest
    @MethodSource("files")
    void keepsTheCountOfRepeatsWhenItClearsHeaders(Path file) throws IOException {
        for (JsonNode node : new YAMLMapper().readTree(file.toFile()).findValues("removeHeaders")) {
            assertThat(node.path("excludePattern").asText())
                    .as("removeHeaders in %s: without its count a read is repeated for ever", file)
                    .contains("CamelRedeliver");
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void repeatsNoChangingCall(Path file) throws IOException {
        for (JsonNode entry : new YAMLMapper().readTree(file.toFile())) {
            JsonNode route = entry.path("route");
            boolean changing = route.findValues("constant").stream()
                    .anyMatch(value -> Set.of("POST", "PUT", "DELETE", "PATCH").contains(value.asText()));
            if (changing) {
                assertThat(route.path("routeConfigurationId").asText())
                        .as(route.path("id").asText())
                        .isEqualTo("callers-errors");
                boolean token = route.toString().contains("grant_type="); // asked for with POST, and changes nothing
                assertThat(token || route.toString().contains("aboutToSend"))
                        .as("%s must check that its time is not up", route.path("id"))
                        .isTrue();
            }
        }
    }
}
