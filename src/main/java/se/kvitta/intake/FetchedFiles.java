package se.kvitta.intake;

import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import se.kvitta.journal.Watermarks;

/**
 * The idempotent repository of file consumers, over the journal: a remote file of the same name, size and time is not
 * fetched again. It spares the transfer only; that nothing is taken in twice is seen to by the document's bytes.
 */
public final class FetchedFiles extends ServiceSupport implements IdempotentRepository {

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

    @Override
    public boolean remove(String key) {
        return watermarks.forgetFetched(key);
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
