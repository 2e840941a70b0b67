package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import se.kvitta.reason.Reason;
import se.kvitta.reason.Reasons;

/** Every error of Fortnox's that is known has a reason that people can read, or a stated cause to have none. */
class FortnoxRefusalsTest {

    private final JsonNode mapping;

    FortnoxRefusalsTest() throws IOException {
        mapping = new YAMLMapper()
                .readTree(Path.of("mappings/targets/fortnox.yaml").toFile());
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/fortnox/error-codes.csv", numLinesToSkip = 1)
    void everyKnownCodeHasWordsOfItsOwn(String code) {
        String reason = FortnoxAnswers.reasonOf(code, "", mapping);
        assertThat(reason).isNotEqualTo("TARGET_REFUSED");
        assertThatBothLanguagesSay(reason);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "/fortnox/error-messages.csv", numLinesToSkip = 1, delimiter = ';', quoteCharacter = '|')
    void everyKnownMessageWithoutACodeIsToldByItsWords(String message, String reason) {
        assertThat(FortnoxAnswers.reasonOf("2999999", message, mapping)).isEqualTo(reason);
        assertThatBothLanguagesSay(reason);
    }

    @Test
    void nothingIsMappedTwiceOverOrToAReasonWithoutWords() {
        Set<String> codes = new TreeSet<>();
        mapping.path("refusals").properties().forEach(refusal -> {
            codes.add(refusal.getKey());
            assertThatBothLanguagesSay(refusal.getValue().asText());
        });
        assertThat(codes).hasSize(mapping.path("refusals").size()).hasSizeGreaterThan(45);
        mapping.path("refusal-words")
                .properties()
                .forEach(words -> assertThatBothLanguagesSay(words.getValue().asText()));
    }

    /** Who and what, that it was not done, and how to mend it: the facts that every refused step has suffice for the words. */
    private static void assertThatBothLanguagesSay(String code) {
        Reason reason = Reason.of(
                        code,
                        "text",
                        "Klarna 2201447718",
                        "day",
                        "2026-02-13",
                        "message",
                        "Meddelandet",
                        "code",
                        "2000401")
                .with("status", 400)
                .with("posting", 17);
        for (String language : Reasons.LANGUAGES) {
            Reasons reasons = Reasons.in(language);
            assertThat(reasons.codes()).contains(code);
            assertThat(reasons.text(reason)).as(code).doesNotContain("?");
            assertThat(reasons.cause(reason)).as(code).contains("2026-02-13");
            assertThat(reasons.fix(reason)).as(code).hasSizeGreaterThan(20);
        }
    }
}
