package se.kvitta.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.kvitta.ledger.Money;

/**
 * What is written and what is found in it again. {@code mvn test -Dtest=SheetTest -Dgolden.update=true} writes what the
 * documents say now.
 */
class SheetTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/sheet");
    private static final Instant MADE = Instant.parse("2026-02-16T08:00:00Z");
    private static final Currency SEK = Currency.getInstance("SEK");

    @ParameterizedTest
    @CsvSource({"sv, PDF", "sv, CSV", "en, PDF", "en, CSV"})
    void saysTheSameInBothFormatsAndLanguages(String language, SheetFormat format) throws IOException {
        byte[] written = write(format, language, SheetTest::letters);
        String text = format == SheetFormat.PDF ? text(written) : new String(written, StandardCharsets.UTF_8);
        golden("letters." + language + "." + format.suffix() + ".txt", text);
    }

    @Test
    void writesTheSameBytesForTheSameContent() {
        for (SheetFormat format : SheetFormat.values()) {
            assertThat(write(format, "sv", SheetTest::letters)).isEqualTo(write(format, "sv", SheetTest::letters));
        }
    }

    @Test
    void showsASquareForWhatTheFontDoesNotHaveAndNeverFails() throws IOException {
        String all = "kaffe\u0000\u0007\t\n\u200b \ud83d\ude00 \u4e2d\u6587 \u0e01 \ud83d l\u202eone";
        String text = text(write(SheetFormat.PDF, "sv", sheet -> sheet.fact("Order", all)));
        assertThat(text).contains("kaffe  \u25a1 \u25a1\u25a1 \u25a1 \u25a1 lone");
    }

    @Test
    void embedsTheLettersThatAreUsedAndTellsWhatItIs() throws IOException {
        byte[] written = write(SheetFormat.PDF, "sv", SheetTest::letters);
        try (PDDocument document = Loader.loadPDF(written)) {
            for (PDPage page : document.getPages()) {
                for (COSName name : page.getResources().getFontNames()) {
                    assertThat(page.getResources().getFont(name).isEmbedded()).isTrue();
                    assertThat(page.getResources().getFont(name).getName()).matches("[A-Z]{6}\\+LiberationSans");
                }
            }
            assertThat(document.getDocumentInformation().getTitle()).isEqualTo("Underlag åäö € ł Ω");
            assertThat(document.getDocumentInformation().getCreationDate().toInstant())
                    .isEqualTo(MADE);
            assertThat(document.getDocumentInformation().getModificationDate()).isNull();
            assertThat(document.getDocumentCatalog().getLanguage()).isEqualTo("sv");
        }
        assertThat(written).hasSizeLessThan(60_000);
    }

    @Test
    void countsItsPagesAndRepeatsTheHeadings() throws IOException {
        byte[] written = write(SheetFormat.PDF, "en", sheet -> {
            sheet.heading("Orders");
            sheet.table(Column.text("Order number", 3), Column.amount("Gross", 1));
            for (int i = 0; i < 120; i++) {
                sheet.row(Cell.of("order " + i), Cell.of(Money.ofMinor(i, SEK)));
            }
        });
        try (PDDocument document = Loader.loadPDF(written)) {
            assertThat(document.getNumberOfPages()).isEqualTo(3);
            for (int number = 1; number <= 3; number++) {
                var stripper = new PDFTextStripper();
                stripper.setStartPage(number);
                stripper.setEndPage(number);
                assertThat(stripper.getText(document))
                        .contains("page " + number + " of 3")
                        .containsOnlyOnce("Order number")
                        .contains(number == 1 ? "Orders" : "Orders (continued)");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+cmd", " =1+1", "\t=1+1", "\uff1d1+1"})
    void keepsASpreadsheetFromRunningAText(String text) {
        assertThat(csv(text)).startsWith("'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-12,50", "+46701234567", "-1", "order 12", "", "a=b"})
    void leavesNumbersAndHarmlessTextAlone(String text) {
        assertThat(csv(text)).isEqualTo(text);
    }

    @Test
    void writesTheHeadingsOnceWhereverOnThePageATableBegins() throws IOException {
        for (int before = 0; before < 60; before++) {
            int facts = before;
            String text = text(write(SheetFormat.PDF, "en", sheet -> {
                sheet.heading("Orders");
                for (int i = 0; i < facts; i++) {
                    sheet.fact("fact", "value");
                }
                sheet.table(Column.text("Order number", 3), Column.amount("Gross", 1));
                sheet.row(Cell.of("order 1"), Cell.EMPTY);
            }));
            assertThat(text).as("%s facts before it", facts).containsOnlyOnce("Order number");
        }
    }

    @Test
    void cutsNoWordOfAHeading() throws IOException {
        String text = text(write(SheetFormat.PDF, "en", sheet -> {
            sheet.table(Column.text("Currency", 1), Column.text("Rate day", 1), Column.text("Order", 40));
            sheet.row(Cell.EMPTY, Cell.EMPTY, Cell.EMPTY);
        }));
        assertThat(text).contains("Currency", "Rate", "day");
    }

    @Test
    void refusesARowThatDoesNotFitItsTable() {
        assertThatThrownBy(() -> write(SheetFormat.PDF, "sv", sheet -> sheet.row(Cell.EMPTY)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> write(SheetFormat.CSV, "sv", sheet -> {
                    sheet.table(Column.text("Order", 1));
                    sheet.row(Cell.EMPTY, Cell.EMPTY);
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a row of 2 cells in a table of 1");
    }

    @Test
    void writesAnyLengthOfTextIntoARow() throws IOException {
        String word = "x".repeat(3_000);
        String text = text(write(SheetFormat.PDF, "sv", sheet -> {
            sheet.table(Column.text("Order", 1), Column.text("Shop", 1));
            sheet.row(Cell.of(word), Cell.of("y ".repeat(4_000)));
        }));
        assertThat(text.chars().filter(letter -> letter == 'x').count()).isEqualTo(3_000);
        assertThat(text.chars().filter(letter -> letter == 'y').count()).isEqualTo(4_000);
    }

    private static void letters(Sheet sheet) throws IOException {
        sheet.fact("Företag", "Ljusbutiken i Åmål AB, é ü ñ ß");
        sheet.fact("Ligatures", "office fi fl ffi AVATAR");
        sheet.fact("Polska", "Zażółć gęślą jaźń");
        sheet.fact("Grekiska", "Ξεσκεπάζω τὴν ψυχοφθόρα");
        sheet.fact("Kyrilliska", "Съешь же ещё этих мягких булок");
        sheet.fact("Belopp", Money.of("-1234567.89", "EUR"));
        sheet.warning("Summan skiljer 0,01 SEK.");
        sheet.heading("Verifikationens rader · €");
        sheet.table(
                Column.text("Konto", 1), Column.text("Text", 6), Column.amount("Belopp", 2), Column.amount("Kurs", 2));
        sheet.row(Cell.of("1581"), Cell.of("A\u030angstro\u0308m; \"citat\""), money(125_000), Cell.EMPTY);
        sheet.row(
                Cell.of("3001"),
                Cell.of("Ett långt namn som inte får plats på en rad, och som därför delas över två rader eller fler,"
                        + " allt efter hur bred kolumnen är på sidan"),
                money(-100_000),
                Cell.of(new BigDecimal("10.93450")));
        sheet.row(Cell.of("2611"), Cell.of(LocalDate.of(2026, 2, 16)), money(-25_000), Cell.of(3));
        sheet.subtotal(Cell.of("Summa"), Cell.EMPTY, money(0), Cell.EMPTY);
    }

    private static Cell money(long minor) {
        return Cell.of(Money.ofMinor(minor, SEK));
    }

    private static String csv(String text) {
        String written = new String(
                write(SheetFormat.CSV, "sv", sheet -> {
                    sheet.table(Column.text("Order", 1));
                    sheet.row(Cell.of(text));
                }),
                StandardCharsets.UTF_8);
        return written.lines().skip(2).findFirst().orElse("").replaceAll("^\"|\"$", "");
    }

    private static byte[] write(SheetFormat format, String language, Sheet.Content content) {
        var out = new ByteArrayOutputStream();
        try {
            format.write(out, new Sheet.Head("Underlag åäö € ł Ω", Words.of("sheet", language), MADE), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            var stripper = new PDFTextStripper();
            stripper.setSortByPosition(true);
            stripper.setLineSeparator("\n");
            return stripper.getText(document);
        }
    }

    private static void golden(String name, String text) throws IOException {
        Path file = GOLDEN.resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }
}
