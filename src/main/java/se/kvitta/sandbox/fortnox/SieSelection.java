package se.kvitta.sandbox.fortnox;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which vouchers an SIE export holds.
 *
 * @param intervals no interval means every voucher
 */
record SieSelection(LocalDate from, LocalDate to, boolean allAccounts, List<Interval> intervals) {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

    static SieSelection of(Request request, FinancialYear year) {
        var intervals = new ArrayList<Interval>();
        request.query("selection").ifPresent(text -> {
            for (var interval : text.split(";", -1)) {
                intervals.add(Interval.parse(interval));
            }
        });
        return new SieSelection(
                request.day("fromdate").orElse(year.from()),
                request.day("todate").orElse(year.to()),
                request.query("exportall").map(FieldCheck::bool).orElse(false),
                intervals);
    }

    boolean holds(Voucher voucher) {
        return !voucher.date().isBefore(from)
                && !voucher.date().isAfter(to)
                && (intervals.isEmpty() || intervals.stream().anyMatch(interval -> interval.holds(voucher)));
    }

    /** A series, and its numbers from the first to the last. */
    record Interval(String series, int first, int last) {

        /** {@code A} or {@code A,20,24}; with one end only it is an error. */
        static Interval parse(String text) {
            var parts = text.split(",", -1);
            if (parts.length == 1 && !parts[0].isEmpty()) {
                return new Interval(parts[0], 1, Integer.MAX_VALUE);
            }
            if (parts.length != 3 || !isNumber(parts[1]) || !isNumber(parts[2])) {
                throw AssumedReason.SELECTION_INVALID.refusal(text);
            }
            return new Interval(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        }

        private static boolean isNumber(String text) {
            return NUMBER.matcher(text).matches();
        }

        boolean holds(Voucher voucher) {
            return voucher.series().equals(series) && voucher.number() >= first && voucher.number() <= last;
        }
    }
}
