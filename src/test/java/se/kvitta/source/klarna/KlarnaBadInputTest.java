package se.kvitta.source.klarna;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.kvitta.intake.Taken;
import se.kvitta.intake.Taken.How;
import se.kvitta.journal.Documents.Document;
import se.kvitta.journal.Documents.State;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.reason.Reason;
import se.kvitta.reason.Reasons;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.UnreadableDocument;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestJournal;

/** Whatever is handed in: it is held with words that a merchant understands, it is kept, and the next file is booked. */
class KlarnaBadInputTest {

    private static final String MERCHANT = """
            merchant: shop
            name: Ljusbutiken i Lund AB
            organisationNumber: 559999-0016
            target: { system: books }
            profiles:
              shop:
                source: klarna
                start: 2026-01-01
                modes: [daily, payout]
                vat: { home: SE, rates: { SE: 25 } }
            """;
    private static final Path GOLDEN = Path.of("src/test/resources/golden/sources/klarna");
    private static final String GOOD = read(GOLDEN.resolve("plain-sale-and-fee/input.csv"));
    private static final long GIGABYTE = 1L << 30;

    @TempDir
    static Path folder;

    private static TestJournal journal;
    private static int payouts;

    @BeforeAll
    static void start() {
        journal = new TestJournal(new TestHome(folder.resolve("home")).merchant("shop", MERCHANT));
    }

    @AfterAll
    static void stop() {
        journal.close();
    }

    static Stream<Arguments> badInput() {
        String named = "SALE;2026-02-02T09:00:00Z;2026-02-02T08:00:00Z;552738db-7dce-43e0-9496-a867324a374a;6C64A34;"
                + "016efc53-f9c4-4dd5-84d2-2e601a38d49e;";
        return Stream.of(
                Arguments.of("EMPTY_DOCUMENT", "nothing but line ends", "\r\n\r\n\n".getBytes(UTF_8)),
                Arguments.of("WEB_PAGE", "a login page", "\n <!DOCTYPE html><html lang=sv>Logga in".getBytes(UTF_8)),
                Arguments.of(
                        "NOT_TEXT", "a PDF under the name of a table", "%PDF-1.7\n%\u00e2\u00e3".getBytes(ISO_8859_1)),
                Arguments.of("NOT_TEXT", "an archive", "PK\u0003\u0004;;;".getBytes(ISO_8859_1)),
                Arguments.of(
                        "WRONG_ENCODING",
                        "Latin 1",
                        GOOD.replace(";1041;", ";Å1041;").getBytes(ISO_8859_1)),
                Arguments.of("WRONG_ENCODING", "UTF-16 with its mark", GOOD.getBytes(UTF_16)),
                Arguments.of("WRONG_ENCODING", "UTF-16 without a mark", GOOD.getBytes(UTF_16LE)),
                Arguments.of("DOES_NOT_ADD_UP", "no rows", lines(GOOD, 3).getBytes(UTF_8)),
                Arguments.of(
                        "MISSING_COLUMNS", "only the summary", lines(GOOD, 2).getBytes(UTF_8)),
                Arguments.of(
                        "BROKEN_TABLE",
                        "quotation marks that do not match",
                        GOOD.replace(";6C6", ";\"6C6").getBytes(UTF_8)),
                Arguments.of(
                        "BROKEN_TABLE",
                        "a line of 3 MB",
                        GOOD.replace("6C64A34", "6".repeat(3 << 20)).getBytes(UTF_8)),
                Arguments.of(
                        "BROKEN_TABLE",
                        "100 000 cells",
                        GOOD.replace("6C64A34", ";".repeat(100_000)).getBytes(UTF_8)),
                Arguments.of(
                        "BAD_AMOUNT",
                        "an amount beyond all numbers",
                        GOOD.replace(";1250.00;", ";" + "9".repeat(30) + ";").getBytes(UTF_8)),
                Arguments.of(
                        "BAD_AMOUNT",
                        "words for an amount",
                        GOOD.replace(";1250.00;", ";gratis;").getBytes(UTF_8)),
                Arguments.of(
                        "REFERENCE_TOO_LONG",
                        "an order number of 5000 characters",
                        GOOD.replace(named + "1041", named + "1".repeat(5000)).getBytes(UTF_8)),
                Arguments.of(
                        "REFERENCE_TOO_LONG",
                        "an order id of 300 characters",
                        GOOD.replace("552738db", "5".repeat(300)).getBytes(UTF_8)));
    }

