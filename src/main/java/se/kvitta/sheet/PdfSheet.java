package se.kvitta.sheet;

import java.awt.Color;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.List;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.io.MemoryUsageSetting;
import org.apache.pdfbox.pdfwriter.compress.CompressParameters;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.interactive.viewerpreferences.PDViewerPreferences;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;

/** A sheet as PDF. Finished pages lie in a temporary file, not in memory. Measures are thousandths of a point. */
final class PdfSheet implements Sheet, Closeable {

    private static final int POINT = 1000;
    private static final int MARGIN = 40 * POINT;
    private static final int WIDTH = Pen.PAGE_WIDTH - 2 * MARGIN;
    private static final int BOTTOM = MARGIN + 16 * POINT;
    private static final int LABELS = 190 * POINT;
    private static final int GAP = 8 * POINT;
    private static final int SIZE = 8 * POINT;
    private static final int LINE = 10_500;
    private static final int TITLE = 15 * POINT;
    private static final int HEADING = 10_500;

    private static final Color INK = Color.BLACK;
    private static final Color PALE = new Color(90, 90, 90);
    private static final Color RULE = new Color(205, 205, 205);
    private static final Color ALARM = new Color(176, 0, 16);

    private final Head head;
    private final Words words;
    private final PDDocument document;
    private final Typeface face;
    private Pen page;
    private int y;
    private Column[] columns = {};
    private int[] lefts = {};
    private int[] widths = {};
    private String heading = "";
    private boolean fresh;

    PdfSheet(Head head) throws IOException {
        this.head = head;
        this.words = Words.of("sheet", head.words().language());
        this.document = new PDDocument(MemoryUsageSetting.setupTempFileOnly().streamCache);
        try {
            this.face = new Typeface(document);
            describe();
            this.page = begin();
            y -= TITLE - LINE;
            for (String line : lines(head.title(), WIDTH, TITLE)) {
                write(line, MARGIN, TITLE, true, INK);
                y -= TITLE * 13 / 10;
            }
            y -= 2 * POINT;
        } catch (IOException | RuntimeException e) {
            document.close();
            throw e;
        }
    }

    @Override
    public Words words() {
        return head.words();
    }

    @Override
    public void heading(String text) throws IOException {
        columns = new Column[0];
        room(2 * HEADING + 6 * LINE); // what a table needs comes after it
        heading = text;
        if (!fresh) {
            y -= LINE;
        }
        for (String line : lines(text, WIDTH, HEADING)) {
            write(line, MARGIN, HEADING, true, INK);
            y -= HEADING * 14 / 10;
        }
    }

    @Override
    public void fact(String label, String value) throws IOException {
        columns = new Column[0];
        List<String> names = lines(label, LABELS - GAP, SIZE);
        List<String> values = lines(value, WIDTH - LABELS, SIZE);
        for (int i = 0; i < Math.max(names.size(), values.size()); i++) {
            room(LINE);
            if (i < names.size()) {
                write(names.get(i), MARGIN, SIZE, false, PALE);
            }
            if (i < values.size()) {
                write(values.get(i), MARGIN + LABELS, SIZE, false, INK);
            }
            y -= LINE;
        }
    }

    @Override
    public void fact(String label, Money value) throws IOException {
        fact(label, words().amount(value));
    }

    @Override
    public void warning(String text) throws IOException {
        columns = new Column[0];
        y -= 2 * POINT;
        for (String line : lines(words.text("warning") + ": " + text, WIDTH, SIZE)) {
            room(LINE);
            write(line, MARGIN, SIZE, true, ALARM);
            y -= LINE;
        }
        y -= 2 * POINT;
    }

    @Override
    public void table(Column... table) throws IOException {
        int shares = Arrays.stream(table).mapToInt(Column::width).sum();
        int room = WIDTH - GAP * (table.length - 1);
        lefts = new int[table.length];
        widths = new int[table.length];
        int left = MARGIN;
        for (int i = 0; i < table.length; i++) {
            lefts[i] = left;
            widths[i] = room * table[i].width() / shares;
            left += widths[i] + GAP;
        }
        columns = table.clone();
        if (!room(5 * LINE)) {
            headings();
        }
    }

    @Override
    public void row(Cell... cells) throws IOException {
        row(false, cells);
    }

    @Override
    public void subtotal(Cell... cells) throws IOException {
        row(true, cells);
        y -= 3 * POINT;
    }

    /** Numbers the pages and writes the whole document. */
    void save(OutputStream out) throws IOException {
        page.close();
        int pages = document.getNumberOfPages();
        int number = 1;
        for (PDPage done : document.getPages()) {
            try (Pen pen = Pen.onPage(document, done, face)) {
                page = pen;
                y = MARGIN;
                String text = words.text("page", "document", head.title(), "page", number++, "pages", pages);
                String line = lines(text, WIDTH, SIZE).get(0);
                write(line, MARGIN + WIDTH - face.width(line, SIZE), SIZE, false, PALE);
            }
        }
        // Not object streams, which would hold every object of the document in memory.
        document.save(out, CompressParameters.NO_COMPRESSION);
    }

    @Override
    public void close() throws IOException {
        document.close();
    }

