package se.kvitta.report;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import se.kvitta.journal.BookFigures;
import se.kvitta.journal.BookFigures.Cleared;
import se.kvitta.journal.BookFigures.Placement;
import se.kvitta.journal.BookFigures.Taxed;
import se.kvitta.journal.BookFigures.Unbalanced;
import se.kvitta.journal.Tasks;
import se.kvitta.journal.Tasks.Task;
import se.kvitta.journal.Watermarks;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.ledger.VatRate;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.merchant.Profile;
import se.kvitta.reason.Reason;

/**
 * Checks the books after each delivery: of the payouts that it touched, that every event is in exactly one place, that
 * every voucher balances, that clearing has moved by what the events say, and that VAT is in proportion to its base. What
 * does not hold becomes a task, and stops nothing; what holds again closes its task. Debts and reserves are checked as
 * well, also when nothing but a day has passed.
 */
public final class BookCheck {

    private static final Logger LOG = LoggerFactory.getLogger(BookCheck.class);

    /** Until when a merchant's books are checked: a watermark under the merchant's name. */
    private static final String CHECKED = "books checked";

    /** How far back each check looks beyond the one before, because the clocks of nodes differ. */
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    /** How many payouts one question to the database names. */
    private static final int BLOCK = 200;

    private static final String FAILED = "books check";
    private static final String THRESHOLD = "eu threshold";

    /** The proofs that are made for each payout; a task's subject begins with its word. */
    private static final Set<String> CODES =
            Set.of("EVENTS_NOT_PLACED", "VOUCHER_NOT_BALANCED", "CLEARING_OFF", "VAT_BOX_OFF");

    private final BookFigures figures;
    private final Tasks tasks;
    private final Watermarks watermarks;
    private final Merchants merchants;
    private final BalancesCheck balances;
    private final Clock clock;

    public BookCheck(
            BookFigures figures,
            Tasks tasks,
            Watermarks watermarks,
            Merchants merchants,
            BalancesCheck balances,
            Clock clock) {
        this.figures = figures;
        this.tasks = tasks;
        this.watermarks = watermarks;
        this.merchants = merchants;
        this.balances = balances;
        this.clock = clock;
    }

    /** Checks what has changed since the check before, and again what did not hold then. */
    public void check(@ExchangeProperty("merchant") String name) {
        Instant now = clock.instant();
        Instant since =
                watermarks.at(name, CHECKED).map(at -> at.minus(OVERLAP)).orElse(Instant.EPOCH);
        List<Task> all = tasks.open(name);
        List<Task> open = all.stream()
                .filter(task -> CODES.contains(task.reason().code()))
                .toList();
        Set<Long> payouts = new TreeSet<>(figures.changedSince(name, since));
        open.forEach(task -> payouts.add(settlement(task)));
        var blocks = new ArrayList<>(payouts);
        for (int from = 0; from < blocks.size(); from += BLOCK) {
            check(name, blocks.subList(from, Math.min(from + BLOCK, blocks.size())), open);
        }
        merchants.merchant(name).ifPresent(this::threshold);
        boolean newDay = !Stockholm.dayOf(since).equals(Stockholm.dayOf(now));
        if (newDay || !payouts.isEmpty() || all.stream().anyMatch(BalancesCheck::isOurs)) {
            merchants.merchant(name).ifPresent(balances::check);
        }
        watermarks.advance(name, CHECKED, now);
        tasks.close(name, FAILED);
    }

    /** The check itself could not be made; the delivery is done all the same. */
    public void failed(
            @ExchangeProperty("merchant") String name, @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Exception cause) {
        LOG.error("merchant {}: the books could not be checked after the delivery", name, cause);
        tasks.open(name, "", FAILED, Reason.of("BOOKS_NOT_CHECKED", "merchant", name, "cause", String.valueOf(cause)));
    }

    private static long settlement(Task task) {
        return Long.parseLong(task.reason().facts().getOrDefault("settlement", "0"));
    }

    private record Fault(String profile, Reason reason) {}

