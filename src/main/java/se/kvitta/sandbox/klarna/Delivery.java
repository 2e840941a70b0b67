package se.kvitta.sandbox.klarna;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;

/** A file that is being delivered: its name ends in {@code .tmp} until it is complete. Closing it before leaves nothing. */
public final class Delivery implements Closeable {

    private final Path file;
    private final Path growing;
    private final Clock clock;
    private final OutputStream content;

    Delivery(Path file, Clock clock) throws IOException {
        this.file = file;
        this.growing = file.resolveSibling(file.getFileName() + ".tmp");
        this.clock = clock;
        this.content = Files.newOutputStream(growing);
    }

    /** Where the content is written to. */
    public OutputStream content() {
        return content;
    }

    /** Gives the file its name. An older file of the same name is replaced. */
    public void complete() throws IOException {
        content.close();
        Files.setLastModifiedTime(growing, FileTime.from(clock.instant()));
        Files.move(growing, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        content.close();
        Files.deleteIfExists(growing);
    }
}
