package se.kvitta.booking;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/**
 * Mode {@code match}: the payment of an invoice that the shop has made, or of its credit invoice. Which invoice it is
 * is found by a reference of the order when the target is asked; no revenue and no VAT are booked.
 */
final class MatchedSales implements Sales {

    private final SettlementFacts facts;
    private final BookingRules rules;
    private final Valuation valuation;
    private final SaleTax tax;
    private final Outstanding outstanding;
    private final Knowledge.Repeats repeats;
    private final Consumer<Booking> sink;
    private final Numbered keys = new Numbered();

    MatchedSales(
            SettlementFacts facts,
            BookingRules rules,
            Valuation valuation,
            SaleTax tax,
            Outstanding outstanding,
            Knowledge.Repeats repeats,
            Consumer<Booking> sink) {
        this.facts = facts;
        this.rules = rules;
        this.valuation = valuation;
        this.tax = tax;
        this.outstanding = outstanding;
        this.repeats = repeats;
        this.sink = sink;
    }

    @Override
    public Placed add(Event event) {
        boolean refund = event.kind() == EventKind.REFUND;
        LocalDate day = tax.dayOf(event);
        LocalDate date = outstanding.paidOn(event, day);
        long onCard = refund ? onCard(event) : 0;
        @Nullable Reason closed = InvoicedSales.closed(event, date, rules, false);
        if (closed == null && onCard != 0) {
            // A card is credited on the day of the refund, whenever the money follows.
            closed = InvoicedSales.closed(event, day, rules, false);
        }
        if (closed != null) {
            return Placed.held(closed);
        }
        Booking.@Nullable Find find = find(event);
        if (find == null) {
            return Placed.held(Bookkeeper.decision("REFERENCE_MISSING", event));
        }
        if (event.effect().isZero() && onCard == 0) {
            return Placed.left("NOTHING_MOVED");
        }
        LocalDate saleDay = tax.soldOn(event);
        String key = keys.next(InvoicedSales.key(event), repeats.mayRepeat(event));
        @Nullable ExchangeRate rate = valuation.rate(saleDay);
        // What stands on clearing is converted by itself, as everything on it is; so is what a card is worth.
        long money = event.effect().minor();
        if (money != 0) {
            long moved = valuation.inBooks(money, saleDay);
            @Nullable String rule = date.equals(day) ? null : outstanding.dateRule();
            var payment = new Payment(event, date, rule, rate, find);
            book(payment, key + "/payment", "CLEARING_" + facts.currency(), moved, money, rules.sourceName(), 1);
        }
        if (onCard != 0) {
            long byCard = valuation.inBooks(-onCard, saleDay);
            var payment = new Payment(event, day, null, rate, find);
            book(payment, key + "/card", "GIFTCARD_MPV", byCard, -onCard, "presentkort", money == 0 ? 1 : 0);
        }
        return money == 0 ? Placed.in(key + "/card", day, List.of()) : Placed.in(key + "/payment", date, List.of());
    }

    /** By the first of the profile's ways for which the order has something; null when it has nothing. */
    private Booking.@Nullable Find find(Event event) {
        return rules.match().stream()
                .filter(way -> !way.by().of(event.order()).isEmpty())
                .map(way -> new Booking.Find(way.in(), way.by().of(event.order())))
                .findFirst()
                .orElse(null);
    }

    /** What the payments of one event have in common. */
    private record Payment(
            Event event,
            LocalDate date,
            @Nullable String laterRule,
            @Nullable ExchangeRate rate,
            Booking.Find find) {

        String dateRule() {
            return laterRule != null ? laterRule : refund() ? "REFUND_DAY" : "CAPTURE_DAY";
        }

        boolean refund() {
            return event.kind() == EventKind.REFUND;
        }
    }

    /** @param role what settles the claim; {@code amount} in minor units of the settlement's currency, debit positive */
    private void book(Payment payment, String key, String role, long inBooks, long amount, String by, int events) {
        Event event = payment.event();
        var draft = new VoucherDraft(
                rules, valuation, payment.date(), rules.references().beside(event.order()));
        if (payment.refund()) {
            draft.add("AR_CUSTOMER", -inBooks, -amount, payment.rate(), "", null);
        }
        draft.add(role, inBooks, amount, payment.rate(), "", null);
        if (!payment.refund()) {
            draft.add("AR_CUSTOMER", -inBooks, -amount, payment.rate(), "", null);
        }
        sink.accept(new Booking(
                key,
                Booking.Kind.PAYMENT,
                event.order().shown(),
                draft.voucher(
                        rules.series().payments(),
                        payment.dateRule(),
                        (payment.refund() ? "Återbetalning order " : "Inbetalning order ")
                                + event.order().shown() + " via " + by),
                events,
                new Booking.Invoice(
                        event.order(),
                        "",
                        Money.ofMinor(amount, facts.currency()),
                        tax.country(event),
                        Booking.Market.of(tax.country(event), "", rules.vat().home()),
                        "",
                        List.of(),
                        payment.find())));
    }

    @Override
    public void finish(Bookings ignored) {
        // Every payment went with its event.
    }

    /** What of a refund was put on a gift card instead of being paid back; minor units. */
    private long onCard(Event event) {
        return tax.basketOf(event).stream()
                .flatMap(basket -> basket.lines().stream())
                .filter(line -> line.kind() == Basket.Kind.GIFT_CARD && line.gross() < 0)
                .mapToLong(line -> -line.gross())
                .sum();
    }
}
