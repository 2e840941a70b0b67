package se.kvitta.intake;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import se.kvitta.journal.Documents;

/**
 * The idempotent repository of the intake route, over the journal: a document that was taken in, or is being taken in by
 * a living attempt, is a duplicate; one whose attempt was cut off is not. Camel's own repositories lose a document or
 * repeat it when the process is killed between two steps.
 */
public final class TakenDocuments extends ServiceSupport implements IdempotentRepository {

    private final Documents documents;
    private final IntakeSettings settings;
    private final Map<String, String> attempts = new ConcurrentHashMap<>();

    public TakenDocuments(Documents documents, IntakeSettings settings) {
        this.documents = documents;
        this.settings = settings;
    }

    /** Claims the document for an attempt; false when it is a duplicate. */
    @Override
    public boolean add(String key) {
        String attempt = UUID.randomUUID().toString();
        boolean claimed = documents.claim(profile(key), sha256(key), attempt, settings.signOfLife());
        if (claimed) {
            attempts.put(key, attempt);
        }
        return claimed;
    }

    /** The attempt that claimed a document in this process. */
    String attempt(String key) {
        @Nullable String attempt = attempts.get(key);
        if (attempt == null) {
            throw new IllegalStateException("no attempt of this process has claimed " + key);
        }
        return attempt;
    }

    @Override
    public boolean contains(String key) {
        return attempts.containsKey(key);
    }

    /** The journal has its own end of an attempt; only what this process remembers of it goes. */
    @Override
    public boolean remove(String key) {
        return attempts.remove(key) != null;
    }

    @Override
    public boolean confirm(String key) {
        return attempts.remove(key) != null;
    }

    @Override
    public void clear() {
        attempts.clear();
    }

    private static String profile(String key) {
        return key.substring(0, key.indexOf('/'));
    }

    private static String sha256(String key) {
        return key.substring(key.indexOf('/') + 1);
    }
}
