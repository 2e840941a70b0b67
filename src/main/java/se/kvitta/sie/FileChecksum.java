package se.kvitta.sie;

import java.nio.charset.Charset;
import java.util.zip.CRC32;

/**
 * Adds up #KSUMMA while a file is read (SIE 4B, 10).
 *
 * <p>A file that was re-encoded keeps the sum of its code page 437 bytes, and a program that writes another encoding may
 * have added up its own bytes: either is accepted, because only the true content can give one of the two.
 */
final class FileChecksum {

    private final Charset charset;
    private final CRC32 asRead = new CRC32();
    private final CRC32 asDeclared = new CRC32();
    private boolean open;
    private boolean closed;

    FileChecksum(Charset charset) {
        this.charset = charset;
    }

    boolean isOpen() {
        return open && !closed;
    }

    boolean isClosed() {
        return closed;
    }

    void add(byte[] content) {
        if (isOpen()) {
            asRead.update(content);
            if (!charset.equals(SieFormat.CP437)) {
                asDeclared.update(new String(content, charset).getBytes(SieFormat.CP437));
            }
        }
    }

    /** Takes up an opening or a closing #KSUMMA. */
    void read(SieRecord record) throws UnreadableRecord {
        var value = record.text(0);
        if (closed) {
            throw new UnreadableRecord("a third #KSUMMA stands in the file");
        }
        if (!open && value.isEmpty()) {
            open = true;
            return;
        }
        closed = true;
        if (!open) {
            throw new UnreadableRecord("#KSUMMA closes a checksum that was never opened");
        }
        if (!SieFormat.isNumber(value) || value.length() > 10) {
            throw new UnreadableRecord("'" + value + "' is not a checksum");
        }
        var stated = Long.parseLong(value);
        if (stated != asRead.getValue() && (charset.equals(SieFormat.CP437) || stated != asDeclared.getValue())) {
            throw new UnreadableRecord("the file says its checksum is " + stated + ", but it is " + asRead.getValue()
                    + ": it was changed after it was written");
        }
    }
}
