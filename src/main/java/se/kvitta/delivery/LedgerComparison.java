package se.kvitta.delivery;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Booking.Kind;
import se.kvitta.booking.Receipt;
import se.kvitta.journal.LedgerReads.Entered;
import se.kvitta.journal.LedgerReads.Marked;
import se.kvitta.journal.LedgerReads.Month;
import se.kvitta.journal.LedgerReads.Others;
import se.kvitta.journal.Postings.State;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;

/**
 * Holds what stands in a target's general ledger against what was entered there, some days at a time. A voucher must stand to the
 * minor unit and on its day. Of an invoice or payment the target computes VAT, and rounds: there less than one unit of the
 * currency may differ on an account, and what its receipt says that it values a debt otherwise, but not where a provider's money is
 * followed. Of what the merchant has made himself only the claim and the day are known, and compared. Pure.
 */
final class LedgerComparison {

    /** Begins the subject of every task about a difference. */
    static final String SUBJECT = "ledger ";

    /** How many vouchers of others are named. */
    private static final int EXAMPLES = 5;

    /** How many accounts of a voucher are named. */
    private static final int ACCOUNTS = 6;

    private final String target;
    private final LocalDate first;
    private final Currency currency;
    private final long unit;
    private final Set<String> followed;

    /** What was entered and has not been met in the ledger. */
    private final Map<Receipt, Entered> awaited = new LinkedHashMap<>();

    /** What was met in the ledger and was not entered here, or on a later day: only what may matter. */
    private final Map<Receipt, LedgerVoucher> strangers = new LinkedHashMap<>();

    private final Set<String> series = new HashSet<>();
    private final TreeMap<YearMonth, Tally> months = new TreeMap<>();
    private final List<Difference> differences = new ArrayList<>();

    /**
     * One difference.
     *
     * @param subject of the task about it
     * @param profile empty where it belongs to none
     */
    record Difference(String subject, String profile, LocalDate day, Reason reason) {}

    private static final class Tally {
        private int entered;
        private int standing;
        private int differing;
        private int missing;
        private int accepted;
        private long apart;
    }

    /**
     * @param target what people call it
     * @param first the first day that is read
     * @param followed the accounts on which providers' money is followed
     */
    LedgerComparison(String target, LocalDate first, Currency currency, Collection<String> followed) {
        this.target = target;
        this.first = first;
        this.currency = currency;
        this.unit = Money.of("1", currency.getCurrencyCode()).minor();
        this.followed = Set.copyOf(followed);
    }

    /** What was entered on the days that come next. */
    void expect(List<Entered> entered) {
        for (Entered one : entered) {
            awaited.put(one.place(), one);
            series.add(one.place().series());
            tally(one.day()).entered++;
        }
    }

    /** One voucher of the ledger. */
    void stands(LedgerVoucher voucher) {
        @Nullable Entered entered = awaited.remove(voucher.place());
        if (entered != null) {
            compare(entered, voucher);
        } else if (!Marker.of(voucher.text()).isEmpty()
                || series.contains(voucher.place().series())
                || voucher.sums().keySet().stream().anyMatch(followed::contains)) {
            strangers.put(voucher.place(), voucher);
        }
    }

    private void compare(Entered entered, LedgerVoucher voucher) {
        var off = new TreeMap<String, Long>(voucher.sums());
        entered.sums().forEach((account, sum) -> off.merge(account, -sum, Math::addExact));
        off.values().removeIf(sum -> sum == 0);
        if (entered.theirs()) {
            off.keySet().retainAll(entered.sums().keySet());
        }
        boolean own = entered.kind() == Kind.VOUCHER;
        boolean otherDay = !voucher.day().equals(entered.day());
        boolean otherSums = off.entrySet().stream()
                .anyMatch(one -> own
                        || entered.exact().contains(one.getKey())
                        || Math.abs(one.getValue()) >= unit + entered.exchanged());
        if (!otherDay && !otherSums) {
            Tally tally = tally(entered.day());
            tally.standing++;
            tally.apart += off.values().stream().mapToLong(Math::abs).sum();
            return;
        }
        tally(entered.day()).differing++;
        var told = new ArrayList<String>();
        if (otherDay) {
            told.add(entered.day() + " → " + voucher.day());
        }
        if (otherSums) {
            off.keySet().stream()
                    .limit(ACCOUNTS)
                    .forEach(account -> told.add(account + ": "
                            + money(entered.sums().getOrDefault(account, 0L)) + " → "
                            + money(voucher.sums().getOrDefault(account, 0L))));
            if (off.size() > ACCOUNTS) {
                told.add("… +" + (off.size() - ACCOUNTS));
            }
        }
        differences.add(new Difference(
                subject(entered),
                entered.profile(),
                entered.day(),
                reason("LEDGER_VOUCHER_DIFFERS", entered).with("differences", String.join("; ", told))));
    }

