package se.kvitta.sandbox.fortnox;

import java.time.Instant;
import java.util.Base64;

/**
 * A file that was uploaded.
 *
 * @param id what a connection names
 * @param archiveId another id of the same file, which connections of vouchers do not take
 * @param path the static folder it was put in; empty for the root
 * @param content Base64
 */
public record StoredFile(String id, String archiveId, String name, String path, String content, Instant at) {

    /** The bytes as they were sent. */
    public byte[] bytes() {
        return Base64.getDecoder().decode(content);
    }
}
