package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An order as Fortnox shows it: mostly as an invoice. */
final class OrderView {

    private static final List<String> OUTLINE = List.of(
            "@url",
            "Cancelled",
            "Currency",
            "CustomerName",
            "CustomerNumber",
            "DeliveryDate",
            "DocumentNumber",
            "ExternalInvoiceReference1",
            "ExternalInvoiceReference2",
            "OrderDate",
            "OrderType",
            "Project",
            "Sent",
            "Total");

    private OrderView() {}

    static ObjectNode item(Request request, Order order) {
        return single(request, order).retain(OUTLINE);
    }

    static ObjectNode single(Request request, Order order) {
        var entry = InvoiceView.single(request, order.asInvoice());
        var rows = (ArrayNode) entry.get("InvoiceRows");
        entry.remove(OrderShape.ABSENT);
        entry.put("@url", request.url("orders", order.key()))
                .put("CopyRemarks", order.copyRemarks())
                .put("DeliveryDate", day(order.head().deliveryDate()))
                .put("DeliveryState", order.deliveryState())
                .put("InvoiceReference", Long.toString(order.invoice()))
                .put("OrderDate", order.head().invoiceDate().toString())
                .put("OrderType", order.orderType())
                .putNull("StockPointCode")
                .putNull("StockPointId")
                .put("WarehouseReady", ready(request, order));
        for (int i = 0; i < rows.size(); i++) {
            complete((ObjectNode) rows.get(i), order, order.rows().get(i));
        }
        entry.set("OrderRows", rows);
        return entry;
    }

    /** Without the warehouse module everything is ready at once. */
    private static boolean ready(Request request, Order order) {
        return order.warehouseReady() || !request.company().articleSettings().warehouse();
    }

    private static void complete(ObjectNode entry, Order order, Order.Row row) {
        entry.remove(OrderShape.ABSENT_IN_ROWS);
        entry.put("DeliveredQuantity", InvoiceView.plain(row.delivered().quantity()))
                .put("OrderedQuantity", InvoiceView.plain(row.ordered().quantity()))
                .put("ReservedQuantity", InvoiceView.plain(order.reserved(row)))
                .putNull("StockPointId");
    }

    private static @Nullable String day(@Nullable LocalDate date) {
        return date == null ? null : date.toString();
    }
}
