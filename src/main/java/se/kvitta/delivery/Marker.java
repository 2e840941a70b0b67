package se.kvitta.delivery;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mark every posting carries in the target, so that a person can read and a search can find it: the order or payout
 * and a short hash of profile and key, closed by a parenthesis so that no marker is part of another. Its characters are
 * among those that every target keeps.
 */
public final class Marker {

    /** Longest marker. */
    public static final int MAX = 40;

    private static final int HASH = 8;
    private static final String BEGIN = "(kv ";
    private static final Pattern WHOLE = Pattern.compile("\\(kv [A-Za-z0-9._/+-]*:[0-9a-f]{" + HASH + "}\\)");

    private Marker() {}

    /** {@code (kv 2201447718:7f3a9c21)}. */
    public static String of(String profile, String key, String reference) {
        String safe = reference.replaceAll("[^A-Za-z0-9._/+-]", "_");
        int room = MAX - BEGIN.length() - 1 - HASH - 1;
        return BEGIN + (safe.length() > room ? safe.substring(0, room) : safe) + ":" + hash(profile + "/" + key) + ")";
    }

    /** A text with the marker at its end, cut so that both fit. */
    public static String append(String text, String marker, int max) {
        int room = max - marker.length() - 1;
        return (text.length() > room ? text.substring(0, room).stripTrailing() : text) + " " + marker;
    }

    /**
     * The marker that a text carries as its own, which is the last: a correction can name what it corrects before that. Empty
     * when there is none, or when somebody has cut it or written into it, so that it says nothing about whose the text is.
     */
    public static String of(String text) {
        int last = text.lastIndexOf(BEGIN);
        if (last < 0) {
            return "";
        }
        Matcher whole = WHOLE.matcher(text).region(last, text.length());
        return whole.lookingAt() ? whole.group() : "";
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
