package se.kvitta.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.kvitta.reason.Reason;

/**
 * What merchants have let us do at remote systems. Callers encrypt: the journal never sees a secret in the clear. Every
 * change is committed before it returns. A pair of tokens is known by its version: whoever comes late with the outcome of
 * an older one changes nothing.
 */
public final class Grants {

    private static final String THE_GRANT = " where merchant = :merchant and system = :system and company = :company"
            + " and client = :client and way = :way";

    private final Database database;
    private final Tasks tasks;
    private final Audit audit;

    public Grants(Database database, Tasks tasks, Audit audit) {
        this.database = database;
        this.tasks = tasks;
        this.audit = audit;
    }

    public enum State {
        /** Tokens can be had. */
        OPEN,
        /** The system does not know the refresh token any more; a person has to consent again. */
        LOST,
        /** A person has ended it. */
        CLOSED
    }

    /**
     * What a grant is for. A merchant that changes company, client or way never uses the tokens of the former.
     *
     * @param system slug of the remote system
     * @param company whose books it opens
     * @param client what the system calls us
     */
    public record Key(String merchant, String system, String company, String client, String way) {}

    /**
     * What a system has given, encrypted.
     *
     * @param refresh null where the way has none
     * @param refreshUntil until when it lives unless it is used; null where there is none
     * @param scopes what it may be used for, separated by blanks
     */
    public record Tokens(
            String access,
            Instant accessUntil,
            @Nullable String refresh,
            @Nullable Instant refreshUntil,
            String scopes) {}

    /**
     * One grant as it is kept.
     *
     * @param version counts the pairs of tokens
     * @param tokens null once it is closed
     * @param renewedAt when the tokens were given
     * @param companyName what the system calls the company; empty while it is not known
     * @param grantedAt when a person consented; null when that was not done here
     * @param leaseUntil until when somebody is renewing it; null when nobody is
     * @param refusedAt when a token was last replaced because a call with it was refused; null when none was
     * @param refusalTold whether a person has been told that calls are refused, and none was taken since
     */
    public record Grant(
            Key key,
            State state,
            long version,
            @Nullable Tokens tokens,
            Instant renewedAt,
            String companyName,
            @Nullable Instant grantedAt,
            String grantedBy,
            @Nullable Instant leaseUntil,
            @Nullable Instant refusedAt,
            boolean refusalTold) {}

    public Optional<Grant> find(Key key) {
        return of("select * from connection_grant" + THE_GRANT, key)
                .query((row, n) -> grant(row))
                .optional();
    }

    /** All grants with a refresh token that are open or lost. */
    public List<Grant> renewable() {
        return database.sql("select * from connection_grant where refresh_token is not null and state <> :closed")
                .param("closed", State.CLOSED.name())
                .query((row, n) -> grant(row))
                .list();
    }

    /**
     * Begins to renew a pair: until then nobody else does. Answers false when somebody is, or the pair is not the newest.
     *
     * @param holder who renews, unique to this attempt
     */
    public boolean lease(Key key, long version, String holder, Instant until) {
        return of(
                                "update connection_grant set lease_holder = :holder, lease_until = :until" + THE_GRANT
                                        + " and version = :version and state = :open"
                                        + " and (lease_until is null or lease_until <= :now)",
                                key)
                        .param("holder", holder)
                        .param("until", Database.at(until))
                        .param("version", version)
                        .param("open", State.OPEN.name())
                        .param("now", database.nowAt())
                        .update()
                == 1;
    }

    /** Nothing came of a renewal, and nothing will: others may. */
    public void release(Key key, String holder) {
        of(
                        "update connection_grant set lease_holder = null, lease_until = null" + THE_GRANT
                                + " and lease_holder = :holder",
                        key)
                .param("holder", holder)
                .update();
    }

