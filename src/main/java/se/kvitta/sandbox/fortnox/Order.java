package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * An order. What stands over its rows is read as that of the invoice that it may become, its date among them.
 *
 * @param number the DocumentNumber
 * @param deliveryState registration, reservation or delivery
 * @param orderType Order, or Backorder for what an invoice left over
 * @param copyRemarks whether its remarks go onto the invoice
 * @param warehouseReady whether somebody marked it ready; means something with the warehouse module only
 * @param invoice the number of its invoice; 0 until there is one
 */
public record Order(
        long number,
        Invoice.Head head,
        List<Row> rows,
        Invoice.Sums sums,
        String deliveryState,
        String orderType,
        boolean copyRemarks,
        boolean sent,
        boolean cancelled,
        boolean warehouseReady,
        long invoice,
        Instant modified) {

    public Order {
        rows = List.copyOf(rows);
    }

    /** A row twice: with what was ordered and with what is delivered, each added up for itself. */
    public record Row(Invoice.Row ordered, Invoice.Row delivered) {

        BigDecimal left() {
            return ordered.quantity().subtract(delivered.quantity());
        }
    }

    String key() {
        return Long.toString(number);
    }

    /** True while its goods wait for their customer. */
    boolean isOpen() {
        return !cancelled && invoice == 0;
    }

    /** What is laid aside of a row. */
    BigDecimal reserved(Row row) {
        return isOpen() && deliveryState.equals("reservation") ? row.ordered().quantity() : BigDecimal.ZERO;
    }

    /** As an invoice over what was ordered, which was never written. */
    Invoice asInvoice() {
        return new Invoice(
                number,
                head,
                "",
                rows.stream().map(Row::ordered).toList(),
                sums,
                sent,
                cancelled,
                0,
                null,
                null,
                0,
                0,
                warehouseReady,
                modified);
    }

    Order marked(Marks marks, Instant at) {
        return new Order(
                number,
                head,
                rows,
                sums,
                deliveryState,
                orderType,
                copyRemarks,
                marks.sent(),
                marks.cancelled(),
                marks.warehouseReady(),
                marks.invoice(),
                at);
    }

    Marks marks() {
        return new Marks(sent, cancelled, warehouseReady, invoice);
    }

    /** What happens to an order after it was written. */
    record Marks(boolean sent, boolean cancelled, boolean warehouseReady, long invoice) {

        Marks asSent() {
            return new Marks(true, cancelled, warehouseReady, invoice);
        }

        Marks asCancelled() {
            return new Marks(sent, true, warehouseReady, invoice);
        }

        Marks asReady() {
            return new Marks(sent, cancelled, true, invoice);
        }

        Marks invoiced(long by) {
            return new Marks(sent, cancelled, warehouseReady, by);
        }
    }
}
