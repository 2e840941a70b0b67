package se.kvitta.journal;

import java.time.Instant;

/** Which events a provider's webhooks have told of before. */
public final class SeenHints {

    private final Database database;

    public SeenHints(Database database) {
        this.database = database;
    }

    public boolean has(String key) {
        return database.sql("select count(*) from hint where hint_key = :key")
                        .param("key", key)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** Remembers an event; answers whether it is new. */
    public boolean add(String key) {
        return database.sql("insert into hint (hint_key, at) values (:key, :now) on conflict do nothing")
                        .param("key", key)
                        .param("now", database.nowAt())
                        .update()
                == 1;
    }

    public boolean forget(String key) {
        return database.sql("delete from hint where hint_key = :key")
                        .param("key", key)
                        .update()
                == 1;
    }

    /** Forgets what came before an instant. */
    public void forgetBefore(Instant at) {
        database.sql("delete from hint where at < :at")
                .param("at", Database.at(at))
                .update();
    }
}
