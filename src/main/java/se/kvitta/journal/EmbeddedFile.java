package se.kvitta.journal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Keeps the file of the embedded database from growing without end. A commit writes the pages that it touches to a new place, and the old
 * place is used again only when nothing near it is needed any more. H2 moves what is still needed together in a thread of its
 * own, which it does not have where every commit is written at once ({@code WRITE_DELAY=0}); so it is asked to from time to time. Other
 * databases see to that themselves.
 */
public final class EmbeddedFile {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedFile.class);

    /** Half of the file may be room: to have less, the same pages would be moved more often. */
    private static final int FULL_ENOUGH = 50;

    /** Bytes that are written at once; commits wait so long. */
    private static final int AT_ONCE = 1024 * 1024;

    /** So often at most each time, so that moving takes little of what the disk can write. */
    private static final int TIMES = 16;

    private final DataSource source;

    public EmbeddedFile(DataSource source) {
        this.source = source;
    }

    /** Moves some of what is still needed together; answers whether there is more to do. */
    @Scheduled(fixedDelay = 10_000, initialDelay = 10_000)
    public boolean tidy() {
        try {
            Optional<MVStore> store = store();
            for (int i = 0; i < TIMES; i++) {
                if (store.isEmpty() || !store.get().compact(FULL_ENOUGH, AT_ONCE)) {
                    return false;
                }
            }
            return true;
        } catch (SQLException | RuntimeException e) {
            LOG.warn("the file of the journal was not tidied, and grows until it is: {}", e.getMessage());
            return false;
        }
    }

    /** How much of the file is still needed, in percent; 100 where the database has none of its own. */
    int fill() {
        try {
            return store().map(store -> store.getFileStore().getChunksFillRate())
                    .orElse(100);
        } catch (SQLException e) {
            throw new IllegalStateException("the journal cannot be looked at", e);
        }
    }

    private Optional<MVStore> store() throws SQLException {
        try (Connection connection = source.getConnection()) {
            if (!connection.isWrapperFor(JdbcConnection.class)) {
                return Optional.empty();
            }
            var session = connection.unwrap(JdbcConnection.class).getSession();
            return session instanceof SessionLocal local
                    ? Optional.of(local.getDatabase().getStore().getMvStore())
                            .filter(store -> store.getFileStore() != null && !store.isReadOnly())
                    : Optional.empty();
        }
    }
}
