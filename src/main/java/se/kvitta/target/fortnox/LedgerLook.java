package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import se.kvitta.journal.Looks.Booked;
import se.kvitta.journal.Looks.Question;
import se.kvitta.sie.SieFile;
import se.kvitta.sie.SieVoucher;

/**
 * One look into the general ledger. Fortnox's lists of vouchers have no rows, so that the days are exported as SIE 4: one call
 * for all vouchers of some days of a financial year. Used from the route, which makes the calls.
 */
public final class LedgerLook {

    /** Begins every marker of ours: such a voucher is no one else's. */
    private static final String MARKER = "(kv ";

    private final List<Question> questions;
    private final Deque<Days> open;
    private final Map<Question, Booked> found = new HashMap<>();

    /** Some days of one financial year; the last is included. */
    private record Days(String year, LocalDate from, LocalDate until) {}

    /** @param years the answer to {@code /3/financialyears} */
    LedgerLook(List<Question> questions, JsonNode years) {
        this.questions = questions;
        var days = new TreeSet<Days>(
                Comparator.comparing(Days::year).thenComparing(Days::from).thenComparing(Days::until));
        for (JsonNode year : years.path("FinancialYears")) {
            LocalDate first = LocalDate.parse(year.path("FromDate").asText());
            LocalDate last = LocalDate.parse(year.path("ToDate").asText());
            for (Question question : questions) {
                LocalDate from = question.from().isBefore(first) ? first : question.from();
                LocalDate until = question.until().isAfter(last) ? last : question.until();
                if (!from.isAfter(until)) {
                    days.add(new Days(year.path("Id").asText(), from, until));
                }
            }
        }
        this.open = new ArrayDeque<>(days);
    }

    /** Whether another file must be read. */
    public boolean isMore() {
        return !open.isEmpty();
    }

    /** The query of the next file. */
    public String getQuery() {
        Days days = open.getFirst();
        return "financialyear=" + days.year() + "&fromdate=" + days.from() + "&todate=" + days.until();
    }

    /** Takes one file. */
    void add(SieFile file) {
        open.removeFirst();
        for (SieVoucher voucher : file.vouchers()) {
            if (!voucher.text().contains(MARKER)) {
                questions.stream()
                        .filter(question -> answers(voucher, question))
                        .forEach(question -> found.putIfAbsent(
                                question, new Booked(voucher.date(), voucher.series() + voucher.number())));
            }
        }
    }

    private static boolean answers(SieVoucher voucher, Question question) {
        return !voucher.date().isBefore(question.from())
                && !voucher.date().isAfter(question.until())
                && voucher.rows().stream()
                        .anyMatch(row -> row.account().equals(question.account())
                                && row.ore() == question.amount().minor());
    }

    /** What stands there; a question that is not among the keys was answered with no. */
    public Map<Question, Booked> getFound() {
        return Map.copyOf(found);
    }
}
