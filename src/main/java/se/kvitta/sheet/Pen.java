package se.kvitta.sheet;

import java.awt.Color;
import java.io.Closeable;
import java.io.IOException;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDPageContentStream.AppendMode;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.graphics.state.RenderingMode;

/**
 * Writes and rules on one page. Measures are thousandths of a point, 72 points to an inch, from the lower left corner;
 * PDFBox is handed points.
 */
final class Pen implements Closeable {

    /** A4 across. */
    static final int PAGE_WIDTH = 842_000;

    static final int PAGE_HEIGHT = 595_000;

    private static final int RULE = 400;

    /** How far the pen goes around a letter to make it bold, of its size: the font that PDFBox carries has no bold cut. */
    private static final int BOLD_PER_MILLE = 35;

    private final PDPageContentStream page;
    private final Typeface face;

    private Pen(PDPageContentStream page, Typeface face) {
        this.page = page;
        this.face = face;
    }

    /** On a new page at the end of a document. */
    static Pen onNewPage(PDDocument document, Typeface face) throws IOException {
        var next = new PDPage(new PDRectangle(PAGE_WIDTH / 1000f, PAGE_HEIGHT / 1000f));
        document.addPage(next);
        return new Pen(new PDPageContentStream(document, next, AppendMode.OVERWRITE, true), face);
    }

    /** On a page that is written already. */
    static Pen onPage(PDDocument document, PDPage page, Typeface face) throws IOException {
        return new Pen(new PDPageContentStream(document, page, AppendMode.APPEND, true), face);
    }

    void write(String text, int x, int y, int size, boolean bold, Color color) throws IOException {
        if (text.isEmpty()) {
            return;
        }
        page.beginText();
        page.setFont(face.font(), size / 1000f);
        page.setNonStrokingColor(color);
        if (bold) {
            page.setRenderingMode(RenderingMode.FILL_STROKE);
            page.setStrokingColor(color);
            page.setLineWidth(size * BOLD_PER_MILLE / 1_000_000f);
        } else {
            page.setRenderingMode(RenderingMode.FILL);
        }
        page.newLineAtOffset(x / 1000f, y / 1000f);
        page.showText(text);
        page.endText();
    }

    /** A thin line from left to right. */
    void rule(int left, int right, int y, Color color) throws IOException {
        page.setStrokingColor(color);
        page.setLineWidth(RULE / 1000f);
        page.moveTo(left / 1000f, y / 1000f);
        page.lineTo(right / 1000f, y / 1000f);
        page.stroke();
    }

    @Override
    public void close() throws IOException {
        page.close();
    }
}
