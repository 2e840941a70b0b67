package se.kvitta.sheet;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;

/** A sheet as CSV: facts as pairs, tables as rows below their headings. */
final class CsvSheet implements Sheet {

    /** What spreadsheets take for the beginning of a formula, also in their wide forms. */
    private static final String FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20";

    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d[\\d .,\u00a0]*");

    private final Head head;
    private final Words words;
    private final Writer text;
    private final CsvWriter csv;
    private int columns;

    CsvSheet(OutputStream out, Head head) throws IOException {
        this.head = head;
        this.words = Words.of("sheet", head.words().language());
        this.text = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
        text.write('\ufeff'); // or Excel takes it for Windows-1252
        this.csv = CsvWriter.builder()
                .fieldSeparator(words.separator())
                .lineDelimiter(LineDelimiter.CRLF)
                .build(text);
        csv.writeRecord(safe(head.title()));
    }

    @Override
    public Words words() {
        return head.words();
    }

    @Override
    public void heading(String heading) {
        columns = 0;
        csv.writeRecord("");
        csv.writeRecord(safe(heading));
    }

    @Override
    public void fact(String label, String value) {
        columns = 0;
        csv.writeRecord(safe(label), safe(value));
    }

    @Override
    public void fact(String label, Money value) {
        columns = 0;
        csv.writeRecord(
                safe(label), words().plain(value.major()), value.currency().getCurrencyCode());
    }

    @Override
    public void warning(String warning) {
        columns = 0;
        csv.writeRecord(words.text("warning"), safe(warning));
    }

    @Override
    public void table(Column... table) {
        columns = table.length;
        csv.writeRecord(
                Arrays.stream(table).map(column -> safe(column.heading())).toList());
    }

    @Override
    public void row(Cell... cells) {
        Rows.require(columns, cells);
        csv.writeRecord(Arrays.stream(cells).map(this::value).toList());
    }

    @Override
    public void subtotal(Cell... cells) {
        row(cells);
    }

    void flush() throws IOException {
        csv.flush();
        text.flush();
    }

    private String value(Cell cell) {
        @Nullable BigDecimal number = cell.number();
        return number == null ? safe(cell.text()) : words.plain(number);
    }

    /** A text that a spreadsheet would run as a formula gets an apostrophe before it, which tells it that it is a text. */
    private static String safe(String text) {
        String line = Rows.oneLine(text);
        String told = line.strip();
        boolean formula = !told.isEmpty()
                && FORMULA.indexOf(told.charAt(0)) >= 0
                && !NUMBER.matcher(told).matches();
        return formula ? "'" + line : line;
    }
}
