package se.kvitta.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A home folder for a test: the shipped routes and mappings, fast limits and short times, and the test's merchants. */
public final class TestHome {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    private final Path folder;

    /** Fills an empty folder. No merchant of the demo is among its merchants. */
    public TestHome(Path folder) {
        this.folder = folder;
        copy(Path.of("routes"), folder.resolve("routes"));
        copy(Path.of("mappings"), folder.resolve("mappings"));
        // No even pacing and no long waits, unless a test asks for them.
        edit("mappings/targets/fortnox.yaml", text -> text.replace("calls: 25", "calls: 100000"));
    }

    public Path folder() {
        return folder;
    }

    /** Adds or replaces a merchant file. */
    public TestHome merchant(String name, String yaml) {
        write("mappings/merchants/" + name + ".yaml", yaml);
        return this;
    }

    /** Adds the rates that golden folders are booked at: {@code golden} to SEK, {@code golden-euro} to EUR. */
    public TestHome goldenRates() {
        copy(GOLDEN.resolve("rates.csv"), folder.resolve("mappings/rates/golden.csv"));
        copy(GOLDEN.resolve("rates-euro.csv"), folder.resolve("mappings/rates/golden-euro.csv"));
        return this;
    }

    public TestHome write(String path, String text) {
        try {
            Path file = folder.resolve(path);
            Files.createDirectories(file.resolveSibling("."));
            Files.writeString(file, text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TestHome remove(String path) {
        try {
            Files.delete(folder.resolve(path));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public TestHome edit(String path, java.util.function.UnaryOperator<String> change) {
        try {
            return write(path, change.apply(Files.readString(folder.resolve(path))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that file targets have written for a merchant, in the order of the names. */
    public List<Path> outbox(String merchant) {
        Path outbox = folder.resolve("outbox").resolve(merchant);
        if (!Files.isDirectory(outbox)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(outbox)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
