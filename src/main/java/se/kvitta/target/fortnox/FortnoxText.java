package se.kvitta.target.fortnox;

/** Makes a text that Fortnox takes: it refuses everything outside a set of its own (error 2000359). */
final class FortnoxText {

    /** Signs besides letters, digits and blanks that Fortnox documents as allowed. */
    private static final String ALLOWED = "’\\–:.`´,;^¤#%§£$€¢¥©™°&/()=+-*_!?²³®½@";

    private FortnoxText() {}

    /** Replaces what has a likeness, drops the rest, and cuts at the longest length. */
    static String of(String text, int max) {
        var clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> append(c, clean));
        String made = clean.toString().strip();
        return made.length() > max ? made.substring(0, max).stripTrailing() : made;
    }

    private static void append(int c, StringBuilder into) {
        if (Character.isLetterOrDigit(c) && Character.isBmpCodePoint(c)) {
            into.appendCodePoint(c);
            return;
        }
        if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
            into.append(' ');
            return;
        }
        if (ALLOWED.indexOf(c) >= 0) {
            into.appendCodePoint(c);
            return;
        }
        switch (c) {
            case '"', '\'', '“', '”', '‘' -> into.append('’');
            case '[', '{', '<', '«' -> into.append('(');
            case ']', '}', '>', '»' -> into.append(')');
            case '—', '―', '~' -> into.append('–');
            case '|', '·', '•' -> into.append('/');
            case '…' -> into.append("...");
            case '→' -> into.append("->".charAt(0));
            default -> {
                // No likeness: the sign is left out rather than the voucher refused.
            }
        }
    }
}
