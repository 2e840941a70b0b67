package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A file of JSON lines that only grows. A line is on the disk when {@link #append} returns, so that what was answered
 * survives a kill; a last line that was cut off by one was never answered and is removed at the next start.
 */
final class BooksFile implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;
    private final List<JsonNode> lines;

    private BooksFile(Path path, FileChannel channel, List<JsonNode> lines) {
        this.path = path;
        this.channel = channel;
        this.lines = lines;
    }

    /** Throws when another sandbox has the file, or when a line other than the last cannot be read. */
    static BooksFile open(Path path) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        var channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(channel, path);
            var lines = new ArrayList<JsonNode>();
            long whole = readWholeLines(path, lines);
            if (whole < channel.size()) {
                channel.truncate(whole);
                channel.force(true);
            }
            channel.position(whole);
            return new BooksFile(path, channel, lines);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void lock(FileChannel channel, Path path) throws IOException {
        try {
            if (channel.tryLock() == null) {
                throw new IOException(path + " is in use by another process");
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException(path + " is already open in this process", e);
        }
    }

    /** Returns where the last whole line ends. */
    private static long readWholeLines(Path path, List<JsonNode> lines) throws IOException {
        var bytes = Files.readAllBytes(path);
        int start = 0;
        for (int end = 0; end < bytes.length; end++) {
            if (bytes[end] == '\n') {
                try {
                    lines.add(Json.read(Arrays.copyOfRange(bytes, start, end)));
                } catch (IOException e) {
                    if (end == bytes.length - 1) {
                        return start;
                    }
                    throw new IOException(path + " is damaged in line " + (lines.size() + 1), e);
                }
                start = end + 1;
            }
        }
        return start;
    }

    /** What was in the file when it was opened; hands it over once, so that it is not held twice. */
    List<JsonNode> takeLines() {
        var taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    /** Throws {@link UncheckedIOException} when the line is not safely on the disk; the file is then as before. */
    void append(JsonNode line) {
        var bytes = Json.bytes(line);
        var buffer = ByteBuffer.allocate(bytes.length + 1)
                .put(bytes)
                .put((byte) '\n')
                .flip();
        try {
            long before = channel.position();
            try {
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
                channel.force(false);
            } catch (IOException e) {
                channel.truncate(before);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + path, e);
        }
    }
}
