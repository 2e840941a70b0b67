package se.kvitta.ftp;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ftpserver.ftplet.FileSystemView;
import org.apache.ftpserver.ftplet.FtpFile;

/**
 * What one login sees: a folder without folders, in which names can be listed, new files put and their names changed, and
 * nothing read, overwritten or removed. A file is there when it is whole.
 */
final class UploadFolder implements FileSystemView {

    private static final Pattern NAME = Pattern.compile("[\\p{L}0-9_+()-][\\p{L}0-9._+() -]{0,199}");

    private final Path folder;
    private final Path begun;
    private final long largest;

    /**
     * @param begun where files are written until they are whole, on the same disk
     * @param largest bytes
     */
    UploadFolder(Path folder, Path begun, long largest) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.begun = Files.createDirectories(begun);
        this.largest = largest;
    }

    /** Removes what was on its way when the process died: its senders were told nothing. */
    static void forget(Path begun) throws IOException {
        Files.createDirectories(begun);
        try (Stream<Path> left = Files.list(begun)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
    }

    /** A file on its way. */
    interface Source {
        void writeTo(OutputStream out) throws Exception;
    }

    /** Takes a file in whole or not at all. Throws {@link IOException} when it is too large or has come meanwhile. */
    void receive(UploadFile file, Source source) throws Exception {
        Path part = begun.resolve(UUID.randomUUID().toString());
        try {
            try (var out = new Limited(Files.newOutputStream(part), largest)) {
                source.writeTo(out);
            }
            try (FileChannel written = FileChannel.open(part, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            put(part, path(file.name()));
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private static synchronized void put(Path from, Path to) throws IOException {
        if (Files.exists(to)) {
            throw new IOException("there is a file of this name");
        }
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    boolean rename(UploadFile from, FtpFile to) {
        try {
            if (!isName(from.name()) || !isName(to.getName())) {
                return false;
            }
            put(path(from.name()), path(to.getName()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    Path path(String name) {
        return isName(name) ? folder.resolve(name) : folder;
    }

    List<UploadFile> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> new UploadFile(this, String.valueOf(file.getFileName())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public FtpFile getHomeDirectory() {
        return new UploadFile(this, "");
    }

    @Override
    public FtpFile getWorkingDirectory() {
        return getHomeDirectory();
    }

    @Override
    public boolean changeWorkingDirectory(String place) {
        return named(place).isEmpty();
    }

    @Override
    public UploadFile getFile(String file) {
        return new UploadFile(this, named(file));
    }

    private static String named(String path) {
        String name = path.replaceFirst("^(\\./|/)+", "");
        return name.equals(".") ? "" : name;
    }

    @Override
    public boolean isRandomAccessible() {
        return false;
    }

    @Override
    public void dispose() {
        // Nothing is held open.
    }

    /** Lets no more than so many bytes through. */
    private static final class Limited extends OutputStream {
        private final OutputStream out;
        private final long limit;
        private long written;

        Limited(OutputStream out, long limit) {
            this.out = out;
            this.limit = limit;
        }

        private void count(int more) throws IOException {
            written += more;
            if (written > limit) {
                throw new IOException("larger than " + limit + " bytes (kvitta.ftp.largest)");
            }
        }

        @Override
        public void write(int one) throws IOException {
            count(1);
            out.write(one);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            count(length);
            out.write(bytes, from, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
