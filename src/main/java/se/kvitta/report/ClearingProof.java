package se.kvitta.report;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import se.kvitta.journal.BookFigures.Flow;
import se.kvitta.journal.BookFigures.Origin;
import se.kvitta.journal.BookFigures.PaidLater;
import se.kvitta.journal.BookFigures.Place;
import se.kvitta.journal.BookFigures.PotRow;
import se.kvitta.journal.BookFigures.Stated;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.report.MonthReport.Day;
import se.kvitta.report.MonthReport.Line;
import se.kvitta.report.MonthReport.Why;
import se.kvitta.settlement.EventKind;

/**
 * The proof of one clearing account over a period: at the end of every day, booked = the provider's figure − what waits and
 * what somebody else books ± what is booked on another day. Pure.
 */
final class ClearingProof {

    private static final Set<EventKind> DEBTS = Set.of(EventKind.DEBT_INCURRED, EventKind.DEBT_REPAID);

    private final Currency currency;
    private final LocalDate first;
    private final LocalDate last;
    private final List<Flow> flows;
    private final List<Flow> untold;
    private final List<PotRow> rows;
    private final List<PotRow> claims;
    private final List<PaidLater> paidLater;
    private final long before;

    /**
     * @param rows of the clearing account
     * @param claims rows of the account of claims on buyers
     * @param paidLater what buyers owe by their invoices
     * @param before what the provider owed before the first payout that has come, minor units
     */
    ClearingProof(
            Currency currency,
            LocalDate first,
            LocalDate last,
            List<Flow> flows,
            List<PotRow> rows,
            List<PotRow> claims,
            List<PaidLater> paidLater,
            long before) {
        this.currency = currency;
        this.first = first;
        this.last = last;
        this.flows = flows.stream().filter(flow -> flow.place() != Place.UNTOLD).toList();
        this.untold =
                flows.stream().filter(flow -> flow.place() == Place.UNTOLD).toList();
        this.rows = rows;
        this.claims = claims;
        this.paidLater = paidLater;
        this.before = before;
    }

    /** The provider's figure at the end of the day before the period. */
    Money opening() {
        return money(provider(first.minusDays(1)));
    }

    Money closing() {
        return money(provider(last));
    }

    Money booked(LocalDate day) {
        return money(rows.stream()
                .filter(row -> !row.day().isAfter(day))
                .mapToLong(PotRow::amount)
                .sum());
    }

    /** What moved in the period, line by line; lines without movement are left out. */
    Map<Line, Money> lines() {
        var sums = new EnumMap<Line, Long>(Line.class);
        for (Flow flow : flows) {
            if (!flow.day().isBefore(first) && !flow.day().isAfter(last) && flow.effect() != 0) {
                sums.merge(line(flow.kind()), flow.effect(), Math::addExact);
            }
        }
        var lines = new LinkedHashMap<Line, Money>();
        sums.forEach((line, sum) -> lines.put(line, money(sum)));
        return lines;
    }

    /** Why the books differ from the provider's figure at the end of a day; reasons of zero are left out. */
    Map<Why, Money> explained(LocalDate day) {
        var sums = new EnumMap<Why, Long>(Why.class);
        sums.put(Why.BEFORE_FIRST, -before);
        flows.forEach(flow -> explain(flow, day, sums));
        untold.forEach(flow -> explain(flow, day, sums));
        for (PotRow row : rows) {
            if (row.origin() != Origin.SETTLEMENT && !row.day().isAfter(day)) {
                Why why = row.origin() == Origin.OCCASION ? Why.OCCASION : Why.EXCHANGE;
                sums.merge(why, row.amount(), Math::addExact);
            }
        }
        claims.stream()
                .filter(row -> !row.day().isAfter(day))
                .forEach(row -> sums.merge(Why.CLAIMS, -row.amount(), Math::addExact));
        paidLater.stream()
                .filter(one -> !one.invoiced().isAfter(day) && one.paid().isAfter(day))
                .forEach(one -> sums.merge(Why.CLAIMS, -one.amount(), Math::addExact));
        var explained = new LinkedHashMap<Why, Money>();
        sums.forEach((why, sum) -> {
            if (sum != 0) {
                explained.put(why, money(sum));
            }
        });
        return explained;
    }

