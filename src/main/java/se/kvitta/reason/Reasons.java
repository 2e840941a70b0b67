package se.kvitta.reason;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The words for reasons, in one language. Every code has two texts: the cause (who, what, the number that is off, what
 * was not done) and the fix. They are read from {@code reasons/<language>.properties} of every module on the class path,
 * so that a plug-in brings the words for its own codes.
 */
public final class Reasons {

    /** Languages that every code is written in. */
    public static final List<String> LANGUAGES = List.of("sv", "en");

    private static final Pattern FACT = Pattern.compile("\\{(\\w+)}");

    /** Before what a text says where a reason has no such fact. */
    private static final String DEFAULT = "default.";

    /** Before the words that facts are made of where they are no names or numbers. */
    private static final String WORD = "word.";

    private static final Pattern WORDS = Pattern.compile("\\{word\\.([a-z-]+)}");

    private final Properties texts;
    private final String language;

    private Reasons(Properties texts, String language) {
        this.texts = texts;
        this.language = language;
    }

    /** Throws {@link IllegalArgumentException} for a language that is not among {@link #LANGUAGES}. */
    public static Reasons in(String language) {
        if (!LANGUAGES.contains(language)) {
            throw new IllegalArgumentException("no texts in '" + language + "'; there are " + LANGUAGES);
        }
        var texts = new Properties();
        try {
            ClassLoader loader = Reasons.class.getClassLoader();
            for (URL file : Collections.list(loader.getResources("reasons/" + language + ".properties"))) {
                try (Reader reader = new InputStreamReader(file.openStream(), StandardCharsets.UTF_8)) {
                    texts.load(reader);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Reasons(texts, language);
    }

    /** What is off and what was not done. */
    public String cause(Reason reason) {
        return fill(reason, "cause");
    }

    /** What a person can do about it. */
    public String fix(Reason reason) {
        return fill(reason, "fix");
    }

    /** Cause and fix in one paragraph. */
    public String text(Reason reason) {
        return cause(reason) + " " + fix(reason);
    }

    /** The codes that have words here. */
    public Set<String> codes() {
        var codes = new TreeSet<String>();
        texts.stringPropertyNames().stream()
                .filter(key -> !key.startsWith(DEFAULT) && !key.startsWith(WORD))
                .forEach(key -> codes.add(key.substring(0, key.lastIndexOf('.'))));
        return codes;
    }

    /** The names of the facts that the words of a code speak of. */
    public Set<String> factsOf(String code) {
        var facts = new TreeSet<String>();
        Matcher matcher = FACT.matcher(texts.getProperty(code + ".cause", "") + texts.getProperty(code + ".fix", ""));
        while (matcher.find()) {
            facts.add(matcher.group(1));
        }
        return facts;
    }

    private String fill(Reason reason, String part) {
        @Nullable String text = texts.getProperty(reason.code() + "." + part);
        if (text == null) {
            // A code without words is still shown with everything that is known of it.
            return reason.toString();
        }
        return FACT.matcher(text).replaceAll(match -> Matcher.quoteReplacement(fact(reason.facts(), match.group(1))));
    }

    /** What stands in a fact for words that every language has of its own, such as {@code not-booked}. */
    public static String word(String name) {
        return "{" + WORD + name + "}";
    }

    /**
     * A fact that is words is given in every language, as {@code where.sv} and {@code where.en}, or it is made of
     * {@link #word words}. What only looks like one stays as it is.
     */
    private String fact(Map<String, String> facts, String name) {
        @Nullable String fact = facts.get(name);
        @Nullable String words = fact == null ? facts.get(name + "." + language) : fact;
        return words == null
                ? texts.getProperty(DEFAULT + name, "?")
                : WORDS.matcher(words)
                        .replaceAll(match ->
                                Matcher.quoteReplacement(texts.getProperty(WORD + match.group(1), match.group())));
    }
}
