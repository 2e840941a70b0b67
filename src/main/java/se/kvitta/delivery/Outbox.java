package se.kvitta.delivery;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.booking.Receipt;
import se.kvitta.home.Home;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Batches;
import se.kvitta.journal.Batches.Batch;
import se.kvitta.journal.Batches.State;
import se.kvitta.journal.Tasks;
import se.kvitta.reason.Reason;

/**
 * Writes files for people so that a kill leaves a whole file or none, once: written and forced under {@code .writing/},
 * then WRITTEN is committed, then it is renamed. Recovery renames only what is still there.
 */
public final class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final Home home;
    private final Batches batches;
    private final Tasks tasks;
    private final Audit audit;

    public Outbox(Home home, Batches batches, Tasks tasks, Audit audit) {
        this.home = home;
        this.batches = batches;
        this.tasks = tasks;
        this.audit = audit;
    }

    /** Whether the file is still to be written; one that is whole on disk only lacks its name. */
    public boolean unwritten(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return dispatch.batch().state() == State.OPEN;
    }

    /** Writes the file under {@code .writing/} and commits that it is there. */
    public void write(Outgoing file, @ExchangeProperty("dispatch") Dispatch dispatch) throws IOException {
        Batch batch = dispatch.batch();
        Path folder = Files.createDirectories(folder(batch).resolve(".writing"));
        Path writing = folder.resolve(batch.name());
        try (FileChannel channel = FileChannel.open(
                writing, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var bytes = ByteBuffer.wrap(file.content());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
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
