package se.kvitta.delivery;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;
import se.kvitta.booking.Receipt;
import se.kvitta.evidence.Evidence;
import se.kvitta.home.Home;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Batches;
import se.kvitta.journal.Batches.Batch;
import se.kvitta.journal.Batches.State;
import se.kvitta.journal.Documents.Document;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Tasks;
import se.kvitta.reason.Causes;
import se.kvitta.reason.Reason;
import se.kvitta.sheet.SheetFormat;

/**
 * Writes files for people so that a kill leaves a whole file or none, once: written and forced under {@code .writing/},
 * then WRITTEN is committed, then it is renamed. Recovery renames only what is still there. The documents behind the
 * vouchers of a file lie in a folder beside it, which gets its name before the file does.
 */
public final class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final Home home;
    private final Batches batches;
    private final Evidence evidence;
    private final Tasks tasks;
    private final Audit audit;

    public Outbox(Home home, Batches batches, Evidence evidence, Tasks tasks, Audit audit) {
        this.home = home;
        this.batches = batches;
        this.evidence = evidence;
        this.tasks = tasks;
        this.audit = audit;
    }

    /** Whether the file is still to be written; one that is whole on disk only lacks its name. */
    public boolean unwritten(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return dispatch.batch().state() == State.OPEN;
    }

    /** Writes the documents and the file under {@code .writing/} and commits that they are there. */
    public void write(Outgoing file, @ExchangeProperty("dispatch") Dispatch dispatch) throws IOException {
        Batch batch = dispatch.batch();
        Path folder = Files.createDirectories(folder(batch).resolve(".writing"));
        if (dispatch.merchant().evidence()) {
            writeEvidence(folder.resolve(evidenceName(batch)), dispatch);
        }
        write(folder.resolve(batch.name()), out -> out.write(file.content()));
        force(folder);
        if (!batches.written(batch)) {
            throw new NotExecuted(Reason.of("STEP_TAKEN", "posting", batch.name()));
        }
    }

    /** Gives the file its name, if it has not got it yet, and commits that it is delivered. */
    public void deliver(@ExchangeProperty("dispatch") Dispatch dispatch) throws IOException {
        Batch batch = dispatch.batch();
        Path folder = folder(batch);
        Path writing = folder.resolve(".writing").resolve(batch.name());
        Path file = folder.resolve(batch.name());
        rename(folder.resolve(".writing").resolve(evidenceName(batch)), folder.resolve(evidenceName(batch)));
        if (Files.exists(writing)) {
            if (Files.exists(file) && Files.mismatch(writing, file) >= 0) {
                throw new Refused(Reason.of("OUTBOX_NAME_TAKEN", "file", file.getFileName(), "folder", folder));
            }
            Files.move(writing, file, StandardCopyOption.ATOMIC_MOVE);
            force(folder);
        }
        if (batches.delivered(batch, file.toString())) {
            audit.add(
                    Audit.KVITTA,
                    "file delivered",
                    batch.merchant(),
                    "file " + batch.name(),
                    dispatch.postings().size() + " vouchers");
            tasks.close(batch.merchant(), "file " + batch.name());
            LOG.info(
                    "merchant {}: {} vouchers are in {}",
                    batch.merchant(),
                    dispatch.postings().size(),
                    file);
        }
    }

    /** Whether a posting stands in a file that is delivered. */
    public LookUp lookUp(@ExchangeProperty("dispatch") Dispatch dispatch) {
        Receipt receipt = dispatch.posting().receipt();
        return receipt == null ? LookUp.absent() : LookUp.present(receipt);
    }

    /** Throws {@link IOException} when the folder for files cannot be written. */
    public void preflight(@ExchangeProperty("dispatch") Dispatch dispatch) throws IOException {
        Path folder = Files.createDirectories(
                home.outbox().resolve(dispatch.merchant().name()).resolve(".writing"));
        Files.deleteIfExists(Files.createTempFile(folder, "preflight", ".tmp"));
    }

    /** {@code kaffe-20260305-1.underlag} for {@code kaffe-20260305-1.si}. */
    private static String evidenceName(Batch batch) {
        return stem(batch) + ".underlag";
    }

    private static String stem(Batch batch) {
        int dot = batch.name().lastIndexOf('.');
        return dot < 0 ? batch.name() : batch.name().substring(0, dot);
    }

    /**
     * PDF and CSV of every voucher, named by the file and the voucher's place in it, and the provider's documents as they
     * were received. One that cannot be made leaves a task and the others as they are.
     */
    private void writeEvidence(Path folder, Dispatch dispatch) throws IOException {
        Batch batch = dispatch.batch();
        FileSystemUtils.deleteRecursively(folder); // what a process that was killed had begun
        Files.createDirectories(folder);
        Map<Long, Document> documents = new TreeMap<>();
        int place = 1;
        for (Posting posting : dispatch.postings()) {
            String name = stem(batch) + "-" + String.format(Locale.ROOT, "%03d", place);
            Receipt receipt = batches.receipt(
                    batch, place++, folder(batch).resolve(batch.name()).toString());
            String subject = "evidence of posting " + posting.id();
            try {
                for (SheetFormat format : SheetFormat.values()) {
                    write(
                            folder.resolve(name + "." + format.suffix()),
                            out -> evidence.write(posting, receipt, format, evidence.language(), out));
                }
                Document document = evidence.document(posting);
                documents.put(document.id(), document);
            } catch (IllegalArgumentException | IllegalStateException e) {
                for (SheetFormat format : SheetFormat.values()) {
                    Files.deleteIfExists(folder.resolve(name + "." + format.suffix()));
                }
                tasks.open(
                        posting.merchant(),
                        posting.profile(),
                        subject,
                        Reason.of(
                                "EVIDENCE_NOT_MADE",
                                "cause",
                                Causes.of(e),
                                "posting",
                                posting.id(),
                                "voucher",
                                receipt.shown(),
                                "text",
                                posting.booking().voucher().text()));
            }
        }
        for (Document document : documents.values()) {
            String name = stem(batch) + "-" + document.id() + "-" + Evidence.plain(document.name());
            write(folder.resolve(name), out -> {
                try (InputStream content = evidence.content(document).open()) {
                    content.transferTo(out);
                }
            });
        }
        force(folder);
    }

    /** What fills a file. */
    @FunctionalInterface
    private interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    private static void write(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                        file,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
            content.writeTo(out);
            out.flush();
            channel.force(true);
        }
    }

    /** Gives a folder its name, unless it has it already. Throws {@link Refused} when something else has that name. */
    private static void rename(Path writing, Path folder) throws IOException {
        if (!Files.exists(writing)) {
            return;
        }
        if (Files.exists(folder)) {
            throw new Refused(Reason.of(
                    "OUTBOX_NAME_TAKEN",
                    "file",
                    folder.getFileName(),
                    "folder",
                    folder.resolveSibling("").toString()));
        }
        Files.move(writing, folder, StandardCopyOption.ATOMIC_MOVE);
        force(folder.resolveSibling(""));
    }

    private Path folder(Batch batch) throws IOException {
        return Files.createDirectories(home.outbox().resolve(batch.merchant()));
    }

    /** Makes a name durable; a file system that cannot force a folder does so by itself. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debug("{} cannot be forced: {}", folder, e.getMessage());
        }
    }
}
