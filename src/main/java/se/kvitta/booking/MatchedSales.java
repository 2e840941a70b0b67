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
    private final Knowledge.Repeats repeats;
    private final Consumer<Booking> sink;
    private final Numbered keys = new Numbered();

    MatchedSales(
            SettlementFacts facts,
            BookingRules rules,
            Valuation valuation,
            SaleTax tax,
            Knowledge.Repeats repeats,
            Consumer<Booking> sink) {
        this.facts = facts;
        this.rules = rules;
        this.valuation = valuation;
        this.tax = tax;
        this.repeats = repeats;
        this.sink = sink;
    }

    @Override
    public Placed add(Event event) {
        boolean refund = event.kind() == EventKind.REFUND;
        LocalDate date = tax.dayOf(event);
        @Nullable Reason closed = InvoicedSales.closed(event, date, rules, false);
        if (closed != null) {
            return Placed.held(closed);
        }
        String reference =
                switch (rules.match().by()) {
                    case ORDER_NUMBER -> event.order().number();
                    case SECOND_REFERENCE -> event.order().second();
                    case ORDER_ID -> event.order().id();
                };
        if (reference.isEmpty()) {
            return Placed.held(Bookkeeper.decision("REFERENCE_MISSING", event));
        }
        long onCard = refund ? onCard(event) : 0;
        if (event.effect().isZero() && onCard == 0) {
            return Placed.left("NOTHING_MOVED");
        }
        LocalDate saleDay = tax.original(event).map(tax::dayOf).orElse(date);
        @Nullable ExchangeRate rate = valuation.rate(saleDay);
        long money = event.effect().minor() - onCard;
        // What stands on clearing is converted by itself, as everything on it is; the claim is the sum of what settles
        // it.
        long moved = valuation.inBooks(event.effect().minor(), saleDay);
        long byCard = valuation.inBooks(-onCard, saleDay);
        long inBooks = moved + byCard;
        String key = keys.next(InvoicedSales.key(event), repeats.mayRepeat(event));
        var draft = new VoucherDraft(rules, valuation, date);
        if (refund) {
            draft.add("AR_CUSTOMER", -inBooks, -money, rate, "", null);
        }
        draft.add("CLEARING_" + facts.currency(), moved, money + onCard, rate, "", null);
        draft.add("GIFTCARD_MPV", byCard, -onCard, rate, "", null);
        if (!refund) {
            draft.add("AR_CUSTOMER", -inBooks, -money, rate, "", null);
        }
        String by = event.effect().isZero() ? "presentkort" : rules.sourceName();
        sink.accept(new Booking(
                key + "/payment",
                Booking.Kind.PAYMENT,
                event.order().shown(),
                draft.voucher(
                        rules.series().payments(),
                        refund ? "REFUND_DAY" : "CAPTURE_DAY",
                        (refund ? "Återbetalning order " : "Inbetalning order ")
                                + event.order().shown() + " via " + by),
                1,
                new Booking.Invoice(
                        event.order(),
                        "",
                        Money.ofMinor(money, facts.currency()),
                        event.country(),
                        "",
                        List.of(),
                        new Booking.Find(rules.match().in(), reference))));
        return Placed.in(key + "/payment", date, List.of());
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
