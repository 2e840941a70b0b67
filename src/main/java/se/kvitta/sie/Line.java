package se.kvitta.sie;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of a file, cut into its parts. */
final class Line {

    private static final byte[] NOTHING = new byte[0];

    /** What the line is by its first character. */
    enum Kind {
        BLANK,
        RECORD,
        OPENING_BRACE,
        CLOSING_BRACE,
        UNKNOWN
    }

    /** A field is a text or, in braces, a list of texts. */
    record Field(String text, @Nullable List<String> list) {}

    private final Kind kind;
    private final String label;
    private final List<Field> fields;
    private final byte[] content;
    private final @Nullable String fault;

    private Line(Kind kind, String label, List<Field> fields, byte[] content, @Nullable String fault) {
        this.kind = kind;
        this.label = label;
        this.fields = fields;
        this.content = content;
        this.fault = fault;
    }

    static Line of(Kind kind) {
        return new Line(kind, "", List.of(), NOTHING, null);
    }

    static Line unknown(String fault) {
        return new Line(Kind.UNKNOWN, "", List.of(), NOTHING, fault);
    }

    static Line ofRecord(String label, List<Field> fields, byte[] content, @Nullable String fault) {
        return new Line(Kind.RECORD, label, List.copyOf(fields), content, fault);
    }

    Kind kind() {
        return kind;
    }

    /** With its {@code #}; empty unless the line is a record. */
    String label() {
        return label;
    }

    /** The fields before the fault, when there is one. */
    List<Field> fields() {
        return fields;
    }

    /** Label and field contents as they count for the checksum (SIE 4B, 10.14), in the bytes of the file. */
    byte[] content() {
        return content;
    }

    /** The rule that the line breaks; null when it is sound. */
    @Nullable
    String fault() {
        return fault;
    }
}
