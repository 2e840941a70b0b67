package se.kvitta.rows;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.Reading;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Statement;
import se.kvitta.settlement.UnreadableDocument;

/** What the mapping language can say and no shipped source says: no signs, other dates, a fixed currency, a stated payout. */
class RowTranslatorTest {

    private static final String ROWS = """
            charset: ISO-8859-1
            delimiter: tab
            decimal: ","
            amounts: unsigned
            costs: positive
            dates: dd.MM.uuuu
            zone: America/New_York
            columns: { type: Slag, at: Dag, amount: Belopp, fee: Avgift, vat: Moms, country: Land, key: Nr }
            vatRates: ["25", "12", "6"]
            types:
              Köp: { plus: SALE }
              Åter*: { minus: REFUND }
            settlement:
              reference: { column: [Butik, Vecka] }
              day: { column: Betald }
              currency: { is: SEK }
              payout: { column: Utbetalt }
            """;
    private static final String HEAD = "Nr\tSlag\tDag\tBelopp\tAvgift\tMoms\tLand\tButik\tVecka\tBetald\tUtbetalt\n";
    private static final String END = "\tS1\t7\t16.02.2026\t1 090,00\n";

    @TempDir
    Path folder;

    private record Handed(Path file) implements SourceDocument {

        @Override
        public String name() {
            return "file.txt";
        }

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }

    private Reading read(String text) throws IOException {
        RowMapping mapping = RowMapping.of(new YAMLMapper().readTree(ROWS));
        Path file = Files.write(folder.resolve("handed-in"), text.getBytes(ISO_8859_1));
        return new RowTranslator(mapping).read(new Handed(file));
    }

    @Test
    void theTypeTellsTheDirectionWhereAmountsHaveNoSign() throws IOException {
        var told = new ArrayList<String>();
        Statement statement;
        List<Event> events = new ArrayList<>();
        try (Reading reading = read(HEAD
                + "1\tköp\t09.02.2026\t1 250,00\t10,00\t250,00\tse" + END
                + "2\tÅtertag\t10.02.2026\t150,00\t0,00\t16,07\tDanmark" + END)) {
            reading.forEachRemaining(events::add);
            statement = reading.statement();
        }
        events.forEach(event -> told.add(event.kind() + " " + event.amount() + " " + event.at() + " "
                + event.vat().stream()
                        .map(part -> part.rate() + "/" + part.vat())
                        .toList() + event.country()));
        assertThat(told)
                .containsExactly(
                        "SALE 1250.00 SEK 2026-02-09T05:00:00Z [25/25000]SE",
                        "FEE 10.00 SEK 2026-02-09T05:00:00Z []SE",
                        "REFUND 150.00 SEK 2026-02-10T05:00:00Z [12/1607]",
                        "PAYOUT 1090.00 SEK 2026-02-15T23:00:00Z []");
        assertThat(statement.reference()).isEqualTo("S1-7");
        assertThat(String.valueOf(statement.payout())).isEqualTo("1090.00 SEK");
        assertThat(statement.rows()).isEqualTo(2);
    }

    @Test
    void vatThatSeveralRatesExplainOrNoneHasNoRate() throws IOException {
        try (Reading reading = read(HEAD
                + "1\tKöp\t09.02.2026\t0,10\t0,00\t0,01\tSE" + END
                + "2\tKöp\t09.02.2026\t100,00\t0,00\t15,00\tSE" + END)) {
            assertThat(reading.next().vat())
                    .singleElement()
                    .satisfies(part -> assertThat(part.rate().isZero()).isTrue());
            assertThat(reading.next().vat()).singleElement().satisfies(part -> {
                assertThat(part.rate().isZero()).isTrue();
                assertThat(part.vat()).isEqualTo(1_500);
            });
        }
    }

    @Test
    void aFactThatChangesBetweenRowsIsAnotherPayout() throws IOException {
        String row = "1\tKöp\t09.02.2026\t10,00\t0,00\t\tSE";
        for (String other :
                List.of(END.replace("S1", "S2"), END.replace("16.02", "17.02"), END.replace("90,", "91,"))) {
            try (Reading reading = read(HEAD + row + END + row + other)) {
                assertThatThrownBy(() -> reading.forEachRemaining(event -> {}))
                        .isInstanceOf(UnreadableDocument.class)
                        .hasMessageContaining("SEVERAL_PAYOUTS");
            }
        }
    }

    @Test
    void aDayThatIsNoneOrOutOfItsCenturyIsRefused() throws IOException {
        for (String day : List.of("30.02.2026", "2026-02-09", "09.02.0026")) {
            try (Reading reading = read(HEAD + "1\tKöp\t" + day + "\t10,00\t0,00\t\tSE" + END)) {
                assertThatThrownBy(reading::hasNext)
                        .hasMessageContaining("BAD_DATE")
                        .hasMessageContaining(day);
            }
        }
    }
}
