package se.kvitta.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/** A secret that is made once and kept in a file that its owner alone may read. */
public final class OwnersFile {

    private OwnersFile() {}

    /**
     * Answers what the file holds; makes it first when there is none, whole or not at all. Throws
     * {@link IllegalStateException} when it is empty, because nothing is easily guessed.
     */
    public static String read(Path file, Supplier<String> secret) {
        try {
            if (!Files.exists(file)) {
                make(file, secret.get());
            }
            String kept = Files.readString(file).strip();
            if (kept.isEmpty()) {
                throw new IllegalStateException("the file " + file + " is empty: delete it, and a new one is made");
            }
            return kept;
        } catch (IOException e) {
            throw new UncheckedIOException("the file " + file + " cannot be made or read", e);
        }
    }

    private static void make(Path file, String secret) throws IOException {
        FileAttribute<?>[] owner =
                file.getFileSystem().supportedFileAttributeViews().contains("posix")
                        ? new FileAttribute<?>[] {
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                        }
                        : new FileAttribute<?>[0];
        Path fresh = Files.createTempFile(file.resolveSibling("."), file.getFileName() + ".", ".new", owner);
        try {
            Files.writeString(fresh, secret + "\n");
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            Files.delete(fresh);
        }
    }
}
