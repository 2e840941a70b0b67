package se.kvitta.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import se.kvitta.booking.Mode;
import se.kvitta.ledger.FinancialYear;
import se.kvitta.reason.Reason;

/**
 * What a target lacks for a merchant's deliveries, as its last preflight found it. Each finding is a task, and is closed by
 * the first preflight that no longer finds it.
 */
public final class Findings {

    private final Database database;
    private final Tasks tasks;

    public Findings(Database database, Tasks tasks) {
        this.database = database;
        this.tasks = tasks;
    }

    /** How much a finding matters. */
    public enum Severity {
        /** Nothing of its modes is delivered before it is mended: what waits goes by itself then. */
        STOPS,
        /** The target would refuse what needs it; everything else is delivered. */
        REFUSES,
        /** Somebody should know. */
        WARNS
    }

    /**
     * One thing that a target lacks.
     *
     * @param key what it is about, such as {@code series KV}; the same thing has the same key at every preflight
     * @param modes the modes of the merchant that it concerns
     * @param profile the one profile that it concerns; empty for the merchant
     * @param repair what Kvitta can do about it when a person asks; null when a person must
     * @param within the years that it is about; empty when it is about every day
     */
    public record Finding(
            String key,
            Severity severity,
            Set<Mode> modes,
            String profile,
            Reason reason,
            @Nullable Reason repair,
            List<FinancialYear> within) {

        public Finding {
            modes = modes.isEmpty() ? Set.of() : Set.copyOf(modes);
            within = List.copyOf(within);
        }

        /** A finding about every day. */
        public Finding(
                String key,
                Severity severity,
                Set<Mode> modes,
                String profile,
                Reason reason,
                @Nullable Reason repair) {
            this(key, severity, modes, profile, reason, repair, List.of());
        }

        /** A finding that only a person can mend, and that concerns the whole merchant. */
        public Finding(String key, Severity severity, Set<Mode> modes, Reason reason) {
            this(key, severity, modes, "", reason, null);
        }

        public Finding mendedBy(@Nullable Reason how) {
            return new Finding(key, severity, modes, profile, reason, how, within);
        }

        /** The same of some years only. */
        public Finding within(List<FinancialYear> years) {
            return new Finding(key, severity, modes, profile, reason, repair, years);
        }

        /** Whether nothing of a mode among these is delivered that is dated on a day. */
        public boolean stops(Set<Mode> among, LocalDate day) {
            return severity == Severity.STOPS
                    && among.stream().anyMatch(modes::contains)
                    && (within.isEmpty() || within.stream().anyMatch(year -> year.holds(day)));
        }
    }

    /** A finding that is open, with its number. */
    public record Open(long id, String merchant, Finding finding, Instant since) {}

    /** A preflight begins, by the mappings of a version. */
    public void tried(String merchant, String version) {
        int known = database.sql("update preflight set version = :version, tried_at = :now where merchant = :merchant")
                .param("version", version)
                .param("now", database.nowAt())
                .param("merchant", merchant)
                .update();
        if (known == 0) {
            database.sql("""
                            insert into preflight (merchant, version, tried_at) values (:merchant, :version, :now)
                            on conflict do nothing
                            """)
                    .param("merchant", merchant)
                    .param("version", version)
                    .param("now", database.nowAt())
                    .update();
        }
    }

    /** What the target has locked, as it told in a look that has begun; null when it has locked nothing. */
    public void locked(String merchant, @Nullable LocalDate through) {
        database.sql("update preflight set locked_through = :through where merchant = :merchant")
                .param("through", through)
                .param("merchant", merchant)
                .update();
    }

    /** When the last preflight by the mappings of this version began; empty when there was none. */
    public Optional<Instant> triedAt(String merchant, String version) {
        return database.sql("select tried_at from preflight where merchant = :merchant and version = :version")
                .param("merchant", merchant)
                .param("version", version)
                .query((row, n) -> Database.instant(row, "tried_at"))
                .optional();
    }

