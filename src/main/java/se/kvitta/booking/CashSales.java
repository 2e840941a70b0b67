package se.kvitta.booking;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;

/**
 * The cash method: sales and refunds are booked when they are paid out, in the payout's own voucher. What was captured in
 * an earlier financial year stands in a voucher of that year's last day, because it was unpaid then.
 */
final class CashSales implements Sales {

    private final SettlementFacts facts;
    private final BookingRules rules;
    private final Valuation valuation;
    private final SaleTax tax;
    private final Outstanding outstanding;
    private final String payoutKey;
    private final Orders withPayout = new Orders();
    private final Map<LocalDate, YearEnd> yearEnds = new TreeMap<>();
    private long money;
    private int events;

    /** Sums of sales and refunds in each currency they were made in, at the one rate of the day they are booked on. */
    private static final class Orders {
        private final Map<String, Map<SaleRow.Key, long[]>> rows = new TreeMap<>();
        private final Map<String, ValuedSale> any = new HashMap<>();

        void add(ValuedSale sale) {
            String currency = sale.currency().getCurrencyCode();
            any.put(currency, sale);
            sale.addTo(rows.computeIfAbsent(currency, first -> new TreeMap<>()));
        }

        boolean hasRows() {
            return rows.values().stream()
                    .flatMap(sums -> sums.values().stream())
                    .anyMatch(sums -> sums[0] != 0 || sums[1] != 0);
        }

        void addTo(VoucherDraft draft) {
            rows.forEach((currency, sums) -> {
                ValuedSale one = Objects.requireNonNull(any.get(currency));
                sums.forEach((key, sum) -> draft.add(
                        key.role(),
                        -sum[0],
                        Money.ofMinor(-sum[1], one.currency()),
                        one.rate(),
                        "",
                        VoucherDraft.Vat.of(key),
                        key.dimensions()));
            });
        }
    }

    /** What was unpaid at the end of a year: amounts as in the day voucher. */
    private static final class YearEnd {
        private final Orders sold = new Orders();
        private final Outstanding.Sums money = new Outstanding.Sums();
        private int orders;
    }

    /** @param payoutKey key of the voucher that the sales of this year stand in */
    CashSales(
            SettlementFacts facts,
            BookingRules rules,
            Valuation valuation,
            SaleTax tax,
            Outstanding outstanding,
            String payoutKey) {
        this.facts = facts;
        this.rules = rules;
        this.valuation = valuation;
        this.tax = tax;
        this.outstanding = outstanding;
        this.payoutKey = payoutKey;
    }

    @Override
    public Placed add(Event event) {
        boolean earlierYear = !paidNow(event);
        LocalDate date = dateOf(event);
        // Where the payout moves out of a closed period, its VAT does not.
        @Nullable Reason closed = rules.periods().closedFor(event, earlierYear ? date : facts.payoutDay(), true);
        if (closed != null) {
            return Placed.held(closed);
        }
        SaleTax.Rows taxed = tax.of(event, date);
        if (taxed.held() != null) {
            return Placed.held(taxed.held());
        }
        ValuedSale sale = ValuedSale.of(taxed, event, date, valuation, rules.saleRate());
        if (earlierYear) {
            YearEnd year = yearEnds.computeIfAbsent(date, first -> new YearEnd());
            year.sold.add(sale);
            year.money.add(outstanding.role(event, date), sale);
            year.orders++;
        } else {
            withPayout.add(sale);
            money = Math.addExact(money, sale.money());
            events++;
        }
        return Placed.in(earlierYear ? yearKey(date) : payoutKey, date, sale.taxLines(rules.plan(), date));
    }

    /** Whether an event is paid for in this settlement without having stood on clearing before. */
    boolean paidNow(Event event) {
        return !rules.periods().yearOf(event.day()).last().isBefore(facts.payoutDay());
    }

    /** The day an event is booked on: of the payout, or the last of the year in which it was unpaid. */
    LocalDate dateOf(Event event) {
        return paidNow(event)
                ? facts.payoutDay()
                : rules.periods().yearOf(event.day()).last();
    }

    /** Sum of what the payout's voucher books as sales and not as clearing, minor units of the settlement's currency. */
    long money() {
        return money;
    }

    /** Whether there are rows for the payout's voucher: sales and refunds that do not cancel out. */
    boolean hasRows() {
        return withPayout.hasRows();
    }

    /** How many sales and refunds the payout's voucher books. */
    int eventsWithPayout() {
        return events;
    }

    /** Adds the sales of this year to the payout's voucher. */
    void addTo(VoucherDraft draft) {
        withPayout.addTo(draft);
    }

    @Override
    public void finish(Bookings sink) {
        yearEnds.forEach((day, year) -> {
            var draft = new VoucherDraft(rules, valuation, day);
            year.money.addTo(draft, valuation.rate(day));
            year.sold.addTo(draft);
            if (draft.isEmpty()) {
                sink.none(yearKey(day), year.orders, "NOTHING_MOVED");
                return;
            }
            draft.addExchangeDifference();
            sink.accept(new Booking(
                    yearKey(day),
                    Booking.Kind.VOUCHER,
                    facts.reference(),
                    draft.voucher(
                            "YEAR_END_DAY",
                            rules.sourceName() + " obetalt vid årsskifte " + day + ", " + year.orders + " order"),
                    year.orders));
        });
    }

    private String yearKey(LocalDate day) {
        return facts.reference() + "/unpaid/" + day;
    }
}
