package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An invoice. Amounts are hundredths of the invoice's currency, the books alone are in öre.
 *
 * @param number the DocumentNumber
 * @param balanceMinor what is left to pay; below zero on a credit
 * @param finalPayDate when nothing was left; null until then
 * @param booking what bookkeep made; null until then
 * @param creditedBy the number of the credit invoice; 0 when there is none
 * @param creditOf the number of the invoice that this one credits; 0 when it credits none
 * @param warehouseReady whether somebody marked it ready; means something with the warehouse module only
 * @param modified when it was last changed, by a payment too
 */
public record Invoice(
        long number,
        Head head,
        String ocr,
        List<Row> rows,
        Sums sums,
        boolean sent,
        boolean cancelled,
        long balanceMinor,
        @Nullable LocalDate finalPayDate,
        @Nullable Booking booking,
        long creditedBy,
        long creditOf,
        boolean warehouseReady,
        Instant modified) {

    public Invoice {
        rows = List.copyOf(rows);
    }

    /**
     * What stands over the rows.
     *
     * @param texts what is kept as it was sent, by the name the API has for it: YourOrderNumber, CostCenter, …
     * @param rate SEK for {@code unit} of the currency
     * @param vatIncluded whether prices are with VAT
     * @param feeMinor as sent, with VAT when prices are
     * @param freightMinor likewise
     * @param labels their ids
     */
    public record Head(
            String customerNumber,
            Map<String, String> texts,
            LocalDate invoiceDate,
            LocalDate dueDate,
            @Nullable LocalDate deliveryDate,
            @Nullable LocalDate outboundDate,
            String currency,
            BigDecimal rate,
            BigDecimal unit,
            boolean vatIncluded,
            boolean notCompleted,
            long feeMinor,
            long freightMinor,
            Map<String, String> email,
            Map<String, String> edi,
            Set<Integer> labels) {

        public Head {
            labels = labels == null ? Set.of() : Collections.unmodifiableSet(new TreeSet<>(labels));
            texts = Collections.unmodifiableMap(new TreeMap<>(texts));
            email = Collections.unmodifiableMap(new TreeMap<>(email));
            edi = Collections.unmodifiableMap(new TreeMap<>(edi));
        }

        Head withTexts(Map<String, String> newTexts) {
            return new Head(
                    customerNumber,
                    newTexts,
                    invoiceDate,
                    dueDate,
                    deliveryDate,
                    outboundDate,
                    currency,
                    rate,
                    unit,
                    vatIncluded,
                    notCompleted,
                    feeMinor,
                    freightMinor,
                    email,
                    edi,
                    labels);
        }

        Head dated(LocalDate date, LocalDate due) {
            return new Head(
                    customerNumber,
                    texts,
                    date,
                    due,
                    deliveryDate,
                    outboundDate,
                    currency,
                    rate,
                    unit,
                    vatIncluded,
                    notCompleted,
                    feeMinor,
                    freightMinor,
                    email,
                    edi,
                    labels);
        }

        /** Returns null when the invoice has no such text. */
        public @Nullable String text(String name) {
            return texts.get(name);
        }

        /** What an amount in the currency of the invoice is in öre. */
        public long ore(long minor) {
            return BigDecimal.valueOf(minor)
                    .multiply(rate)
                    .divide(unit, 0, RoundingMode.HALF_UP)
                    .longValueExact();
        }
    }

    /**
     * A row.
     *
     * @param id its RowId, another one after every update
     * @param account null on a row that is text only
     * @param vatPercent 25 for 25 %
     * @param vatAccount where its VAT is booked: an account, or the use of a predefined one; null when it has none
     * @param costCenter its own; the booking may take the one of the invoice or the account
     * @param totalMinor with VAT when prices are, after discount
     * @param netMinor without VAT
     */
    public record Row(
            long id,
            @Nullable Integer account,
            @Nullable String articleNumber,
            @Nullable String description,
            BigDecimal quantity,
            BigDecimal price,
            BigDecimal discount,
            String discountType,
            BigDecimal vatPercent,
            @Nullable String vatAccount,
            @Nullable String costCenter,
            @Nullable String project,
            @Nullable String unit,
            long totalMinor,
            long netMinor,
            long vatMinor) {

        Row numbered(long newId) {
            return with(newId, quantity, totalMinor, netMinor, vatMinor);
        }

        /** The row for another quantity, its total by the rules of rows. */
        Row of(BigDecimal newQuantity) {
            return with(id, newQuantity, InvoiceRows.totalMinor(newQuantity, price, discount, discountType), 0, 0);
        }

        Row split(long net, long vat) {
            return with(id, quantity, totalMinor, net, vat);
        }

        Row negated(long newId) {
            return with(newId, quantity.negate(), -totalMinor, -netMinor, -vatMinor);
        }

        private Row with(long newId, BigDecimal newQuantity, long total, long net, long vat) {
            return new Row(
                    newId,
                    account,
                    articleNumber,
                    description,
                    newQuantity,
                    price,
                    discount,
                    discountType,
                    vatPercent,
                    vatAccount,
                    costCenter,
                    project,
                    unit,
                    total,
                    net,
                    vat);
        }
    }

    /**
     * What the rows come to.
     *
     * @param grossMinor rows before discount
     * @param netMinor rows without VAT
     * @param vatMinor of rows, fee and freight
     * @param roundOffMinor what rounding to whole kronor added
     */
    public record Sums(
            long grossMinor,
            long netMinor,
            Extra fee,
            Extra freight,
            long vatMinor,
            long roundOffMinor,
            long totalMinor) {

        /** Of nothing. */
        static final Sums NONE = new Sums(0, 0, new Extra(0, 0, null), new Extra(0, 0, null), 0, 0, 0);
    }

    /**
     * A fee or the freight.
     *
     * @param vatAccount as that of a row
     */
    public record Extra(
            long netMinor, long vatMinor, @Nullable String vatAccount) {}

    /**
     * Where it stands in the books.
     *
     * @param receivable the account on which the customer owes it; 0 when nobody owes anything
     */
    public record Booking(int financialYear, String series, int number, int receivable) {

        String key() {
            return Voucher.key(financialYear, series, number);
        }
    }

    public boolean booked() {
        return booking != null;
    }

    /** The remaining balance in öre at the invoice's own rate. */
    public long openOre() {
        return head.ore(balanceMinor);
    }

    public @Nullable String externalReference1() {
        return head.text("ExternalInvoiceReference1");
    }

    String key() {
        return Long.toString(number);
    }

    String type() {
        return head.texts().getOrDefault("InvoiceType", "INVOICE");
    }

    Invoice edited(Head newHead, String newOcr, List<Row> newRows, Sums newSums, Instant at) {
        return new Invoice(
                number,
                newHead,
                newOcr,
                newRows,
                newSums,
                sent,
                cancelled,
                newSums.totalMinor(),
                finalPayDate,
                booking,
                creditedBy,
                creditOf,
                warehouseReady,
                at);
    }

    Invoice withTexts(Map<String, String> texts, Instant at) {
        return new Invoice(
                number,
                head.withTexts(texts),
                ocr,
                rows,
                sums,
                sent,
                cancelled,
                balanceMinor,
                finalPayDate,
                booking,
                creditedBy,
                creditOf,
                warehouseReady,
                at);
    }

    Invoice in(State state, Instant at) {
        return new Invoice(
                number,
                head,
                ocr,
                rows,
                sums,
                state.sent(),
                state.cancelled(),
                state.balanceMinor(),
                state.finalPayDate(),
                state.booking(),
                state.creditedBy(),
                creditOf,
                warehouseReady,
                at);
    }

    Invoice readied(Instant at) {
        return new Invoice(
                number,
                head,
                ocr,
                rows,
                sums,
                sent,
                cancelled,
                balanceMinor,
                finalPayDate,
                booking,
                creditedBy,
                creditOf,
                true,
                at);
    }

    State state() {
        return new State(sent, cancelled, balanceMinor, finalPayDate, booking, creditedBy);
    }

    /** What happens to an invoice after it was written. */
    record State(
            boolean sent,
            boolean cancelled,
            long balanceMinor,
            @Nullable LocalDate finalPayDate,
            @Nullable Booking booking,
            long creditedBy) {

        State asSent() {
            return new State(true, cancelled, balanceMinor, finalPayDate, booking, creditedBy);
        }

        State asCancelled() {
            return new State(sent, true, 0, finalPayDate, booking, creditedBy);
        }

        State asBooked(Booking where) {
            return new State(sent, cancelled, balanceMinor, finalPayDate, where, creditedBy);
        }

        State asCredited(long by) {
            return new State(sent, cancelled, balanceMinor, finalPayDate, booking, by);
        }

        /** @param day when it was paid, if nothing is left */
        State withBalance(long minor, LocalDate day) {
            return new State(sent, cancelled, minor, minor == 0 ? day : null, booking, creditedBy);
        }
    }
}