    private static void explain(Flow flow, LocalDate day, Map<Why, Long> sums) {
        boolean moved = !flow.day().isAfter(day);
        long effect = flow.effect();
        boolean debt = DEBTS.contains(flow.kind());
        switch (flow.place()) {
            case HELD -> sums.merge(Why.HELD, moved ? -effect : 0, Math::addExact);
            case NOT_PLANNED -> sums.merge(Why.NOT_PLANNED, moved ? -effect : 0, Math::addExact);
            case LEFT_OUT -> sums.merge(debt ? Why.DEBT : Why.LEFT_OUT, moved ? -effect : 0, Math::addExact);
            case BOOKED -> {
                @Nullable LocalDate bookedDay = flow.bookedDay();
                if (bookedDay != null) {
                    boolean booked = !bookedDay.isAfter(day);
                    sums.merge(Why.OTHER_DAY, (booked ? effect : 0) - (moved ? effect : 0), Math::addExact);
                }
            }
            case UNTOLD -> {
                @Nullable LocalDate bookedDay = flow.bookedDay();
                boolean booked = bookedDay != null && !bookedDay.isAfter(day);
                sums.merge(Why.UNTOLD, booked ? effect : 0, Math::addExact);
            }
            case NOWHERE -> {}
        }
    }

    /** The end of every day of the period. */
    List<Day> days() {
        var days = new ArrayList<Day>();
        for (LocalDate day = first; !day.isAfter(last); day = day.plusDays(1)) {
            Money provider = money(provider(day));
            Money booked = booked(day);
            Money explained = explained(day).values().stream().reduce(Money.zero(currency), Money::plus);
            days.add(new Day(
                    day, provider, booked, explained, booked.minus(provider).minus(explained)));
        }
        return days;
    }

    private long provider(LocalDate day) {
        return before
                + flows.stream()
                        .filter(flow -> !flow.day().isAfter(day))
                        .mapToLong(Flow::effect)
                        .sum();
    }

    private Money money(long minor) {
        return Money.ofMinor(minor, currency);
    }

    private static Line line(EventKind kind) {
        return switch (kind) {
            case SALE, GIFT_CARD_SOLD, GIFT_CARD_REDEEMED, TIP -> Line.SALES;
            case REFUND, REFUND_FAILED -> Line.REFUNDS;
            case FEE, FEE_REFUND -> Line.FEES;
            case CHARGEBACK_OPENED, CHARGEBACK_WON, CHARGEBACK_LOST -> Line.CHARGEBACKS;
            case RESERVE_HELD, RESERVE_RELEASED -> Line.RESERVE;
            case DEBT_INCURRED, DEBT_REPAID -> Line.DEBT;
            case PAYOUT -> Line.PAYOUTS;
            case COMMISSION, ADVANCE, ADVANCE_REPAID, CONVERSION, ADJUSTMENT, TRANSFER, OTHER -> Line.OTHER;
        };
    }

    /**
     * The last day whose captures have all come. Providers settle captures in the order of their days, so a day is
     * complete when a payout has come after the one with its captures, and so are the days before the first capture of the
     * newest payout. A provider that settles a late capture out of turn is not seen through, and of a profile where
     * nothing more happens the day stands still.
     *
     * @param payouts of one profile and currency, oldest first
     */
    static @Nullable LocalDate completeThrough(List<Stated> payouts) {
        if (payouts.isEmpty()) {
            return null;
        }
        LocalDate newest = payouts.get(payouts.size() - 1).payoutDay();
        @Nullable LocalDate through = null;
        @Nullable LocalDate next = null;
        for (Stated payout : payouts) {
            @Nullable Instant firstCapture = payout.firstCapture();
            @Nullable Instant lastCapture = payout.lastCapture();
            if (firstCapture == null || lastCapture == null) {
                continue;
            }
            if (payout.payoutDay().isBefore(newest)) {
                through = later(through, Stockholm.dayOf(lastCapture));
            } else {
                LocalDate day = Stockholm.dayOf(firstCapture);
                next = next == null || day.isBefore(next) ? day : next;
            }
        }
        return next == null ? through : later(through, next.minusDays(1));
    }

    private static LocalDate later(@Nullable LocalDate one, LocalDate other) {
        return one == null || other.isAfter(one) ? other : one;
    }

    /** Payouts after each other of which the later does not begin where the earlier ended; those of one day in any order. */
    static List<MonthReport.Break> breaks(List<Stated> payouts) {
        var breaks = new ArrayList<MonthReport.Break>();
        var left = new ArrayList<>(payouts);
        @Nullable Stated before = null;
        while (!left.isEmpty()) {
            Stated payout = next(left, before);
            left.remove(payout);
            if (before != null && payout.supplement() == 0 && before.closing() != payout.opening()) {
                breaks.add(new MonthReport.Break(
                        before.reference(),
                        Money.ofMinor(before.closing(), before.currency()),
                        payout.reference(),
                        Money.ofMinor(payout.opening(), payout.currency())));
            }
            before = payout;
        }
        return breaks;
    }

    private static Stated next(List<Stated> left, @Nullable Stated before) {
        Stated first = left.get(0);
        return left.stream()
                .filter(payout -> before != null
                        && payout.payoutDay().equals(first.payoutDay())
                        && (payout.supplement() > 0 || payout.opening() == before.closing()))
                .findFirst()
                .orElse(first);
    }
}
