package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.DoneOtherwise;
import se.kvitta.delivery.Outgoing;
import se.kvitta.reason.Reason;

/** Sales orders as Fortnox's API takes them: what their invoice would say, with the words of an order. */
final class OrderRequests {

    private OrderRequests() {}

    /** The body of {@code POST /3/orders}. */
    static Outgoing order(Dispatch dispatch, String customer) {
        ObjectNode order = (ObjectNode)
                InvoiceRequests.whole(dispatch, customer, "", false).get("Invoice");
        order.set("OrderDate", order.remove("InvoiceDate"));
        JsonNode rows = order.remove("InvoiceRows");
        rows.forEach(row -> ((ObjectNode) row).set("OrderedQuantity", row.get("DeliveredQuantity")));
        order.set("OrderRows", rows);
        ObjectNode body = FortnoxJson.object();
        body.set("Order", order);
        return FortnoxJson.request("POST /3/orders", body);
    }

    /** The order that was made. Throws {@link DoneOtherwise} when it is over another amount. */
    static Receipt receipt(JsonNode answer, Dispatch dispatch) throws IOException {
        JsonNode order = answer.path("Order");
        String number = FortnoxAnswers.required(order, "DocumentNumber");
        @Nullable Reason difference = InvoiceTotal.difference(order, dispatch);
        if (difference != null) {
            throw new DoneOtherwise(difference);
        }
        return new Receipt("", number, "", "");
    }
}
