package se.kvitta.booking;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Split;
import se.kvitta.settlement.Event;

/**
 * What disputed claims in a foreign currency are booked at. A claim leaves its account at the value it came at, and what the
 * rate has made of it since is an exchange difference. Amounts are minor units, debit positive.
 */
final class DisputedClaims {

    static final String ROLE = "AR_DISPUTED";

    private final Valuation valuation;
    private final Knowledge.Pots pots;
    private final Map<String, Claim> claims = new HashMap<>();

    DisputedClaims(Valuation valuation, Knowledge.Pots pots) {
        this.valuation = valuation;
        this.pots = pots;
    }

    /**
     * A change of a claim as it is booked.
     *
     * @param inBooks minor units of the books' currency, debit positive
     * @param rate null when it has none, or not one
     */
    record Change(long inBooks, @Nullable ExchangeRate rate) {}

    private static final class Claim {
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
    Change change(Event event, long minor, long inBooks, @Nullable ExchangeRate rate) {
        String name = nameOf(event);
        if (!valuation.foreign() || name.isEmpty()) {
            return new Change(inBooks, rate);
        }
        Claim claim = claims.computeIfAbsent(name, this::known);
        if (claim.original == 0 || Long.signum(claim.original) == Long.signum(minor)) {
            claim.add(minor, inBooks, rate);
            return new Change(inBooks, rate);
        }
        long there = Math.abs(claim.original);
        long size = Math.abs(minor);
        if (size > there) {
            // More than stands there: the rest opens a claim the other way.
            long rest = Split.byLargestRemainder(inBooks, size - there, there)[0];
            long closed = -claim.inBooks;
            claim.original += minor;
            claim.inBooks = rest;
            claim.rate = rate;
            claim.oneRate = true;
            return new Change(closed + rest, null);
        }
        @Nullable ExchangeRate booked = claim.rate();
        long closed = -Split.byLargestRemainder(claim.inBooks, size, there - size)[0];
        claim.original += minor;
        claim.inBooks += closed;
        return new Change(closed, booked);
    }

    private Claim known(String name) {
        var claim = new Claim();
        pots.claim(valuation.currency(), name).forEach(move -> claim.add(move.original(), move.inBooks(), move.rate()));
        return claim;
    }
}
