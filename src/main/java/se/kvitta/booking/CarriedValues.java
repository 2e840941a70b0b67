package se.kvitta.booking;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Split;
import se.kvitta.settlement.Event;

/**
 * What disputed claims, debts to the provider, and refunds owed to buyers in a foreign currency are booked at. They leave their account at the value
 * they came at, and what the rate has made of them since is an exchange difference. Amounts are minor units, debit positive.
 */
final class CarriedValues {

    static final String DISPUTED = "AR_DISPUTED";
    static final String DEBT = "DEBT_";
    static final String OWED = "REFUND_OWED";
    private static final String ON_CLEARING = "CLEARING";

    private final Valuation valuation;
    private final Knowledge.Pots pots;
    private final Map<String, Item> items = new HashMap<>();

    CarriedValues(Valuation valuation, Knowledge.Pots pots) {
        this.valuation = valuation;
        this.pots = pots;
    }

    /**
     * A change of what is carried, as it is booked.
     *
     * @param inBooks minor units of the books' currency, debit positive
     * @param rate null when it has none, or not one
     */
    record Change(long inBooks, @Nullable ExchangeRate rate) {}

    private static final class Item {
        private long original;
        private long inBooks;
        private @Nullable ExchangeRate rate;
        private boolean oneRate = true;

        void add(long minor, long value, @Nullable ExchangeRate at) {
            if (original == 0) {
                rate = at;
                oneRate = true;
            } else {
                oneRate &= at != null && at.equals(rate);
            }
            original = Math.addExact(original, minor);
            inBooks = Math.addExact(inBooks, value);
        }

        @Nullable
        ExchangeRate rate() {
            return oneRate ? rate : null;
        }
    }

    /** What a dispute is known by: the provider's id of it, else its order; empty when it has neither. */
    static String nameOf(Event event) {
        return event.subject().isEmpty() ? event.order().shown() : event.subject();
    }

    /**
     * Books a change of a dispute's claim. As far as it closes what stands there, it has the value of that; the rest has the
     * one that is given.
     *
     * @param minor in the settlement's currency: positive when the claim comes, negative when it is paid, taken back or lost
     * @param inBooks what the whole change is worth at a rate of its own
     */
    Change claim(Event event, long minor, long inBooks, @Nullable ExchangeRate rate) {
        String name = nameOf(event);
        return !valuation.foreign() || name.isEmpty()
                ? new Change(inBooks, rate)
                : change(item(DISPUTED + name, () -> pots.claim(valuation.currency(), name)), minor, inBooks, rate);
    }

    /** The same for the debt to the provider: negative when it grows, positive when it is repaid. */
    Change debt(long minor, long inBooks, @Nullable ExchangeRate rate) {
        return valuation.foreign()
                ? change(item(DEBT, () -> pots.debt(valuation.currency())), minor, inBooks, rate)
                : new Change(inBooks, rate);
    }

    /**
     * What a repayment of the debt on clearing is worth: as far as it repays what earlier settlements left there, what that
     * stands at, at the rate of its settlement or of the last revaluation since.
     *
     * @param minor in the settlement's currency, positive
     * @param inBooks what the repayment is worth at the rate of its own day
     */
    long repaidOnClearing(long minor, long inBooks, @Nullable ExchangeRate rate) {
        if (!valuation.foreign()) {
            return inBooks;
        }
        Item left = items.computeIfAbsent(ON_CLEARING, first -> {
            var item = new Item();
            pots.debtOnClearing(valuation.currency()).forEach(move -> {
                if (move.original() == 0 && move.rate() != null) {
                    item.inBooks = move.rate()
                            .convert(valuation.original(item.original))
                            .minor();
                } else {
                    LocalDate day = move.day();
                    change(item, move.original(), valuation.inBooks(move.original(), day), valuation.rate(day));
                }
            });
            return item;
        });
        return change(left, minor, inBooks, rate).inBooks();
    }

    /** The same for what a buyer has not got back: negative when a refund comes back, positive when it is paid again. */
    Change owed(Event event, long minor, long inBooks, @Nullable ExchangeRate rate) {
        String order = ownerOf(event);
        return !valuation.foreign() || order.isEmpty()
                ? new Change(inBooks, rate)
                : change(item(OWED + order, () -> pots.owed(valuation.currency(), order)), minor, inBooks, rate);
    }

    /** What a debt to a buyer is known by: the order, else the provider's id of the refund; empty when it has neither. */
    static String ownerOf(Event event) {
        return event.order().shown().isEmpty() ? event.subject() : event.order().shown();
    }

    private Item item(String name, Supplier<List<Knowledge.Move>> known) {
        return items.computeIfAbsent(name, first -> {
            var item = new Item();
            known.get().forEach(move -> item.add(move.original(), move.inBooks(), move.rate()));
            return item;
        });
    }

    private static Change change(Item item, long minor, long inBooks, @Nullable ExchangeRate rate) {
        if (item.original == 0 || Long.signum(item.original) == Long.signum(minor)) {
            item.add(minor, inBooks, rate);
            return new Change(inBooks, rate);
        }
        long there = Math.abs(item.original);
        long size = Math.abs(minor);
        if (size > there) {
            // More than stands there: what is left of it stands there the other way.
            long left = Split.byLargestRemainder(inBooks, size - there, there)[0];
            long closed = -item.inBooks;
            item.original += minor;
            item.inBooks = left;
            item.rate = rate;
            item.oneRate = true;
            return new Change(closed + left, null);
        }
        @Nullable ExchangeRate booked = item.rate();
        long closed = -Split.byLargestRemainder(item.inBooks, size, there - size)[0];
        item.original += minor;
        item.inBooks += closed;
        return new Change(closed, booked);
    }
}