    /** Whether the merchant's target has ever been looked over to the end. */
    public boolean isChecked(String merchant) {
        return database.sql("select count(*) from preflight where merchant = :merchant and checked_at is not null")
                        .param("merchant", merchant)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** A preflight is through: what it found is open, everything else is closed. */
    public void found(String merchant, Collection<Finding> found) {
        database.doInTransaction(() -> {
            Set<String> keys = found.stream().map(Finding::key).collect(Collectors.toCollection(LinkedHashSet::new));
            for (Open open : open(merchant)) {
                if (!keys.contains(open.finding().key())) {
                    close(open);
                }
            }
            found.forEach(finding -> keep(merchant, finding));
            database.sql("update preflight set checked_at = :now where merchant = :merchant")
                    .param("now", database.nowAt())
                    .param("merchant", merchant)
                    .update();
        });
    }

    /** One more finding; the others stay as they are. */
    public void add(String merchant, Finding finding) {
        database.doInTransaction(() -> keep(merchant, finding));
    }

    private void keep(String merchant, Finding finding) {
        int known = write(database.sql("""
                        update finding set severity = :severity, modes = :modes, profile = :profile, reason = :reason,
                            facts = :facts, repair = :repair, repair_facts = :repairFacts, days = :days
                        where open_key = :open
                        """), merchant, finding).update();
        if (known == 0) {
            write(database.sql("""
                            insert into finding (merchant, finding_key, severity, modes, profile, reason, facts, repair,
                                repair_facts, days, since, open_key)
                            values (:merchant, :key, :severity, :modes, :profile, :reason, :facts, :repair, :repairFacts,
                                :days, :now, :open)
                            on conflict do nothing
                            """), merchant, finding)
                    .param("merchant", merchant)
                    .param("key", finding.key())
                    .param("now", database.nowAt())
                    .update();
        }
        tasks.open(merchant, finding.profile(), subject(finding.key()), finding.reason());
    }

    private static StatementSpec write(StatementSpec statement, String merchant, Finding finding) {
        @Nullable Reason repair = finding.repair();
        return statement
                .param("severity", finding.severity().name())
                .param(
                        "modes",
                        finding.modes().stream().map(Mode::name).sorted().collect(Collectors.joining(" ")))
                .param("profile", finding.profile())
                .param("reason", finding.reason().code())
                .param("facts", Database.facts(finding.reason()))
                .param("repair", repair == null ? null : repair.code())
                .param("repairFacts", repair == null ? null : Database.facts(repair))
                .param(
                        "days",
                        finding.within().stream()
                                .map(year -> year.first() + "/" + year.last())
                                .collect(Collectors.joining(" ")))
                .param("open", openKey(merchant, finding.key()));
    }

    private void close(Open open) {
        database.sql("update finding set open_key = null, closed_at = :now where id = :id")
                .param("now", database.nowAt())
                .param("id", open.id())
                .update();
        tasks.close(open.merchant(), subject(open.finding().key()));
    }

    /** What is open for a merchant: the worst first, then as it was found. */
    public List<Open> open(String merchant) {
        return database.sql("""
                        select * from finding where merchant = :merchant and open_key is not null
                        order by case severity when 'STOPS' then 0 when 'REFUSES' then 1 else 2 end, id
                        """)
                .param("merchant", merchant)
                .query((row, n) -> finding(row))
                .list();
    }

    /** What stops some of a merchant's deliveries now. */
    public List<Finding> stops(String merchant) {
        return open(merchant).stream()
                .map(Open::finding)
                .filter(finding -> finding.severity() == Severity.STOPS)
                .toList();
    }

    /** The modes of which nothing, or nothing of some years, is delivered now. */
    public Set<Mode> stopped(String merchant) {
        var modes = EnumSet.noneOf(Mode.class);
        stops(merchant).forEach(finding -> modes.addAll(finding.modes()));
        return modes;
    }

    private static Open finding(ResultSet row) throws SQLException {
        @Nullable String repair = row.getString("repair");
        return new Open(
                row.getLong("id"),
                row.getString("merchant"),
                new Finding(
                        row.getString("finding_key"),
                        Severity.valueOf(row.getString("severity")),
                        Arrays.stream(row.getString("modes").split(" ", -1))
                                .filter(mode -> !mode.isEmpty())
                                .map(Mode::valueOf)
                                .collect(Collectors.toSet()),
                        row.getString("profile"),
                        Database.reason(row.getString("reason"), row.getString("facts")),
                        repair == null ? null : Database.reason(repair, row.getString("repair_facts")),
                        Arrays.stream(row.getString("days").split(" ", -1))
                                .filter(days -> !days.isEmpty())
                                .map(days -> days.split("/", 2))
                                .map(days -> new FinancialYear(LocalDate.parse(days[0]), LocalDate.parse(days[1])))
                                .toList()),
                Database.instant(row, "since"));
    }

    private static String subject(String key) {
        return "finding " + key;
    }

    private static String openKey(String merchant, String key) {
        return merchant + "/" + key;
    }
}
