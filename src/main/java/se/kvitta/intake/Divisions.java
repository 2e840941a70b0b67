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
import se.kvitta.journal.Documents;
import se.kvitta.journal.Documents.Document;
import se.kvitta.journal.Tasks;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.settlement.Divider;
import se.kvitta.settlement.Divider.Part;
import se.kvitta.settlement.SourceDocument;

/** Lets a document that tells of several settlements be taken in as several documents. */
public final class Divisions {

    private final Documents documents;
    private final Tasks tasks;
    private final Merchants merchants;
    private final Function<String, Optional<Divider>> dividers;
    private final Path work;

    /** @param work where parts stand until the next document is divided, in a folder of the profile's */
    public Divisions(
            Documents documents,
            Tasks tasks,
            Merchants merchants,
            Function<String, Optional<Divider>> dividers,
            Path work) {
        this.documents = documents;
        this.tasks = tasks;
        this.merchants = merchants;
        this.dividers = dividers;
        this.work = work;
    }

    /** A file that is not in the journal. */
    record Dropped(String name, Path file) implements SourceDocument {

        @Override
        public InputStream open() throws IOException {
            return Files.newInputStream(file);
        }
    }

    /**
     * The parts of a document; the document itself where there is nothing to divide. One that is a part itself is joined with those
     * that are held until it comes.
     */
    public List<Part> of(
            @Body File file,
            @ExchangeProperty("profile") String profile,
            @ExchangeProperty("origin") String origin,
            @Header(Exchange.FILE_NAME_ONLY) String name)
            throws IOException {
        Optional<Part> joined = join(new Dropped(name, file.toPath()), merchants.requireProfile(profile), origin);
        return joined.isPresent()
                ? divide(joined.get().file(), profile, origin, joined.get().name())
                : divide(file.toPath(), profile, origin, name);
    }

    /** The parts of a document as it is; the document itself where there is nothing to divide. */
    List<Part> divide(Path file, String profile, String origin, String name) throws IOException {
        Optional<Divider> divider =
                dividers.apply(merchants.requireProfile(profile).source());
        List<Part> parts = divider.isPresent()
                ? divider.get().divide(new Dropped(name, file), empty(folder(profile, "parts-" + origin)))
                : List.of();
        return parts.isEmpty() ? List.of(new Part(name, file)) : parts;
    }

    /** What was held is found again after it was joined: if the process dies before the whole is taken in, the last part comes again. */
    private Optional<Part> join(Dropped document, Profile profile, String origin) throws IOException {
        Optional<Divider> divider =
                dividers.apply(profile.source()).filter(one -> !one.heldAsPart().isEmpty());
        if (divider.isEmpty()) {
            return Optional.empty();
        }
        List<Document> held = documents.parts(profile.name(), divider.get().heldAsPart());
        Optional<Divider.Joined> joined = divider.get()
                .join(
                        document,
                        held.stream().map(documents::content).toList(),
                        empty(folder(profile.name(), "joined-" + origin)));
        joined.ifPresent(whole -> held.stream()
                .filter(part -> whole.names().contains(part.name()))
                .forEach(part -> {
                    documents.joined(part, whole.part().name());
                    tasks.close(profile.merchant(), Intake.documentSubject(part));
                }));
        return joined.map(Divider.Joined::part);
    }

    private Path folder(String profile, String name) {
        return work.resolve(profile).resolve(name);
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
