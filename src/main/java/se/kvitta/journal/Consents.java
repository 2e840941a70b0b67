package se.kvitta.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Consents that a person has begun at a remote system, until they come back from there. Each comes back once. */
public final class Consents {

    /** How long one that is over is still known, so that the table does not grow. */
    private static final Duration KEPT = Duration.ofDays(1);

    private final Database database;

    public Consents(Database database) {
        this.database = database;
    }

    /**
     * One consent.
     *
     * @param system slug of the remote system
     * @param login who began it
     */
    public record Consent(String merchant, String system, String login) {}

    /**
     * Begins one.
     *
     * @param state hash of the value that comes back
     * @param browser hash of what only the browser knows that began it; empty when a program did
     */
    public void begin(String state, Consent consent, String browser, Instant expiresAt) {
        database.doInTransaction(() -> {
            database.sql("delete from connection_consent where expires_at < :old")
                    .param("old", Database.at(database.now().minus(KEPT)))
                    .update();
            database.sql("""
                            insert into connection_consent (state, merchant, system, login, browser, expires_at)
                            values (:state, :merchant, :system, :login, :browser, :expires)
                            """)
                    .param("state", state)
                    .param("merchant", consent.merchant())
                    .param("system", consent.system())
                    .param("login", consent.login())
                    .param("browser", browser)
                    .param("expires", Database.at(expiresAt))
                    .update();
        });
    }

    /** Uses one up. Empty when it is unknown, used, too old, another login's or another browser's. */
    public Optional<Consent> use(String state, String login, String browser) {
        int used = database.sql("""
                        update connection_consent set used_at = :now
                        where state = :state and used_at is null and expires_at > :now and login = :login
                            and (browser = '' or browser = :browser)
                        """)
                .param("now", database.nowAt())
                .param("state", state)
                .param("login", login)
                .param("browser", browser)
                .update();
        return used == 0
                ? Optional.empty()
                : database.sql("select * from connection_consent where state = :state")
                        .param("state", state)
                        .query((row, n) ->
                                new Consent(row.getString("merchant"), row.getString("system"), row.getString("login")))
                        .optional();
    }
}
