package se.kvitta.sie;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CodingErrorAction;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * Puts one record after the other together, field by field, and adds label and fields to the checksum (SIE 4B, 10).
 *
 * <p>Optional fields that are empty are held back: they are written as {@code ""} once a later field follows, and left
 * out when none does. A middle field can therefore never be lost and shift the rest.
 */
final class RecordWriter {

    private static final Pattern PLAIN = Pattern.compile("[0-9A-Za-z.+-]+");

    private final OutputStream out;
    private final boolean escapeQuotes;
    private final CRC32 checksum = new CRC32();
    private final CharsetEncoder encoder = SieFormat.CP437
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private int heldBack;

    RecordWriter(OutputStream out, boolean escapeQuotes) {
        this.out = out;
        this.escapeQuotes = escapeQuotes;
    }

    RecordWriter begin(String label) throws IOException {
        line.reset();
        heldBack = 0;
        var bytes = encoded(label);
        checksum.update(bytes);
        line.writeBytes(bytes);
        return this;
    }

    /** A field that is left out or held back when it is empty, quoted only when it must be. */
    RecordWriter token(String value) throws IOException {
        return value.isEmpty() ? holdBack() : write(value, !PLAIN.matcher(value).matches());
    }

    RecordWriter token(long value) throws IOException {
        return write(Long.toString(value), false);
    }

    /** A free text, always quoted; left out or held back when it is empty. */
    RecordWriter text(String value) throws IOException {
        return value.isEmpty() ? holdBack() : write(value, true);
    }

    /** A free text that stands there even when it is empty. */
    RecordWriter requiredText(String value) throws IOException {
        return write(value, true);
    }

    RecordWriter objects(List<SieObjectRef> refs) throws IOException {
        writeHeldBack();
        line.write(' ');
        line.write('{');
        var blank = "";
        for (var ref : refs) {
            line.writeBytes(encoded(blank));
            var dimension = encoded(Integer.toString(ref.dimension()));
            checksum.update(dimension);
            line.writeBytes(dimension);
            line.write(' ');
            content(ref.object(), true);
            blank = " ";
        }
        line.write('}');
        return this;
    }

    void end() throws IOException {
        line.write('\r');
        line.write('\n');
        line.writeTo(out);
    }

    void brace(char brace) throws IOException {
        line.reset();
        line.write(brace);
        end();
    }

    void resetChecksum() {
        checksum.reset();
    }

    long checksum() {
        return checksum.getValue();
    }

    private RecordWriter holdBack() {
        heldBack++;
        return this;
    }

    private void writeHeldBack() throws IOException {
        for (; heldBack > 0; heldBack--) {
            line.writeBytes(encoded(" \"\""));
        }
    }

    private RecordWriter write(String value, boolean quoted) throws IOException {
        writeHeldBack();
        line.write(' ');
        content(value, quoted);
        return this;
    }

    private void content(String value, boolean quoted) throws IOException {
        var clean = escapeQuotes ? SieText.transliterateKeepingQuotes(value) : SieText.transliterate(value);
        var bytes = encoded(clean);
        checksum.update(bytes);
        if (quoted) {
            line.write('"');
        }
        for (var b : bytes) {
            if (b == '"') {
                line.write('\\');
            }
            line.write(b);
        }
        if (quoted) {
            line.write('"');
        }
    }

    private byte[] encoded(String text) throws IOException {
        var buffer = encoder.encode(CharBuffer.wrap(text));
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
