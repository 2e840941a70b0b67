package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Orders, and the invoices that come of them. */
class FortnoxOrderTest extends SalesSandbox {

    @Test
    void addsUpAnOrderAsAnInvoice() {
        var created = caller.post("/3/orders", order("", row("2", null, "149")));

        assertThat(created.status()).as(created.text()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("orders");
        var order = created.at("/Order");
        assertThat(order.path("DocumentNumber").asText()).isEqualTo("1");
        assertThat(order.path("OrderType").asText()).isEqualTo("Order");
        assertThat(order.path("DeliveryState").asText()).isEqualTo("delivery");
        assertThat(order.path("InvoiceReference").asText()).isEqualTo("0");
        assertThat(order.path("WarehouseReady").asBoolean()).isTrue();
        assertThat(order.path("CustomerName").asText()).isEqualTo("Webbkund");
        assertThat(order.path("Total").asInt()).isEqualTo(298);
        assertThat(order.path("TotalVAT").decimalValue()).isEqualByComparingTo("59.6");
        assertThat(order.at("/OrderRows/0/OrderedQuantity").asText()).isEqualTo("2");
        assertThat(order.at("/OrderRows/0/DeliveredQuantity").asText()).isEqualTo("2");
        assertThat(order.at("/OrderRows/0/ReservedQuantity").asText()).isEqualTo("0");
        assertThat(caller.get("/3/orders/1").json()).isEqualTo(created.json());
        assertThat(caller.get("/3/orders/2").code()).isEqualTo(2000439);
        assertThat(caller.post("/3/orders", "{\"Order\":{\"CustomerNumber\":\"NOBODY\"}}")
                        .code())
                .isEqualTo(2000204);
    }

    @Test
    void delaysDeliveryUntilItsState() {
        var registered = ordered("\"DeliveryState\":\"registration\"", row("3", null, "100"));
        assertThat(read(registered, "/OrderRows/0/DeliveredQuantity")).isEqualTo("0");
        assertThat(read(registered, "/Total")).isEqualTo("300");
        sandbox.assume("order-total", "delivered");
        var second = ordered("\"DeliveryState\":\"registration\"", row("3", "1", "100"));
        assertThat(read(second, "/OrderRows/0/DeliveredQuantity")).isEqualTo("1");
        assertThat(read(second, "/Total")).isEqualTo("100");
        assertThat(caller.put("/3/orders/" + second + "/warehouseready", "").code())
                .isEqualTo(2003124);
    }

    @Test
    void invoicesWhatIsDelivered() {
        var number = ordered(
                "\"Remarks\":\"Tack\",\"ExternalInvoiceReference1\":\"shop:1;\"",
                row("2", null, "149"),
                row("1", null, "49"));

        var made = act(number, "createinvoice");

        var invoice = made.at("/Invoice");
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        assertThat(invoice.path("OrderReference").asText()).isEqualTo(number);
        assertThat(invoice.path("InvoiceDate").asText()).isEqualTo("2026-10-15");
        assertThat(invoice.path("DueDate").asText()).isEqualTo("2026-11-14");
        assertThat(invoice.path("Remarks").asText()).isEqualTo("Tack");
        assertThat(invoice.path("ExternalInvoiceReference1").asText()).isEqualTo("shop:1;");
        assertThat(invoice.path("Total").asInt()).isEqualTo(347);
        assertThat(invoice.path("Booked").asBoolean()).isFalse();
        var reference = read(number, "/InvoiceReference");
        assertThat(reference).isEqualTo(invoice.path("DocumentNumber").asText());
        assertThat(caller.get("/3/invoices/" + reference).at("/Invoice/InvoiceRows"))
                .hasSize(2);
        assertThat(caller.put("/3/invoices/" + reference + "/bookkeep", "").status())
                .isEqualTo(200);
        assertThat(rows("B", 1)).containsExactly("1510 34700", "3001 -27760", "2611 -6940");
        assertThat(act(number, "createinvoice").status()).isEqualTo(400);
        assertThat(act(number, "cancel").status()).isEqualTo(400);
        assertThat(caller.put("/3/orders/" + number, "{\"Order\":{\"YourReference\":\"Kim\"}}")
                        .status())
                .isEqualTo(400);
        assertThat(caller.get("/3/orders").at("/Orders")).hasSize(1);
    }

    @Test
    void answersCreateInvoiceEitherWay() {
        sandbox.assume("createinvoice-answer", "order");
        var number = ordered("\"CopyRemarks\":false,\"Remarks\":\"Internt\"", row("1", null, "10"));

        var made = caller.put("/3/orders/" + number + "/createinvoice", "");

        var invoice = made.at("/Order/InvoiceReference").asText();
        assertThat(caller.get("/3/invoices/" + invoice).at("/Invoice/Remarks").asText())
                .isEmpty();
    }

    @Test
    void leavesABackOrderOfWhatIsNotDelivered() {
        var number = ordered("", row("5", "2", "100"), row("1", "0", "40"), row("1", null, "10"));

        var invoice = act(number, "createinvoice").at("/Invoice");

        assertThat(invoice.path("InvoiceRows")).hasSize(2);
        assertThat(invoice.path("Total").asInt()).isEqualTo(210);
        var backorders = caller.get("/3/orders?ordertype=backorder");
        assertThat(backorders.at("/Orders")).hasSize(1);
        var back = backorders.at("/Orders/0/DocumentNumber").asText();
        assertThat(read(back, "/OrderRows/0/OrderedQuantity")).isEqualTo("3");
        assertThat(read(back, "/OrderRows/1/OrderedQuantity")).isEqualTo("1");
        assertThat(read(back, "/OrderRows/0/DeliveredQuantity")).isEqualTo("0");
        assertThat(read(back, "/Total")).isEqualTo("340");
    }

    @Test
    void changesRowsByPlaceOrById() {
        var number = ordered("", row("2", null, "149"), row("1", null, "49"));
        var first = read(number, "/OrderRows/0/RowId");

        var changed = caller.put(
                "/3/orders/" + number,
                "{\"Order\":{\"OrderRows\":[{\"RowId\":" + first + ",\"OrderedQuantity\":\"3\"}]}}");

        assertThat(changed.at("/Order/OrderRows")).hasSize(1);
        assertThat(changed.at("/Order/OrderRows/0/Price").asInt()).isEqualTo(149);
        assertThat(changed.at("/Order/OrderRows/0/OrderedQuantity").asText()).isEqualTo("3");
        assertThat(changed.at("/Order/OrderRows/0/DeliveredQuantity").asText()).isEqualTo("3");
        assertThat(changed.at("/Order/OrderRows/0/RowId").asText()).isNotEqualTo(first);
        assertThat(changed.at("/Order/Total").asInt()).isEqualTo(447);
    }

    @Test
    void findsOrders() {
        ordered(
                "\"ExternalInvoiceReference1\":\"shop:1001;\",\"OrderDate\":\"2026-02-01\",\"DeliveryDate\":\"2026-02-02\"",
                row("1", null, "10"));
        var invoiced = ordered("\"ExternalInvoiceReference1\":\"shop:21001;\"", row("1", null, "10"));
        var cancelled = ordered("", row("1", null, "10"));
        act(invoiced, "createinvoice");
        assertThat(act(cancelled, "cancel").at("/Order/Cancelled").asBoolean()).isTrue();
        assertThat(act(cancelled, "createinvoice").status()).isEqualTo(400);
        act(invoiced, "externalprint");

        assertThat(found("")).isEqualTo("1 2 3");
        assertThat(found("?filter=cancelled")).isEqualTo("3");
        assertThat(found("?filter=invoicecreated")).isEqualTo("2");
        assertThat(found("?filter=invoicenotcreated")).isEqualTo("1");
        assertThat(found("?filter=expired")).isEqualTo("1");
        assertThat(found("?externalinvoicereference1=1001")).isEqualTo("1 2");
        assertThat(found("?todate=2026-02-01")).isEqualTo("1");
        assertThat(found("?sent=true")).isEqualTo("2");
        assertThat(found("?sortby=documentnumber&sortorder=descending")).isEqualTo("3 2 1");
        assertThat(caller.get("/3/orders?filter=unpaid").code()).isEqualTo(2000587);
        assertThat(caller.get("/3/orders?yourordernumber=1").code()).isEqualTo(2000588);
    }

    @Test
    void takesFromTheArticleWhatTheRowDoesNotSay() {
        article("\"Unit\":\"st\",\"SalesAccount\":3002");
        caller.post(
                "/3/prices",
                "{\"Price\":{\"ArticleNumber\":\"LJUS\",\"PriceList\":\"A\",\"FromQuantity\":0,\"Price\":112}}");

        var number = ordered("", "{\"ArticleNumber\":\"LJUS\",\"OrderedQuantity\":\"2\"}");

        assertThat(read(number, "/OrderRows/0/Description")).isEqualTo("Blockljus");
        assertThat(read(number, "/OrderRows/0/Unit")).isEqualTo("st");
        assertThat(read(number, "/OrderRows/0/AccountNumber")).isEqualTo("3002");
        assertThat(read(number, "/OrderRows/0/VAT")).isEqualTo("12");
        assertThat(read(number, "/Total")).isEqualTo("224");
        assertThat(caller.post("/3/orders", order("", "{\"ArticleNumber\":\"GONE\",\"OrderedQuantity\":\"2\"}"))
                        .code())
                .isEqualTo(2001302);
        assertThat(caller.delete("/3/articles/LJUS").status()).isEqualTo(400);
    }

    @Test
    void reservesWhatWaits() {
        article("\"QuantityInStock\":10");

        var number = ordered(
                "\"DeliveryState\":\"reservation\"",
                "{\"ArticleNumber\":\"LJUS\",\"OrderedQuantity\":\"4\",\"Price\":5}");

        assertThat(read(number, "/OrderRows/0/ReservedQuantity")).isEqualTo("4");
        var article = caller.get("/3/articles/LJUS").at("/Article");
        assertThat(article.path("ReservedQuantity").asInt()).isEqualTo(4);
        assertThat(article.path("DisposableQuantity").asInt()).isEqualTo(6);
        act(number, "cancel");
        assertThat(caller.get("/3/articles/LJUS")
                        .at("/Article/ReservedQuantity")
                        .asInt())
                .isZero();
    }

    @Test
    void deliversNothingThatIsNotInTheWarehouse() {
        article("\"StockGoods\":true");
        company.useWarehouse(true);
        caller.post("/api/warehouse/stockpoints-v1", "{\"code\":\"1\",\"name\":\"Butiken\"}");
        company.count("LJUS", "1", new BigDecimal("1"));
        var two = "{\"ArticleNumber\":\"LJUS\",\"OrderedQuantity\":\"2\",\"Price\":100}";

        var number = ordered("", two);

        assertThat(read(number, "/OrderRows/0/OrderedQuantity")).isEqualTo("2");
        assertThat(read(number, "/OrderRows/0/DeliveredQuantity")).isEqualTo("0");
        assertThat(read(number, "/WarehouseReady")).isEqualTo("false");
        var invoice = caller.post(
                "/3/invoices",
                Invoices.with(
                        "",
                        "{\"ArticleNumber\":\"LJUS\",\"DeliveredQuantity\":\"2\",\"Price\":100,\"AccountNumber\":3001}"));
        assertThat(invoice.at("/Invoice/Total").asInt()).isZero();

        company.count("LJUS", "1", new BigDecimal("9"));
        var enough = ordered("", two);
        assertThat(read(enough, "/OrderRows/0/DeliveredQuantity")).isEqualTo("2");
        assertThat(act(enough, "warehouseready").at("/Order/WarehouseReady").asBoolean())
                .isTrue();
        assertThat(caller.put("/3/orders/" + enough, "{\"Order\":{\"Remarks\":\"x\"}}")
                        .code())
                .isEqualTo(2003125);
        ordered("\"DeliveryState\":\"reservation\"", two);
        assertThat(caller.get("/api/warehouse/status-v1/stockbalance?itemIds=LJUS")
                        .at("/0/availableStock")
                        .asInt())
                .isEqualTo(7);
    }

    @Test
    void refusesWaysOfDeliveryThatAreGone() {
        caller.put("/3/customers/WEBB", "{\"Customer\":{\"WayOfDelivery\":\"BUD\"}}");
        caller.delete("/3/wayofdeliveries/BUD");

        assertThat(caller.post("/3/orders", order("", row("1", null, "10"))).status())
                .isEqualTo(400);
        assertThat(caller.post("/3/orders", order("\"WayOfDelivery\":\"PAKET\"", row("1", null, "10")))
                        .status())
                .isEqualTo(201);
    }

    private void article(String properties) {
        var created = caller.post(
                "/3/articles",
                "{\"Article\":{\"ArticleNumber\":\"LJUS\",\"Description\":\"Blockljus\"," + properties + "}}");
        assertThat(created.status()).as(created.text()).isEqualTo(201);
    }

    private String ordered(String properties, String... rows) {
        var created = caller.post("/3/orders", order(properties, rows));
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        return created.at("/Order/DocumentNumber").asText();
    }

    @Override
    Caller.Reply act(String order, String action) {
        return caller.put("/3/orders/" + order + "/" + action, "");
    }

    private String read(String order, String pointer) {
        return caller.get("/3/orders/" + order).at("/Order" + pointer).asText();
    }

    private String found(String query) {
        return String.join(" ", caller.get("/3/orders" + query).at("/Orders").findValuesAsText("DocumentNumber"));
    }

    private static String order(String properties, String... rows) {
        return "{\"Order\":{\"CustomerNumber\":\"WEBB\",\"VATIncluded\":true"
                + (properties.isEmpty() ? "" : "," + properties) + ",\"OrderRows\":[" + String.join(",", rows) + "]}}";
    }

    private static String row(String ordered, @Nullable String delivered, String price) {
        return "{\"Description\":\"Vara\",\"OrderedQuantity\":\"" + ordered + "\""
                + (delivered == null ? "" : ",\"DeliveredQuantity\":\"" + delivered + "\"") + ",\"Price\":" + price
                + ",\"VAT\":25,\"AccountNumber\":3001}";
    }
}
