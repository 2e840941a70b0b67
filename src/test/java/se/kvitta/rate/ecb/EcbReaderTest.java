package se.kvitta.rate.ecb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.kvitta.exchange.RateReader.Published;
import se.kvitta.exchange.RateReader.Quotation;
import se.kvitta.exchange.RateReader.Rate;
import se.kvitta.exchange.RateRequest;

class EcbReaderTest {

    private static final Currency USD = Currency.getInstance("USD");
    private static final Currency SEK = Currency.getInstance("SEK");
    private static final LocalDate SEVENTH = LocalDate.of(2026, 10, 7);
    private static final RateRequest REQUEST =
            new RateRequest("ecb", List.of(SEK, USD), LocalDate.of(2026, 10, 5), SEVENTH);

    private final EcbReader reader = new EcbReader();

    private static String sample(String name) throws IOException {
        return Files.readString(Path.of("src/test/resources/rates").resolve(name));
    }

    @Test
    void readsTheWantedCurrenciesOfOneDay() throws IOException {
        Published published = reader.read(sample("ecb-eurofxref-daily.xml"), REQUEST);
        assertThat(published.from()).isEqualTo(SEVENTH);
        assertThat(published.rates())
                .containsExactlyInAnyOrder(new Rate(USD, SEVENTH, "1.1617"), new Rate(SEK, SEVENTH, "10.9190"));
    }

    @Test
    void readsEveryDayOfAHistory() throws IOException {
        Published published = reader.read(sample("ecb-eurofxref-hist-90d-excerpt.xml"), REQUEST);
        assertThat(published.from()).isEqualTo(LocalDate.of(2026, 10, 2));
        assertThat(published.rates())
                .filteredOn(rate -> rate.currency().equals(SEK))
                .extracting(Rate::text)
                .containsExactly("10.9190", "10.9355", "10.9310", "10.9285");
    }

    @Test
    void takesARateForUnitsPerEurAndNotTheOtherWayRound() {
        assertThat(reader.quotation()).isEqualTo(new Quotation(Currency.getInstance("EUR"), false));
    }

    @Test
    void handsOnARateAsItStands() throws IOException {
        String document = sample("ecb-eurofxref-daily.xml").replace("\"1.1617\"", "\"N/A\"");
        assertThat(reader.read(document, REQUEST).rates()).contains(new Rate(USD, SEVENTH, "N/A"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref" | xmlns="http://example.invalid/other" | no day
            http://www.gesmes.org/xml/2002-08-01 | http://example.invalid/gesmes | begins with
            time="2026-10-07"  | time="07.10.2026" | no file of reference rates
            time="2026-10-07"  | day="2026-10-07"  | has no day
            time="2026-10-07"  | time="2026-09-29" | not the newest
            </Cube>            | <br>              | no file of reference rates
            """)
    void refusesWhatIsNoFileOfReferenceRates(String text, String instead, String message) throws IOException {
        String document = sample("ecb-eurofxref-daily.xml");
        assertThat(document).contains(text);
        String bad = document.replace(text, instead);
        assertThatThrownBy(() -> reader.read(bad, REQUEST))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    @Test
    void opensNoOtherFile() throws IOException {
        String document = sample("ecb-eurofxref-daily.xml")
                .replaceFirst("<gesmes:Env", "<!DOCTYPE x [<!ENTITY y SYSTEM \"file:///etc/hostname\">]><gesmes:Env")
                .replace("Reference rates", "&y;");
        assertThatThrownBy(() -> reader.read(document, REQUEST)).isInstanceOf(IOException.class);
    }
}
