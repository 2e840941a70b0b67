package se.kvitta.sie;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * The encoding a file is really in. All declare code page 437, yet programs write UTF-8 and Latin-1 as well.
 *
 * @param start the first byte after a byte order mark
 */
record Encoding(Charset charset, int start) {

    /** Latin-1 as Windows writes it. */
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /**
     * Swedish letters are 0x80 to 0xA5 in code page 437 and 0xC0 to 0xFF in Latin-1, and the former cannot begin a
     * UTF-8 sequence: bytes that are valid UTF-8 are UTF-8, and else the more frequent range decides.
     */
    static Encoding detect(byte[] file) {
        if (file.length >= 3 && file[0] == (byte) 0xEF && file[1] == (byte) 0xBB && file[2] == (byte) 0xBF) {
            return new Encoding(StandardCharsets.UTF_8, 3);
        }
        var cp437Letters = 0;
        var latinLetters = 0;
        for (var b : file) {
            var c = b & 0xFF;
            if (c >= 0xC0 && c != 0xD7 && c != 0xF7) {
                latinLetters++;
            } else if (c >= 0x80 && c <= 0xA5) {
                cp437Letters++;
            }
        }
        if (latinLetters > 0 && isUtf8(file)) {
            return new Encoding(StandardCharsets.UTF_8, 0);
        }
        return new Encoding(latinLetters > cp437Letters ? WINDOWS_1252 : SieFormat.CP437, 0);
    }

    boolean isDeclared() {
        return charset.equals(SieFormat.CP437);
    }

    private static boolean isUtf8(byte[] file) {
        try {
            var unused = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file));
            return unused.hasRemaining();
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
