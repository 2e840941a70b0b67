package se.kvitta.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.delivery.LedgerComparison.Difference;
import se.kvitta.journal.Audit;
import se.kvitta.journal.LedgerReads;
import se.kvitta.journal.Tasks;
import se.kvitta.journal.Tasks.Task;
import se.kvitta.journal.Watermarks;
import se.kvitta.ledger.Stockholm;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.reason.Causes;
import se.kvitta.reason.Reason;

/**
 * Reads a target's general ledger back and holds it against what was entered there, every night: this month and the one before,
 * every month in which something was entered since, and what did not agree. What does not is a task each, and stops nothing.
 * What {@code direct:ledger-<slug>} answers for some days is a list of {@link LedgerVoucher}, whoever has entered them.
 */
public final class LedgerCheck {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerCheck.class);

    /** How many days are asked for at once. */
    private static final int DAYS = 10;

    /** Most differences that are told one by one. */
    private static final int MOST = 50;

    /** After how long a person is told that the ledger cannot be read. */
    private static final Duration SILENT = Duration.ofDays(2);

    /** Since when a merchant's ledger holds no news: a watermark under the merchant's name. */
    private static final String READ = "ledger read";

    private static final String NOT_READ = "reading the ledger";
    private static final String MORE = LedgerComparison.SUBJECT + "differences";
    private static final String FOLLOWED = "CLEARING_";

    private final Merchants merchants;
    private final LedgerReads reads;
    private final Watermarks watermarks;
    private final Tasks tasks;
    private final Audit audit;
    private final Pacer pacer;
    private final Clock clock;

    public LedgerCheck(
            Merchants merchants,
            LedgerReads reads,
            Watermarks watermarks,
            Tasks tasks,
            Audit audit,
            Pacer pacer,
            Clock clock) {
        this.merchants = merchants;
        this.reads = reads;
        this.watermarks = watermarks;
        this.tasks = tasks;
        this.audit = audit;
        this.pacer = pacer;
        this.clock = clock;
    }

    /** What is asked for, some days at a time. Used from the routes. */
    public static final class Look {

        private final Dispatch dispatch;
        private final Instant begun;
        private final LocalDate last;
        private final LedgerComparison comparison;
        private LocalDate from;

        private Look(Dispatch dispatch, Instant begun, LocalDate first, LocalDate last, LedgerComparison comparison) {
            this.dispatch = dispatch;
            this.begun = begun;
            this.from = first;
            this.last = last;
            this.comparison = comparison;
        }

        public Dispatch getDispatch() {
            return dispatch;
        }

        public String getTarget() {
            return dispatch.target();
        }

        /** Whether there are days left to read. */
        public boolean isMore() {
            return !from.isAfter(last);
        }

        /** The first Stockholm day that is read next. */
        public LocalDate from() {
            return from;
        }

        /** The last Stockholm day that is read next. */
        public LocalDate until() {
            LocalDate until = from.plusDays(DAYS - 1L);
            return until.isAfter(last) ? last : until;
        }
    }

    /** What is read of a merchant's ledger; null when the target has nothing yet, or cannot be asked. */
    public @Nullable Look begin(@Body String merchantName) {
        Merchant merchant = merchants.requireMerchant(merchantName);
        Dispatch dispatch = Dispatch.withoutPostings(merchant, merchants.target(merchant.target()));
        if (!dispatch.mapping().asks().ledger()) {
            return null;
        }
        Instant now = clock.instant();
        Instant since = watermarks.at(merchantName, READ).orElse(Instant.EPOCH);
        LocalDate today = Stockholm.dayOf(now);
        LocalDate usual = today.minusMonths(1).withDayOfMonth(1);
        Optional<LocalDate> newest = reads.newestSince(merchantName, dispatch.target(), Stockholm.startOf(usual));
        var days = new ArrayList<LocalDate>();
        reads.oldestSince(merchantName, dispatch.target(), since).ifPresent(days::add);
        told(merchantName)
                .forEach(task -> Optional.ofNullable(task.reason().facts().get("day"))
                        .map(LocalDate::parse)
                        .ifPresent(days::add));
        if (newest.isEmpty() && days.isEmpty()) {
            return null;
        }
        days.add(usual);
        LocalDate first = Collections.min(days).withDayOfMonth(1);
        LocalDate last = newest.filter(today::isBefore).orElse(today);
        return new Look(
                dispatch,
                now,
                first,
                last,
                new LedgerComparison(
                        dispatch.mapping().name(), first, merchant.books(), followed(merchant, first, last)));
    }

    /** The accounts that mirror what providers owe. */
    private Set<String> followed(Merchant merchant, LocalDate first, LocalDate last) {
        var followed = new HashSet<String>();
        for (Profile profile : merchant.profiles().values()) {
            merchants.rules(profile).plan().used(first, last).forEach((role, entries) -> {
                if (role.startsWith(FOLLOWED)) {
                    entries.forEach(entry -> followed.add(entry.account().number()));
                }
            });
        }
        return followed;
    }

    /** Takes what stands on the days that were asked for. */
    public void read(@Body List<?> vouchers, @ExchangeProperty("ledgerLook") Look look) {
        pacer.answered(look.dispatch);
        look.comparison.expect(
                reads.entered(look.dispatch.merchant().name(), look.getTarget(), look.from(), look.until()));
        vouchers.forEach(voucher -> look.comparison.stands((LedgerVoucher) voucher));
        look.from = look.until().plusDays(1);
    }

    /** Everything is read: what does not agree is told, what agrees again, or is right, is closed. */
    public void done(@ExchangeProperty("ledgerLook") Look look) {
        String merchant = look.dispatch.merchant().name();
        LedgerComparison comparison = look.comparison;
        Map<String, Reason> accepted = reads.accepted(merchant);
        var open = new ArrayList<Difference>();
        for (Difference difference : comparison.finish(look.last, reads.marked(merchant, comparison.marks()))) {
            if (difference.reason().equals(accepted.get(difference.subject()))) {
                comparison.accepted(difference);
            } else {
                open.add(difference);
            }
        }
        reads.keep(merchant, comparison.months(look.begun), comparison.others());
        tell(look.dispatch, open);
        watermarks.advance(merchant, READ, look.begun);
        tasks.close(merchant, NOT_READ);
        LOG.info("merchant {}: the ledger of {} is read back: {} differences", merchant, look.getTarget(), open.size());
    }

    private void tell(Dispatch dispatch, List<Difference> differences) {
        String merchant = dispatch.merchant().name();
        var now = new ArrayList<>(differences.subList(0, Math.min(MOST, differences.size())));
        if (differences.size() > MOST) {
            LocalDate day = differences.get(MOST).day();
            now.add(new Difference(
                    MORE,
                    "",
                    day,
                    Reason.of(
                            "LEDGER_DIFFERS_MORE",
                            "target",
                            dispatch.mapping().name(),
                            "count",
                            differences.size(),
                            "told",
                            MOST,
                            "day",
                            day)));
        }
        Set<String> subjects = now.stream().map(Difference::subject).collect(Collectors.toSet());
        told(merchant).stream()
                .filter(task -> !subjects.contains(task.subject()))
                .forEach(task -> tasks.close(merchant, task.subject()));
        now.forEach(
                difference -> tasks.open(merchant, difference.profile(), difference.subject(), difference.reason()));
    }

    private List<Task> told(String merchant) {
        return tasks.open(merchant).stream()
                .filter(task -> task.subject().startsWith(LedgerComparison.SUBJECT))
                .toList();
    }

    /** The ledger could not be read; it is read the next night, and when it has been silent for long a person is told. */
    public void failed(
            @ExchangeProperty("merchant") String merchant,
            @ExchangeProperty("ledgerLook") @Nullable Look look,
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        LOG.warn("merchant {}: the ledger cannot be read back: {}", merchant, Causes.of(cause));
        if (look != null) {
            pacer.failed(look.dispatch, cause);
        }
        boolean silent = watermarks
                .at(merchant, READ)
                .filter(read -> read.isAfter(clock.instant().minus(SILENT)))
                .isEmpty();
        if (silent && !(cause instanceof NotConnected || cause instanceof LoginNotTaken)) {
            String target = merchants.requireMerchant(merchant).target();
            tasks.open(
                    merchant,
                    "",
                    NOT_READ,
                    Reason.of(
                            "LEDGER_NOT_READ",
                            "target",
                            merchants.target(target).name(),
                            "cause",
                            Causes.of(cause)));
        }
    }

    /**
     * A person says that a difference is right, and is not told of the very same again. Throws {@link IllegalArgumentException}
     * when no task has that subject.
     */
    public void accept(String merchant, String subject, String note, String actor) {
        Task task = told(merchant).stream()
                .filter(one -> one.subject().equals(subject) && !subject.equals(MORE))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no difference '" + subject + "' is open in the ledger of "
                                + merchant + "; open are "
                                + told(merchant).stream().map(Task::subject).toList()));
        Audit.requireNote(note, "why what stands in the ledger is right");
        LocalDate day = LocalDate.parse(task.reason().facts().getOrDefault("day", ""));
        reads.accept(merchant, subject, task.reason(), YearMonth.from(day), note, actor);
        tasks.close(merchant, subject);
        audit.add(actor, "difference in the ledger accepted", merchant, subject, note);
    }
}
