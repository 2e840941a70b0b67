package se.kvitta.journal;

import java.time.Instant;
import java.util.Optional;

/** What targets gave us to call them with. Callers encrypt: the journal never sees a secret in the clear. */
public final class Tokens {

    private final Database database;

    public Tokens(Database database) {
        this.database = database;
    }

    /** An encrypted token and when the target says it ends. */
    public record Token(String encrypted, Instant expiresAt) {}

    public Optional<Token> find(String merchant, String target) {
        return database.sql("select * from target_token where merchant = :merchant and target = :target")
                .param("merchant", merchant)
                .param("target", target)
                .query((row, n) -> new Token(row.getString("secret"), Database.instant(row, "expires_at")))
                .optional();
    }

    /** Keeps a token durably; committed before it returns, so that it is never used before it is kept. */
    public void keep(String merchant, String target, String encrypted, Instant expiresAt) {
        database.doInTransaction(() -> {
            forget(merchant, target);
            database.sql("insert into target_token values (:merchant, :target, :secret, :expires)")
                    .param("merchant", merchant)
                    .param("target", target)
                    .param("secret", encrypted)
                    .param("expires", Database.at(expiresAt))
                    .update();
        });
    }

    public void forget(String merchant, String target) {
        database.sql("delete from target_token where merchant = :merchant and target = :target")
                .param("merchant", merchant)
                .param("target", target)
                .update();
    }
}
