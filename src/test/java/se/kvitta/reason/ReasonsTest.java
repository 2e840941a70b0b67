package se.kvitta.reason;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReasonsTest {

    private static final Pattern CODE = Pattern.compile("\\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\\b");
    private static final Pattern GIVEN = Pattern.compile("Reason\\.of\\(\\s*\"([A-Z0-9_]+)\"");

    private final Reasons swedish = Reasons.in("sv");
    private final Reasons english = Reasons.in("en");

    @Test
    void everyCodeHasACauseAndAFixInEveryLanguageThatSpeakOfTheSameFacts() {
        assertThat(swedish.codes()).isEqualTo(english.codes()).hasSizeGreaterThan(50);
        for (String code : swedish.codes()) {
            assertThat(swedish.factsOf(code)).as(code).isEqualTo(english.factsOf(code));
            Reason reason = Reason.of(code);
            for (Reasons language : Set.of(swedish, english)) {
                assertThat(language.cause(reason)).as(code).isNotBlank();
                assertThat(language.fix(reason)).as(code).isNotBlank();
            }
        }
    }

    @Test
    void everyCodeThatTheProgramGivesHasWordsAndEveryWordIsUsed() throws IOException {
        var said = new TreeSet<String>();
        var given = new TreeSet<String>();
        for (Path place : Set.of(Path.of("src/main/java"), Path.of("mappings"))) {
            try (Stream<Path> files = Files.walk(place)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String text = Files.readString(file);
                    CODE.matcher(text).results().forEach(code -> said.add(code.group()));
                    GIVEN.matcher(text).results().forEach(code -> given.add(code.group(1)));
                }
            }
        }
        assertThat(swedish.codes()).containsAll(given);
        assertThat(said).as("words that nobody says").containsAll(swedish.codes());
    }

    @Test
    void fillsInTheFactsAndShowsThoseThatAreMissing() {
        Reason reason = Reason.of("KNOWN_PAYOUT", "reference", "2201447718");
        assertThat(english.cause(reason)).contains("The payout 2201447718 was taken in before");
        assertThat(swedish.text(reason)).contains("2201447718").contains("Inget behöver göras");
        assertThatThrownBy(() -> Reasons.in("fi")).hasMessageContaining("fi").hasMessageContaining("sv");
    }
}
