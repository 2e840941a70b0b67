package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A sandbox with a customer WEBB, and shorthand for what sales tests do over and over. */
abstract class SalesSandbox extends RunningSandbox {

    SandboxCompany company;

    @BeforeEach
    @Override
    void start(@TempDir Path temporary) throws IOException {
        super.start(temporary);
        company = sandbox.company(LJUSBUTIKEN);
        company.sales().addCustomer("{\"CustomerNumber\":\"WEBB\",\"Name\":\"Webbkund\"}");
    }

    /** Posts an invoice that must be taken; returns its number. */
    String invoice(String body) {
        var answer = caller.post("/3/invoices", body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.at("/Invoice/DocumentNumber").asText();
    }

    String booked(String body) {
        var number = invoice(body);
        assertDone(act(number, "bookkeep"));
        return number;
    }

    Caller.Reply act(String invoice, String action) {
        return caller.put("/3/invoices/" + invoice + "/" + action, "");
    }

    Caller.Reply read(String invoice) {
        return caller.get("/3/invoices/" + invoice);
    }

    /** Posts a payment that must be taken; returns its number. */
    String payment(String invoice, String properties) {
        var answer = caller.post("/3/invoicepayments", Invoices.payment(invoice, properties));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.at("/InvoicePayment/Number").asText();
    }

    Caller.Reply bookPayment(String number) {
        return caller.put("/3/invoicepayments/" + number + "/bookkeep", "");
    }

    static void assertDone(Caller.Reply answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    static void assertRefused(Caller.Reply answer, int code) {
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(400);
    }

    /** The rows of a voucher of 2026 as «account effect in öre», in their order. */
    List<String> rows(String series, int number) {
        return company.vouchers().stream()
                .filter(voucher ->
                        voucher.financialYear() == 6 && voucher.series().equals(series) && voucher.number() == number)
                .flatMap(voucher -> voucher.rows().stream())
                .map(row -> row.account() + " " + row.effectOre())
                .toList();
    }
}
