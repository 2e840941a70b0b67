package se.kvitta.booking;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.settlement.Buyer;
import se.kvitta.settlement.OrderReference;

/**
 * What should stand in the books.
 *
 * @param key the same for the same settlement whenever it is planned; unique within a profile
 * @param kind what the target must be able to make of it
 * @param reference the order or payout a person searches for
 * @param voucher what it does to the accounts, also where the target makes an invoice or a payment of it
 * @param events how many events it books; an event is booked by exactly one booking
 * @param invoice what an invoice, credit invoice, payment, sales order or unbooked invoice is about; null for a voucher
 */
public record Booking(
        String key,
        Kind kind,
        String reference,
        Voucher voucher,
        int events,
        @Nullable Invoice invoice) {

    public Booking(String key, Kind kind, String reference, Voucher voucher, int events) {
        this(key, kind, reference, voucher, events, null);
    }

    /** The same as the payment that closes an invoice of a total. */
    Booking closing(Money whole) {
        return new Booking(
                key,
                kind,
                reference,
                voucher,
                events,
                Objects.requireNonNull(invoice).closing(whole));
    }

    /** What a target must be able to carry. */
    public enum Kind {
        VOUCHER,
        INVOICE,
        CREDIT_INVOICE,
        /** A payment of an invoice, or of a credit invoice when its total is below zero. */
        PAYMENT,
        /** A sales order: its voucher is what the invoice of it will do, and nothing of it stands in the books. */
        SALES_ORDER,
        /** An invoice that the merchant will book: its voucher is what that will do. */
        UNBOOKED_INVOICE;

        /** Whether its voucher stands in the books once the target has it. */
        public boolean isInBooks() {
            return this != SALES_ORDER && this != UNBOOKED_INVOICE;
        }
    }

    /**
     * The customer-ledger side of a booking.
     *
     * @param order whose order it is
     * @param of for a payment, the key of the booking whose invoice it pays; for a credit invoice, the key of the invoice
     *     it takes back. Empty when that was not booked by Kvitta
     * @param total with VAT, in the order's currency; below zero for a credit invoice and its payment
     * @param country ISO 3166 alpha-2 of the buyer; may be empty
     * @param market where the buyer is, as VAT sees it
     * @param vatNumber of a buyer that is an EU business; else empty
     * @param lines empty for a payment
     * @param find how an existing invoice is found, in mode {@code match}; null where Kvitta made it
     * @param items what the lines consist of, as the order says; empty where that is not known or does not add up
     * @param buyer what the merchant keeps of the buyer; null when that is nothing, and for a payment
     * @param closes for a payment of an invoice of Kvitta's, what that is over in all; of several payments of one invoice the
     *     last alone has it. Null for the others, for what is no payment, and in mode {@code match}
     */
    public record Invoice(
            OrderReference order,
            String of,
            Money total,
            String country,
            Market market,
            String vatNumber,
            List<Line> lines,
            @Nullable Find find,
            List<Item> items,
            @Nullable Buyer buyer,
            @Nullable Money closes) {

        public Invoice {
            lines = List.copyOf(lines);
            // Bookings that were planned before invoices had these.
            items = items == null ? List.of() : List.copyOf(items);
        }

        /** The same with only what is kept of its buyer. */
        public Invoice keeping(Set<Buyer.Data> kept) {
            return new Invoice(
                    order,
                    of,
                    total,
                    country,
                    market,
                    vatNumber,
                    lines,
                    find,
                    items,
                    buyer == null ? null : buyer.keeping(kept),
                    closes);
        }

        /** The same with its lines on other accounts. */
        public Invoice on(Function<Line, String> accounts) {
            return new Invoice(
                    order,
                    of,
                    total,
                    country,
                    market,
                    vatNumber,
                    lines.stream().map(line -> line.on(accounts.apply(line))).toList(),
                    find,
                    items,
                    buyer,
                    closes);
        }

        private Invoice closing(Money whole) {
            return new Invoice(order, of, total, country, market, vatNumber, lines, find, items, buyer, whole);
        }

        /** One of which neither items nor buyer are known, or a payment that closes none. */
        public Invoice(
                OrderReference order,
                String of,
                Money total,
                String country,
                Market market,
                String vatNumber,
                List<Line> lines,
                @Nullable Find find) {
            this(order, of, total, country, market, vatNumber, lines, find, List.of(), null, null);
        }
    }

    /** Where a buyer is, as VAT sees it: what kind of customer an accounting system wants for it. */
    public enum Market {
        HOME,
        EU_CONSUMER,
        /** A business in another member state, with a VAT number. */
        EU_BUSINESS,
        OUTSIDE_EU;

        /** A buyer whose country is not stated is at home. */
        static Market of(String country, String vatNumber, String home) {
            if (country.isEmpty() || country.equals(home)) {
                return HOME;
            }
            if (!EuCountries.holds(country)) {
                return OUTSIDE_EU;
            }
            return vatNumber.isEmpty() ? EU_CONSUMER : EU_BUSINESS;
        }
    }

    /**
     * One line of an invoice.
     *
     * @param role what it is booked on
     * @param net without VAT, minor units of the order's currency
     * @param vat minor units of the order's currency
     * @param vatPercent empty where no VAT belongs to it
     */
    public record Line(
            String role, String account, String vatPercent, long net, long vat, VoucherRow.Dimensions dimensions) {

        private Line on(String other) {
            return new Line(role, other, vatPercent, net, vat, dimensions);
        }
    }

    /**
     * A part of an invoice's line, as the buyer would read it. The items of a line add up to it.
     *
     * @param line the place of the line among the invoice's lines, from 0
     * @param text may be empty
     * @param article the shop's article number; may be empty
     * @param quantity above zero, whichever way the amount goes
     * @param gross with VAT, minor units of the order's currency
     */
    public record Item(int line, String text, String article, BigDecimal quantity, long gross) {}

    /**
     * An invoice that exists already.
     *
     * @param field the target's word for where the reference stands
     * @param value what stands there, compared exactly
     */
    public record Find(String field, String value) {}
}
