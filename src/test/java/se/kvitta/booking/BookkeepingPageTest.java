package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import se.kvitta.booking.Golden.Happening;
import se.kvitta.booking.Golden.Head;
import se.kvitta.booking.Golden.Paper;
import se.kvitta.booking.Golden.Row;
import se.kvitta.reason.Reasons;

/**
 * {@code docs/bookkeeping.md} tells the accounts of the shipped mapping files and the vouchers of the golden set. {@code
 * mvn test -Dtest=BookkeepingPageTest -Dgolden.update=true} writes those parts of it.
 */
class BookkeepingPageTest {

    private static final Path PAGE = Path.of("docs/bookkeeping.md");
    private static final Path EVENTS = Path.of("src/test/resources/golden/booking/golden-events.csv");
    private static final Path WORDS = Path.of("src/main/resources/reasons/en.properties");
    private static final Pattern CODE = Pattern.compile("`([A-Z][A-Z0-9_]{3,})`");

    @Test
    void tellsTheAccountsOfTheMappingFiles() throws IOException {
        check("accounts", accounts());
    }

    @Test
    void tellsTheVouchersOfTheGoldenSet() throws IOException {
        String vouchers = vouchers();
        assertThat(Golden.numbers()).allSatisfy(number -> assertThat(vouchers).contains("\n### " + number + " "));
        check("vouchers", vouchers);
    }

    /** Each code of the page's own list has words, and every code that the golden set holds is in it. */
    @Test
    void tellsTheCodesThatAreHeld() throws IOException {
        String page = Files.readString(PAGE);
        String section = page.substring(page.indexOf("\n## What is held"), page.indexOf("\n## Voucher tables"));
        var told = new TreeSet<String>();
        CODE.matcher(section).results().forEach(code -> told.add(code.group(1)));
        var held = new TreeSet<String>();
        Golden.numbers().forEach(number -> Stream.of(Mode.values())
                .flatMap(mode -> Golden.held(number, mode).stream())
                .forEach(line -> held.add(line.reason())));

        assertThat(Reasons.in("en").codes()).containsAll(told);
        assertThat(told).containsAll(held);
    }

    private static void check(String part, String expected) throws IOException {
        String page = Files.readString(PAGE);
        String begin = "<!-- " + part + " -->\n";
        int from = page.indexOf(begin) + begin.length();
        int until = page.indexOf("<!-- end of " + part + " -->");
        assertThat(until).as(part).isGreaterThanOrEqualTo(from).isGreaterThan(begin.length());
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(PAGE, page.substring(0, from) + expected + page.substring(until));
        } else {
            assertThat(page.substring(from, until)).isEqualTo(expected);
        }
    }

    private static String accounts() throws IOException {
        JsonNode older = TestPlan.file("accounts/bas-2025.yaml").get("accounts");
        var text =
                new StringBuilder("\n| role | BAS 2026 | BAS 2025 | name | box |\n| --- | --- | --- | --- | --- |\n");
        TestPlan.file("accounts/bas-2026.yaml")
                .get("accounts")
                .properties()
                .forEach(role -> row(
                        text,
                        "`" + role.getKey() + "`",
                        role.getValue().get("account").asText(),
                        older.path(role.getKey()).path("account").asText(""),
                        role.getValue().get("name").asText(),
                        role.getValue().path("box").asText("")));
        text.append("\n| source | role | account | name |\n| --- | --- | --- | --- |\n");
        try (Stream<Path> sources = Files.list(Path.of("mappings/sources"))) {
            for (Path file : sources.sorted().toList()) {
                JsonNode source = TestPlan.file("sources/" + file.getFileName());
                source.path("accounts")
                        .properties()
                        .forEach(role -> row(
                                text,
                                source.get("name").asText(),
                                "`" + role.getKey() + "`",
                                role.getValue().get("account").asText(),
                                role.getValue().get("name").asText()));
            }
        }
        return text.append('\n').toString();
    }

    private static String vouchers() throws IOException {
        var words = new Properties();
        try (Reader reader = Files.newBufferedReader(WORDS)) {
            words.load(reader);
        }
        var text = new StringBuilder();
        try (CsvReader<NamedCsvRecord> events = CsvReader.builder().ofNamedCsvRecord(EVENTS)) {
            events.forEach(event -> tell(event, words, text));
        }
        return text.append('\n').toString();
    }

    private static void tell(NamedCsvRecord event, Properties words, StringBuilder text) {
        String number = event.getField("event_no");
        Happening happening = Golden.event(number);
        text.append("\n### ").append(number).append(' ').append(event.getField("event_id"));
        text.append("\n\n").append(event.getField("description")).append(".\n\nModes: ");
        text.append(event.getField("modes").replace(";", ", ")).append(". Provider: ");
        text.append(happening.sourceName()).append(".\n");
        var papers = new LinkedHashMap<String, Paper>();
        var modes = new LinkedHashMap<String, List<Mode>>();
        var held = new LinkedHashMap<String, List<Mode>>();
        for (Mode mode : Mode.values()) {
            Golden.vouchers(number, mode).forEach((name, paper) -> {
                papers.put(name, paper);
                modes.computeIfAbsent(name, first -> new ArrayList<>()).add(mode);
            });
            Golden.held(number, mode).forEach(line -> held.computeIfAbsent(line.reason(), first -> new ArrayList<>())
                    .add(mode));
        }
        papers.forEach((name, paper) -> tell(name, paper, modes.get(name), text));
        held.forEach((code, where) -> text.append("\nHeld in ")
                .append(words(where))
                .append(": `")
                .append(code)
                .append("`. ")
                .append(words.getProperty(code + ".cause"))
                .append(" *What to do:* ")
                .append(words.getProperty(code + ".fix"))
                .append('\n'));
    }

    private static void tell(String name, Paper paper, List<Mode> modes, StringBuilder text) {
        var ours = GoldenBookingTest.OTHERWISE.get(name);
        Head head = paper.head();
        text.append("\n**").append(words(modes)).append("**: ").append(head.date());
        text.append(" `").append(ours == null ? head.dateRule() : ours.dateRule());
        text.append("`, series ").append(head.series());
        if (head.series().equals("KV")) {
            text.append(", «").append(ours == null ? head.text() : ours.text()).append('»');
        }
        text.append("\n\n| role | account | debit | credit | VAT | box |\n| --- | --- | --- | --- | --- | --- |\n");
        for (Row row : paper.rows()) {
            String amount = row.amount().abs().major().toPlainString()
                    + (row.foreign().isEmpty() ? "" : " (" + row.foreign().replace("-", "") + ")");
            boolean debit = row.amount().minor() >= 0;
            row(
                    text,
                    "`" + row.role() + "`",
                    row.account() + " " + row.accountName(),
                    debit ? amount : "",
                    debit ? "" : amount,
                    row.vatRate().isEmpty() ? "" : row.vatRate() + " % " + row.country(),
                    row.box());
        }
    }

    private static String words(List<Mode> modes) {
        return modes.stream().map(mode -> mode.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
    }

    private static void row(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }
}
