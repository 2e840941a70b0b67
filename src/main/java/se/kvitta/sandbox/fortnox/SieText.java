package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** Lines of an SIE file, in code page 437 with CR LF. */
final class SieText {

    private static final Charset PC8 = Charset.forName("IBM437");
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

    /** What code page 437 lacks and Fortnox lets through. */
    private static final Map<Integer, String> SUBSTITUTES = Map.ofEntries(
            Map.entry((int) '€', "EUR"),
            Map.entry((int) 'ø', "ö"),
            Map.entry((int) 'Ø', "Ö"),
            Map.entry((int) '–', "-"),
            Map.entry((int) '’', "'"),
            Map.entry((int) '´', "'"),
            Map.entry((int) '¤', "o"),
            Map.entry((int) '©', "(c)"),
            Map.entry((int) '®', "(r)"),
            Map.entry((int) '™', "TM"),
            Map.entry((int) '³', "3"),
            Map.entry((int) '§', "par."));

    private final CharsetEncoder encoder = PC8.newEncoder();
    private final StringBuilder lines = new StringBuilder();

    SieText line(String label, Object... fields) {
        lines.append('#').append(label);
        for (var field : fields) {
            lines.append(' ').append(field);
        }
        lines.append("\r\n");
        return this;
    }

    void brace(char brace) {
        lines.append(brace).append("\r\n");
    }

    /** In quotes; a control character is a blank. */
    String quoted(String text) {
        var plain = new StringBuilder();
        text.codePoints().forEach(c -> plain.append(plain(c)));
        return '"' + plain.toString().replace("\"", "\\\"") + '"';
    }

    private String plain(int character) {
        if (Character.isISOControl(character)) {
            return " ";
        }
        var text = Character.toString(character);
        if (encoder.canEncode(text)) {
            return text;
        }
        var substitute = SUBSTITUTES.get(character);
        if (substitute != null) {
            return substitute;
        }
        var bare = Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        return encoder.canEncode(bare) ? bare : "?";
    }

    static String day(LocalDate date) {
        return DAY.format(date);
    }

    static BigDecimal amount(long ore) {
        return Amounts.kronor(ore);
    }

    byte[] bytes() {
        return lines.toString().getBytes(PC8);
    }
}