    /** The refused golden cases; a name and a code say nothing about the words in Swedish. */
    static Stream<Arguments> refusedGoldenCases() throws IOException {
        List<Arguments> cases = new ArrayList<>();
        try (Stream<Path> folders = Files.list(GOLDEN.resolve("refused"))) {
            for (Path place : folders.sorted().toList()) {
                cases.add(Arguments.of(
                        read(place.resolve("expected.refusal"))
                                .lines()
                                .findFirst()
                                .orElseThrow(),
                        String.valueOf(place.getFileName()),
                        Files.readAllBytes(input(place))));
            }
        }
        return cases.stream();
    }

    private static Path input(Path place) {
        Path file = place.resolve("input.csv");
        return Files.exists(file) ? file : place.resolve("input.json");
    }

    @ParameterizedTest(name = "{1} is held as {0}")
    @MethodSource({"badInput", "refusedGoldenCases"})
    void isHeldInPlainWordsAndKeptAndTheNextIsBooked(String code, String what, byte[] content) throws IOException {
        Taken taken = journal.takeIn("shop", what + ".csv", content);

        assertThat(taken.how()).isEqualTo(How.HELD);
        assertThat(taken.settlement()).isNull();
        assertThat(taken.reason().code()).isEqualTo(code);
        assertReadable(taken.reason());
        assertKept(what + ".csv", content);
        assertNextIsBooked();
    }

    @Test
    void noAnswersThatAreCutOffAreTakenForWholeOnes() throws IOException {
        String whole =
                read(GOLDEN.resolve("sample-api-2201447718/input.json")).strip().replace("2201447718", nextReference());
        IntStream cuts = IntStream.concat(
                IntStream.iterate(1, cut -> cut < whole.length(), cut -> cut + whole.length() / 40),
                IntStream.range(whole.length() - 40, whole.length()));

        for (int cut : cuts.toArray()) {
            Taken taken =
                    journal.takeIn("shop", "cut.json", whole.substring(0, cut).getBytes(UTF_8));
            assertThat(taken.how()).as("cut at %d", cut).isEqualTo(How.HELD);
        }
        assertThat(journal.takeIn("shop", "whole.json", whole.getBytes(UTF_8)).how())
                .isEqualTo(How.ACCEPTED);
    }

    /**
     * A file that is still being uploaded is a prefix of the whole one. The proof finds what is missing, up to the middle
     * of the last cell.
     */
    @ParameterizedTest
    @ValueSource(strings = {"sek-extended", "sek"})
    void noFileThatIsCutOffIsTakenForAWholeOne(String sample) throws IOException {
        String whole = read(Path.of("src/test/resources/klarna/settlement-2201447718-" + sample + ".csv"))
                .replace("2201447718", nextReference());
        int lastRow = whole.strip().lastIndexOf('\n');
        IntStream cuts = IntStream.concat(
                IntStream.iterate(1, cut -> cut < lastRow, cut -> cut + whole.length() / 40),
                IntStream.rangeClosed(lastRow, whole.length() - 1));

        for (int cut : cuts.toArray()) {
            Taken taken =
                    journal.takeIn("shop", "cut.csv", whole.substring(0, cut).getBytes(UTF_8));

            if (cut <= whole.lastIndexOf(';')) {
                assertThat(taken.how())
                        .as("%d of %d characters", cut, whole.length())
                        .isEqualTo(How.HELD);
                assertReadable(taken.reason());
            }
        }
        assertThat(journal.takeIn("shop", "whole.csv", whole.getBytes(UTF_8)).how())
                .isIn(How.ACCEPTED, How.KNOWN);
    }

