package se.kvitta.sie;

/**
 * Something wrong with a file that was read.
 *
 * @param line counted from 1; 1 also for what concerns the file as a whole
 * @param message plain words for a person
 */
public record SieProblem(Severity severity, int line, String message) {

    /** Whether the file can be trusted all the same. */
    public enum Severity {
        /** The file must be refused. */
        FATAL,
        /** A person should know. */
        WARNING
    }

    public boolean isFatal() {
        return severity == Severity.FATAL;
    }

    @Override
    public String toString() {
        return "line " + line + ": " + message;
    }
}
