package se.kvitta.sie;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a line into label and fields (SIE 4B, 5.3 to 5.7). Works on bytes, because all that separates fields is ASCII in
 * every encoding that occurs, and because the checksum counts bytes.
 */
final class LineLexer {

    private static final byte END_OF_FILE = 0x1A;

    private final Charset charset;
    private final byte[] bytes;
    private final ByteArrayOutputStream content = new ByteArrayOutputStream(256);
    private final ByteArrayOutputStream field = new ByteArrayOutputStream(64);
    private int at;
    private int end;

    LineLexer(byte[] bytes, Charset charset) {
        this.bytes = bytes;
        this.charset = charset;
    }

    /** The line from {@code from} up to, not including, {@code to}; line end characters are not part of it. */
    Line lex(int from, int to) {
        at = from;
        end = to;
        skipBlanks();
        if (at == end || bytes[at] == END_OF_FILE) {
            return Line.of(Line.Kind.BLANK);
        }
        return switch (bytes[at]) {
            case '{' -> brace(Line.Kind.OPENING_BRACE);
            case '}' -> brace(Line.Kind.CLOSING_BRACE);
            case '#' -> record();
            default -> Line.unknown("the line is neither a record, which begins with #, nor a brace");
        };
    }

    private Line brace(Line.Kind kind) {
        at++;
        skipBlanks();
        return at == end ? Line.of(kind) : Line.unknown("a brace must stand alone on its line");
    }

    private Line record() {
        content.reset();
        var start = at;
        while (at < end && !isBlank(bytes[at])) {
            at++;
        }
        content.write(bytes, start, at - start);
        var label = new String(bytes, start, at - start, charset);
        var fields = new ArrayList<Line.Field>();
        try {
            for (skipBlanks(); at < end; skipBlanks()) {
                fields.add(bytes[at] == '{' ? list() : new Line.Field(text(false), null));
            }
            return Line.ofRecord(label, fields, content.toByteArray(), null);
        } catch (UnreadableRecord e) {
            return Line.ofRecord(label, fields, content.toByteArray(), e.plainWords());
        }
    }

    private Line.Field list() throws UnreadableRecord {
        at++;
        var members = new ArrayList<String>();
        for (skipBlanks(); at < end; skipBlanks()) {
            if (bytes[at] == '}') {
                at++;
                return new Line.Field("", List.copyOf(members));
            }
            members.add(text(true));
        }
        throw new UnreadableRecord("an object list is not closed by }");
    }

    private String text(boolean inList) throws UnreadableRecord {
        field.reset();
        if (bytes[at] == '"') {
            quoted();
            if (at < end && !isBlank(bytes[at]) && !(inList && bytes[at] == '}')) {
                throw new UnreadableRecord("a closing quote is not followed by a blank");
            }
        } else {
            unquoted(inList);
        }
        var contents = field.toByteArray();
        content.writeBytes(contents);
        return new String(contents, charset);
    }

    private void quoted() throws UnreadableRecord {
        for (at++; at < end; at++) {
            if (bytes[at] == '"') {
                at++;
                return;
            }
            skipEscape();
            field.write(bytes[at]);
        }
        throw new UnreadableRecord("a quoted text is not closed by a quote");
    }

    private void unquoted(boolean inList) throws UnreadableRecord {
        for (; at < end && !isBlank(bytes[at]) && !(inList && bytes[at] == '}'); at++) {
            if (bytes[at] == '"') {
                throw new UnreadableRecord("a quote stands inside a field without a backslash before it");
            }
            skipEscape();
            field.write(bytes[at]);
        }
    }

    /** Only a quote can be escaped; before anything else a backslash is itself. */
    private void skipEscape() {
        if (bytes[at] == '\\' && at + 1 < end && bytes[at + 1] == '"') {
            at++;
        }
    }

    private void skipBlanks() {
        while (at < end && isBlank(bytes[at])) {
            at++;
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