    @Test
    void aFileThatIsCutWithinItsLastCellIsReplacedByTheWholeOne() {
        String rows = lines(good(), 4).replace(";tax_rate_2;tax_amount_2", "").replace(";250.00;;", ";250.00");
        String whole = rows.replace("1203.90;", "1250.00;").replace(";36.88;0.00;9.22;", ";0.00;0.00;0.00;");
        Taken cut = journal.takeIn(
                "shop",
                "a.csv",
                whole.strip().substring(0, whole.strip().length() - 4).getBytes(UTF_8));
        assertThat(cut.how()).as("%s", cut.reason()).isEqualTo(How.ACCEPTED);

        Taken taken = journal.takeIn("shop", "a.csv", whole.getBytes(UTF_8));

        assertThat(taken.how()).isEqualTo(How.ACCEPTED);
        journal.plan("shop");
        assertThat(journal.held(journal.settlement(taken.settlement().id()))).isEmpty();
        assertThat(journal.settlements()
                        .find(cut.settlement().id())
                        .orElseThrow()
                        .state())
                .isEqualTo(Settlements.State.REPLACED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../../evil.csv",
                "/etc/cron.d/evil.csv",
                "..\\..\\evil.csv",
                "2201\n2026.csv",
                "settlement.${env:HOME}.csv",
                "' or 1=1 --.csv"
            })
    void aNameIsNothingButAName(String name) throws IOException {
        List<Path> before = everythingIn(folder);
        byte[] bad = lines(good(), 3).getBytes(UTF_8);
        byte[] good = good().getBytes(UTF_8);

        Taken held = journal.takeIn("shop", name, bad);
        Taken accepted = journal.takeIn("shop", name, good);

        assertThat(held.how()).isEqualTo(How.HELD);
        assertReadable(held.reason());
        assertKept(name, bad);
        assertThat(accepted.how()).as("%s", accepted.reason()).isEqualTo(How.ACCEPTED);
        assertThat(everythingIn(folder)).isEqualTo(before);
    }

    @Test
    void aLongNameOfAFileWithoutSummaryIsKeptWhole() throws IOException {
        String name = "x".repeat(240) + ".csv";
        byte[] content = good().lines()
                .skip(2)
                .map(line -> line + "\n")
                .reduce("", String::concat)
                .getBytes(UTF_8);

        Taken taken = journal.takeIn("shop", name, content);

        assertThat(taken.reason().code()).isEqualTo("NO_SUMMARY");
        assertKept(name, content);
        assertNextIsBooked();
    }

    @Test
    void aPayoutReferenceThatIsNoReferenceIsHeld() throws IOException {
        byte[] content = good().replace("22016", "1".repeat(300)).getBytes(UTF_8);

        Taken taken = journal.takeIn("shop", "a.csv", content);

        assertThat(taken.reason().code()).isEqualTo("REFERENCE_TOO_LONG");
        assertReadable(taken.reason());
        assertNextIsBooked();
    }

    static Stream<Arguments> endlessLines() {
        String columns = lines(GOOD, 3);
        return Stream.of(
                Arguments.of("NO_TABLE", "", "x"),
                Arguments.of("BROKEN_TABLE", "", "type;amount;"),
                Arguments.of("BROKEN_TABLE", columns, "SALE;2026-02-02T09:00:00Z;"),
                Arguments.of("BROKEN_TABLE", columns, "SALE;\"never closed\n"),
                Arguments.of("BROKEN_TABLE", GOOD, ";"),
                Arguments.of("WRONG_ENCODING", columns, "\u00c3(;"));
    }

