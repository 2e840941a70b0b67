package se.kvitta.journal;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import se.kvitta.settlement.Layout;

/** What the reports of a profile have been like: the days they are of, the columns they have. */
public final class Reports {

    private static final int LONGEST_NAME = 120;

    /** Of a document with more columns that nobody knows, these are remembered. */
    private static final int MOST_UNUSED = 100;

    private final Database database;

    public Reports(Database database) {
        this.database = database;
    }

    /** What is known of a column. */
    public enum State {
        /** It lets more be booked, and the last report had it. */
        HAD,
        /** It lets more be booked, an earlier report had it, and the last did not. */
        GONE,
        /** It would let more be booked, and no report had it. */
        LACKING,
        /** Nothing is read of it. */
        UNUSED
    }

    /** The days of the latest payouts of a profile, each once, newest first. */
    public List<LocalDate> payoutDays(String profile, int most) {
        return database.sql("""
                        select distinct s.payout_day from settlement s join settlement_key k on k.settlement_id = s.id
                        where k.profile = :profile order by s.payout_day desc fetch first :most rows only
                        """)
                .param("profile", profile)
                .param("most", most)
                .query(LocalDate.class)
                .list();
    }

    /** When the last document came to a profile that is not taken in, because it waits for a person or for its turn. */
    public Optional<Instant> lastWaiting(String profile) {
        return database.sql("""
                        select max(received_at) from document
                        where profile = :profile and state in ('STORED', 'TAKING', 'HELD')
                        """)
                .param("profile", profile)
                .query((row, n) -> Optional.ofNullable(row.getObject(1, OffsetDateTime.class)))
                .single()
                .map(OffsetDateTime::toInstant);
    }

    /**
     * What has changed with a report.
     *
     * @param told whether a column that lets more be booked is gone, or has come back
     * @param lacking columns that were never there, seen to be missing for the first time
     * @param unused columns that nothing is read of, seen for the first time
     */
    public record Change(boolean told, List<String> lacking, List<String> unused) {

        static final Change NONE = new Change(false, List.of(), List.of());
    }

    /**
     * Remembers the columns of a report. One that is older than the last says nothing of how reports look now, and changes
     * nothing.
     *
     * @param origin by which way it came: how reports look may be a setting of each
     */
    public Change seen(String profile, String origin, LocalDate payoutDay, Layout layout) {
        return database.inTransaction(() -> {
            if (!isNewest(profile, origin, payoutDay)) {
                return Change.NONE;
            }
            Map<String, State> before = columns(profile, origin);
            boolean told = false;
            for (String name : names(layout.had())) {
                told |= before.get(name) == State.GONE;
                keep(profile, origin, name, before.get(name), State.HAD);
            }
            var lacking = new ArrayList<String>();
            for (String name : names(layout.lacking())) {
                @Nullable State was = before.get(name);
                boolean gone = was == State.HAD || was == State.GONE;
                told |= was == State.HAD;
                if (!gone && was != State.LACKING) {
                    lacking.add(name);
                }
                keep(profile, origin, name, was, gone ? State.GONE : State.LACKING);
            }
            List<String> unused = names(layout.unused()).stream()
                    .limit(MOST_UNUSED)
                    .filter(name -> !before.containsKey(name))
                    .toList();
            unused.forEach(name -> keep(profile, origin, name, null, State.UNUSED));
            return new Change(told, lacking, unused);
        });
    }

    /** The columns that are known of a profile's reports, by the way they came. */
    public Map<String, State> columns(String profile, String origin) {
        var columns = new LinkedHashMap<String, State>();
        database.sql(
                        "select name, state from report_column where profile = :profile and origin = :origin order by name")
                .param("profile", profile)
                .param("origin", origin)
                .query((row, n) -> Map.entry(row.getString("name"), State.valueOf(row.getString("state"))))
                .list()
                .forEach(column -> columns.put(column.getKey(), column.getValue()));
        return columns;
    }

    /** The ways by which reports with columns came to a profile. */
    public List<String> origins(String profile) {
        return database.sql("select origin from report_layout where profile = :profile order by origin")
                .param("profile", profile)
                .query(String.class)
                .list();
    }

    /** A person knows that these columns are gone: they are not missed any more. */
    public void missNoMore(String profile) {
        database.sql(
                        "update report_column set state = 'LACKING', since = :now where profile = :profile and state = 'GONE'")
                .param("now", database.nowAt())
                .param("profile", profile)
                .update();
    }

    private boolean isNewest(String profile, String origin, LocalDate day) {
        database.sql("""
                        insert into report_layout (profile, origin, payout_day) values (:profile, :origin, :day)
                        on conflict do nothing
                        """)
                .param("profile", profile)
                .param("origin", origin)
                .param("day", day)
                .update();
        return database.sql("""
                        update report_layout set payout_day = :day
                        where profile = :profile and origin = :origin and payout_day <= :day
                        """)
                        .param("day", day)
                        .param("profile", profile)
                        .param("origin", origin)
                        .update()
                == 1;
    }

    private void keep(String profile, String origin, String name, @Nullable State was, State now) {
        if (was == now) {
            return;
        }
        database.sql(was == null ? """
                                insert into report_column (profile, origin, name, state, since)
                                values (:profile, :origin, :name, :state, :now) on conflict do nothing
                                """ : """
                                update report_column set state = :state, since = :now
                                where profile = :profile and origin = :origin and name = :name
                                """)
                .param("profile", profile)
                .param("origin", origin)
                .param("name", name)
                .param("state", now.name())
                .param("now", database.nowAt())
                .update();
    }

    private static List<String> names(Collection<String> names) {
        return names.stream()
                .map(name -> name.substring(0, Math.min(LONGEST_NAME, name.length())))
                .distinct()
                .toList();
    }
}
