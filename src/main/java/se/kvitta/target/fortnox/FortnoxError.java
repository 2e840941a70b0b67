package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An error as Fortnox tells it, whichever of its forms it has: the classic envelope in two casings; words instead of codes from the newer
 * endpoints below {@code /api} and from the login; a bare message; text or a page for people, which something between us and Fortnox
 * writes. The keys are read in any casing.
 *
 * @param code a number of the classic form, a word of the newer ones such as {@code missing.rights}; empty when there is none
 * @param message what it says, one line for people; never a page's markup or a body of JSON
 * @param isOurs whether the form is one of Fortnox's own
 */
record FortnoxError(String code, String message, boolean isOurs) {

    /** A page or a text can be long, and hold what concerns nobody. */
    private static final int LONGEST_TEXT = 120;

    private static final Pattern UNSEEN = Pattern.compile("(?is)<(script|style|head)\\b.*?</\\1\\s*>|<!--.*?-->");
    private static final Pattern TAG = Pattern.compile("(?s)<[^>]*+>");
    private static final Pattern GAP = Pattern.compile("\\s+");

    /** What the envelope or the newer form says; null when the content is no error by its form alone. */
    static @Nullable FortnoxError told(JsonNode content) {
        @Nullable JsonNode envelope = field(content, "errorinformation");
        if (envelope != null && envelope.isObject()) {
            return new FortnoxError(text(envelope, "code"), text(envelope, "message"), true);
        }
        @Nullable JsonNode word = field(content, "error");
        if (word == null || !word.isTextual()) {
            return null;
        }
        String message = text(content, "message");
        return new FortnoxError(word.asText(), message.isEmpty() ? text(content, "error_description") : message, true);
    }

    /**
     * What an answer says that is an error by its status.
     *
     * @param content the body as JSON; null when it is none
     */
    static FortnoxError of(@Nullable JsonNode content, String body) {
        if (content == null) {
            return new FortnoxError("", line(body), false);
        }
        @Nullable FortnoxError told = told(content);
        return told == null ? new FortnoxError("", text(content, "message"), content.isObject()) : told;
    }

    /** What it says, or its code where it says nothing. */
    String shown() {
        return message.isEmpty() ? code.isEmpty() ? "-" : code : message;
    }

    private static String line(String body) {
        String seen = TAG.matcher(UNSEEN.matcher(body).replaceAll(" ")).replaceAll(" ");
        String line = GAP.matcher(seen).replaceAll(" ").strip();
        return line.substring(0, Math.min(line.length(), LONGEST_TEXT));
    }

    private static String text(JsonNode content, String name) {
        @Nullable JsonNode value = field(content, name);
        return value == null || value.isContainerNode() ? "" : value.asText("");
    }

    /** A field of an object, whatever the casing of its key; null when there is none. */
    private static @Nullable JsonNode field(JsonNode content, String name) {
        for (var field : content.properties()) {
            if (field.getKey().toLowerCase(Locale.ROOT).equals(name)) {
                return field.getValue();
            }
        }
        return null;
    }
}