    /** The stream makes up its bytes; how many were asked for tells how much of it can stand in memory. */
    @ParameterizedTest(name = "{0} after {1}, then {2} on and on")
    @MethodSource("endlessLines")
    void aLineOfOneGigabyteIsGivenUpEarly(String code, String start, String repeated) {
        long[] asked = {0};

        assertThatThrownBy(() -> {
                    try (var reading =
                            new KlarnaTranslator(journal.merchants()).read(endless(start, repeated, asked))) {
                        while (reading.hasNext()) {
                            reading.next();
                        }
                    }
                })
                .isInstanceOfSatisfying(UnreadableDocument.class, held -> {
                    assertThat(held.reason().code()).isEqualTo(code);
                    assertReadable(held.reason());
                });

        assertThat(asked[0]).isLessThan(16L << 20);
    }

    private static SourceDocument endless(String start, String repeated, long[] asked) {
        return new SourceDocument() {
            @Override
            public String name() {
                return "endless.csv";
            }

            @Override
            public InputStream open() {
                return new SequenceInputStream(
                        new ByteArrayInputStream(start.getBytes(UTF_8)),
                        new Repeating(repeated.getBytes(ISO_8859_1), asked));
            }
        };
    }

    private static final class Repeating extends InputStream {
        private final byte[] pattern;
        private final long[] asked;
        private long given;

        Repeating(byte[] pattern, long[] asked) {
            this.pattern = pattern;
            this.asked = asked;
        }

        @Override
        public int read() {
            if (given == GIGABYTE) {
                return -1;
            }
            asked[0]++;
            return pattern[(int) (given++ % pattern.length)] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) {
            int count = 0;
            for (int next = 0; count < length && (next = read()) >= 0; count++) {
                into[from + count] = (byte) next;
            }
            return count == 0 && length > 0 ? -1 : count;
        }
    }

    private static void assertReadable(Reason reason) {
        for (String language : Reasons.LANGUAGES) {
            Reasons words = Reasons.in(language);
            for (String text : List.of(words.cause(reason), words.fix(reason))) {
                assertThat(text)
                        .as(language)
                        .hasSizeBetween(15, 700)
                        .doesNotContain("{", "Exception", "null", "\n")
                        .endsWith(".");
            }
        }
        assertThat(Reasons.in("sv").text(reason)).isNotEqualTo(Reasons.in("en").text(reason));
    }

    private static void assertKept(String name, byte[] content) throws IOException {
        Document document = journal.documents().held().stream()
                .filter(held -> held.name().equals(name) && held.bytes() == content.length)
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among the held"));
        assertThat(document.state()).isEqualTo(State.HELD);
        try (InputStream kept = journal.documents().content(document).open()) {
            assertThat(Arrays.equals(kept.readAllBytes(), content)).isTrue();
        }
    }

    private static void assertNextIsBooked() {
        Taken taken = journal.takeIn("shop", "good.csv", good().getBytes(UTF_8));
        assertThat(taken.how()).as("%s", taken.reason()).isEqualTo(How.ACCEPTED);
        journal.plan("shop");
        Settlement settlement = journal.settlement(taken.settlement().id());
        Map<String, Long> balances = new TreeMap<>();
        journal.postings(settlement).forEach(posting -> posting.booking()
                .voucher()
                .rows()
                .forEach(row ->
                        balances.merge(row.account().number(), row.amount().minor(), Long::sum)));
        assertThat(balances)
                .isEqualTo(Map.of(
                        "1581", 0L, "1979", 120390L, "2611", -25000L, "2641", 922L, "3001", -100000L, "6064", 3688L));
        assertThat(journal.held(settlement)).isEmpty();
    }

    /** A payout like {@link #GOOD} that was not seen before. */
    private static String good() {
        return GOOD.replace("2201500101", nextReference());
    }

    private static synchronized String nextReference() {
        return "22016" + String.format("%05d", payouts++);
    }

    private static String lines(String text, int count) {
        return text.lines().limit(count).map(line -> line + "\n").reduce("", String::concat);
    }

    private static List<Path> everythingIn(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.sorted().toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
