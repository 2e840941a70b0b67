package se.kvitta.delivery;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