    /**
     * What was met of nobody here, and carries a mark of Kvitta's.
     *
     * @return the marks
     */
    Set<String> marks() {
        return strangers.values().stream()
                .map(voucher -> Marker.of(voucher.text()))
                .filter(mark -> !mark.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Everything has been read: what does not agree, the oldest first.
     *
     * @param last the last day that was read
     * @param marked the postings with the {@link #marks()}
     */
    List<Difference> finish(LocalDate last, Map<String, Marked> marked) {
        for (Entered entered : awaited.values()) {
            @Nullable LedgerVoucher moved = strangers.remove(entered.place());
            if (moved != null) {
                compare(entered, moved);
                continue;
            }
            tally(entered.day()).missing++;
            differences.add(new Difference(
                    subject(entered),
                    entered.profile(),
                    entered.day(),
                    reason("LEDGER_VOUCHER_MISSING", entered)
                            .with("from", first)
                            .with("until", last)));
        }
        awaited.clear();
        strangers.values().forEach(voucher -> stranger(voucher, marked));
        differences.sort(Comparator.comparing(Difference::day));
        return List.copyOf(differences);
    }

    /** A voucher with our mark that no receipt names: entered twice, or by another Kvitta. */
    private void stranger(LedgerVoucher voucher, Map<String, Marked> marked) {
        String mark = Marker.of(voucher.text());
        @Nullable Marked posting = marked.get(mark);
        if (mark.isEmpty() || (posting != null && posting.state() != State.DONE)) {
            return; // not ours, or its outcome is being looked up
        }
        Reason reason = Reason.of(
                posting == null ? "LEDGER_VOUCHER_UNKNOWN" : "LEDGER_VOUCHER_TWICE",
                "target",
                target,
                "voucher",
                voucher.place().shown(),
                "day",
                voucher.day(),
                "text",
                voucher.text(),
                "marker",
                mark);
        tally(voucher.day()).differing++;
        differences.add(new Difference(
                SUBJECT + "voucher " + voucher.place().shown() + " of " + voucher.day(),
                "",
                voucher.day(),
                posting == null
                        ? reason
                        : reason.with("posting", posting.posting()).with("known", posting.receipt())));
    }

    /** Counts a difference that a person has said is right. */
    void accepted(Difference difference) {
        tally(difference.day()).accepted++;
    }

    /** What each month came to. */
    List<Month> months(Instant at) {
        return months.entrySet().stream()
                .map(month -> {
                    Tally tally = month.getValue();
                    return new Month(
                            month.getKey(),
                            at,
                            tally.entered,
                            tally.standing,
                            tally.differing,
                            tally.missing,
                            tally.accepted,
                            tally.apart);
                })
                .toList();
    }

    /** What others have booked on the accounts that are followed, in the months in which something was entered. */
    List<Others> others() {
        record Key(YearMonth month, String account) {}
        var found = new HashMap<Key, List<LedgerVoucher>>();
        for (LedgerVoucher voucher : strangers.values()) {
            for (String account : voucher.sums().keySet()) {
                YearMonth month = YearMonth.from(voucher.day());
                if (followed.contains(account) && months.containsKey(month)) {
                    found.computeIfAbsent(new Key(month, account), none -> new ArrayList<>())
                            .add(voucher);
                }
            }
        }
        return found.entrySet().stream()
                .map(one -> new Others(
                        one.getKey().month(),
                        one.getKey().account(),
                        one.getValue().size(),
                        one.getValue().stream()
                                .mapToLong(voucher ->
                                        voucher.sums().getOrDefault(one.getKey().account(), 0L))
                                .sum(),
                        one.getValue().stream()
                                .limit(EXAMPLES)
                                .map(voucher -> voucher.place().shown())
                                .collect(Collectors.joining(", "))))
                .toList();
    }

    private Tally tally(LocalDate day) {
        return months.computeIfAbsent(YearMonth.from(day), none -> new Tally());
    }

    private static String subject(Entered entered) {
        return SUBJECT + "posting " + entered.posting();
    }

    private Reason reason(String code, Entered entered) {
        return Reason.of(
                code,
                "target",
                target,
                "voucher",
                entered.place().shown(),
                "day",
                entered.day(),
                "text",
                entered.text(),
                "amount",
                money(entered.total()),
                "posting",
                entered.posting());
    }

    private Money money(long minor) {
        return Money.ofMinor(minor, currency);
    }
}
