package se.kvitta.intake;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import se.kvitta.journal.Audit;
import se.kvitta.journal.Documents.Document;
import se.kvitta.journal.Reports;
import se.kvitta.journal.Reports.State;
import se.kvitta.journal.Tasks;
import se.kvitta.journal.Watermarks;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.MissingAfter;
import se.kvitta.merchant.Profile;
import se.kvitta.merchant.ReportWords;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Layout;
import se.kvitta.settlement.Statement;

/**
 * Tells a person when reports do not come any more, and when their columns have changed. Each is one task, which closes by itself
 * when it is mended. Days are Stockholm days.
 */
public final class ReportWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ReportWatch.class);

    /** So many payout days say how often a profile is paid: with fewer than {@link #FEWEST} it is not known. */
    private static final int LATEST = 13;

    private static final int FEWEST = 4;

    /** What a long weekend of holidays may add to the longest time between two payouts. */
    private static final int HOLIDAYS = 4;

    /** How long a source that is fetched may be silent while it is not known how often it pays. */
    private static final int UNLEARNT = 30;

    /** The watermark of when a profile was looked at first. */
    private static final String WATCHED = "watched";

    private final Reports reports;
    private final Tasks tasks;
    private final Watermarks watermarks;
    private final Audit audit;
    private final Merchants merchants;
    private final Clock clock;

    public ReportWatch(
            Reports reports, Tasks tasks, Watermarks watermarks, Audit audit, Merchants merchants, Clock clock) {
        this.reports = reports;
        this.tasks = tasks;
        this.watermarks = watermarks;
        this.audit = audit;
        this.merchants = merchants;
        this.clock = clock;
    }

    /** Looks once whether every profile's settlements come; what is wrong with one leaves the others. */
    public void look() {
        for (Profile profile : merchants.profiles()) {
            try {
                lookFor(profile);
            } catch (DataAccessException e) {
                LOG.warn("profile {}: it could not be seen whether its settlements come", profile.name(), e);
            }
        }
    }

    /** A document has told of a settlement: what its columns say, and that one has come. */
    void taken(Profile profile, Document document, Statement statement, Layout layout) {
        @Nullable LocalDate day = statement.payoutDay();
        if (day != null && !layout.isEmpty()) {
            seen(
                    profile,
                    document,
                    statement.reference(),
                    reports.seen(profile.name(), document.origin(), day, layout));
        }
        if (late(profile) == null) {
            tasks.close(profile.merchant(), silenceSubject(profile));
        }
    }

    /** What a reason about columns lacks: what each is good for, and where they are chosen. */
    Reason explained(Profile profile, Reason reason) {
        return reason.code().equals("MISSING_COLUMNS")
                ? explained(
                        profile,
                        reason,
                        List.of(reason.facts().getOrDefault("missing", "").split(", ")))
                : reason;
    }

    /** The columns that would let more of a profile's reports be booked, in words; empty when none is missing. */
    public List<Reason> lacking(Profile profile) {
        var found = new ArrayList<Reason>();
        for (String origin : reports.origins(profile.name())) {
            List<String> lacking = in(profile, origin, State.LACKING, State.GONE);
            if (!lacking.isEmpty()) {
                found.add(columns("REPORT_COLUMNS_LACKING", profile, origin, lacking));
            }
        }
        return found;
    }

    /**
     * A person has looked into missing columns of a profile's reports: they are not told again. Throws
     * {@link IllegalArgumentException} when none are told.
     */
    public void reviewed(Profile profile, String note, String actor) {
        List<Tasks.Task> open = tasks.open(profile.merchant()).stream()
                .filter(task -> task.subject().startsWith(columnsSubject(profile, "")))
                .toList();
        if (open.isEmpty()) {
            throw new IllegalArgumentException("nothing is told of missing columns of " + profile.name());
        }
        reports.missNoMore(profile.name());
        open.forEach(task -> {
            tasks.close(profile.merchant(), task.subject());
            audit.add(actor, "reports reviewed", profile.merchant(), task.subject(), note);
        });
    }

    private void lookFor(Profile profile) {
        @Nullable Reason late = late(profile);
        if (late == null) {
            tasks.close(profile.merchant(), silenceSubject(profile));
        } else {
            tell(profile, silenceSubject(profile), late);
        }
    }

    /** Told once in the log; the task says what is true now. */
    private void tell(Profile profile, String subject, Reason reason) {
        if (tasks.open(profile.merchant(), subject).isEmpty()) {
            LOG.warn("profile {}: {}", profile.name(), reason);
        }
        tasks.open(profile.merchant(), profile.name(), subject, reason);
    }

    /**
     * Why the silence of a profile is too long; null when it is not. A profile that is fetched is silent as long as its source was
     * asked and told nothing: that it cannot be asked is told by itself. What came and waits has come.
     */
    private @Nullable Reason late(Profile profile) {
        MissingAfter after = profile.missingAfter();
        if (after.isNever()) {
            return null;
        }
        Instant now = clock.instant();
        Optional<Instant> until =
                profile.isFetched() ? watermarks.at(profile.name(), Watermarks.FETCHED) : Optional.of(now);
        if (until.isEmpty()) {
            return null;
        }
        List<LocalDate> paid = reports.payoutDays(profile.name(), LATEST);
        boolean knows = !after.learns() || paid.size() >= FEWEST;
        if (!knows && !profile.isFetched()) {
            return null;
        }
        long allowed = !after.learns() ? after.days() : knows ? learnt(paid) : UNLEARNT;
        LocalDate since = Stream.of(
                        paid.isEmpty() ? null : paid.get(0),
                        paid.isEmpty() || !knows ? watched(profile, now) : null,
                        reports.lastWaiting(profile.name())
                                .map(Stockholm::dayOf)
                                .orElse(null))
                .filter(Objects::nonNull)
                .max(LocalDate::compareTo)
                .orElseThrow();
        long days = ChronoUnit.DAYS.between(since, Stockholm.dayOf(until.get()));
        return days > allowed ? late(profile, paid, since, days, allowed) : null;
    }

    private Reason late(Profile profile, List<LocalDate> paid, LocalDate since, long days, long allowed) {
        int kept = words(profile).keptDays();
        Reason reason = Reason.of(
                        paid.isEmpty()
                                ? "SETTLEMENTS_NONE_YET"
                                : kept > 0 ? "SETTLEMENTS_STOPPED_KEPT" : "SETTLEMENTS_STOPPED",
                        "profile",
                        profile.name(),
                        "source",
                        merchants.sourceName(profile),
                        "last",
                        paid.isEmpty() ? since : paid.get(0),
                        "days",
                        days,
                        "allowed",
                        allowed)
                .with("until", paid.isEmpty() ? "-" : paid.get(0).plusDays(kept));
        return where(profile, reason);
    }

    /** The longest time between two payouts, and half as much again; at least some holidays more. */
    private static long learnt(List<LocalDate> newestFirst) {
        long longest = 0;
        for (int i = 1; i < newestFirst.size(); i++) {
            longest = Math.max(longest, ChronoUnit.DAYS.between(newestFirst.get(i), newestFirst.get(i - 1)));
        }
        return longest + Math.max(HOLIDAYS, longest / 2);
    }

    /** The day from which a profile is waited for of which nothing is known: when it was looked at first, or its start. */
    private LocalDate watched(Profile profile, Instant now) {
        Optional<Instant> first = watermarks.at(profile.name(), WATCHED);
        if (first.isEmpty()) {
            watermarks.advance(profile.name(), WATCHED, now);
        }
        LocalDate day = Stockholm.dayOf(first.orElse(now));
        return day.isBefore(profile.start()) ? profile.start() : day;
    }

    private void seen(Profile profile, Document document, String reference, Reports.Change change) {
        String origin = document.origin();
        if (!change.lacking().isEmpty()) {
            note(profile, document, columns("REPORT_COLUMNS_LACKING", profile, origin, change.lacking()));
        }
        if (!change.unused().isEmpty()) {
            note(profile, document, columns("REPORT_COLUMNS_NEW", profile, origin, change.unused()));
        }
        List<String> gone = in(profile, origin, State.GONE);
        String subject = columnsSubject(profile, origin);
        if (gone.isEmpty()) {
            tasks.close(profile.merchant(), subject);
        } else if (change.told()) {
            Reason reason = columns("REPORT_COLUMNS_GONE", profile, origin, gone)
                    .with("document", document.name())
                    .with("reference", reference);
            LOG.warn("profile {}: {}", profile.name(), reason);
            tasks.open(profile.merchant(), profile.name(), subject, reason);
        }
    }

    private void note(Profile profile, Document document, Reason reason) {
        LOG.info("profile {}: {}: {}", profile.name(), document.name(), reason);
        audit.add(Audit.KVITTA, "report columns", profile.merchant(), "document " + document.id(), reason.toString());
    }

    private List<String> in(Profile profile, String origin, State... states) {
        List<State> wanted = List.of(states);
        return reports.columns(profile.name(), origin).entrySet().stream()
                .filter(column -> wanted.contains(column.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private Reason columns(String code, Profile profile, String origin, List<String> columns) {
        Reason reason = new Reason(code, Map.of())
                .with("profile", profile.name())
                .with("origin", origin)
                .with("missing", String.join(", ", columns));
        return explained(profile, reason, columns);
    }

    /** Facts of each language are named by it: {@code uses.sv}. */
    private Reason explained(Profile profile, Reason reason, Collection<String> columns) {
        ReportWords words = words(profile);
        Reason told = where(profile, reason);
        List<String> languages = words.uses().values().stream()
                .flatMap(use -> use.keySet().stream())
                .distinct()
                .toList();
        for (String language : languages) {
            told = told.with(
                    "uses." + language,
                    columns.stream()
                            .map(column -> {
                                @Nullable
                                String use = words.uses()
                                        .getOrDefault(column, Map.of())
                                        .get(language);
                                return use == null ? column : column + " – " + use;
                            })
                            .collect(Collectors.joining("; ")));
        }
        return told;
    }

    private Reason where(Profile profile, Reason reason) {
        Reason told = reason;
        for (Map.Entry<String, String> place : words(profile).where().entrySet()) {
            told = told.with("where." + place.getKey(), place.getValue());
        }
        return told;
    }

    private ReportWords words(Profile profile) {
        return merchants.sourceOf(profile).orElseThrow().reports();
    }

    private static String silenceSubject(Profile profile) {
        return "settlements of " + profile.name();
    }

    private static String columnsSubject(Profile profile, String origin) {
        return "columns of " + profile.name() + " by " + origin;
    }
}
