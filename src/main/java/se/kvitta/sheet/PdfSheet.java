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
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDPageContentStream.AppendMode;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;
import org.apache.pdfbox.pdmodel.interactive.viewerpreferences.PDViewerPreferences;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;

/** A sheet as PDF. Finished pages lie in a temporary file, not in memory. Measures are points, 72 to an inch. */
final class PdfSheet implements Sheet, Closeable {

    private static final PDRectangle PAGE = new PDRectangle(842, 595); // A4 across
    private static final float MARGIN = 40;
    private static final float WIDTH = PAGE.getWidth() - 2 * MARGIN;
    private static final float BOTTOM = MARGIN + 16;
    private static final float LABELS = 190;
    private static final float GAP = 8;
    private static final float SIZE = 8;
    private static final float LINE = 10.5f;
    private static final float TITLE = 15;
    private static final float HEADING = 10.5f;

    /** How far the pen goes around a letter to make it bold: the font that PDFBox carries has no bold cut. */
    private static final float BOLD = 0.28f;

    private static final Color INK = Color.BLACK;
    private static final Color PALE = new Color(90, 90, 90);
    private static final Color RULE = new Color(205, 205, 205);
    private static final Color ALARM = new Color(176, 0, 16);

    private final Head head;
    private final Words words;
    private final PDDocument document;
    private final Typeface face;
    private PDPageContentStream page;
    private float y;
    private Column[] columns = {};
    private float[] lefts = {};
    private float[] widths = {};
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
                y -= TITLE * 1.3f;
            }
            y -= 2;
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
        room(HEADING + 6 * LINE);
        heading = text;
        if (!fresh) {
            y -= LINE;
        }
        for (String line : lines(text, WIDTH, HEADING)) {
            write(line, MARGIN, HEADING, true, INK);
            y -= HEADING * 1.4f;
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
        y -= 2;
        for (String line : lines(words.text("warning") + ": " + text, WIDTH, SIZE)) {
            room(LINE);
            write(line, MARGIN, SIZE, true, ALARM);
            y -= LINE;
        }
        y -= 2;
    }

    @Override
    public void table(Column... table) throws IOException {
        int shares = Arrays.stream(table).mapToInt(Column::width).sum();
        float point = (WIDTH - GAP * (table.length - 1)) / shares;
        lefts = new float[table.length];
        widths = new float[table.length];
        float left = MARGIN;
        for (int i = 0; i < table.length; i++) {
            lefts[i] = left;
            widths[i] = table[i].width() * point;
            left += widths[i] + GAP;
        }
        columns = table.clone();
        room(5 * LINE);
        headings();
    }

    @Override
    public void row(Cell... cells) throws IOException {
        row(false, cells);
    }

    @Override
    public void subtotal(Cell... cells) throws IOException {
        row(true, cells);
        y -= 3;
    }

    /** Numbers the pages and writes the whole document. */
    void save(OutputStream out) throws IOException {
        page.close();
        int pages = document.getNumberOfPages();
        int number = 1;
        for (PDPage done : document.getPages()) {
            try (var stream = new PDPageContentStream(document, done, AppendMode.APPEND, true)) {
                page = stream;
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

    private PDPageContentStream begin() throws IOException {
        var next = new PDPage(PAGE);
        document.addPage(next);
        y = PAGE.getHeight() - MARGIN - SIZE;
        fresh = true;
        return new PDPageContentStream(document, next, AppendMode.OVERWRITE, true);
    }

    /** Turns the page when it has not this much room left; a table's headings stand on the new one as well. */
    private void room(float needed) throws IOException {
        if (y - needed >= BOTTOM) {
            return;
        }
        page.close();
        page = begin();
        if (columns.length > 0) {
            if (!heading.isEmpty()) {
                write(first(words.text("continued", "heading", heading), WIDTH), MARGIN, SIZE, false, PALE);
                y -= LINE * 1.3f;
            }
            headings();
        }
    }

    private void headings() throws IOException {
        var names = new ArrayList<List<String>>();
        for (int i = 0; i < columns.length; i++) {
            names.add(lines(columns[i].heading(), widths[i], SIZE));
        }
        int height = names.stream().mapToInt(List::size).max().orElse(0);
        for (int line = 0; line < height; line++) {
            for (int i = 0; i < columns.length; i++) {
                int from = line - (height - names.get(i).size()); // headings stand on the line below them
                if (from >= 0) {
                    String name = names.get(i).get(from);
                    write(name, columns[i].amounts() ? right(i, name, SIZE) : lefts[i], SIZE, true, INK);
                }
            }
            y -= LINE;
        }
        rule(y + LINE - 3, INK);
        y -= 1.5f;
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
                    float size = fitting(text, widths[i]);
                    boolean toTheRight = columns[i].amounts() || cells[i].number() != null;
                    write(text, toTheRight ? right(i, text, size) : lefts[i], size, sum, INK);
                }
            }
            y -= LINE;
        }
        rule(y + LINE - 3, sum ? PALE : RULE);
    }

    private float right(int column, String text, float size) {
        return lefts[column] + widths[column] - face.width(text, size);
    }

    /** Smaller for the number that is wider than its column. */
    private float fitting(String text, float width) {
        float wide = face.width(text, SIZE);
        return wide <= width ? SIZE : SIZE * width / wide;
    }

    private void rule(float at, Color color) throws IOException {
        page.setStrokingColor(color);
        page.setLineWidth(0.4f);
        page.moveTo(MARGIN, at);
        page.lineTo(MARGIN + WIDTH, at);
        page.stroke();
    }

    private void write(String text, float x, float size, boolean bold, Color color) throws IOException {
        fresh = false;
        if (text.isEmpty()) {
            return;
        }
        page.beginText();
        page.setFont(face.font(), size);
        page.setNonStrokingColor(color);
        if (bold) {
            page.setRenderingMode(RenderingMode.FILL_STROKE);
            page.setStrokingColor(color);
            page.setLineWidth(BOLD * size / SIZE);
        } else {
            page.setRenderingMode(RenderingMode.FILL);
        }
        page.newLineAtOffset(x, y);
        page.showText(text);
        page.endText();
    }

    private String first(String text, float width) {
        return lines(text, width, SIZE).get(0);
    }

    /** The text in lines that fit; a word that is wider than the whole line is cut. At least one line. */
    private List<String> lines(String text, float width, float size) {
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

    private int fittingPart(String word, float width, float size) {
        int end = word.offsetByCodePoints(0, 1);
        while (end < word.length() && face.width(word.substring(0, word.offsetByCodePoints(end, 1)), size) <= width) {
            end = word.offsetByCodePoints(end, 1);
        }
        return end;
    }
}
