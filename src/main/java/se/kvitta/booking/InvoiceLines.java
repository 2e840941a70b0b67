package se.kvitta.booking;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Split;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Kind;

/** What stands on the invoice of a sale, or the credit invoice of a refund: everything that gift cards did not pay. */
final class InvoiceLines {

    /** What lowers or raises what the goods of several rates cost. */
    private static final Set<Kind> SPREAD = EnumSet.of(Kind.FREIGHT, Kind.DISCOUNT, Kind.GOODWILL_CARD);

    private final List<Key> keys;
    private final List<Booking.Line> lines;
    private final int sign;

    private InvoiceLines(List<Key> keys, List<Booking.Line> lines, boolean refund) {
        this.keys = keys;
        this.lines = lines;
        this.sign = refund ? -1 : 1;
    }

    /** What two rows must have in common to be one line. */
    private record Key(
            SaleRow.Place place, String role, @Nullable VatRate rate, Dimensions dimensions) {

        boolean isSold() {
            boolean card = role.startsWith("GIFTCARD_") || role.equals("SALES_SPV_USED");
            return rate != null
                    && !card
                    && (place == SaleRow.Place.SALES
                            || place == SaleRow.Place.FREIGHT
                            || place == SaleRow.Place.RETURN_FEE);
        }
    }

    static InvoiceLines of(ValuedSale sale, boolean refund, AccountPlan plan, LocalDate date) {
        long[] vat = vat(sale.rows());
        var sums = new LinkedHashMap<Key, long[]>();
        for (int i = 0; i < vat.length; i++) {
            ValuedSale.Row row = sale.rows().get(i);
            SaleRow.Key key = row.key();
            if (!key.isVat() && !InvoicedSales.settles(row, refund)) {
                long[] sum = sums.computeIfAbsent(
                        new Key(key.place(), key.role(), key.rate(), key.dimensions()), first -> new long[2]);
                sum[0] = Math.addExact(sum[0], row.original());
                sum[1] = Math.addExact(sum[1], vat[i]);
            }
        }
        var lines = new ArrayList<Booking.Line>();
        sums.forEach((key, sum) -> lines.add(new Booking.Line(
                key.role(),
                plan.require(key.role(), date).account().number(),
                key.rate() == null ? "" : key.rate().toString(),
                sum[0],
                sum[1],
                key.dimensions())));
        return new InvoiceLines(List.copyOf(sums.keySet()), lines, refund);
    }

    /** The VAT inside every row. A row of VAT stands before the rows it is of, and is divided by what they are worth. */
    private static long[] vat(List<ValuedSale.Row> rows) {
        long[] vat = new long[rows.size()];
        int i = 0;
        while (i < vat.length) {
            ValuedSale.Row head = rows.get(i++);
            int first = i;
            while (head.key().isVat() && i < vat.length && isOf(rows.get(i).key(), head.key())) {
                i++;
            }
            if (i > first) {
                long[] weights = rows.subList(first, i).stream()
                        .mapToLong(row -> Math.abs(row.original()))
                        .toArray();
                divide(head.original(), weights, vat, first);
            }
        }
        return vat;
    }

    private static boolean isOf(SaleRow.Key key, SaleRow.Key vat) {
        return !key.isVat()
                && Objects.equals(key.rate(), vat.rate())
                && key.rule().equals(vat.rule());
    }

    private static void divide(long amount, long[] weights, long[] into, int first) {
        boolean nothing = true;
        for (long weight : weights) {
            nothing &= weight == 0;
        }
        if (nothing) {
            into[first] = amount;
            return;
        }
        long[] parts = Split.byLargestRemainder(amount, weights);
        System.arraycopy(parts, 0, into, first, parts.length);
    }

    List<Booking.Line> lines() {
        return lines;
    }

