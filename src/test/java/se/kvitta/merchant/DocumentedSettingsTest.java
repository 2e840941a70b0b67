package se.kvitta.merchant;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in the page for accountants are read as merchant files are, and together they show every setting. */
class DocumentedSettingsTest {

    private static final Path PAGE = Path.of("docs/bookkeeping.md");
    private static final Path SCHEMA = Path.of("mappings/schema/merchant.schema.json");
    private static final Pattern BLOCK = Pattern.compile("(?s)```yaml\n(.*?)```");
    private static final YAMLMapper YAML = new YAMLMapper();

    @TempDir
    Path folder;

    static Stream<String> examples() throws IOException {
        return BLOCK.matcher(Files.readString(PAGE)).results().map(block -> block.group(1));
    }

    /** A whole file, or what stands in a merchant or a profile of one. */
    private static ObjectNode file(String example) throws IOException {
        ObjectNode settings = (ObjectNode) YAML.readTree(example);
        if (settings.has("merchant")) {
            return settings;
        }
        ObjectNode file = (ObjectNode) YAML.readTree(ReadFiles.FILE);
        if (example.startsWith("# in the merchant\n")) {
            return file.setAll(settings);
        }
        assertThat(example).startsWith("# in a profile\n");
        ((ObjectNode) file.at("/profiles/lampan-se")).setAll(settings);
        return file;
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleCanBeRead(String example) throws IOException {
        Merchants merchants = new ReadFiles(folder).read(YAML.writeValueAsString(file(example)));

        assertThat(merchants.problems()).isEmpty();
        assertThat(merchants.all()).hasSize(1);
    }

    @Test
    void theExamplesShowEverySetting() throws IOException {
        JsonNode schema = JsonMapper.builder().build().readTree(SCHEMA.toFile());
        Set<String> known = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(known::add);
        for (String place : List.of("/$defs/profile/properties", "/$defs/profile/properties/vat/properties")) {
            schema.at(place).fieldNames().forEachRemaining(known::add);
        }
        known.remove("demo");
        var shown = new TreeSet<String>();
        for (String example : examples().toList()) {
            names(YAML.readTree(example), shown);
        }

        assertThat(shown).containsAll(known);
    }

    private static void names(JsonNode node, Set<String> names) {
        var below = new ArrayList<JsonNode>();
        node.properties().forEach(field -> {
            names.add(field.getKey());
            below.add(field.getValue());
        });
        below.forEach(each -> names(each, names));
    }
}
