package se.kvitta.intake;

import java.util.regex.Pattern;

/** Which names a pattern of people means: {@code *} is any part, every other sign is itself. */
public final class FileNames {

    /** What a name may consist of: no path leads out of a folder. */
    private static final String ANY = "[\\p{L}0-9._+ -]*";

    private FileNames() {}

    public static boolean fits(String files, String name) {
        return Pattern.matches(regex(files), name);
    }

    static String regex(String files) {
        var regex = new StringBuilder();
        for (int i = 0; i < files.length(); i++) {
            char c = files.charAt(i);
            if (c == '*') {
                regex.append(ANY);
            } else if (Character.isLetterOrDigit(c) || c == '_') {
                regex.append(c);
            } else {
                regex.append(c == '^' || c == '\\' ? "\\" + c : "[" + c + "]");
            }
        }
        return regex.toString();
    }
}
