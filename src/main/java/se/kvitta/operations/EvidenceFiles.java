package se.kvitta.operations;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import se.kvitta.evidence.Evidence;
import se.kvitta.home.Home;
import se.kvitta.journal.Documents.Document;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.reason.Reasons;
import se.kvitta.sheet.SheetFormat;

/** Makes the documents behind vouchers when a person asks for them. A file has its name only when it is whole. */
final class EvidenceFiles {

    private static final Pattern FOLDER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,59}");

    private final Evidence evidence;
    private final Postings postings;
    private final Home home;

    EvidenceFiles(Evidence evidence, Postings postings, Home home) {
        this.evidence = evidence;
        this.postings = postings;
        this.home = home;
    }

    /** A file that was made to be sent, and what to call it. Closing it deletes the file. */
    record Made(Path file, String name, String contentType) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    /** Throws {@link IllegalArgumentException} when there is no such posting. */
    Posting posting(long id) {
        return postings.find(id).orElseThrow(() -> new IllegalArgumentException("there is no posting " + id));
    }

    /** The document behind a posting. */
    Made made(Posting posting, SheetFormat format, String language) throws IOException {
        Path file = temporary();
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
                evidence.write(posting, posting.receipt(), format, language(language), out);
            }
            return new Made(file, Evidence.fileName(posting, format), format.contentType());
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** The provider's own document, as it was received. */
    Made received(Posting posting) throws IOException {
        return received(evidence.document(posting));
    }

    private Made received(Document document) throws IOException {
        Path file = temporary();
        try (InputStream content = evidence.content(document).open()) {
            Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
            return new Made(file, Evidence.plain(document.name()), "application/octet-stream");
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /**
     * Writes PDF, CSV, the provider's document of a posting and what is kept beside it into a folder of its merchant's outbox, and answers where.
     *
     * @param name the folder below {@code underlag}: letters, digits, hyphens and underscores; throws
     *     {@link IllegalArgumentException} for anything else
     */
    Path write(Posting posting, String name, String language) throws IOException {
        if (!FOLDER.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "'" + name + "' is no name for a folder: write 1 to 60 letters, digits, hyphens or underscores");
        }
        Path folder = Files.createDirectories(
                home.outbox().resolve(posting.merchant()).resolve("underlag").resolve(name));
        List<Made> files = new ArrayList<>();
        try {
            for (SheetFormat format : SheetFormat.values()) {
                files.add(made(posting, format, language));
            }
            files.add(received(posting));
            for (Document beside : evidence.beside(posting)) {
                files.add(received(beside));
            }
            for (Made file : files) {
                Files.move(file.file(), folder.resolve(file.name()), StandardCopyOption.REPLACE_EXISTING);
            }
        } finally {
            for (Made file : files) {
                file.close();
            }
        }
        return folder;
    }

    /** The language asked for, or the installation's when none is. */
    private String language(String asked) {
        if (asked.isEmpty()) {
            return evidence.language();
        }
        if (!Reasons.LANGUAGES.contains(asked)) {
            throw new IllegalArgumentException("no texts in '" + asked + "'; there are " + Reasons.LANGUAGES);
        }
        return asked;
    }

    private Path temporary() throws IOException {
        return Files.createTempFile(Files.createDirectories(home.data().resolve("evidence")), "made", ".tmp");
    }
}
