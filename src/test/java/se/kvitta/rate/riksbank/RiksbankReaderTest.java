package se.kvitta.rate.riksbank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.kvitta.exchange.RateReader.Published;
import se.kvitta.exchange.RateReader.Quotation;
import se.kvitta.exchange.RateReader.Rate;
import se.kvitta.exchange.RateRequest;

class RiksbankReaderTest {

    private static final Path SAMPLES = Path.of("src/test/resources/rates");
    private static final Currency USD = Currency.getInstance("USD");
    private static final RateRequest REQUEST =
            new RateRequest("riksbank", List.of(USD), LocalDate.of(2026, 10, 3), LocalDate.of(2026, 10, 16));

    private final RiksbankReader reader = new RiksbankReader();

    private Published read(String document) throws IOException {
        return reader.read(document, REQUEST);
    }

    private static String sample(String name) throws IOException {
        return Files.readString(SAMPLES.resolve(name));
    }

    @Test
    void readsEveryBankDayOfASpanWithItsText() throws IOException {
        Published published = read(sample("observations-SEKUSDPMI-2026-10-05_2026-10-09.json"));
        assertThat(published.from()).isEqualTo(REQUEST.from());
        assertThat(published.rates())
                .extracting(Rate::text)
                .containsExactly("9.4012", "9.4125", "9.398", "9.385", "9.377");
        assertThat(published.rates()).extracting(Rate::day).startsWith(LocalDate.of(2026, 10, 5));
    }

    @Test
    void takesAValueForSekPerUnitAndNotTheOtherWayRound() {
        assertThat(reader.quotation()).isEqualTo(new Quotation(Currency.getInstance("SEK"), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", ""})
    void readsARangeWithoutABankDayAsNoRates(String document) throws IOException {
        assertThat(read(document).rates()).isEmpty();
        assertThat(read(sample("observations-SEKEURPMI-2026-10-03_2026-10-04-weekend.json"))
                        .rates())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            null    | nothing
            "NaN"   | NaN
            ""      | ''
            1       | 1
            6.12E-2 | 0.0612
            0       | 0
            10.9800 | 10.9800
            """)
    void handsOnAValueAsItStands(String value, String text) throws IOException {
        String document = "[{\"date\":\"2026-10-05\",\"value\":" + value.replace("'", "\"") + "}]";
        assertThat(read(document).rates()).extracting(Rate::text).containsExactly(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html><body>Underhåll</body></html>",
                "[{\"date\":\"2026-10-05\",\"value\":9.4",
                "[{\"date\":\"2026-10-05\",\"value\":NaN}]",
                "{\"date\":\"2026-10-05\",\"value\":9.4}",
                "[{\"value\":9.4}]",
                "[{\"date\":\"5/10 2026\",\"value\":9.4}]",
                "[][]"
            })
    void refusesWhatIsNoListOfObservations(String document) {
        assertThatThrownBy(() -> read(document)).isInstanceOf(IOException.class);
    }

    @Test
    void readsFromTheMessageHowLongToWait() throws IOException {
        assertThat(reader.pause(sample("error-429.json"))).contains(Duration.ofSeconds(49));
        assertThat(reader.pause("{\"statusCode\":429}")).isEmpty();
    }
}
