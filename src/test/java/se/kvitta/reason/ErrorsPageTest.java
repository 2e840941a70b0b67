package se.kvitta.reason;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code docs/errors.md} and {@code docs/errors.sv.md} say what the program says. {@code mvn test -Dtest=ErrorsPageTest
 * -Dgolden.update=true} writes their tables from the catalogues.
 */
class ErrorsPageTest {

    @ParameterizedTest
    @CsvSource({"en, errors.md, code, what it says, what to do", "sv, errors.sv.md, kod, vad som sägs, vad man gör"})
    void thePageOfErrorsEqualsTheCatalogue(String language, String name, String code, String cause, String fix)
            throws IOException {
        Path file = Path.of("docs", name);
        String page = Files.readString(file);
        String introduction = page.substring(0, page.indexOf("\n## "));
        String head = "\n\n| " + code + " | " + cause + " | " + fix + " |\n| --- | --- | --- |\n";
        String expected = introduction + tables(Path.of("src/main/resources/reasons", language + ".properties"), head);
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, expected);
        }
        assertThat(Files.readString(file)).isEqualTo(expected);
    }

    /** A section per comment of the catalogue, after the first, which is about the file; a row per code. */
    private static String tables(Path catalogue, String head) throws IOException {
        List<String> lines = Files.readAllLines(catalogue);
        var text = new StringBuilder();
        String cause = "";
        for (String line : lines.subList(1, lines.size())) {
            if (line.startsWith("#")) {
                text.append("\n## ").append(line.substring(1).strip()).append(head);
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