    /**
     * Puts a new pair in the place of an old one, and closes the task. Answers false when the old one is not the newest: then
     * the new one is worth nothing. A grant that was called lost meanwhile is found again.
     */
    public boolean renew(Key key, long version, Tokens tokens, String subject) {
        return database.inTransaction(() -> {
            boolean kept = withTokens(
                                    of(
                                            "update connection_grant set state = :open, version = version + 1,"
                                                    + " access_token = :access, access_until = :accessUntil,"
                                                    + " refresh_token = :refresh, refresh_until = :refreshUntil,"
                                                    + " scopes = :scopes, renewed_at = :now,"
                                                    + " lease_holder = null, lease_until = null" + THE_GRANT
                                                    + " and version = :version and state <> :closed",
                                            key),
                                    tokens)
                            .param("open", State.OPEN.name())
                            .param("closed", State.CLOSED.name())
                            .param("version", version)
                            .update()
                    == 1;
            if (kept) {
                tasks.close(key.merchant(), subject);
            }
            return kept;
        });
    }

    /** The system does not know a pair any more: a person is told, once. Answers false when there is a newer pair. */
    public boolean lose(Key key, long version, String holder, String subject, Reason reason) {
        return database.inTransaction(() -> {
            boolean lost = of(
                                    "update connection_grant set state = :lost, lease_holder = null, lease_until = null"
                                            + THE_GRANT
                                            + " and version = :version and state = :open and lease_holder = :holder",
                                    key)
                            .param("lost", State.LOST.name())
                            .param("open", State.OPEN.name())
                            .param("version", version)
                            .param("holder", holder)
                            .update()
                    == 1;
            if (lost) {
                tasks.open(key.merchant(), "", subject, reason);
                audit.add(Audit.KVITTA, "connection lost", key.merchant(), subject, reason.toString());
            }
            return lost;
        });
    }

    /** The system no longer takes the access token of a pair, whatever its time. */
    public void spoil(Key key, long version) {
        of("update connection_grant set access_until = renewed_at" + THE_GRANT + " and version = :version", key)
                .param("version", version)
                .update();
    }

    /** The same, because a call with it was refused. */
    public void refused(Key key, long version) {
        of(
                        "update connection_grant set access_until = renewed_at, refused_at = :now" + THE_GRANT
                                + " and version = :version",
                        key)
                .param("version", version)
                .param("now", database.nowAt())
                .update();
    }

    /** A person has been told that calls are refused whatever the token. */
    public void refusalTold(Key key) {
        of("update connection_grant set refusal_told = true" + THE_GRANT, key).update();
    }

    /** Calls are taken again: closes the task about refusals. */
    public void taken(Key key, String refusal) {
        database.doInTransaction(() -> {
            of("update connection_grant set refusal_told = false" + THE_GRANT, key)
                    .update();
            tasks.close(key.merchant(), refusal);
        });
    }

    /** Keeps an access token that was had without anybody's consent here, and closes the task. */
    public void keep(Key key, Tokens tokens, String subject) {
        database.doInTransaction(() -> {
            put(key, tokens, null, "");
            tasks.close(key.merchant(), subject);
        });
    }

    /** A person has consented: these tokens replace whatever there was of the merchant at the system. */
    public void connect(Key key, Tokens tokens, String actor, String subject) {
        database.doInTransaction(() -> {
            database.sql("delete from connection_grant where merchant = :merchant and system = :system"
                            + " and not (company = :company and client = :client and way = :way)")
                    .param("merchant", key.merchant())
                    .param("system", key.system())
                    .param("company", key.company())
                    .param("client", key.client())
                    .param("way", key.way())
                    .update();
            put(key, tokens, database.now(), actor);
            tasks.close(key.merchant(), subject);
            audit.add(
                    actor,
                    "connected",
                    key.merchant(),
                    subject,
                    "company " + key.company() + ", " + key.way() + ", scopes " + tokens.scopes());
        });
    }

    public void name(Key key, String companyName) {
        of("update connection_grant set company_name = :name" + THE_GRANT, key)
                .param("name", companyName.length() > 200 ? companyName.substring(0, 200) : companyName)
                .update();
    }

