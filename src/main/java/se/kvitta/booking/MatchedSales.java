package se.kvitta.booking;

import java.time.LocalDate;
import java.util.Currency;
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
        boolean refund = isRefund(event);
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
        @Nullable Money sold = tax.sold(event);
        if (sold == null) {
            return Placed.held(Reason.of(
                    "SOLD_AMOUNT_UNKNOWN",
                    "order",
                    event.order().shown(),
                    "amount",
                    event.amount(),
                    "day",
                    event.day()));
        }
        LocalDate saleDay = tax.soldOn(event);
        String key = keys.next(InvoicedSales.key(event), repeats.mayRepeat(event));
        long money = event.effect().minor();
        if (money != 0) {
            payByProvider(event, refund ? sold.negated() : sold, key, day, date, saleDay, find);
        }
        if (onCard != 0) {
            payOntoCard(event, Money.ofMinor(-onCard, sold.currency()), key, day, saleDay, money == 0 ? 1 : 0, find);
        }
        return money == 0 ? Placed.in(key + "/card", day, List.of()) : Placed.in(key + "/payment", date, List.of());
    }

    /** What the invoice is worth in its own currency is paid, whatever the provider has exchanged it for. */
    private void payByProvider(
            Event event,
            Money sold,
            String key,
            LocalDate day,
            LocalDate paidOn,
            LocalDate saleDay,
            Booking.Find find) {
        Money moved = event.effect();
        // What stands on clearing is converted by itself, as everything on it is; so is what a card is worth.
        long inBooks = valuation.inBooks(moved, saleDay);
        @Nullable ExchangeRate rate = rate(event, sold.currency(), saleDay);
        boolean converted = !sold.equals(moved);
        long worth = converted ? inBooks(sold, rate) : inBooks;
        @Nullable ExchangeRate at = converted ? valuation.rate(saleDay) : rate;
        var draft = draft(event, paidOn);
        new SettledClaim(sold, worth, rate)
                .addTo(draft, isRefund(event), "CLEARING_" + facts.currency(), inBooks, moved, at);
        String rule = paidOn.equals(day) ? dateRule(event) : outstanding.dateRule();
        sink.accept(booking(event, key + "/payment", draft, rule, sold, rules.sourceName(), 1, find));
    }

    private void payOntoCard(
            Event event, Money card, String key, LocalDate day, LocalDate saleDay, int events, Booking.Find find) {
        @Nullable ExchangeRate rate = rate(event, card.currency(), saleDay);
        long worth = inBooks(card, rate);
        var draft = draft(event, day);
        new SettledClaim(card, worth, rate).addTo(draft, isRefund(event), "GIFTCARD_MPV", worth, card, rate);
        sink.accept(booking(event, key + "/card", draft, dateRule(event), card, "presentkort", events, find));
    }

    private @Nullable ExchangeRate rate(Event event, Currency of, LocalDate saleDay) {
        return ValuedSale.rateOfInvoice(of, saleDay, tax.original(event).orElse(event), valuation, rules);
    }

    private static long inBooks(Money amount, @Nullable ExchangeRate rate) {
        return rate == null ? amount.minor() : rate.convert(amount).minor();
    }

    private static boolean isRefund(Event event) {
        return event.kind() == EventKind.REFUND;
    }

    private static String dateRule(Event event) {
        return isRefund(event) ? "REFUND_DAY" : "CAPTURE_DAY";
    }

    private VoucherDraft draft(Event event, LocalDate date) {
        return new VoucherDraft(rules, valuation, date, rules.references().beside(event.order()));
    }

    /** By the first of the profile's ways for which the order has something; null when it has nothing. */
    private Booking.@Nullable Find find(Event event) {
        return rules.match().stream()
                .filter(way -> !way.by().of(event.order()).isEmpty())
                .map(way -> new Booking.Find(way.in(), way.by().of(event.order())))
                .findFirst()
                .orElse(null);
    }

    /** @param total what is paid of the invoice */
    private Booking booking(
            Event event,
            String key,
            VoucherDraft draft,
            String dateRule,
            Money total,
            String by,
            int events,
            Booking.Find find) {
        String order = event.order().shown();
        return new Booking(
                key,
                Booking.Kind.PAYMENT,
                order,
                draft.voucher(
                        rules.series().payments(),
                        dateRule,
                        (isRefund(event) ? "Återbetalning order " : "Inbetalning order ") + order + " via " + by),
                events,
                new Booking.Invoice(
                        event.order(),
                        "",
                        total,
                        tax.country(event),
                        Booking.Market.of(tax.country(event), "", rules.vat().home()),
                        "",
                        List.of(),
                        find));
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
