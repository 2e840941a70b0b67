package se.kvitta.booking;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow.Party;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;

/**
 * Who owes the money of a sale until it is paid out. The provider does, on clearing, where it bears the credit risk. Where the
 * merchant does, the buyer does until the provider shows that it has received the money: on an account of claims, or by the
 * invoice, whose payment then waits for that day. What stands open over the end of a financial year in a foreign currency is
 * revalued at its closing rate by the settlement that brings it, so that it does not matter when it comes.
 */
final class Outstanding {

    private static final String CLAIM = "CLAIM_";

    private final SettlementFacts facts;
    private final BookingRules rules;
    private final Valuation valuation;
    private final boolean byBalance;
    private final boolean byOthers;
    private final boolean invoiced;
    private final Map<LocalDate, Paid> paid = new TreeMap<>();
    private final Map<LocalDate, Map<String, Long>> revalued = new TreeMap<>();

    /** Claims that the provider has received the money of, on one day. */
    private static final class Paid {
        private final List<Row> rows = new ArrayList<>();
        private long amount;
        private long inBooks;
        private int orders;
    }

    private record Row(long amount, long inBooks, String text, Party order) {}

    /** Sums of money by the role they stand on: minor units of the books' currency and of the settlement's. */
    static final class Sums {
        private final Map<String, long[]> roles = new TreeMap<>();

        void add(String role, ValuedSale sale) {
            long[] sum = roles.computeIfAbsent(role, first -> new long[2]);
            sum[0] = Math.addExact(sum[0], sale.moneyInBooks());
            sum[1] = Math.addExact(sum[1], sale.money());
        }

        boolean areNothing() {
            return roles.values().stream().allMatch(sum -> sum[0] == 0 && sum[1] == 0);
        }

        void addTo(VoucherDraft draft, @Nullable ExchangeRate rate) {
            roles.forEach((role, sum) -> draft.add(role, sum[0], sum[1], rate, "", null));
        }
    }

    Outstanding(SettlementFacts facts, BookingRules rules, Valuation valuation) {
        this.facts = facts;
        this.rules = rules;
        this.valuation = valuation;
        // By the cash method everything stands in the payout's voucher.
        this.byBalance = rules.money().day() == MoneyRules.Day.BALANCE && !rules.salesWithPayout();
        this.byOthers = rules.salesByOthers();
        this.invoiced = rules.modes().contains(Mode.LEDGER) || rules.modes().contains(Mode.MATCH);
    }

    /** The Stockholm day on which the provider shows that it has the money. */
    private LocalDate shown(Event event) {
        return byBalance ? event.day() : facts.payoutDay();
    }

    /** Why something stands on that day. */
    String dateRule() {
        return byBalance ? "BALANCE_DAY" : "SETTLEMENT_DAY";
    }

    /** Whether it matters who owes the money: it is booked before the provider has it, or by somebody else. */
    private boolean matters(Event event, LocalDate booked) {
        return !event.effect().isZero() && (byOthers || booked.isBefore(shown(event)));
    }

    private boolean isClaim(Event event, LocalDate booked) {
        return rules.money().creditRisk().of(event.method()) == CreditRisk.Bearer.MERCHANT && matters(event, booked);
    }

    /** Why a sale or refund cannot be booked before somebody has said who bears its risk; null when it can. */
    @Nullable
    Reason asks(Event event, LocalDate booked) {
        return rules.money().creditRisk().of(event.method()) == CreditRisk.Bearer.ASK && matters(event, booked)
                ? Bookkeeper.decision("CREDIT_RISK_UNSET", event).with("method", event.method())
                : null;
    }

    /** Why the claims of sales that somebody else books cannot be ended on the provider's day; null when they can. */
    @Nullable
    Reason shut(Event event) {
        return isClaim(event, event.day())
                ? rules.periods().shut(facts.reference(), shown(event), event.amount())
                : null;
    }

    /**
     * The role that the money of a sale stands on.
     *
     * @param booked the Stockholm day it is booked on
     */
    String role(Event event, LocalDate booked) {
        return (isClaim(event, booked) ? CLAIM : "CLEARING_") + facts.currency();
    }

    /** The Stockholm day of the payment of an invoice that is booked on a day: later where the buyer still owes it. */
    LocalDate paidOn(Event event, LocalDate booked) {
        return isClaim(event, booked) ? shown(event) : booked;
    }