    private void check(String merchant, List<Long> payouts, List<Task> open) {
        var faults = new HashMap<String, Fault>();
        figures.placements(payouts).stream()
                .filter(placement -> !placement.holds())
                .forEach(placement -> faults.put(
                        "placement of settlement " + placement.settlement(),
                        new Fault(placement.profile(), notPlaced(placement))));
        figures.unbalanced(payouts)
                .forEach(posting -> faults.put(
                        "balance of posting " + posting.posting(), new Fault(posting.profile(), notBalanced(posting))));
        figures.cleared(payouts).stream()
                .filter(cleared -> !cleared.holds() && booksMoney(cleared.profile()))
                .forEach(cleared -> faults.put(
                        "clearing of settlement " + cleared.settlement(),
                        new Fault(cleared.profile(), clearingOff(cleared))));
        figures.outOfProportion(payouts).forEach(taxed -> {
            Optional<Reason> off = vatOff(taxed);
            off.ifPresent(reason -> faults.put(
                    "vat " + new VatRate(taxed.rate()) + " of posting " + taxed.posting(),
                    new Fault(taxed.profile(), reason)));
        });
        faults.forEach((subject, fault) -> {
            LOG.warn("merchant {}: {} does not hold: {}", merchant, subject, fault.reason());
            tasks.open(merchant, fault.profile(), subject, fault.reason());
        });
        Set<Long> checked = Set.copyOf(payouts);
        open.stream()
                .filter(task -> checked.contains(settlement(task)) && !faults.containsKey(task.subject()))
                .forEach(task -> tasks.close(merchant, task.subject()));
    }

    private boolean booksMoney(String profile) {
        return merchants.profile(profile).map(Profile::booksMoney).orElse(true);
    }

    private static Reason notPlaced(Placement placement) {
        return Reason.of(
                "EVENTS_NOT_PLACED",
                "profile",
                placement.profile(),
                "reference",
                placement.title(),
                "events",
                placement.stated(),
                "there",
                placement.all(),
                "placed",
                placement.placed(),
                "difference",
                placement.placed() - placement.stated(),
                "settlement",
                placement.settlement());
    }

    private static Reason notBalanced(Unbalanced posting) {
        return Reason.of(
                "VOUCHER_NOT_BALANCED",
                "profile",
                posting.profile(),
                "posting",
                posting.posting(),
                "text",
                posting.text(),
                "day",
                posting.day(),
                "difference",
                Money.ofMinor(posting.difference(), posting.currency()),
                "debit",
                Money.ofMinor(posting.debit(), posting.currency()),
                "total",
                Money.ofMinor(posting.total(), posting.currency()),
                "settlement",
                posting.settlement());
    }

    private static Reason clearingOff(Cleared cleared) {
        return Reason.of(
                "CLEARING_OFF",
                "profile",
                cleared.profile(),
                "reference",
                cleared.title(),
                "currency",
                cleared.currency(),
                "expected",
                Money.ofMinor(cleared.expected(), cleared.currency()),
                "booked",
                Money.ofMinor(cleared.booked(), cleared.currency()),
                "difference",
                Money.ofMinor(cleared.booked() - cleared.expected(), cleared.currency()),
                "settlement",
                cleared.settlement());
    }

    /** Every order's VAT is rounded by itself, so a voucher may be off by the limit of an order for each of them. */
    private Optional<Reason> vatOff(Taxed taxed) {
        var rate = new VatRate(taxed.rate());
        long expected = rate.vatOn(taxed.base());
        long perOrder = merchants
                .profile(taxed.profile())
                .map(profile -> Math.max(1, profile.vat().roundingLimit()))
                .orElse(1L);
        long limit = perOrder * Math.max(1, taxed.events());
        return Math.abs(taxed.vat() - expected) <= limit
                ? Optional.empty()
                : Optional.of(Reason.of(
                        "VAT_BOX_OFF",
                        "profile",
                        taxed.profile(),
                        "posting",
                        taxed.posting(),
                        "text",
                        taxed.text(),
                        "day",
                        taxed.day(),
                        "rate",
                        rate,
                        "base",
                        Money.ofMinor(taxed.base(), taxed.currency()),
                        "vat",
                        Money.ofMinor(taxed.vat(), taxed.currency()),
                        "expected",
                        Money.ofMinor(expected, taxed.currency()),
                        "difference",
                        Money.ofMinor(taxed.vat() - expected, taxed.currency()),
                        "limit",
                        Money.ofMinor(limit, taxed.currency()),
                        "settlement",
                        taxed.settlement()));
    }

    private void threshold(Merchant merchant) {
        Optional<MonthReport.Threshold> warned = EuThreshold.of(figures, merchant, Stockholm.dayOf(clock.instant()))
                .filter(threshold -> !threshold.oss() && threshold.level() != MonthReport.Threshold.Level.BELOW);
        if (warned.isEmpty()) {
            tasks.close(merchant.name(), THRESHOLD);
            return;
        }
        MonthReport.Threshold threshold = warned.get();
        tasks.open(
                merchant.name(),
                "",
                THRESHOLD,
                Reason.of(
                        threshold.level() == MonthReport.Threshold.Level.NEAR
                                ? "EU_THRESHOLD_NEAR"
                                : "EU_THRESHOLD_CROSSED",
                        "merchant",
                        merchant.name(),
                        "current",
                        threshold.thisYear(),
                        "preceding",
                        threshold.precedingYear(),
                        "limit",
                        threshold.limit(),
                        "share",
                        threshold.permille() / 10 + " %"));
    }
}
