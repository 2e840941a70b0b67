package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FortnoxDocumentTest {

    private static final Path PAGE = Path.of("docs", "sandboxes", "fortnox.md");

    @Test
    void namesEveryAssumptionWithItsValues() throws IOException {
        var page = Files.readString(PAGE);
        for (var assumption : Assumption.values()) {
            var choices = assumption.choices();
            assertThat(page)
                    .contains("| `%s` | `%s`, `%s` |".formatted(assumption.label(), choices.get(0), choices.get(1)));
        }
    }

    @Test
    void namesEveryKindOfFault() throws IOException {
        var page = Files.readString(PAGE);
        for (var kind : Fault.Kind.values()) {
            assertThat(page).contains("`" + kind.label() + "`");
        }
    }

    @Test
    void namesTheRangeOfTheAssumedCodes() throws IOException {
        assertThat(Files.readString(PAGE)).contains("2999001–2999149");
        assertThat(AssumedReason.values())
                .extracting(AssumedReason::code)
                .doesNotHaveDuplicates()
                .allMatch(code -> code >= 2999001 && code <= 2999149);
    }
}
