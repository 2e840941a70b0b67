package se.kvitta.sheet;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.jspecify.annotations.Nullable;

/**
 * The font of a document: Liberation Sans, which PDFBox carries (SIL Open Font License). It has Latin, Greek and Cyrillic
 * letters; what it has not is shown as {@link #UNKNOWN}, because a document must not fail over a letter in an order's text.
 * Only the letters that are used are embedded.
 */
final class Typeface {

    /** Stands for a character that the font does not have. */
    static final int UNKNOWN = '\u25a1';

    private static final String FILE = "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

    private final PDType0Font font;
    private final CmapLookup glyphs;
    private final TrueTypeFont widths;
    private final int unitsPerEm;
    private final Map<Integer, Integer> known = new HashMap<>();

    Typeface(PDDocument document) throws IOException {
        try (@Nullable InputStream file = PDDocument.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException("PDFBox does not carry the font " + FILE + " any more");
            }
            this.widths = new TTFParser().parse(new RandomAccessReadBuffer(file));
        }
        widths.setEnableGsub(false); // ligatures are hard to search for, and slow to find
        document.registerTrueTypeFontForClosing(widths);
        this.unitsPerEm = widths.getUnitsPerEm();
        this.glyphs = widths.getUnicodeCmapLookup();
        this.font = PDType0Font.load(document, widths, true);
    }

    PDType0Font font() {
        return font;
    }

    /** The text with every character that cannot be shown replaced. */
    String showable(String text) {
        String line = Rows.oneLine(text);
        for (int i = 0; i < line.length(); i += Character.charCount(line.codePointAt(i))) {
            if (glyphs.getGlyphId(line.codePointAt(i)) == 0) {
                return line.codePoints()
                        .map(letter -> glyphs.getGlyphId(letter) == 0 ? UNKNOWN : letter)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return line;
    }

    /** The width of showable text in the measure of its size. */
    int width(String text, int size) {
        long units = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            units += advance(text.codePointAt(i));
        }
        return Math.toIntExact((units * size + unitsPerEm - 1) / unitsPerEm);
    }

    /** In the font's own units. */
    private int advance(int letter) {
        return known.computeIfAbsent(letter, first -> {
            try {
                return widths.getAdvanceWidth(glyphs.getGlyphId(first));
            } catch (IOException e) {
                throw new IllegalStateException("the width of a letter cannot be read from " + FILE, e);
            }
        });
    }
}
