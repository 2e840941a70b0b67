package se.kvitta.merchant;

/**
 * What is wrong with a mapping file, so that whoever edits it can mend it.
 *
 * @param file relative to the mappings folder
 * @param line counted from 1; 0 when no line can be named
 * @param field path inside the file, such as {@code profiles.ljus-se.modes}
 */
public record FileProblem(String file, int line, String field, String message) {

    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + (field.isEmpty() ? "" : ": " + field) + ": " + message;
    }
}
