package se.kvitta.source.stripe;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.OrderReference;

/**
 * One row of the balance, whichever way it is told: what it becomes is decided here, so that the same row gives the same
 * events with the same keys.
 *
 * @param id of the balance transaction
 * @param amount what it does to the balance before its fee
 * @param fee that is deducted with it; below zero when one is given back
 * @param tax the part of the fee that is VAT or a withheld tax
 * @param original what the buyer paid, or got back, in another currency; positive
 * @param subject the dispute, the other payout or the failed refund it is of
 * @param found where the order's number was found, in words
 */
record Movement(
        String id,
        String category,
        String type,
        Instant at,
        Money amount,
        Money fee,
        Money tax,
        @Nullable Money original,
        OrderReference order,
        String found,
        String country,
        String method,
        String subject) {

    /** Digits of a rate that is derived from two amounts. */
    private static final MathContext PRECISE = new MathContext(12);

    /** The events of it; several where a fee is deducted. */
    List<Event> events(StripeWords words, int row) {
        var events = new ArrayList<Event>(2);
        Optional<StripeWords.Meaning> meaning = words.meaning(category, type);
        Optional<EventKind> known = meaning.flatMap(one -> one.of(amount.minor()));
        EventKind kind = known.orElse(EventKind.OTHER);
        @Nullable
        String waits = known.isEmpty()
                ? "NEEDS_DECISION"
                : meaning.map(StripeWords.Meaning::waits).orElse(null);
        if (!amount.isZero() || fee.isZero()) {
            events.add(about(Event.of(kind, id, at, magnitude(kind)), row)
                    .original(original, rate())
                    .waits(waits)
                    .detail(words())
                    .build());
        }
        Money ours = fee.minus(tax);
        if (!ours.isZero()) {
            events.add(about(Event.of(feeKind(ours), id + "/fee", at, ours.abs()), row)
                    .detail("fee of " + words())
                    .build());
        }
        if (!tax.isZero()) {
            // VAT that Stripe has charged itself: it must not be reverse charged again.
            events.add(about(Event.of(EventKind.ADJUSTMENT, id + "/fee-tax", at, tax.negated()), row)
                    .detail("tax in the fee of " + words())
                    .waits("NEEDS_DECISION")
                    .build());
        }
        return events;
    }

    private Event.Builder about(Event.Builder event, int row) {
        return event.order(order)
                .country(country)
                .method(method)
                .subject(subject)
                .row(row);
    }

    private static EventKind feeKind(Money fee) {
        return fee.isNegative() ? EventKind.FEE_REFUND : EventKind.FEE;
    }

    /** A payout's amount is what leaves the balance; all other kinds that go both ways are signed as the balance sees them. */
    private Money magnitude(EventKind kind) {
        return kind == EventKind.PAYOUT ? amount.negated() : kind.goesBothWays() ? amount : amount.abs();
    }

    /** Derived from the amounts that are stated: Stripe's own rate is of integers, and may be missing. */
    private @Nullable ExchangeRate rate() {
        if (original == null || original.isZero() || amount.isZero()) {
            return null;
        }
        BigDecimal value = amount.abs().major().divide(original.abs().major(), PRECISE);
        return value.compareTo(BigDecimal.ONE) == 0
                ? null
                : new ExchangeRate(original.currency(), amount.currency(), value, Stockholm.dayOf(at), "Stripe");
    }

    private String words() {
        String words = category.equals(type) || type.isEmpty() ? category : (category + " " + type).strip();
        return found.isEmpty() ? words : words + ", order by " + found;
    }
}
