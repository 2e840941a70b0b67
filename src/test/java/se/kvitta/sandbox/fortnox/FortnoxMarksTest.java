package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What documents are marked with: labels, and that the warehouse is through with them. */
class FortnoxMarksTest extends RunningSandbox {

    @BeforeEach
    void aCustomerAndTwoLabels() {
        caller.post("/3/customers", "{\"Customer\":{\"CustomerNumber\":\"WEBB\",\"Name\":\"Webbkund\"}}");
        caller.post("/3/labels", "{\"Label\":{\"Description\":\"Webb\"}}");
        caller.post("/3/labels", "{\"Label\":{\"Description\":\"Butik\"}}");
    }

    private String invoice(String more) {
        var made = caller.post(
                "/3/invoices",
                "{\"Invoice\":{\"CustomerNumber\":\"WEBB\",\"InvoiceDate\":\"2026-02-11\","
                        + "\"InvoiceRows\":[{\"Description\":\"Ljus\",\"DeliveredQuantity\":\"1\",\"Price\":100,"
                        + "\"AccountNumber\":3001,\"VAT\":25}]" + more + "}}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.at("/Invoice/DocumentNumber").asText();
    }

    @Test
    void aDocumentKeepsItsLabelsAndIsFoundByThem() {
        var first = invoice(",\"Labels\":[{\"Id\":2},{\"Id\":1}]");
        invoice("");

        assertThat(caller.get("/3/invoices/" + first).at("/Invoice/Labels").toString())
                .isEqualTo("[{\"Id\":1},{\"Id\":2}]");
        assertThat(caller.get("/3/invoices?label=2").at("/Invoices")).hasSize(1);
        assertThat(caller.get("/3/invoices?label=7").at("/Invoices")).isEmpty();
        assertThat(caller.put("/3/invoices/" + first, "{\"Invoice\":{\"Labels\":[{\"Id\":7}]}}")
                        .code())
                .isEqualTo(2999054);

        // What is not sent stays; what is sent takes the place of all.
        caller.put("/3/invoices/" + first, "{\"Invoice\":{\"YourReference\":\"Kim\"}}");
        assertThat(caller.get("/3/invoices/" + first).at("/Invoice/Labels")).hasSize(2);
        caller.put("/3/invoices/" + first, "{\"Invoice\":{\"Labels\":[{\"Id\":2}]}}");
        assertThat(caller.get("/3/invoices?label=1").at("/Invoices")).isEmpty();

        // A label that is thrown away falls off.
        caller.delete("/3/labels/2");
        assertThat(caller.get("/3/invoices/" + first).at("/Invoice/Labels")).isEmpty();
        assertThat(caller.get("/3/invoices?label=2").at("/Invoices")).isEmpty();
    }

    @Test
    void anOrderGivesItsLabelsToItsInvoice() {
        var order = caller.post(
                        "/3/orders",
                        "{\"Order\":{\"CustomerNumber\":\"WEBB\",\"Labels\":[{\"Id\":1}],\"OrderRows\":"
                                + "[{\"Description\":\"Ljus\",\"OrderedQuantity\":\"1\",\"Price\":100,\"AccountNumber\":3001,"
                                + "\"VAT\":25}]}}")
                .at("/Order/DocumentNumber")
                .asText();
        assertThat(caller.get("/3/orders?label=1").at("/Orders")).hasSize(1);
        assertThat(caller.get("/3/orders?label=2").at("/Orders")).isEmpty();
        assertThat(caller.put("/3/orders/" + order + "/createinvoice", "")
                        .at("/Invoice/Labels/0/Id")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void withTheWarehouseModuleAnInvoiceIsBookedWhenItIsReady() {
        var company = sandbox.company(LJUSBUTIKEN);
        var without = invoice("");
        assertThat(caller.get("/3/invoices/" + without)
                        .at("/Invoice/WarehouseReady")
                        .asBoolean())
                .isTrue();
        assertThat(caller.put("/3/invoices/" + without + "/bookkeep", "").status())
                .isEqualTo(200);

        company.useWarehouse(true);
        var number = invoice("");
        assertThat(caller.get("/3/invoices/" + number)
                        .at("/Invoice/WarehouseReady")
                        .asBoolean())
                .isFalse();
        var refused = caller.put("/3/invoices/" + number + "/bookkeep", "");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("lagerklar");
        assertThat(caller.put("/3/invoices/" + number + "/warehouseready", "")
                        .at("/Invoice/WarehouseReady")
                        .asBoolean())
                .isTrue();
        assertThat(caller.put("/3/invoices/" + number, "{\"Invoice\":{\"YourReference\":\"Kim\"}}")
                        .status())
                .isEqualTo(400);
        assertThat(caller.put("/3/invoices/" + number + "/bookkeep", "")
                        .at("/Invoice/Booked")
                        .asBoolean())
                .isTrue();
        assertThat(caller.put("/3/invoices/" + number + "/warehouseready", "").status())
                .isEqualTo(400);

        sandbox.assume("bookkeep-before-warehouseready", "accept");
        assertThat(caller.put("/3/invoices/" + invoice("") + "/bookkeep", "").status())
                .isEqualTo(200);
    }
}