    /**
     * The lines of an order as parts of the invoice's. Empty when they are not what the invoice is over, or when it cannot
     * be told which line something belongs to.
     *
     * @param dimensions of a kind of product
     */
    List<Booking.Item> items(Basket basket, Function<String, Dimensions> dimensions) {
        long[] left = new long[lines.size()];
        long sold = 0;
        for (int i = 0; i < left.length; i++) {
            left[i] = keys.get(i).isSold()
                    ? sign * Math.addExact(lines.get(i).net(), lines.get(i).vat())
                    : 0;
            sold += left[i];
        }
        List<Basket.Line> told = basket.lines().stream()
                .filter(line -> line.kind() != Kind.GIFT_CARD && line.kind() != Kind.PAID_BY_CARD)
                .toList();
        if (told.stream().mapToLong(Basket.Line::gross).sum() != sold) {
            return List.of();
        }
        var items = new ArrayList<Booking.Item>();
        var spread = new ArrayList<Basket.Line>();
        for (Basket.Line line : told) {
            int place = place(line, dimensions);
            if (place >= 0) {
                left[place] -= line.gross();
                items.add(new Booking.Item(place, line.text(), line.article(), line.quantity(), sign * line.gross()));
            } else if (SPREAD.contains(line.kind())) {
                spread.add(line);
            } else {
                return List.of();
            }
        }
        return addSpread(items, spread, left) ? items : List.of();
    }

    /** What freight and discounts that name no line come to in each. False when something is left that is none of them. */
    private boolean addSpread(List<Booking.Item> items, List<Basket.Line> spread, long[] left) {
        for (int i = 0; i < left.length; i++) {
            if (left[i] != 0) {
                VatRate rate = keys.get(i).rate();
                List<Basket.Line> parts = spread.stream()
                        .filter(line -> line.rate() == null || line.rate().equals(rate))
                        .toList();
                if (parts.isEmpty()) {
                    return false;
                }
                String text = parts.stream().map(Basket.Line::text).distinct().collect(Collectors.joining(", "));
                items.add(new Booking.Item(i, text, "", BigDecimal.ONE, sign * left[i]));
            }
        }
        return true;
    }

    /** The line that a line of the order is part of; -1 when it is spread, or belongs to none. */
    private int place(Basket.Line line, Function<String, Dimensions> dimensions) {
        @Nullable VatRate rate = line.rate() == null ? onlyRate() : line.rate();
        if (rate == null) {
            return -1;
        }
        return switch (line.kind()) {
            case GOODS, TIP -> find(SaleRow.Place.SALES, rate, dimensions.apply(line.product()));
            case FREIGHT -> {
                int own = find(SaleRow.Place.FREIGHT, rate, dimensions.apply(""));
                yield own >= 0 ? own : find(SaleRow.Place.SALES, rate, dimensions.apply(""));
            }
            case DISCOUNT, GOODWILL_CARD -> only(SaleRow.Place.SALES, rate);
            case RETURN_FEE -> only(SaleRow.Place.RETURN_FEE, rate);
            case GIFT_CARD, PAID_BY_CARD -> -1;
        };
    }

    private @Nullable VatRate onlyRate() {
        List<@Nullable VatRate> rates =
                keys.stream().filter(Key::isSold).map(Key::rate).distinct().toList();
        return rates.size() == 1 ? rates.get(0) : null;
    }

    private int find(SaleRow.Place place, VatRate rate, Dimensions dimensions) {
        for (int i = 0; i < keys.size(); i++) {
            Key key = keys.get(i);
            if (key.isSold()
                    && key.place() == place
                    && rate.equals(key.rate())
                    && key.dimensions().equals(dimensions)) {
                return i;
            }
        }
        return -1;
    }

    /** The one line of a place and rate; -1 when there are several. */
    private int only(SaleRow.Place place, VatRate rate) {
        int found = -1;
        for (int i = 0; i < keys.size(); i++) {
            Key key = keys.get(i);
            if (key.isSold() && key.place() == place && rate.equals(key.rate())) {
                if (found >= 0) {
                    return -1;
                }
                found = i;
            }
        }
        return found;
    }
}
