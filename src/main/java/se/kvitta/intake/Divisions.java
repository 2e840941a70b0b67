package se.kvitta.intake;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import se.kvitta.merchant.Merchants;
import se.kvitta.settlement.Divider;
import se.kvitta.settlement.Divider.Part;
import se.kvitta.settlement.SourceDocument;

/** Lets a document that tells of several settlements be taken in as several documents. */
public final class Divisions {

    private final Merchants merchants;
    private final Function<String, Optional<Divider>> dividers;
    private final Path work;

    /** @param work where parts stand until the next document is divided, in a folder of the profile's */
    public Divisions(Merchants merchants, Function<String, Optional<Divider>> dividers, Path work) {
        this.merchants = merchants;
        this.dividers = dividers;
        this.work = work;
    }

    private record Dropped(String name, Path file) implements SourceDocument {

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }

    /** The parts of a document; the document itself where there is nothing to divide. */
    public List<Part> of(
            @Body File file,
            @ExchangeProperty("profile") String profile,
            @ExchangeProperty("origin") String origin,
            @Header(Exchange.FILE_NAME_ONLY) String name)
            throws IOException {
        Optional<Divider> divider =
                dividers.apply(merchants.requireProfile(profile).source());
        List<Part> parts = divider.isPresent()
                ? divider.get()
                        .divide(
                                new Dropped(name, file.toPath()),
                                empty(work.resolve(profile).resolve("parts-" + origin)))
                : List.of();
        return parts.isEmpty() ? List.of(new Part(name, file.toPath())) : parts;
    }

    /** A part as the file that is taken in. */
    public File handOver(@Body Part part, Exchange exchange) {
        exchange.getMessage().setHeader(Exchange.FILE_NAME_ONLY, part.name());
        return part.file().toFile();
    }

    private static Path empty(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> left = Files.list(folder)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
        return folder;
    }
}
