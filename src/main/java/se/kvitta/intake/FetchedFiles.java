package se.kvitta.intake;

import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import se.kvitta.journal.Watermarks;

/**
 * The idempotent repository of file consumers, over the journal: a remote file of the same name, size and time is not
 * fetched again. It spares the transfer only; that nothing is taken in twice is seen to by the document's bytes.
 */
public final class FetchedFiles extends ServiceSupport implements IdempotentRepository {

    private static final Logger LOG = LoggerFactory.getLogger(FetchedFiles.class);

    private final Watermarks watermarks;

    public FetchedFiles(Watermarks watermarks) {
        this.watermarks = watermarks;
    }

    @Override
    public boolean add(String key) {
        return watermarks.addFetched(key);
    }

    @Override
    public boolean contains(String key) {
        return watermarks.fetched(key);
    }

    /**
     * Takes back what was remembered. Camel asks for it after every file that failed, of which nothing was remembered; it must not
     * fail with the journal, or Camel would take the file to be under way for as long as the process lives.
     */
    @Override
    public boolean remove(String key) {
        try {
            return watermarks.forgetFetched(key);
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("the journal could not be asked to forget {}; what it has not remembered comes again", key, e);
            return false;
        }
    }

    @Override
    public boolean confirm(String key) {
        return true;
    }

    /** Never: a console must not make every file of every merchant come again. */
    @Override
    public void clear() {
        throw new IllegalStateException("the memory of fetched files is not cleared as a whole");
    }
}
