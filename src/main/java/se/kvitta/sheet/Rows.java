package se.kvitta.sheet;

import java.text.Normalizer;
import java.util.regex.Pattern;

/** What the formats demand of rows and texts alike. */
final class Rows {

    private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");
    private static final Pattern UNSEEN = Pattern.compile("\\p{Cf}");

    private Rows() {}

    static void require(int columns, Cell[] cells) {
        if (columns == 0) {
            throw new IllegalStateException("a row without a table");
        }
        if (cells.length != columns) {
            throw new IllegalArgumentException("a row of " + cells.length + " cells in a table of " + columns);
        }
    }

    /** Composed characters, and nothing that moves the pen or turns its way: an order's text may hold anything. */
    static String oneLine(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        return composed.chars().anyMatch(Rows::movesThePen)
                ? UNSEEN.matcher(BREAKS.matcher(composed).replaceAll(" ")).replaceAll("")
                : composed;
    }

    private static boolean movesThePen(int letter) {
        return switch (Character.getType(letter)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
