package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.Mode;
import se.kvitta.journal.BooksAhead.Waiting;
import se.kvitta.journal.Findings.Finding;
import se.kvitta.journal.Findings.Severity;
import se.kvitta.target.fortnox.FortnoxQuestions.Year;

/** Financial years, their accounting method, the locked period, and our voucher series. Pure. */
final class FortnoxYearFindings {

    /** Wrong in a company that books by the cash method: they book sales before they are paid. */
    static final Set<Mode> ACCRUAL = Set.of(Mode.LEDGER, Mode.MATCH, Mode.DAILY);

    private final FortnoxLook look;

    FortnoxYearFindings(FortnoxLook look) {
        this.look = look;
    }

    List<Finding> all() {
        var found = new ArrayList<Finding>();
        if (look.survey().isAnswered(FortnoxQuestions.YEARS)) {
            if (FortnoxQuestions.YEAR_FIELDS.stream()
                    .noneMatch(field -> look.hides(FortnoxQuestions.YEARS, "FinancialYears", field))) {
                openYears(found);
            }
            method(found);
        }
        locked(found);
        series(found);
        return found;
    }

    private void openYears(List<Finding> found) {
        var needs = look.needs();
        LocalDate today = needs.today();
        if (isMissing(today)) {
            found.add(look.finding(
                    "year of today", Severity.REFUSES, needs.modes(), "PREFLIGHT_YEAR_MISSING", "day", today));
        }
        LocalDate start = needs.start();
        if (!start.isAfter(today) && isMissing(start)) {
            found.add(look.finding(
                    "year of start", Severity.REFUSES, needs.modes(), "PREFLIGHT_START_YEAR_MISSING", "day", start));
        }
        @Nullable LocalDate next = FortnoxQuestions.nextYearFrom(needs, look.survey());
        if (next != null && isMissing(next)) {
            found.add(look.finding(
                    "next year", Severity.WARNS, needs.modes(), "PREFLIGHT_NEXT_YEAR_MISSING", "day", next));
        }
    }

    private boolean isMissing(LocalDate day) {
        return FortnoxQuestions.years(look.survey()).stream()
                .noneMatch(year -> year.span().holds(day));
    }

    private void method(List<Finding> found) {
        Set<Mode> wrong = look.needs().modesAmong(ACCRUAL);
        List<Year> cash = look.years().stream().filter(Year::isCash).toList();
        if (!cash.isEmpty() && !wrong.isEmpty()) {
            found.add(look.finding(
                            "cash method",
                            Severity.STOPS,
                            wrong,
                            "PREFLIGHT_CASH_METHOD",
                            "years",
                            FortnoxLook.words(cash),
                            "modes",
                            FortnoxLook.words(wrong))
                    .within(cash.stream().map(Year::span).toList()));
        }
        List<Year> accrual = look.years().stream()
                .filter(year -> !year.method().isEmpty() && !year.isCash())
                .toList();
        if (!accrual.isEmpty() && look.needs().method() == BookingRules.Method.CASH) {
            found.add(look.finding(
                    "accrual method",
                    Severity.WARNS,
                    look.needs().modes(),
                    "PREFLIGHT_METHOD_DIFFERS",
                    "years",
                    FortnoxLook.words(accrual)));
        }
    }

    /** What is locked is refused; what can move to an open day has moved when it was planned. */
    private void locked(List<Finding> found) {
        @Nullable LocalDate through = FortnoxQuestions.lockedThrough(look.survey());
        if (through == null) {
            return;
        }
        List<Waiting> hit = look.needs().waiting().stream()
                .filter(waiting -> !waiting.day().isAfter(through))
                .toList();
        if (!hit.isEmpty()) {
            Set<String> profiles =
                    new TreeSet<>(hit.stream().map(Waiting::profile).toList());
            found.add(look.finding(
                    "locked period",
                    Severity.REFUSES,
                    look.needs().modesOf(profiles),
                    "PREFLIGHT_PERIOD_LOCKED",
                    "through",
                    through,
                    "count",
                    hit.stream().mapToInt(Waiting::postings).sum(),
                    "first",
                    hit.get(0).day(),
                    "last",
                    hit.get(hit.size() - 1).day(),
                    "profiles",
                    FortnoxLook.joined(profiles)));
        }
    }

    private void series(List<Finding> found) {
        String code = look.needs().series().vouchers();
        var missing = new ArrayList<Year>();
        var closed = new ArrayList<Year>();
        for (Year year : look.answered(FortnoxQuestions.SERIES)) {
            @Nullable JsonNode series = look.series(year, code);
            if (look.lacksSeries(year, code)) {
                missing.add(year);
            } else if (series != null
                    && !FortnoxJson.isHidden(series, "Manual")
                    && !series.path("Manual").asBoolean(false)) {
                closed.add(year);
            }
        }
        if (!missing.isEmpty()) {
            found.add(look.finding(
                            "series " + code,
                            Severity.STOPS,
                            look.needs().modes(),
                            "PREFLIGHT_SERIES_MISSING",
                            "series",
                            code,
                            "years",
                            FortnoxLook.words(missing))
                    .mendedBy(look.reason(
                            "REPAIR_SERIES",
                            "series",
                            code,
                            "years",
                            FortnoxLook.words(missing),
                            "ids",
                            FortnoxLook.ids(missing))));
        }
        if (!closed.isEmpty()) {
            found.add(look.finding(
                    "manual series " + code,
                    Severity.STOPS,
                    look.needs().modes(),
                    "PREFLIGHT_SERIES_NOT_MANUAL",
                    "series",
                    code,
                    "years",
                    FortnoxLook.words(closed)));
        }
    }
}
