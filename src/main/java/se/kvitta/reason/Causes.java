package se.kvitta.reason;

import org.jspecify.annotations.Nullable;

/** What an exception says, for people and logs: the messages of its chain, each once, no stack trace. */
public final class Causes {

    private Causes() {}

    /** From the outermost to the root, such as {@code IOException: login refused ← JSchException: Auth fail}. */
    public static String of(Throwable thrown) {
        var text = new StringBuilder();
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            // Camel's wrappers only say that an exchange failed.
            boolean wrapper =
                    cause.getCause() != null && cause.getClass().getName().startsWith("org.apache.camel.Camel");
            String message = String.valueOf(cause.getMessage());
            if (!wrapper && text.indexOf(message) < 0) {
                text.append(text.length() == 0 ? "" : " ← ")
                        .append(cause.getClass().getSimpleName())
                        .append(": ")
                        .append(message);
            }
        }
        return text.toString();
    }
}
