package se.kvitta.booking;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Split;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/**
 * The rows of one sale or refund with their value in the books. Amounts have the sign of what happened: a refund's rows
 * are the opposite of its sale's.
 *
 * @param currency the order's
 * @param rate from the order's currency to the books'; null when they are the same, and when orders that the provider's
 *     amounts value are added up
 * @param money what moved at the provider, minor units of the settlement's currency; positive for a sale
 * @param moneyInBooks the same as it is booked on clearing
 * @param converted whether the provider says that the order cost another amount than what moved: it has exchanged it
 */
record ValuedSale(
        Currency currency,
        List<Row> rows,
        @Nullable ExchangeRate rate,
        long money,
        long moneyInBooks,
        boolean converted) {

    ValuedSale {
        rows = List.copyOf(rows);
    }

    /**
     * One row; credit positive.
     *
     * @param original minor units of the order's currency
     * @param inBooks minor units of the books' currency
     */
    record Row(SaleRow.Key key, long original, long inBooks) {}

    /**
     * The order's gross is converted once, then divided over its rows.
     *
     * @param rateDay the Stockholm day of the rate: of the sale, also for its refund
     */
    static ValuedSale of(
            SaleTax.Rows taxed, Event event, LocalDate rateDay, Valuation valuation, BookingRules.SaleRate saleRate) {
        Currency currency = Objects.requireNonNull(taxed.currency());
        if (!isProviders(currency, valuation, saleRate)) {
            return at(valuation.rate(currency, rateDay), taxed, event, rateDay, valuation);
        }
        long moneyInBooks = valuation.inBooks(event.effect(), rateDay);
        long total = taxed.total();
        return valued(
                taxed,
                event,
                null,
                valuation,
                moneyInBooks,
                amount -> inProportion(amount, Math.abs(moneyInBooks), total));
    }

    /**
     * A sale as an invoice is valued: at one rate, which the target is told, and which holds for its credit invoices too.
     * Where the provider's amounts value a sale, it is what the provider paid for one unit of the order's currency; where
     * they give none, because nothing was paid, or not in the books' currency, or exactly 1, which reads as a missing
     * rate, it is the company's. Throws {@link CannotBook} when that is missing.
     *
     * @param sold the sale that a refund takes back, if it is known
     */
    static ValuedSale ofInvoice(
            SaleTax.Rows taxed, Event event, Optional<Event> sold, Valuation valuation, BookingRules rules) {
        Currency currency = Objects.requireNonNull(taxed.currency());
        @Nullable ExchangeRate rate = rateOfInvoice(currency, taxed.saleDay(), sold.orElse(event), valuation, rules);
        return at(rate, taxed, event, taxed.saleDay(), valuation);
    }

    /**
     * The rate that the invoice of a sale is valued at, and its credit invoices; null when it is in the books' currency. Throws
     * {@link CannotBook} when there is none.
     *
     * @param currency the invoice's
     * @param day the Stockholm day of the sale
     */
    static @Nullable ExchangeRate rateOfInvoice(
            Currency currency, LocalDate day, Event sale, Valuation valuation, BookingRules rules) {
        @Nullable
        ExchangeRate paid = isProviders(currency, valuation, rules.saleRate())
                ? paidRate(sale, currency, valuation, rules.sourceName())
                : null;
        return paid == null ? valuation.rate(currency, day) : paid;
    }

    /** Whether the provider states what a sale in another currency is worth in the books. */
    private static boolean isProviders(Currency currency, Valuation valuation, BookingRules.SaleRate saleRate) {
        return saleRate == BookingRules.SaleRate.PROVIDER
                && !currency.equals(valuation.currency())
                && !valuation.foreign();
    }

    /**
     * What the provider paid for one unit of a sale's currency, with as few decimals as give the very amount that was paid.
     * Null when the stated amounts give no rate that can be told from a missing one.
     */
    private static @Nullable ExchangeRate paidRate(Event sale, Currency currency, Valuation valuation, String source) {
        @Nullable Money original = sale.original();
        Money paid = sale.effect().abs();
        if (original == null
                || original.isZero()
                || paid.isZero()
                || !original.currency().equals(currency)
                || !paid.currency().equals(valuation.booksCurrency())) {
            return null;
        }
        BigDecimal value = ExchangeRate.paid(original, paid);
        return value.compareTo(BigDecimal.ONE) == 0
                ? null
                : new ExchangeRate(currency, paid.currency(), value, sale.day(), source);
    }

    /** @param rate null for the books' own currency */
    private static ValuedSale at(
            @Nullable ExchangeRate rate, SaleTax.Rows taxed, Event event, LocalDate rateDay, Valuation valuation) {
        return valued(
                taxed,
                event,
                rate,
                valuation,
                valuation.inBooks(event.effect(), rateDay),
                amount -> rate == null
                        ? amount
                        : rate.convert(Money.ofMinor(amount, rate.from())).minor());
    }

    private static ValuedSale valued(
            SaleTax.Rows taxed,
            Event event,
            @Nullable ExchangeRate rate,
            Valuation valuation,
            long moneyInBooks,
            Converter converter) {
        Money effect = event.effect();
        Currency currency = Objects.requireNonNull(taxed.currency());
        int sign = event.kind() == EventKind.REFUND ? -1 : 1;
        long[] originals = taxed.rows().stream().mapToLong(SaleRow::amount).toArray();
        long[] inBooks = currency.equals(valuation.booksCurrency()) ? originals.clone() : divided(originals, converter);
        var rows = new ArrayList<Row>();
        for (int i = 0; i < originals.length; i++) {
            rows.add(new Row(taxed.rows().get(i).key(), sign * originals[i], sign * inBooks[i]));
        }
        boolean converted = event.original() != null || !currency.equals(effect.currency());
        return new ValuedSale(currency, rows, rate, effect.minor(), moneyInBooks, converted);
    }

    /** Adds the rows to sums per key: what they are in the books, and in the order's currency. */
    void addTo(Map<SaleRow.Key, long[]> sums) {
        for (Row row : rows) {
            long[] sum = sums.computeIfAbsent(row.key(), first -> new long[2]);
            sum[0] = Math.addExact(sum[0], row.inBooks());
            sum[1] = Math.addExact(sum[1], row.original());
        }
    }

    /** What the order is worth more than the money that moved, in the books; nothing where nobody has exchanged it. */
    long exchanged() {
        return converted ? gross() - moneyInBooks : 0;
    }

    long gross() {
        return rows.stream().mapToLong(Row::inBooks).sum();
    }

    long grossOriginal() {
        return rows.stream().mapToLong(Row::original).sum();
    }

    /** How the order was taxed, for its evidence. */
    List<TaxLine> taxLines(AccountPlan plan, LocalDate day) {
        var lines = new ArrayList<TaxLine>();
        boolean[] used = new boolean[rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            SaleRow.Key key = rows.get(i).key();
            if (key.isVat()) {
                continue;
            }
            int vat = -1;
            for (int j = 0; j < rows.size() && vat < 0; j++) {
                SaleRow.Key other = rows.get(j).key();
                boolean same = other.isVat()
                        && Objects.equals(other.rate(), key.rate())
                        && other.rule().equals(key.rule());
                vat = same && !used[j] ? j : -1;
            }
            if (vat >= 0) {
                used[vat] = true;
            }
            lines.add(new TaxLine(
                    key.role(),
                    key.rate(),
                    key.country(),
                    key.box() != null
                            ? key.box()
                            : plan.find(key.role(), day)
                                    .map(AccountPlan.Entry::box)
                                    .orElse(null),
                    vat < 0
                            ? null
                            : plan.find(rows.get(vat).key().role(), day)
                                    .map(AccountPlan.Entry::box)
                                    .orElse(null),
                    rows.get(i).original(),
                    vat < 0 ? 0 : rows.get(vat).original(),
                    rows.get(i).inBooks(),
                    vat < 0 ? 0 : rows.get(vat).inBooks(),
                    key.rule()));
        }
        return lines;
    }

    @FunctionalInterface
    private interface Converter {
        long inBooks(long amount);
    }

    /** Rounds to nearest, half up. */
    private static long inProportion(long amount, long whole, long of) {
        return of == 0
                ? 0
                : new BigDecimal(amount)
                        .multiply(BigDecimal.valueOf(whole))
                        .divide(BigDecimal.valueOf(of), 0, RoundingMode.HALF_UP)
                        .longValueExact();
    }

    private static long[] divided(long[] originals, Converter converter) {
        long left = converter.inBooks(Arrays.stream(originals).sum());
        long[] weights = originals.clone();
        long[] fixed = new long[originals.length];
        boolean allNegative = true;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] < 0) {
                // A negative row cannot share in a division; it is converted by itself.
                fixed[i] = converter.inBooks(weights[i]);
                left -= fixed[i];
                weights[i] = 0;
            }
            allNegative &= weights[i] == 0;
        }
        if (allNegative) {
            fixed[fixed.length - 1] += left;
            return fixed;
        }
        long[] parts = Split.byLargestRemainder(left, weights);
        for (int i = 0; i < parts.length; i++) {
            parts[i] += fixed[i];
        }
        return parts;
    }
}
