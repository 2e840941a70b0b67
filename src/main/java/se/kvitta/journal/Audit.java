package se.kvitta.journal;

import java.time.Instant;
import java.util.List;

/** The processing history: who did what, when. Rows are only ever added. */
public final class Audit {

    /** The actor of everything that no person asked for. */
    public static final String KVITTA = "kvitta";

    /** The longest note of a person. */
    public static final int MAX_NOTE = 400;

    private static final int MAX_DETAIL = 4_000;

    private final Database database;

    public Audit(Database database) {
        this.database = database;
    }

    /** One line of the history. */
    public record Line(Instant at, String actor, String action, String merchant, String subject, String detail) {}

    /**
     * Throws {@link IllegalArgumentException} for a note that says nothing, or is too long.
     *
     * @param what it is to say
     */
    public static void requireNote(String note, String what) {
        if (note.isBlank() || note.length() > MAX_NOTE) {
            throw new IllegalArgumentException("a note has 1 to " + MAX_NOTE + " signs: " + what);
        }
    }

    public void add(String actor, String action, String merchant, String subject, String detail) {
        database.sql("""
                        insert into audit (at, actor, action, merchant, subject, detail)
                        values (:now, :actor, :action, :merchant, :subject, :detail)
                        """)
                .param("now", database.nowAt())
                .param("actor", actor)
                .param("action", action)
                .param("merchant", merchant)
                .param("subject", subject)
                .param("detail", detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail)
                .update();
    }

    /** The newest lines of a merchant, newest first. */
    public List<Line> latest(String merchant, int limit) {
        return database.sql("select * from audit where merchant = :merchant order by id desc limit :limit")
                .param("merchant", merchant)
                .param("limit", limit)
                .query((row, n) -> new Line(
                        Database.instant(row, "at"),
                        row.getString("actor"),
                        row.getString("action"),
                        row.getString("merchant"),
                        row.getString("subject"),
                        row.getString("detail")))
                .list();
    }
}
