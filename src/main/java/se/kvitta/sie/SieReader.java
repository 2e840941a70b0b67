package se.kvitta.sie;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads SIE files of type 1 to 4, export and import (SIE 4B).
 *
 * <p>Strict: whatever breaks the format is a fatal problem with its line, and nothing is mended. Unknown labels and
 * extra fields are ignored, as the format demands (7.1). Texts are read in the encoding they are really in. Text, model
 * and problems stand in memory as a whole.
 */
public final class SieReader {

    private SieReader() {}

    public static SieReading read(byte[] file) {
        return new FileReading(file.clone()).read();
    }

    /** Reads to the end of the stream and leaves it open. */
    public static SieReading read(InputStream file) throws IOException {
        return new FileReading(file.readAllBytes()).read();
    }

    public static SieReading read(Path file) throws IOException {
        return new FileReading(Files.readAllBytes(file)).read();
    }
}
