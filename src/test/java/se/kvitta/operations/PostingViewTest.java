package se.kvitta.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import se.kvitta.booking.Booking;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Steps;
import se.kvitta.reason.Reasons;
import se.kvitta.sheet.Words;

/** The page of a posting has words for whatever a posting can be. */
class PostingViewTest {

    static Stream<String> languages() {
        return Reasons.LANGUAGES.stream();
    }

    @ParameterizedTest
    @MethodSource("languages")
    void everyKindAndStateHasItsWords(String language) {
        Words words = Words.of("posting", language);
        assertThat(Stream.of(
                                Stream.of(Booking.Kind.values()).map(kind -> "kind." + kind),
                                Stream.of(Postings.State.values()).map(state -> "state." + state),
                                Stream.of(Steps.State.values()).map(state -> "step-state." + state))
                        .flatMap(keys -> keys)
                        .map(words::text))
                .noneMatch(String::isBlank);
    }
}
