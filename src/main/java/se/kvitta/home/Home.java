package se.kvitta.home;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The home folder of an installation: {@code KVITTA_HOME}, else the working directory. */
public record Home(Path folder) {

    public Home {
        folder = folder.toAbsolutePath().normalize();
    }

    /** Route files that engineers edit. */
    public Path routes() {
        return folder.resolve("routes");
    }

    /** Mapping files that accountants and engineers edit. */
    public Path mappings() {
        return folder.resolve("mappings");
    }

    /** What Kvitta itself keeps: the embedded database, work files, generated keys. Made when it is missing. */
    public Path data() {
        return made(folder.resolve("data"));
    }

    /** Files dropped by hand, one folder per profile. Made when it is missing. */
    public Path inbox() {
        return made(folder.resolve("inbox"));
    }

    /** What file targets write, one folder per merchant. Made when it is missing. */
    public Path outbox() {
        return made(folder.resolve("outbox"));
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the folder " + folder, e);
        }
    }
}
