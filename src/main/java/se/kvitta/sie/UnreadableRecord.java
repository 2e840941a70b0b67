package se.kvitta.sie;

/** One record of a file breaks a rule of the format; the message says which, the line is added by the reader. */
final class UnreadableRecord extends Exception {

    private static final long serialVersionUID = 1L;

    UnreadableRecord(String message) {
        super(message);
    }

    UnreadableRecord(String message, Throwable cause) {
        super(message, cause);
    }

    String plainWords() {
        return String.valueOf(getMessage());
    }
}
