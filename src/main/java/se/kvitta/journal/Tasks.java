package se.kvitta.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import se.kvitta.reason.Reason;

/** Whatever needs a person. At most one task is open per merchant and subject; a newer reason replaces the older. */
public final class Tasks {

    private final Database database;

    public Tasks(Database database) {
        this.database = database;
    }

    /**
     * One task.
     *
     * @param subject what it is about, such as {@code posting 117} or {@code document 12}
     * @param since when it was first seen
     */
    public record Task(long id, String merchant, String profile, String subject, Reason reason, Instant since) {}

    public void open(String merchant, String profile, String subject, Reason reason) {
        int known = database.sql("""
                        update task set reason = :reason, facts = :facts
                        where open_subject = :open
                        """)
                .param("reason", reason.code())
                .param("facts", Database.facts(reason))
                .param("open", openSubject(merchant, subject))
                .update();
        if (known == 0) {
            database.sql("""
                            insert into task (merchant, profile, subject, reason, facts, since, open_subject)
                            values (:merchant, :profile, :subject, :reason, :facts, :now, :open)
                            on conflict do nothing
                            """)
                    .param("merchant", merchant)
                    .param("profile", profile)
                    .param("subject", subject)
                    .param("reason", reason.code())
                    .param("facts", Database.facts(reason))
                    .param("now", database.nowAt())
                    .param("open", openSubject(merchant, subject))
                    .update();
        }
    }

    /** Closes the task of a subject, if one is open. */
    public void close(String merchant, String subject) {
        database.sql("update task set open_subject = null, closed_at = :now where open_subject = :open")
                .param("now", database.nowAt())
                .param("open", openSubject(merchant, subject))
                .update();
    }

    public List<Task> open() {
        return database.sql("select * from task where open_subject is not null order by since, id")
                .query((row, n) -> task(row))
                .list();
    }

    /** The open tasks of one merchant, oldest first. */
    public List<Task> open(String merchant) {
        return database.sql(
                        "select * from task where open_subject is not null and merchant = :merchant order by since, id")
                .param("merchant", merchant)
                .query((row, n) -> task(row))
                .list();
    }

    private static Task task(ResultSet row) throws SQLException {
        return new Task(
                row.getLong("id"),
                row.getString("merchant"),
                row.getString("profile"),
                row.getString("subject"),
                Database.reason(row.getString("reason"), row.getString("facts")),
                Database.instant(row, "since"));
    }

    public Optional<Task> open(String merchant, String subject) {
        return open().stream()
                .filter(task ->
                        task.merchant().equals(merchant) && task.subject().equals(subject))
                .findFirst();
    }

    private static String openSubject(String merchant, String subject) {
        return merchant + "/" + subject;
    }
}