    /** A person ends it: its tokens are forgotten, and no other is asked for until somebody consents again. */
    public void close(Key key, String actor, String subject) {
        database.doInTransaction(() -> {
            int known = of(
                            "update connection_grant set state = :closed, version = version + 1, access_token = null,"
                                    + " access_until = null, refresh_token = null, refresh_until = null,"
                                    + " renewed_at = :now, scopes = '', granted_at = null, granted_by = '',"
                                    + " lease_holder = null, lease_until = null" + THE_GRANT,
                            key)
                    .param("closed", State.CLOSED.name())
                    .param("now", database.nowAt())
                    .update();
            if (known == 0) {
                of("""
                        insert into connection_grant (merchant, system, company, client, way, state, version, renewed_at,
                            scopes, company_name, granted_by)
                        values (:merchant, :system, :company, :client, :way, :closed, 1, :now, '', '', '')
                        """, key)
                        .param("closed", State.CLOSED.name())
                        .param("now", database.nowAt())
                        .update();
            }
            tasks.close(key.merchant(), subject);
            audit.add(actor, "disconnected", key.merchant(), subject, "company " + key.company());
        });
    }

    /** A consent replaces everything; without one, when and by whom it was given stays. */
    private void put(Key key, Tokens tokens, @Nullable Instant grantedAt, String actor) {
        String granted = grantedAt == null ? "" : " granted_at = :grantedAt, granted_by = :actor, refused_at = null,";
        JdbcClient.StatementSpec update = withTokens(
                        of(
                                "update connection_grant set state = :open, version = version + 1," + granted
                                        + " access_token = :access, access_until = :accessUntil,"
                                        + " refresh_token = :refresh, refresh_until = :refreshUntil, scopes = :scopes,"
                                        + " renewed_at = :now, lease_holder = null, lease_until = null" + THE_GRANT
                                        + (grantedAt == null ? " and state <> 'CLOSED'" : ""),
                                key),
                        tokens)
                .param("open", State.OPEN.name());
        if (grantedAt != null) {
            update = update.param("grantedAt", Database.at(grantedAt)).param("actor", actor);
        }
        if (update.update() == 0) {
            withTokens(of("""
                                    insert into connection_grant (merchant, system, company, client, way, state, version,
                                        access_token, access_until, refresh_token, refresh_until, renewed_at, scopes,
                                        company_name, granted_at, granted_by)
                                    values (:merchant, :system, :company, :client, :way, :open, 1,
                                        :access, :accessUntil, :refresh, :refreshUntil, :now, :scopes,
                                        '', :grantedAt, :actor)
                                    on conflict do nothing
                                    """, key), tokens)
                    .param("open", State.OPEN.name())
                    .param("grantedAt", Database.atOrNull(grantedAt))
                    .param("actor", actor)
                    .update();
        }
    }

    private JdbcClient.StatementSpec withTokens(JdbcClient.StatementSpec statement, Tokens tokens) {
        return statement
                .param("access", tokens.access())
                .param("accessUntil", Database.at(tokens.accessUntil()))
                .param("refresh", tokens.refresh())
                .param("refreshUntil", Database.atOrNull(tokens.refreshUntil()))
                .param("scopes", tokens.scopes())
                .param("now", database.nowAt());
    }

    private JdbcClient.StatementSpec of(String sql, Key key) {
        return database.sql(sql)
                .param("merchant", key.merchant())
                .param("system", key.system())
                .param("company", key.company())
                .param("client", key.client())
                .param("way", key.way());
    }

    private static Grant grant(ResultSet row) throws SQLException {
        @Nullable String access = row.getString("access_token");
        @Nullable Instant until = Database.instantOrNull(row, "access_until");
        return new Grant(
                new Key(
                        row.getString("merchant"),
                        row.getString("system"),
                        row.getString("company"),
                        row.getString("client"),
                        row.getString("way")),
                State.valueOf(row.getString("state")),
                row.getLong("version"),
                access == null || until == null
                        ? null
                        : new Tokens(
                                access,
                                until,
                                row.getString("refresh_token"),
                                Database.instantOrNull(row, "refresh_until"),
                                row.getString("scopes")),
                Database.instant(row, "renewed_at"),
                row.getString("company_name"),
                Database.instantOrNull(row, "granted_at"),
                row.getString("granted_by"),
                Database.instantOrNull(row, "lease_until"),
                Database.instantOrNull(row, "refused_at"),
                row.getBoolean("refusal_told"));
    }
}