    /** The end of the year that the money stands open over in a foreign currency; null when there is none. */
    private @Nullable LocalDate yearEnd(Event event, LocalDate booked) {
        boolean claim = isClaim(event, booked);
        LocalDate from = claim && invoiced ? shown(event) : booked;
        boolean revalues = valuation.foreign()
                && !byOthers
                && !rules.salesWithPayout()
                && !booked.isBefore(rules.periods().start())
                && (claim || !byBalance);
        LocalDate last = rules.periods().yearOf(shown(event)).first().minusDays(1);
        return revalues && !from.isAfter(last) ? last : null;
    }

    /**
     * The Stockholm day of the rate at which the money leaves clearing.
     *
     * @param sold of the rate that it is booked at
     */
    LocalDate rateDay(Event event, LocalDate booked, LocalDate sold) {
        @Nullable LocalDate last = yearEnd(event, booked);
        return last == null ? sold : last;
    }

    /**
     * A sale or refund that is booked, here or by somebody else.
     *
     * @param booked the Stockholm day it is booked on
     * @param sold of the rate that its money is booked at
     */
    void take(Event event, LocalDate booked, LocalDate sold) {
        long amount = event.effect().minor();
        long inBooks = valuation.inBooks(amount, rateDay(event, booked, sold));
        if (isClaim(event, booked) && !invoiced) {
            Paid day = paid.computeIfAbsent(shown(event), first -> new Paid());
            day.amount = Math.addExact(day.amount, amount);
            day.inBooks = Math.addExact(day.inBooks, inBooks);
            day.orders++;
            if (rules.money().form() == MoneyRules.PayoutForm.SPLIT) {
                day.rows.add(new Row(
                        amount,
                        inBooks,
                        event.order().shown(),
                        rules.references().beside(event.order())));
            }
        }
        @Nullable LocalDate last = yearEnd(event, booked);
        if (last != null) {
            long difference = inBooks - valuation.inBooks(amount, sold);
            revalued.computeIfAbsent(last, first -> new TreeMap<>())
                    .merge(role(event, booked), difference, Math::addExact);
        }
    }

    void finish(Consumer<Booking> sink) {
        revalued.forEach((day, differences) -> {
            var draft = new VoucherDraft(rules, valuation, day);
            differences.forEach((role, difference) -> {
                if (difference != 0) {
                    draft.revalue(role, difference, Objects.requireNonNull(valuation.rate(day)));
                }
            });
            if (!draft.isEmpty()) {
                draft.addExchangeDifference();
                String text = "Omvärdering avräkning " + rules.sourceName() + " " + facts.currency() + " " + day
                        + ", utbetalning " + facts.reference();
                sink.accept(booking("revaluation/" + day, draft.voucher("YEAR_END_DAY", text)));
            }
        });
        paid.forEach((day, claims) -> finish(day, claims, sink));
    }

    /** The claims of one day: in one row, or one per order in as many vouchers as the target needs. */
    private void finish(LocalDate day, Paid claims, Consumer<Booking> sink) {
        if (rules.money().form() == MoneyRules.PayoutForm.LUMP) {
            var rows = List.of(new Row(claims.amount, claims.inBooks, "", Party.NONE));
            sink(day, rows, "", claims.orders, sink);
            return;
        }
        int size = Math.max(rules.maxRows() - 1, 1);
        for (int from = 0; from < claims.rows.size(); from += size) {
            List<Row> rows = claims.rows.subList(from, Math.min(from + size, claims.rows.size()));
            sink(day, rows, claims.rows.size() > size ? "/part-" + (from / size + 1) : "", rows.size(), sink);
        }
    }

    private void sink(LocalDate day, List<Row> rows, String part, int orders, Consumer<Booking> sink) {
        LocalDate date = rules.periods().open(day);
        var draft = new VoucherDraft(rules, valuation, date);
        long inBooks = rows.stream().mapToLong(Row::inBooks).reduce(0, Math::addExact);
        long amount = rows.stream().mapToLong(Row::amount).reduce(0, Math::addExact);
        draft.add("CLEARING_" + facts.currency(), inBooks, amount, null, "", null);
        rows.forEach(row ->
                draft.addAbout(row.order(), CLAIM + facts.currency(), -row.inBooks(), -row.amount(), row.text()));
        if (draft.isEmpty()) {
            return;
        }
        boolean moved = !date.equals(day);
        String text = rules.sourceName() + " kundfordringar betalda " + day + ", " + orders + " order"
                + (moved ? ", avser " + day : "");
        String rule = moved ? "FIRST_OPEN_DAY" : dateRule();
        sink.accept(booking("claims/" + day + part, draft.voucher(rule, text)));
    }

    private Booking booking(String what, Voucher voucher) {
        return new Booking(facts.reference() + "/" + what, Booking.Kind.VOUCHER, facts.reference(), voucher, 0);
    }
}
