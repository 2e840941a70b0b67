package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import se.kvitta.journal.Looks.Booked;
import se.kvitta.journal.Looks.Question;
import se.kvitta.sie.SieVoucher;

/** One look into the general ledger for amounts that others have booked. Used from the route, which makes the calls. */
public final class LedgerLook extends LedgerFiles {

    /** Begins every marker of ours: such a voucher is no one else's. */
    private static final String MARKER = "(kv ";

    private final List<Question> questions;
    private final Map<Question, Booked> found = new HashMap<>();

    /** @param years the answer to {@code /3/financialyears} */
    LedgerLook(List<Question> questions, JsonNode years) {
        super(
                years,
                questions.stream()
                        .map(question -> new Days(question.from(), question.until()))
                        .toList());
        this.questions = questions;
    }

    @Override
    void take(String year, List<SieVoucher> vouchers) {
        for (SieVoucher voucher : vouchers) {
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
