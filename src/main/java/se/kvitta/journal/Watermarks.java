package se.kvitta.journal;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;

/** How far each profile's source has been read, and which remote files have been fetched. */
public final class Watermarks {

    /** Until when the source has been asked for everything it had. */
    public static final String FETCHED = "fetched";

    private final Database database;

    public Watermarks(Database database) {
        this.database = database;
    }

    public Optional<Instant> at(String profile, String name) {
        return database.sql("select at from watermark where profile = :profile and name = :name")
                .param("profile", profile)
                .param("name", name)
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }

    /** Moves a watermark forward; one that is further already stays. */
    public void advance(String profile, String name, Instant at) {
        database.sql("insert into watermark (profile, name, at) values (:profile, :name, :at) on conflict do nothing")
                .param("profile", profile)
                .param("name", name)
                .param("at", Database.at(at))
                .update();
        database.sql("update watermark set at = :at where profile = :profile and name = :name and at < :at")
                .param("at", Database.at(at))
                .param("profile", profile)
                .param("name", name)
                .update();
    }

    /** Whether a remote file, named by its profile, name, size and time, has been fetched. */
    public boolean fetched(String key) {
        return database.sql("select count(*) from fetched where file_key = :key")
                        .param("key", key)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Remembers a remote file; answers whether it is new. */
    public boolean addFetched(String key) {
        return database.sql("insert into fetched (file_key, at) values (:key, :now) on conflict do nothing")
                        .param("key", key)
                        .param("now", database.nowAt())
                        .update()
                == 1;
    }

    public boolean forgetFetched(String key) {
        return database.sql("delete from fetched where file_key = :key")
                        .param("key", key)
                        .update()
                == 1;
    }
}
