package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import se.kvitta.sie.SieFile;
import se.kvitta.sie.SieVoucher;

/**
 * Some days of the general ledger. Fortnox's lists of vouchers have no rows, so that the days are exported as SIE 4: one call for
 * all vouchers of some days of a financial year.
 */
abstract class LedgerFiles {

    private final Deque<File> open;

    /** Some days; the last is included. */
    record Days(LocalDate from, LocalDate until) {}

    /** Some days of one financial year. */
    private record File(String year, LocalDate from, LocalDate until) {}

    /**
     * @param years the answer to {@code /3/financialyears}
     * @param asked days outside every year have no vouchers
     */
    LedgerFiles(JsonNode years, Collection<Days> asked) {
        var files = new TreeSet<File>(
                Comparator.comparing(File::year).thenComparing(File::from).thenComparing(File::until));
        for (JsonNode year : years.path("FinancialYears")) {
            LocalDate first = LocalDate.parse(year.path("FromDate").asText());
            LocalDate last = LocalDate.parse(year.path("ToDate").asText());
            for (Days days : asked) {
                LocalDate from = days.from().isBefore(first) ? first : days.from();
                LocalDate until = days.until().isAfter(last) ? last : days.until();
                if (!from.isAfter(until)) {
                    files.add(new File(year.path("Id").asText(), from, until));
                }
            }
        }
        this.open = new ArrayDeque<>(files);
    }

    /** Whether another file must be read. */
    public final boolean isMore() {
        return !open.isEmpty();
    }

    /** The query of the next file. */
    public final String getQuery() {
        File file = open.getFirst();
        return "financialyear=" + file.year() + "&fromdate=" + file.from() + "&todate=" + file.until();
    }

    /** Takes one file. */
    final void add(SieFile file) {
        take(open.removeFirst().year(), file.vouchers());
    }

    /** @param year Fortnox's number of the financial year */
    abstract void take(String year, List<SieVoucher> vouchers);
}
