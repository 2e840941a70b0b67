package se.kvitta.journal;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.SourceDocument;

/** Documents as they were received, and how far each has been taken in. The same bytes are kept once per profile. */
public final class Documents {

    /** Content of one row, compressed; H2 takes no more than 1 MiB. */
    private static final int CHUNK = 1_000_000;

    /** The code of what is kept beside a settlement. */
    private static final String BESIDE = "KEPT_BESIDE";

    /** Why a part is not held any more. */
    private static final String JOINED = "DOCUMENT_JOINED";

    private final Database database;

    public Documents(Database database) {
        this.database = database;
    }

    /** How far a document has come. */
    public enum State {
        /** Kept, not taken in. */
        STORED,
        /** An attempt is taking it in. */
        TAKING,
        /** Its settlement is accepted, or was known already. */
        TAKEN,
        /** It cannot be taken in as it is; a person must look. */
        HELD,
        /** It is nothing for this profile, for a stated reason. */
        SKIPPED
    }

    /**
     * One document.
     *
     * @param origin how it came: {@code source} or {@code inbox}
     * @param bytes its size as received
     * @param reason why it is held or skipped
     * @param reference the settlement it tells of, once known
     */
    public record Document(
            long id,
            String profile,
            String source,
            String sha256,
            String name,
            String origin,
            long bytes,
            State state,
            @Nullable Reason reason,
            String reference) {

        /** The idempotent key: the same bytes for the same profile are the same document. */
        public String key() {
            return profile + "/" + sha256;
        }
    }

    /** Keeps a file unchanged before anybody reads it. Answers the earlier document when the profile has these bytes. */
    public Document store(String profile, String source, String origin, String name, Path file) {
        return store(profile, source, origin, name, file, State.STORED, "", null);
    }

    /**
     * Keeps a file unchanged beside a settlement that another document tells of: it is there to be looked at, and never taken in.
     * Answers the earlier document, as it is, when the profile has these bytes.
     */
    public Document storeBeside(String profile, String source, String name, Path file, String reference) {
        return store(
                profile,
                source,
                "source",
                name,
                file,
                State.SKIPPED,
                reference,
                Reason.of(BESIDE, "name", name, "reference", reference));
    }

    /** What is kept beside a settlement, oldest first. */
    public List<Document> beside(String profile, String reference) {
        return database.sql("""
                        select * from document where profile = :profile and reference = :reference and state = 'SKIPPED'
                          and reason = :reason order by id
                        """)
                .param("profile", profile)
                .param("reference", reference)
                .param("reason", BESIDE)
                .query((row, n) -> document(row))
                .list();
    }

