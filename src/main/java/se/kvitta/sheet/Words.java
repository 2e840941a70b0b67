package se.kvitta.sheet;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reasons;

/** The words of one kind of document in one language, from {@code <kind>/<language>.properties} on the class path. */
public final class Words {

    private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");
    private static final int GROUP = 3;

    private final String kind;
    private final String language;
    private final Properties texts;

    private Words(String kind, String language, Properties texts) {
        this.kind = kind;
        this.language = language;
        this.texts = texts;
    }

    /** Throws {@link IllegalArgumentException} for a language that is not among {@link Reasons#LANGUAGES}. */
    public static Words of(String kind, String language) {
        if (!Reasons.LANGUAGES.contains(language)) {
            throw new IllegalArgumentException("no texts in '" + language + "'; there are " + Reasons.LANGUAGES);
        }
        var texts = new Properties();
        String file = kind + "/" + language + ".properties";
        try (@Nullable InputStream in = Words.class.getClassLoader().getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("there is no " + file + " on the class path");
            }
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Words(kind, language, texts);
    }

    public String language() {
        return language;
    }

    /**
     * One text. Throws {@link IllegalArgumentException} naming the file and the key when it is missing.
     *
     * @param facts names and values that fill the text's {@code {name}}, in turn
     */
    public String text(String key, Object... facts) {
        @Nullable String text = texts.getProperty(key);
        if (text == null) {
            throw new IllegalArgumentException(kind + "/" + language + ".properties has no '" + key + "'");
        }
        return PLACE.matcher(text).replaceAll(match -> Matcher.quoteReplacement(fact(key, match.group(1), facts)));
    }

    /** The text of a key, or the key itself: for words of others that may be newer than ours. */
    public String textOr(String key, String otherwise) {
        return texts.containsKey(key) ? text(key) : otherwise;
    }

    /** An amount as people read it, with its currency: {@code 1 250,00 SEK} or {@code 1,250.00 SEK}. */
    public String amount(Money money) {
        return grouped(money.major()) + " " + money.currency().getCurrencyCode();
    }

    /** The same without its currency, for a column of one. */
    public String number(Money money) {
        return grouped(money.major());
    }

    /** A number as people read it, all its decimals kept. */
    String grouped(BigDecimal number) {
        String plain = number.abs().toPlainString();
        int point = plain.indexOf('.');
        String whole = point < 0 ? plain : plain.substring(0, point);
        var text = new StringBuilder(number.signum() < 0 ? "-" : "");
        for (int i = 0; i < whole.length(); i++) {
            if (i > 0 && (whole.length() - i) % GROUP == 0) {
                text.append(swedish() ? ' ' : ',');
            }
            text.append(whole.charAt(i));
        }
        if (point >= 0) {
            text.append(decimalSign()).append(plain, point + 1, plain.length());
        }
        return text.toString();
    }

    /** A number as programs read it in this language: no sign between thousands. */
    String plain(BigDecimal number) {
        return number.toPlainString().replace('.', decimalSign());
    }

    /** What stands between the cells of a CSV file, so that a spreadsheet of this language opens it. */
    char separator() {
        return swedish() ? ';' : ',';
    }

    private char decimalSign() {
        return swedish() ? ',' : '.';
    }

    private boolean swedish() {
        return language.equals("sv");
    }

    private String fact(String key, String name, Object[] facts) {
        for (int i = 0; i + 1 < facts.length; i += 2) {
            if (facts[i].equals(name)) {
                return String.valueOf(facts[i + 1]);
            }
        }
        throw new IllegalArgumentException("the text '" + key + "' of " + kind + " needs {" + name + "}");
    }
}
