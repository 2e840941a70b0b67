package se.kvitta.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import se.kvitta.booking.Decision;

/** What persons have decided about events that waited. */
public final class Decisions {

    private final Database database;

    public Decisions(Database database) {
        this.database = database;
    }

    /**
     * Keeps a decision about an event that waits; a later one replaces it as long as the event waits. Throws
     * {@link IllegalArgumentException} when the event does not wait.
     */
    public void decide(long settlement, int seq, Decision decision, String note) {
        database.doInTransaction(() -> {
            boolean waits = !database.sql("select 1 from held_event where settlement_id = :id and seq = :seq")
                    .param("id", settlement)
                    .param("seq", seq)
                    .query(Integer.class)
                    .list()
                    .isEmpty();
            if (!waits) {
                throw new IllegalArgumentException(
                        "event " + seq + " of settlement " + settlement + " does not wait for a decision");
            }
            database.sql("delete from decision where settlement_id = :id and seq = :seq")
                    .param("id", settlement)
                    .param("seq", seq)
                    .update();
            database.sql("""
                            insert into decision (settlement_id, seq, choice, account, decided_on, actor, note)
                            values (:id, :seq, :choice, :account, :day, :actor, :note)
                            """)
                    .param("id", settlement)
                    .param("seq", seq)
                    .param("choice", decision.choice().name())
                    .param("account", decision.account(), Types.CHAR)
                    .param("day", decision.day())
                    .param("actor", decision.by())
                    .param("note", note)
                    .update();
        });
    }

    static Decision decision(ResultSet row) throws SQLException {
        return new Decision(
                Decision.Choice.valueOf(row.getString("choice")),
                row.getString("account"),
                row.getObject("decided_on", LocalDate.class),
                row.getString("actor"));
    }
}
