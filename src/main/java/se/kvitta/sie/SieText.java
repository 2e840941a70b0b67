package se.kvitta.sie;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;

/**
 * Brings any text to the characters that Kvitta writes in SIE files: printable ASCII and the letters of code page 437.
 *
 * <p>Of code page 437 only 0x80 to 0xAF is used. What lies above (box drawings, Greek and signs such as µ ß ± ÷ °) has
 * the codes of Latin-1 letters, and importers that guess the encoding take it for them. The rules, in this order:
 *
 * <ol>
 *   <li>combined forms are composed: a letter and its mark become one character
 *   <li>line ends, tabs and every kind of space become a blank; other control characters and marks that are invisible
 *       are removed (SIE 4B, 5.7)
 *   <li>{@code "} becomes {@code '} unless the caller keeps it; {@code \} becomes {@code /}, because it would escape a
 *       quote that follows it
 *   <li>the table below ({@code €} to EUR, {@code ø} to {@code ö}, typographic quotes and dashes to plain ones …)
 *   <li>letters with other marks lose the marks, ligatures and wide forms become plain ({@code ő} to {@code o})
 *   <li>whatever is left, such as emoji, becomes one {@value #UNKNOWN} each
 * </ol>
 *
 * <p>Applying the rules twice changes nothing more.
 */
public final class SieText {

    /** Stands where a character has no likeness. */
    static final char UNKNOWN = '_';

    private static final String CP437_LETTERS = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»";
    private static final Map<Integer, String> TABLE = table();

    private SieText() {}

    /** The text as it stands in a file that Kvitta writes, with {@code '} for every kind of double quote. */
    public static String transliterate(String text) {
        return transliterateKeepingQuotes(text).replace('"', '\'');
    }

    /** As {@link #transliterate}, but double quotes stay, for a writer that escapes them. */
    public static String transliterateKeepingQuotes(String text) {
        if (isPlain(text)) {
            return text;
        }
        var out = new StringBuilder(text.length() + 8);
        Normalizer.normalize(text, Normalizer.Form.NFC).codePoints().forEach(c -> append(out, c, true));
        return out.toString();
    }

    private static boolean isPlain(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static void append(StringBuilder out, int c, boolean mayDecompose) {
        var replacement = TABLE.get(c);
        if (replacement != null) {
            out.append(replacement);
        } else if ((c >= ' ' && c <= '~') || CP437_LETTERS.indexOf(c) >= 0) {
            out.appendCodePoint(c);
        } else if (isBlank(c)) {
            out.append(' ');
        } else if (!isInvisible(c)) {
            appendDecomposed(out, c, mayDecompose);
        }
    }

    private static void appendDecomposed(StringBuilder out, int c, boolean mayDecompose) {
        var single = Character.toString(c);
        var decomposed = Normalizer.normalize(single, Normalizer.Form.NFKD);
        if (!mayDecompose || decomposed.equals(single)) {
            out.append(UNKNOWN);
        } else {
            decomposed.codePoints().forEach(part -> append(out, part, false));
        }
    }

    private static boolean isBlank(int c) {
        return switch (Character.getType(c)) {
            case Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> c == '\t' || c == '\n' || c == '\r' || c == 0x85;
        };
    }

    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.COMBINING_SPACING_MARK -> true;
            default -> false;
        };
    }

    private static Map<Integer, String> table() {
        var table = new HashMap<Integer, String>();
        map(table, "'", "‘’‚‛′´`ʹʼ");
        map(table, "\"", "“”„‟″");
        map(table, "-", "‐‑‒–—―−¯");
        map(table, ".", "·•∙");
        map(table, "...", "…");
        map(table, "/", "\\÷⁄");
        map(table, "EUR", "€");
        map(table, "ö", "ø");
        map(table, "Ö", "Ø");
        map(table, "º", "°˚");
        map(table, "u", "µμ");
        map(table, "ss", "ßẞ");
        map(table, "+/-", "±");
        map(table, "x", "×");
        map(table, "oe", "œ");
        map(table, "OE", "Œ");
        map(table, "l", "ł");
        map(table, "L", "Ł");
        map(table, "d", "đð");
        map(table, "D", "ĐÐ");
        map(table, "th", "þ");
        map(table, "Th", "Þ");
        map(table, "i", "ı");
        map(table, "par.", "§¶");
        map(table, "(c)", "©");
        map(table, "(R)", "®");
        map(table, "|", "¦");
        map(table, "<", "‹");
        map(table, ">", "›");
        map(table, "^", "ˆ");
        map(table, "~", "˜");
        return Map.copyOf(table);
    }

    private static void map(Map<Integer, String> table, String replacement, String characters) {
        characters.codePoints().forEach(c -> table.put(c, replacement));
    }
}
