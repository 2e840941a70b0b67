package se.kvitta.reason;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/errors.md} says what the program says. {@code mvn test -Dtest=ErrorsPageTest -Dgolden.update=true} writes
 * its tables from the English catalogue.
 */
class ErrorsPageTest {

    private static final Path PAGE = Path.of("docs/errors.md");
    private static final Path CATALOGUE = Path.of("src/main/resources/reasons/en.properties");

    @Test
    void thePageOfErrorsEqualsTheCatalogue() throws IOException {
        String page = Files.readString(PAGE);
        String introduction = page.substring(0, page.indexOf("\n## "));
        String expected = introduction + tables();
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(expected);
    }

    /** A section per comment of the catalogue, after the first, which is about the file; a row per code. */
    private static String tables() throws IOException {
        List<String> lines = Files.readAllLines(CATALOGUE);
        var text = new StringBuilder();
        String cause = "";
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith("#")) {
                text.append("\n## ")
                        .append(line.substring(1).strip())
                        .append("\n\n| code | what it says | what to do |\n| --- | --- | --- |\n");
            } else if (line.contains(".cause=")) {
                cause = line.substring(line.indexOf('=') + 1);
            } else if (line.contains(".fix=")) {
                text.append("| `")
                        .append(line, 0, line.indexOf(".fix="))
                        .append("` | ")
                        .append(cause)
                        .append(" | ")
                        .append(line.substring(line.indexOf('=') + 1))
                        .append(" |\n");
            }
        }
        return text.toString();
    }
}
