package se.kvitta.sandbox.klarna;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;

/** Reads and replaces small settings files. */
final class PropertiesFile {

    private PropertiesFile() {}

    /** Empty when there is no such file. */
    static Properties read(Path file) throws IOException {
        var properties = new Properties();
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                properties.load(in);
            }
        }
        return properties;
    }

    /** Whoever reads meanwhile sees the old file or the new one, never half of it. */
    static void write(Path file, Properties properties) throws IOException {
        var next = Files.createTempFile(file.toAbsolutePath().getParent(), ".next", null);
        try (var out = Files.newBufferedWriter(next)) {
            properties.store(out, null);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
