package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes an order of what was sent, and an invoice of an order. Rows follow the rules of invoices. */
final class OrderRules {

    private final Company company;
    private final Assumptions assumptions;
    private final LocalDate today;
    private final InvoiceRules invoices;

    OrderRules(Company company, Assumptions assumptions, LocalDate today) {
        this.company = company;
        this.assumptions = assumptions;
        this.today = today;
        invoices = new InvoiceRules(company, assumptions, today);
    }

    /** Writes the new order into the change. */
    Order added(Input sent, Books.Change change) {
        var input = sent.renamed("OrderDate", "InvoiceDate");
        var customer = invoices.customer(input.requiredText("CustomerNumber", null));
        var head = invoices.head(input, new InvoiceDefaults(company, today).head(customer, input, "Order"), customer);
        var state = input.requiredText("DeliveryState", "delivery");
        var order = new Order(
                number(input, change),
                head,
                List.of(),
                Invoice.Sums.NONE,
                state,
                "Order",
                input.bool("CopyRemarks", true),
                false,
                false,
                false,
                0,
                change.at());
        return written(order, rows(order, input.rows("OrderRows"), customer), customer, change);
    }

    /** Writes the changed order into the change; its rows have new ids afterwards. */
    Order changed(Order before, Input sent, Books.Change change) {
        requireOpen(before);
        if (sent.has("DocumentNumber") && !before.key().equals(sent.text("DocumentNumber", null))) {
            throw AssumedReason.NUMBER_FIXED.refusal("DocumentNumber");
        }
        if (before.warehouseReady() && company.articleSettings().warehouse()) {
            throw KnownReason.ORDER_READY.refusal(before.number());
        }
        var input = sent.renamed("OrderDate", "InvoiceDate");
        var customer = invoices.customer(
                input.requiredText("CustomerNumber", before.head().customerNumber()));
        var order = new Order(
                before.number(),
                invoices.head(input, before.head(), customer),
                before.rows(),
                before.sums(),
                input.requiredText("DeliveryState", before.deliveryState()),
                before.orderType(),
                input.bool("CopyRemarks", before.copyRemarks()),
                before.sent(),
                false,
                before.warehouseReady(),
                0,
                change.at());
        var rows = input.names("OrderRows") ? rows(order, input.rows("OrderRows"), customer) : before.rows();
        return written(order, rows, customer, change);
    }

    static void requireOpen(Order order) {
        if (!order.isOpen()) {
            throw AssumedReason.ORDER_CLOSED.refusal(order.number());
        }
    }

    private long number(Input input, Books.Change change) {
        var chosen = input.text("DocumentNumber", null);
        if (chosen == null) {
            return nextNumber(change);
        }
        if (!chosen.matches("[1-9][0-9]{0,17}")) {
            throw KnownReason.NOT_NUMERIC.refusal(chosen);
        }
        if (company.orders.has(chosen)) {
            throw AssumedReason.ALREADY_EXISTS.refusal(chosen);
        }
        return Long.parseLong(chosen);
    }

    private long nextNumber(Books.Change change) {
        var sequence = company.sequence("order");
        long next = sequence.next();
        while (company.orders.has(Long.toString(next))) {
            next++;
        }
        change.put(company.sequences, sequence.name(), sequence.after(next));
        return next;
    }

    private List<Order.Row> rows(Order order, List<Input> sent, Customer customer) {
        var ordered = new ArrayList<Input>();
        var delivered = new ArrayList<Input>();
        for (var row : sent) {
            ordered.add(row.with("DeliveredQuantity", ordered(row)));
            delivered.add(row.with("DeliveredQuantity", delivered(row, order.deliveryState())));
        }
        var year = company.requiredYear(order.head().invoiceDate());
        var reader = new InvoiceRows(company, assumptions, order.head(), customer, year);
        var asOrdered = reader.readOrdered(
                ordered, order.rows().stream().map(Order.Row::ordered).toList());
        var asDelivered = reader.read(
                delivered, order.rows().stream().map(Order.Row::delivered).toList());
        var rows = new ArrayList<Order.Row>();
        for (int i = 0; i < asOrdered.size(); i++) {
            rows.add(new Order.Row(asOrdered.get(i), asDelivered.get(i)));
        }
        return List.copyOf(rows);
    }