    private Document store(
            String profile,
            String source,
            String origin,
            String name,
            Path file,
            State state,
            String reference,
            @Nullable Reason reason) {
        try {
            String sha256 = sha256(file);
            Optional<Document> known = find(profile, sha256);
            if (known.isPresent()) {
                return known.get();
            }
            String upload = UUID.randomUUID().toString();
            try (InputStream content = Files.newInputStream(file)) {
                writeChunks(upload, content);
            }
            int added = database.sql("""
                            insert into document (profile, source, sha256, name, origin, bytes, upload, state, reference,
                                reason, facts, received_at, updated_at)
                            values (:profile, :source, :sha256, :name, :origin, :bytes, :upload, :state, :reference,
                                :reason, :facts, :now, :now)
                            on conflict do nothing
                            """)
                    .param("profile", profile)
                    .param("source", source)
                    .param("sha256", sha256)
                    .param("name", name.length() > 255 ? name.substring(name.length() - 255) : name)
                    .param("origin", origin)
                    .param("bytes", Files.size(file))
                    .param("upload", upload)
                    .param("state", state.name())
                    .param("reference", reference)
                    .param("reason", reason == null ? null : reason.code())
                    .param("facts", reason == null ? null : Database.facts(reason))
                    .param("now", database.nowAt())
                    .update();
            if (added == 0) {
                deleteChunks(upload);
            }
            return find(profile, sha256).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    public Optional<Document> find(long id) {
        return database.sql("select * from document where id = :id")
                .param("id", id)
                .query((row, n) -> document(row))
                .optional();
    }

    private Optional<Document> find(String profile, String sha256) {
        return database.sql("select * from document where profile = :profile and sha256 = :sha256")
                .param("profile", profile)
                .param("sha256", sha256)
                .query((row, n) -> document(row))
                .optional();
    }

    /** The bytes as they were received; can be opened any number of times. */
    public SourceDocument content(Document document) {
        String upload = database.sql("select upload from document where id = :id")
                .param("id", document.id())
                .query(String.class)
                .single();
        return new SourceDocument() {
            @Override
            public String name() {
                return document.name();
            }

            @Override
            public String profile() {
                return document.profile();
            }

            @Override
            public InputStream open() throws IOException {
                return new BufferedInputStream(new GZIPInputStream(new ChunkInput(upload), 1 << 16), 1 << 16);
            }
        };
    }

    /**
     * Claims a document for an attempt. Answers false when it has been taken in already, or while another attempt is at
     * it that has given a sign of life within {@code alive}.
     */
    public boolean claim(String profile, String sha256, String attempt, Duration alive) {
        return database.sql("""
                        update document set state = 'TAKING', attempt = :attempt, attempt_at = :now, updated_at = :now
                        where profile = :profile and sha256 = :sha256
                          and (state = 'STORED' or (state = 'TAKING' and attempt_at < :dead))
                        """)
                        .param("attempt", attempt)
                        .param("now", database.nowAt())
                        .param("dead", Database.at(database.now().minus(alive)))
                        .param("profile", profile)
                        .param("sha256", sha256)
                        .update()
                == 1;
    }

    /** A sign of life of an attempt; answers false when the document is no longer its. */
    boolean touch(long id, String attempt) {
        return database.sql("""
                        update document set attempt_at = :now
                        where id = :id and state = 'TAKING' and attempt = :attempt
                        """)
                        .param("now", database.nowAt())
                        .param("id", id)
                        .param("attempt", attempt)
                        .update()
                == 1;
    }

    /** Ends an attempt. Answers false when the document is no longer its. */
    boolean finish(long id, String attempt, State state, String reference, @Nullable Reason reason) {
        return database.sql("""
                        update document set state = :state, attempt = null, attempt_at = null, reference = :reference,
                            reason = :reason, facts = :facts, updated_at = :now
                        where id = :id and state = 'TAKING' and attempt = :attempt
                        """)
                        .param("state", state.name())
                        .param("reference", reference)
                        .param("reason", reason == null ? null : reason.code())
                        .param("facts", reason == null ? null : Database.facts(reason))
                        .param("now", database.nowAt())
                        .param("id", id)
                        .param("attempt", attempt)
                        .update()
                == 1;
    }

    /** Gives a document back that an attempt could not finish for a passing reason: it may be claimed again. */
    public void release(long id, String attempt) {
        database.sql("""
                        update document set state = 'STORED', attempt = null, attempt_at = null, updated_at = :now
                        where id = :id and state = 'TAKING' and attempt = :attempt
                        """)
                .param("now", database.nowAt())
                .param("id", id)
                .param("attempt", attempt)
                .update();
    }

    /** Gives every document back; only when no attempt of any node can be alive. */
    public void releaseAll() {
        database.sql("update document set state = 'STORED', attempt = null, attempt_at = null where state = 'TAKING'")
                .update();
    }

    /** Lets a held or skipped document pass again after a mend; answers whether it was one. */
    public boolean reopen(long id) {
        return database.sql("""
                        update document set state = 'STORED', reason = null, facts = null, updated_at = :now
                        where id = :id and state in ('HELD', 'SKIPPED')
                        """).param("now", database.nowAt()).param("id", id).update() == 1;
    }

    /** Keeps who has accepted that a document tells a known payout differently. */
    public void acceptRetold(long id, String actor) {
        database.sql("update document set retold_by = :actor, updated_at = :now where id = :id")
                .param("actor", actor)
                .param("now", database.nowAt())
                .param("id", id)
                .update();
    }

    /** Who has accepted that a document tells a known payout differently; empty while nobody has. */
    public Optional<String> retoldBy(long id) {
        return database.sql("select retold_by from document where id = :id and retold_by is not null")
                .param("id", id)
                .query(String.class)
                .optional();
    }

    /** Documents that nobody is taking in: never begun, or their attempt has given no sign of life for so long. */
    public List<Document> leftBehind(Duration alive) {
        return database.sql("""
                        select * from document where state = 'STORED' or (state = 'TAKING' and attempt_at < :dead)
                        order by id
                        """)
                .param("dead", Database.at(database.now().minus(alive)))
                .query((row, n) -> document(row))
                .list();
    }

    /** The newest documents of a profile that count, the newest first. */
    public List<Document> newestTaken(String profile, int most) {
        return database.sql("""
                        select * from document where profile = :profile and state = 'TAKEN' order by id desc
                        fetch first :most rows only
                        """)
                .param("profile", profile)
                .param("most", most)
                .query((row, n) -> document(row))
                .list();
    }

    public List<Document> held() {
        return database.sql("select * from document where state = 'HELD' order by id")
                .query((row, n) -> document(row))
                .list();
    }

    /** Held documents of a profile that speak of a settlement. */
    public List<Document> held(String profile, String reference) {
        return held().stream()
                .filter(document -> document.profile().equals(profile)
                        && document.reference().equals(reference))
                .toList();
    }

    /** Documents of a profile that are held for a reason, or were until they were joined with others. */
    public List<Document> parts(String profile, String reason) {
        return database.sql("""
                        select * from document where profile = :profile
                          and ((state = 'HELD' and reason = :reason) or (state = 'SKIPPED' and reason = :joined))
                        order by id
                        """)
                .param("profile", profile)
                .param("reason", reason)
                .param("joined", JOINED)
                .query((row, n) -> document(row))
                .list();
    }

    /** A part that was held has been taken in with others. */
    public void joined(Document part, String as) {
        Reason reason = Reason.of(JOINED, "name", part.name(), "joined", as);
        database.sql("""
                        update document set state = 'SKIPPED', reason = :reason, facts = :facts
                        where id = :id and state = 'HELD'
                        """)
                .param("reason", reason.code())
                .param("facts", Database.facts(reason))
                .param("id", part.id())
                .update();
    }

    /** Deletes what was left of uploads that were cut off. Only when no other node is storing. */
    public int deleteCutOffUploads() {
        return database.sql("""
                        delete from document_chunk where not exists
                            (select 1 from document where document.upload = document_chunk.upload)
                        """).update();
    }

    private void writeChunks(String upload, InputStream content) throws IOException {
        try (OutputStream out =
                new GZIPOutputStream(new BufferedOutputStream(new ChunkOutput(upload), CHUNK), 1 << 16)) {
            content.transferTo(out);
        }
    }

    private void deleteChunks(String upload) {
        database.sql("delete from document_chunk where upload = :upload")
                .param("upload", upload)
                .update();
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Document document(ResultSet row) throws SQLException {
        @Nullable String reference = row.getString("reference");
        return new Document(
                row.getLong("id"),
                row.getString("profile"),
                row.getString("source"),
                row.getString("sha256"),
                row.getString("name"),
                row.getString("origin"),
                row.getLong("bytes"),
                State.valueOf(row.getString("state")),
                Database.reason(row),
                reference == null ? "" : reference);
    }

    /** Writes rows of at most {@link #CHUNK} bytes; fed by a buffer of that size. */
    private final class ChunkOutput extends OutputStream {
        private final String upload;
        private int seq;

        ChunkOutput(String upload) {
            this.upload = upload;
        }

        @Override
        public void write(int single) {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            for (int at = from; at < from + length; at += CHUNK) {
                database.sql("insert into document_chunk (upload, seq, content) values (:upload, :seq, :content)")
                        .param("upload", upload)
                        .param("seq", seq++)
                        .param("content", Arrays.copyOfRange(bytes, at, Math.min(at + CHUNK, from + length)))
                        .update();
            }
        }
    }

    /** Reads the rows of an upload one at a time. */
    private final class ChunkInput extends InputStream {
        private final String upload;
        private InputStream chunk = InputStream.nullInputStream();
        private int seq;
        private boolean ended;

        ChunkInput(String upload) {
            this.upload = upload;
        }

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int from, int length) throws IOException {
            while (!ended) {
                int read = chunk.read(into, from, length);
                if (read > 0 || length == 0) {
                    return read;
                }
                next();
            }
            return -1;
        }

        private void next() {
            Optional<byte[]> content = database.sql(
                            "select content from document_chunk where upload = :upload and seq = :seq")
                    .param("upload", upload)
                    .param("seq", seq++)
                    .query((row, n) -> row.getBytes("content"))
                    .optional();
            ended = content.isEmpty();
            chunk = new ByteArrayInputStream(content.orElse(new byte[0]));
        }
    }
}
