package se.kvitta.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import se.kvitta.reason.Reason;

/**
 * What people have asked for at merchants' targets: to look one over, or to mend a finding. Whoever asks for what is asked for already gets
 * that errand; a merchant's delivery job does them, and what came of each stays.
 */
public final class Errands {

    private final Database database;

    public Errands(Database database) {
        this.database = database;
    }

    /** How far an errand has come. */
    public enum State {
        /** It waits for the merchant's delivery job, or is under way there. */
        ASKED,
        DONE,
        /** It was refused, could not be done, or nobody can tell whether it was done. */
        FAILED
    }

    /**
     * What is to be done.
     *
     * @param finding number of the finding that is mended; null for a look
     * @param about that finding's key; empty for a look
     * @param repair what mending it does, as the person read it; null for a look
     */
    public record What(
            @Nullable Long finding, String about, @Nullable Reason repair) {

        public static final What LOOK = new What(null, "", null);

        private String key() {
            return finding == null ? "look" : "finding " + finding;
        }
    }

    /**
     * One errand.
     *
     * @param by who asked
     * @param answer what came of it; null until it is there
     */
    public record Errand(
            long id,
            String merchant,
            What what,
            String by,
            Instant askedAt,
            State state,
            @Nullable Reason answer,
            @Nullable Instant answeredAt) {

        public boolean isLook() {
            return what.finding() == null;
        }
    }

    /** An errand, and whether it was asked for now; else somebody had asked before. */
    public record Asked(Errand errand, boolean isNew) {}

    public Asked ask(String merchant, What what, String by) {
        while (true) {
            @Nullable Reason repair = what.repair();
            int added = database.sql("""
                            insert into errand (merchant, finding_id, about, repair, repair_facts, asked_by, asked_at, state, open_key)
                            values (:merchant, :finding, :about, :repair, :facts, :by, :now, 'ASKED', :open)
                            on conflict do nothing
                            """)
                    .param("merchant", merchant)
                    .param("finding", what.finding())
                    .param("about", what.about())
                    .param("repair", repair == null ? null : repair.code())
                    .param("facts", repair == null ? null : Database.facts(repair))
                    .param("by", by)
                    .param("now", database.nowAt())
                    .param("open", merchant + "/" + what.key())
                    .update();
            Optional<Errand> open = database.sql("select * from errand where open_key = :open")
                    .param("open", merchant + "/" + what.key())
                    .query((row, n) -> errand(row))
                    .optional();
            if (open.isPresent()) {
                return new Asked(open.get(), added > 0);
            }
            // Another's errand was answered in between: this one is asked for anew.
        }
    }

    /** What came of an errand; one that is answered already keeps its answer. */
    public void answer(long id, State state, Reason answer) {
        database.sql("""
                        update errand set state = :state, answer = :answer, answer_facts = :facts, answered_at = :now, open_key = null
                        where id = :id and open_key is not null
                        """)
                .param("state", state.name())
                .param("answer", answer.code())
                .param("facts", Database.facts(answer))
                .param("now", database.nowAt())
                .param("id", id)
                .update();
    }

    /** What waits for a merchant's delivery job, oldest first. */
    public List<Errand> open(String merchant) {
        return list(database.sql("select * from errand where merchant = :merchant and open_key is not null order by id")
                .param("merchant", merchant));
    }

    /** The newest of a merchant, newest first. */
    public List<Errand> latest(String merchant, int limit) {
        return list(database.sql("select * from errand where merchant = :merchant order by id desc limit :limit")
                .param("merchant", merchant)
                .param("limit", limit));
    }

    public Optional<Errand> find(String merchant, long id) {
        return list(database.sql("select * from errand where merchant = :merchant and id = :id")
                        .param("merchant", merchant)
                        .param("id", id))
                .stream()
                .findFirst();
    }

    /** The merchants that something waits for. */
    public Set<String> merchants() {
        return new TreeSet<>(database.sql("select distinct merchant from errand where open_key is not null")
                .query(String.class)
                .list());
    }

    private static List<Errand> list(StatementSpec statement) {
        return statement.query((row, n) -> errand(row)).list();
    }

    private static Errand errand(ResultSet row) throws SQLException {
        long finding = row.getLong("finding_id");
        boolean look = row.wasNull();
        return new Errand(
                row.getLong("id"),
                row.getString("merchant"),
                new What(look ? null : finding, row.getString("about"), reason(row, "repair", "repair_facts")),
                row.getString("asked_by"),
                Database.instant(row, "asked_at"),
                State.valueOf(row.getString("state")),
                reason(row, "answer", "answer_facts"),
                Database.instantOrNull(row, "answered_at"));
    }

    private static @Nullable Reason reason(ResultSet row, String code, String facts) throws SQLException {
        @Nullable String known = row.getString(code);
        return known == null ? null : Database.reason(known, row.getString(facts));
    }
}
