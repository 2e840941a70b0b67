package se.kvitta.settlement;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;

/**
 * One thing that happened to money. Amounts are positive minor units of the settlement's currency, VAT included; the
 * kind carries the sign ({@link EventKind#effectOf}).
 *
 * @param key the provider's id of it, or a natural key: the same whichever way or layout it arrives by. Events of a
 *     settlement that share one cannot be told apart
 * @param at when it happened at the provider; the start of the Stockholm day where only a day is stated
 * @param ordered the Stockholm day the order was placed, if stated
 * @param original the amount in the currency the buyer paid, where that differs
 * @param originalRate the provider's rate from the original to the settlement's currency
 * @param vat the VAT the provider states inside the amount, per rate; empty when it states none
 * @param vatInBooks the same VAT as the provider states it in the books' currency; used instead of a rate of our own
 * @param country ISO 3166 alpha-2 of where the goods went, else of the buyer; empty when not stated
 * @param detail the provider's own words for it, such as {@code FEE PURCHASE_FEE_FIXED}
 * @param method how the buyer paid, in the provider's word, such as {@code card}; empty when not stated
 * @param subject the provider's id of what it concerns when that is no order: a dispute, a hold, a loan, a gift card. A fee
 *     that names the subject of a dispute or an advance is booked with it
 * @param waits code of the decision a person must make before it can be booked, if the source knows that one is needed
 * @param row which row of the document it came from, counted from 1; 0 when it came from the document as a whole
 */
public record Event(
        EventKind kind,
        String key,
        OrderReference order,
        Instant at,
        @Nullable LocalDate ordered,
        Money amount,
        @Nullable Money original,
        @Nullable ExchangeRate originalRate,
        List<VatPart> vat,
        @Nullable Money vatInBooks,
        String country,
        String detail,
        String method,
        String subject,
        @Nullable String waits,
        int row) {

    /** Longest key and reference that the journal keeps. */
    public static final int MAX_TEXT = 200;

    /** Throws {@link IllegalArgumentException} for a negative amount of a kind that goes one way only. */
    public Event {
        if (amount.isNegative() && !kind.goesBothWays()) {
            throw new IllegalArgumentException(kind + " " + key + " is negative: " + amount);
        }
        if (key.isEmpty() || key.length() > MAX_TEXT) {
            throw new IllegalArgumentException("an event's key has 1 to " + MAX_TEXT + " characters: '" + key + "'");
        }
        if (subject.length() > MAX_TEXT) {
            throw new IllegalArgumentException("a subject has at most " + MAX_TEXT + " characters: '" + subject + "'");
        }
        vat = List.copyOf(vat);
    }

    /** What it does to the money the provider owes the merchant, in the settlement's currency. */
    public Money effect() {
        return kind.effectOf(amount);
    }

    /** The Stockholm day it happened on. */
    public LocalDate day() {
        return Stockholm.dayOf(at);
    }

    /** The same event, waiting for a person with the code of a reason. */
    public Event waiting(String code) {
        return toBuilder().waits(code).build();
    }

    /** The same event with other VAT inside it. */
    public Event with(List<VatPart> stated) {
        return toBuilder().vat(stated).build();
    }

    /** The same event with other words for its order. */
    public Event with(OrderReference other) {
        return toBuilder().order(other).build();
    }

    /** The same event in other words of the provider's. */
    public Event withDetail(String words) {
        return toBuilder().detail(words).build();
    }

    private Builder toBuilder() {
        return of(kind, key, at, amount)
                .order(order)
                .ordered(ordered)
                .original(original, originalRate)
                .vat(vat)
                .vatInBooks(vatInBooks)
                .country(country)
                .detail(detail)
                .method(method)
                .subject(subject)
                .waits(waits)
                .row(row);
    }

    /** All VAT stated inside the amount, minor units of the settlement's currency. */
    public long statedVat() {
        long sum = 0;
        for (VatPart part : vat) {
            sum = Math.addExact(sum, part.vat());
        }
        return sum;
    }

    public static Builder of(EventKind kind, String key, Instant at, Money amount) {
        return new Builder(kind, key, at, amount);
    }

    /** Names the optional facts, so that a translator states only what its provider says. */
    public static final class Builder {
        private final EventKind kind;
        private final String key;
        private final Instant at;
        private final Money amount;
        private OrderReference order = OrderReference.NONE;
        private @Nullable LocalDate ordered;
        private @Nullable Money original;
        private @Nullable ExchangeRate originalRate;
        private List<VatPart> vat = List.of();
        private @Nullable Money vatInBooks;
        private String country = "";
        private String detail = "";
        private String method = "";
        private String subject = "";
        private @Nullable String waits;
        private int row;

        private Builder(EventKind kind, String key, Instant at, Money amount) {
            this.kind = kind;
            this.key = key;
            this.at = at;
            this.amount = amount;
        }

        public Builder order(OrderReference value) {
            order = value;
            return this;
        }

        public Builder ordered(@Nullable LocalDate value) {
            ordered = value;
            return this;
        }

        public Builder original(@Nullable Money value, @Nullable ExchangeRate rate) {
            original = value;
            originalRate = rate;
            return this;
        }

        public Builder vat(List<VatPart> value) {
            vat = value;
            return this;
        }

        public Builder vatInBooks(@Nullable Money value) {
            vatInBooks = value;
            return this;
        }

        public Builder country(String value) {
            country = value;
            return this;
        }

        public Builder detail(String value) {
            detail = value;
            return this;
        }

        public Builder method(String value) {
            method = value;
            return this;
        }

        public Builder subject(String value) {
            subject = value;
            return this;
        }

        public Builder waits(@Nullable String code) {
            waits = code;
            return this;
        }

        public Builder row(int value) {
            row = value;
            return this;
        }

        public Event build() {
            return new Event(
                    kind,
                    key,
                    order,
                    at,
                    ordered,
                    amount,
                    original,
                    originalRate,
                    vat,
                    vatInBooks,
                    country,
                    detail,
                    method,
                    subject,
                    waits,
                    row);
        }
    }
}