    private void describe() {
        Calendar made = GregorianCalendar.from(head.made().atZone(Stockholm.ZONE));
        document.getDocumentInformation().setTitle(head.title());
        document.getDocumentInformation().setCreator("Kvitta");
        document.getDocumentInformation().setProducer("Apache PDFBox");
        document.getDocumentInformation().setCreationDate(made);
        document.getDocumentCatalog().setLanguage(words.language());
        var preferences = new PDViewerPreferences(new COSDictionary());
        preferences.setDisplayDocTitle(true);
        document.getDocumentCatalog().setViewerPreferences(preferences);
        document.setDocumentId(head.made().toEpochMilli()); // else PDFBox takes the system's time
    }

    private Pen begin() throws IOException {
        y = Pen.PAGE_HEIGHT - MARGIN - SIZE;
        fresh = true;
        return Pen.onNewPage(document, face);
    }

    /** Turns the page when it has not this much room left, and says so; a table's headings stand on the new one as well. */
    private boolean room(int needed) throws IOException {
        if (y - needed >= BOTTOM) {
            return false;
        }
        page.close();
        page = begin();
        if (columns.length > 0) {
            if (!heading.isEmpty()) {
                write(first(words.text("continued", "heading", heading), WIDTH), MARGIN, SIZE, false, PALE);
                y -= LINE * 13 / 10;
            }
            headings();
        }
        return true;
    }

    private void headings() throws IOException {
        var names = new ArrayList<List<String>>();
        var sizes = new int[columns.length];
        for (int i = 0; i < columns.length; i++) {
            int width = widths[i];
            sizes[i] = Arrays.stream(columns[i].heading().split(" +", -1))
                    .mapToInt(word -> fitting(face.showable(word), width))
                    .min()
                    .orElse(SIZE);
            names.add(lines(columns[i].heading(), width, sizes[i]));
        }
        int height = names.stream().mapToInt(List::size).max().orElse(0);
        for (int line = 0; line < height; line++) {
            for (int i = 0; i < columns.length; i++) {
                int from = line - (height - names.get(i).size()); // headings stand on the line below them
                if (from >= 0) {
                    String name = names.get(i).get(from);
                    write(name, columns[i].amounts() ? right(i, name, sizes[i]) : lefts[i], sizes[i], true, INK);
                }
            }
            y -= LINE;
        }
        rule(y + LINE - 3 * POINT, INK);
        y -= 1_500;
    }

    private void row(boolean sum, Cell... cells) throws IOException {
        Rows.require(columns.length, cells);
        var texts = new ArrayList<List<String>>();
        for (int i = 0; i < cells.length; i++) {
            @Nullable BigDecimal number = cells[i].number();
            texts.add(
                    number == null
                            ? lines(cells[i].text(), widths[i], SIZE)
                            : List.of(head.words().grouped(number)));
        }
        int height = texts.stream().mapToInt(List::size).max().orElse(1);
        // A row stays together; one that no page could hold is the exception.
        room(Math.min(height, 20) * LINE);
        for (int line = 0; line < height; line++) {
            room(LINE);
            for (int i = 0; i < cells.length; i++) {
                if (line < texts.get(i).size()) {
                    String text = texts.get(i).get(line);
                    int size = fitting(text, widths[i]);
                    boolean toTheRight = columns[i].amounts() || cells[i].number() != null;
                    write(text, toTheRight ? right(i, text, size) : lefts[i], size, sum, INK);
                }
            }
            y -= LINE;
        }
        rule(y + LINE - 3 * POINT, sum ? PALE : RULE);
    }

    private int right(int column, String text, int size) {
        return lefts[column] + widths[column] - face.width(text, size);
    }

    /** Smaller for the number, or the word of a heading, that is wider than its column. */
    private int fitting(String text, int width) {
        int wide = face.width(text, SIZE);
        return wide <= width ? SIZE : Math.toIntExact((long) SIZE * width / wide);
    }

    private void rule(int at, Color color) throws IOException {
        page.rule(MARGIN, MARGIN + WIDTH, at, color);
    }

    private void write(String text, int x, int size, boolean bold, Color color) throws IOException {
        fresh = false;
        page.write(text, x, y, size, bold, color);
    }

    private String first(String text, int width) {
        return lines(text, width, SIZE).get(0);
    }

    /** The text in lines that fit; a word that is wider than the whole line is cut. At least one line. */
    private List<String> lines(String text, int width, int size) {
        String shown = face.showable(text).strip();
        if (face.width(shown, size) <= width) {
            return List.of(shown);
        }
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        for (String word : shown.split(" +", -1)) {
            String rest = word;
            if (line.length() > 0 && face.width(line + " " + rest, size) <= width) {
                line.append(' ').append(rest);
                continue;
            }
            if (line.length() > 0) {
                lines.add(line.toString());
                line.setLength(0);
            }
            while (face.width(rest, size) > width && rest.codePointCount(0, rest.length()) > 1) {
                int end = fittingPart(rest, width, size);
                lines.add(rest.substring(0, end));
                rest = rest.substring(end);
            }
            line.append(rest);
        }
        lines.add(line.toString());
        return lines;
    }

    private int fittingPart(String word, int width, int size) {
        int end = word.offsetByCodePoints(0, 1);
        while (end < word.length() && face.width(word.substring(0, word.offsetByCodePoints(end, 1)), size) <= width) {
            end = word.offsetByCodePoints(end, 1);
        }
        return end;
    }
}
