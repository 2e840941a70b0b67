package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FortnoxSalesBooksTest extends SalesSandbox {

    @Test
    void remembersEverythingAfterAStart() throws IOException {
        company.sales().roundToKronor(false);
        var invoice = booked(Invoices.right());
        payment(invoice, "\"Amount\":100,\"WriteOffs\":[{\"Amount\":-5,\"AccountNumber\":6570}]");
        bookPayment("1");
        act(invoice, "credit");
        var before = company.sales();
        var invoices = before.invoices();
        var payments = before.payments();
        var customers = before.customers();

        sandbox.close();
        sandbox = FortnoxSandbox.start(options());
        company = sandbox.company(LJUSBUTIKEN);

        assertThat(company.sales().invoices()).isEqualTo(invoices);
        assertThat(company.sales().payments()).isEqualTo(payments);
        assertThat(company.sales().customers()).isEqualTo(customers);
        caller = Caller.of(sandbox.baseUrl(), LJUSBUTIKEN);
        assertThat(invoice(Invoices.right())).isEqualTo("3");
        assertThat(payment(invoice, "\"Amount\":1")).isEqualTo("2");
    }

    @Test
    void saysWhichInvariantIsBroken() {
        invoice(Invoices.with("\"ExternalInvoiceReference1\":\"klarna:1;\""));
        assertThat(company.invariants()).isEmpty();
        invoice(Invoices.with("\"ExternalInvoiceReference1\":\"klarna:1;\""));
        assertThat(company.invariants())
                .containsExactly("ExternalInvoiceReference1 klarna:1; is on more than one invoice");
        act("2", "cancel");
        assertThat(company.invariants()).isEmpty();

        booked(Invoices.right());
        company.strikeRows(6, "B", 1, List.of(0), "[{\"Account\":1930,\"Debit\":347}]");
        assertThat(company.invariants())
                .containsExactly("open invoices come to 347.00, the receivable in the ledger to 0.00");
        company.strikeRows(6, "B", 1, List.of(0, 4), "[{\"Account\":1510,\"Debit\":347}]");

        assertThat(company.invariants()).isEmpty();
        String row = "{\"Account\":%d,\"%s\":12.5}";
        caller.post("/3/vouchers", Vouchers.rows(row.formatted(1510, "Debit") + "," + row.formatted(1930, "Credit")));
        assertThat(company.invariants()).containsExactly("vouchers of no invoice or payment come to 12.50 on [1510]");
        caller.post("/3/vouchers", Vouchers.rows(row.formatted(1930, "Debit") + "," + row.formatted(1510, "Credit")));
    }

    @Test
    void isReachedThroughControlEndpoints() {
        var anyone = Caller.anonymous(sandbox.baseUrl());
        var path = "/sandbox/companies/" + LJUSBUTIKEN;

        anyone.post(path + "/customers", "{\"CustomerNumber\":\"BUTIK\",\"Name\":\"Butik\"}");
        var invoice = anyone.post(
                path + "/invoices",
                "{\"CustomerNumber\":\"BUTIK\",\"InvoiceDate\":\"2026-02-11\",\"Booked\":true,\"InvoiceRows\":["
                        + Invoices.CANDLES + "]}");
        assertThat(invoice.at("/booking/series").asText()).isEqualTo("B");
        var payment = anyone.post(
                path + "/payments",
                "{\"InvoiceNumber\":1,\"Amount\":373,\"PaymentDate\":\"2026-02-13\",\"Source\":\"file\"}");
        assertThat(payment.at("/source").asText()).isEqualTo("file");
        assertThat(anyone.get(path + "/sales").at("/customers")).hasSize(2);
        assertThat(anyone.get(path + "/balances/6").at("/3001").asInt()).isEqualTo(-29_800);
        assertThat(anyone.get(path + "/invariants").json()).isEmpty();
        assertThat(anyone.put(path + "/whole-kronor", "{\"on\":false}").status())
                .isEqualTo(204);
        assertThat(anyone.put(path + "/easy-vat", "{\"on\":true}").status()).isEqualTo(204);
        assertThat(anyone.put(path + "/carried-over", "{\"financialYear\":6}").status())
                .isEqualTo(204);
        assertThat(anyone.put(path + "/carried-over", "{\"financialYear\":7}").status())
                .isEqualTo(400);
        assertThat(anyone.put(
                                path + "/vat-codes/OSSFI",
                                "{\"percent\":\"25.5\",\"outputVat\":2672,\"sales\":[\"3112\"]}")
                        .status())
                .isEqualTo(204);
        assertThat(caller.get("/3/accounts/3112").at("/Account/VATCode").asText())
                .isEqualTo("OSSFI");
        assertThat(anyone.put(path + "/predefined-accounts/CUSTCLAIM", "{\"account\":\"1511\"}")
                        .status())
                .isEqualTo(204);
        assertThat(anyone.put(path + "/predefined-series/INVOICE", "{\"series\":\"L\"}")
                        .status())
                .isEqualTo(204);
        booked(Invoices.right());
        assertThat(rows("L", 1)).startsWith("1511 34700");
    }
}