    /** Whoever says only what is delivered has ordered as much. */
    private static @Nullable JsonNode ordered(Input row) {
        var ordered = row.value("OrderedQuantity");
        return ordered == null ? row.value("DeliveredQuantity") : ordered;
    }

    /** In the state of delivery all that is ordered is delivered unless the row says otherwise, before it nothing. */
    private static @Nullable JsonNode delivered(Input row, String state) {
        var delivered = row.value("DeliveredQuantity");
        if (delivered != null || !row.names("OrderedQuantity")) {
            return delivered;
        }
        return state.equals("delivery")
                ? row.value("OrderedQuantity")
                : Json.MAPPER.getNodeFactory().numberNode(BigDecimal.ZERO);
    }

    private Order written(Order order, List<Order.Row> rows, Customer customer, Books.Change change) {
        var year = company.requiredYear(order.head().invoiceDate());
        var reader = new InvoiceRows(company, assumptions, order.head(), customer, year);
        var sums = new InvoiceSums(company, assumptions);
        var ordered = sums.of(rows.stream().map(Order.Row::ordered).toList(), order.head(), customer, year);
        var delivered = sums.of(rows.stream().map(Order.Row::delivered).toList(), order.head(), customer, year);
        reader.require(ordered.rows());
        var numbered = InvoiceRules.numbered(company, ordered.rows(), change);
        var both = new ArrayList<Order.Row>();
        for (int i = 0; i < numbered.size(); i++) {
            both.add(new Order.Row(
                    numbered.get(i),
                    delivered.rows().get(i).numbered(numbered.get(i).id())));
        }
        boolean byOrdered = assumptions.is(Assumption.ORDER_TOTAL, "ordered");
        var written = new Order(
                order.number(),
                order.head(),
                both,
                byOrdered ? ordered.sums() : delivered.sums(),
                order.deliveryState(),
                order.orderType(),
                order.copyRemarks(),
                order.sent(),
                order.cancelled(),
                order.warehouseReady(),
                order.invoice(),
                change.at());
        change.put(company.orders, written.key(), written);
        return written;
    }

    /** The order with its invoice. */
    record Invoiced(Order order, Invoice invoice) {}

    /** Writes an invoice over what is delivered, and a back-order over what is not, into the change. */
    Invoiced invoiced(Order order, Books.Change change) {
        requireOpen(order);
        var customer = invoices.customer(order.head().customerNumber());
        var delivered = order.rows().stream()
                .filter(row -> row.delivered().quantity().signum() != 0
                        || row.ordered().quantity().signum() == 0)
                .map(Order.Row::delivered)
                .toList();
        var invoice = invoices.drawn(head(order), delivered, customer, change);
        var closed = order.marked(order.marks().invoiced(invoice.number()), change.at());
        change.put(company.orders, closed.key(), closed);
        var left = order.rows().stream().filter(row -> row.left().signum() > 0).toList();
        if (!left.isEmpty()) {
            backOrder(order, left, customer, change);
        }
        return new Invoiced(closed, invoice);
    }

    /** Dated today; the terms decide when it is due. */
    private Invoice.Head head(Order order) {
        Map<String, String> texts = new HashMap<>(order.head().texts());
        texts.put("InvoiceType", "INVOICE");
        texts.put("OrderReference", order.key());
        if (!order.copyRemarks()) {
            texts.remove("Remarks");
        }
        int days = new InvoiceDefaults(company, today).days(texts.get("TermsOfPayment"));
        return order.head().withTexts(texts).dated(today, today.plusDays(days));
    }

    /** Its rows keep their ids. */
    private void backOrder(Order order, List<Order.Row> left, Customer customer, Books.Change change) {
        var year = company.requiredYear(order.head().invoiceDate());
        var ordered = left.stream().map(row -> row.ordered().of(row.left())).toList();
        var added = new InvoiceSums(company, assumptions).of(ordered, order.head(), customer, year);
        var rows = added.rows().stream()
                .map(row ->
                        new Order.Row(row, row.of(BigDecimal.ZERO.setScale(2)).split(0, 0)))
                .toList();
        var back = new Order(
                nextNumber(change),
                order.head(),
                rows,
                added.sums(),
                "registration",
                "Backorder",
                order.copyRemarks(),
                false,
                false,
                false,
                0,
                change.at());
        change.put(company.orders, back.key(), back);
    }
}
