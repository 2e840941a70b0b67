package se.kvitta.booking;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.Currency;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/**
 * Mode {@code daily}: one sales voucher and one refund voucher per day and currency. Every order is divided over its VAT
 * rates by itself, and the day adds up the orders: it is never computed from the day's gross.
 */
final class DailySales implements Sales {

    private final SettlementFacts facts;
    private final BookingRules rules;
    private final Valuation valuation;
    private final SaleTax tax;
    private final Outstanding outstanding;
    private final Map<Day, Totals> days = new TreeMap<>(
            Comparator.comparing(Day::date).thenComparing(Day::refund).thenComparing(day -> day.currency()
                    .getCurrencyCode()));

    DailySales(SettlementFacts facts, BookingRules rules, Valuation valuation, SaleTax tax, Outstanding outstanding) {
        this.facts = facts;
        this.rules = rules;
        this.valuation = valuation;
        this.tax = tax;
        this.outstanding = outstanding;
    }

    private record Day(LocalDate date, boolean refund, Currency currency) {}

    /** What a day's orders add up to; a refund's amounts are below zero. */
    private static final class Totals {
        private final Map<SaleRow.Key, long[]> rows = new TreeMap<>();
        private long exchanged;
        private final Outstanding.Sums money = new Outstanding.Sums();
        private int orders;
        private int cards;
        private String lastOrder = "";
        private String lastCard = "";
        private @Nullable ExchangeRate rate;
        private boolean oneRate = true;

        void add(ValuedSale sale, String role) {
            sale.addTo(rows);
            exchanged = Math.addExact(exchanged, sale.exchanged());
            money.add(role, sale);
            oneRate &= orders == 0 || Objects.equals(rate, sale.rate());
            rate = sale.rate();
            orders++;
        }

        boolean areNothing() {
            return money.areNothing() && rows.values().stream().allMatch(sums -> sums[0] == 0 && sums[1] == 0);
        }
    }

    @Override
    public Placed add(Event event) {
        LocalDate date = tax.dayOf(event);
        @Nullable Reason closed = rules.periods().closedFor(event, date, true);
        if (closed != null) {
            return Placed.held(closed);
        }
        SaleTax.Rows taxed = tax.of(event, date);
        if (taxed.held() != null) {
            return Placed.held(taxed.held());
        }
        ValuedSale sale = ValuedSale.of(taxed, event, taxed.saleDay(), valuation, rules.saleRate());
        var day = new Day(date, event.kind() == EventKind.REFUND, sale.currency());
        Totals totals = days.computeIfAbsent(day, fresh -> new Totals());
        totals.add(sale, outstanding.role(event, date));
        totals.lastOrder = event.order().shown();
        if (event.kind() == EventKind.GIFT_CARD_SOLD) {
            totals.cards++;
            totals.lastCard = event.subject();
        }
        return Placed.in(key(day), date, sale.taxLines(rules.plan(), date));
    }

    @Override
    public void finish(Bookings sink) {
        days.forEach((day, totals) -> {
            if (totals.areNothing()) {
                sink.none(key(day), totals.orders, "NOTHING_MOVED");
            } else {
                sink.accept(booking(day, totals));
            }
        });
    }

    private String key(Day day) {
        String currency = day.currency().equals(facts.currency()) ? "" : "/" + day.currency();
        return facts.reference() + "/" + (day.refund() ? "refunds" : "sales") + "/" + day.date() + currency;
    }

    private Booking booking(Day day, Totals totals) {
        var draft = new VoucherDraft(rules, valuation, day.date());
        @Nullable ExchangeRate rate = totals.oneRate ? totals.rate : null;
        boolean foreignOrders = !day.currency().equals(rules.books());
        addRows(draft, day, totals, rate, true);
        if (!day.refund()) {
            addClearing(draft, day, totals, rate);
        }
        addRows(draft, day, totals, rate, false);
        if (day.refund()) {
            addClearing(draft, day, totals, rate);
        }
        String what = day.refund() ? "återbetalning" : "försäljning";
        boolean named = day.refund() && totals.orders == 1 && !totals.lastOrder.isEmpty();
        String aside = named ? " (" + totals.lastOrder + ")" : foreignOrders ? " (" + day.currency() + ")" : "";
        String count = totals.cards == totals.orders && totals.cards == 1 && !totals.lastCard.isEmpty()
                ? "presentkort " + totals.lastCard
                : totals.orders + " order";
        String dateRule = day.refund()
                ? "REFUND_DAY"
                : rules.saleDay() == BookingRules.SaleDay.ORDER ? "ORDER_DAY" : "CAPTURE_DAY";
        String who = totals.money.areNothing() ? "Presentkort" : rules.sourceName();
        return new Booking(
                key(day),
                Booking.Kind.VOUCHER,
                facts.reference(),
                draft.voucher(dateRule, who + " " + what + " " + day.date() + ", " + count + aside),
                totals.orders);
    }

    /** What gift cards paid stands before the money; everything else after it. */
    private void addRows(VoucherDraft draft, Day day, Totals totals, @Nullable ExchangeRate rate, boolean cards) {
        totals.rows.forEach((key, sums) -> {
            if ((key.place() == SaleRow.Place.CARD) == cards) {
                draft.add(
                        key.role(),
                        -sums[0],
                        Money.ofMinor(-sums[1], day.currency()),
                        rate,
                        "",
                        VoucherDraft.Vat.of(key),
                        key.dimensions());
            }
        });
    }

    /** The money, and what it is worth more or less than the orders, where the provider converted it. */
    private void addClearing(VoucherDraft draft, Day day, Totals totals, @Nullable ExchangeRate rate) {
        boolean converted = !day.currency().equals(facts.currency());
        totals.money.addTo(draft, converted ? null : rate);
        draft.add(totals.exchanged > 0 ? "FX_LOSS" : "FX_GAIN", totals.exchanged, "");
    }
}
