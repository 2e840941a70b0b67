package se.kvitta.journal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Counts over the journal, for metrics and for people. */
public final class Figures {

    private final Database database;

    public Figures(Database database) {
        this.database = database;
    }

    /** How many of something there are in a state, for one source or target. */
    public record Count(String slug, String state, long count) {}

    public List<Count> settlements() {
        return counts("select source, state, count(*) from settlement where state in ('PROVEN', 'PLANNED') "
                + "group by source, state");
    }

    public List<Count> documents() {
        return counts("select source, state, count(*) from document group by source, state");
    }

    /** Events of settlements that count: held ones, and all others. */
    public List<Count> events() {
        return counts("""
                select source, 'HELD', sum(held) from settlement where state = 'PLANNED' group by source
                union all
                select source, 'TAKEN', sum(events) from settlement where state in ('PROVEN', 'PLANNED') group by source
                """);
    }

    public List<Count> postings() {
        return counts("select target, state, count(*) from posting where state <> 'STAGED' group by target, state");
    }

    public List<Count> openTasks() {
        return counts("select merchant, reason, count(*) from task where open_subject is not null "
                + "group by merchant, reason");
    }

    /** When the oldest posting that is still on its way to a target was planned. */
    public Optional<Instant> oldestOnItsWay(String target) {
        return oldest("select min(created_at) from posting where target = :slug and state = 'PLANNED'", target);
    }

    /** When the oldest settlement that has been taken in and is not planned was taken in. */
    public Optional<Instant> oldestNotPlanned(String source) {
        return oldest("select min(created_at) from settlement where source = :slug and state = 'PROVEN'", source);
    }

    /** The day of the newest payout of each profile that has one. */
    public Map<String, LocalDate> newestPayouts() {
        var days = new TreeMap<String, LocalDate>();
        database.sql("""
                        select k.profile, max(s.payout_day) as newest from settlement s
                        join settlement_key k on k.settlement_id = s.id group by k.profile
                        """)
                .query((row, n) -> Map.entry(row.getString("profile"), row.getObject("newest", LocalDate.class)))
                .list()
                .forEach(day -> days.put(day.getKey(), day.getValue()));
        return days;
    }

    private Optional<Instant> oldest(String sql, String slug) {
        return database.sql(sql)
                .param("slug", slug)
                .query((row, n) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
                .single()
                .map(OffsetDateTime::toInstant);
    }

    private List<Count> counts(String sql) {
        return database.sql(sql)
                .query((row, n) -> new Count(row.getString(1), row.getString(2), row.getLong(3)))
                .list();
    }
}
