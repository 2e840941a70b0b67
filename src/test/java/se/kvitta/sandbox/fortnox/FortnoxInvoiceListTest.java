package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FortnoxInvoiceListTest extends SalesSandbox {

    private List<String> listed(String query) {
        return caller.get("/3/invoices?" + query).at("/Invoices").findValuesAsText("DocumentNumber");
    }

    @Test
    void showsAnOutlineWithoutTheOrderNumber() {
        invoice(Invoices.with(
                "\"ExternalInvoiceReference1\":\"klarna:1001;\",\"YourOrderNumber\":\"1001\",\"YourReference\":\"Kim\"",
                Invoices.CANDLES));

        var item = caller.get("/3/invoices").at("/Invoices/0");

        assertThat(item.path("ExternalInvoiceReference1").asText()).isEqualTo("klarna:1001;");
        assertThat(item.has("YourOrderNumber")).isFalse();
        assertThat(item.has("YourReference")).isFalse();
        assertThat(item.has("Credit")).isFalse();
        assertThat(item.has("InvoiceRows")).isFalse();
        assertThat(item.path("@url").asText()).endsWith("/3/invoices/1");
        assertThat(item.properties().stream().map(Map.Entry::getKey))
                .containsExactlyInAnyOrder(
                        ("@url Balance Booked Cancelled CostCenter Currency CurrencyRate CurrencyUnit CustomerName"
                                        + " CustomerNumber DocumentNumber DueDate ExternalInvoiceReference1"
                                        + " ExternalInvoiceReference2 FinalPayDate InvoiceDate InvoiceType NoxFinans OCR"
                                        + " Project Sent TermsOfPayment Total VoucherNumber VoucherSeries VoucherYear"
                                        + " WayOfDelivery")
                                .split(" "));
    }

    @Test
    void findsWhateverContainsTheText() {
        for (var order : new String[] {"1001", "21001", "1001-B", "2002"}) {
            invoice(Invoices.with("\"ExternalInvoiceReference1\":\"" + order + "\""));
        }
        assertThat(listed("externalinvoicereference1=1001")).containsExactly("1", "2", "3");
        assertThat(listed("externalinvoicereference1=1001-b")).containsExactly("3");
        assertThat(listed("externalinvoicereference1=1001&documentnumber=2")).containsExactly("2");
        assertThat(listed("externalinvoicereference1=1001;")).isEmpty();
        sandbox.assume("two-search-fields", "refuse");
        assertThat(caller.get("/3/invoices?ocr=1&documentnumber=2").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            customernumber=web           | 1 2
            customername=kund            | 1 2
            yourordernumber=048          | 1
            yourreference=kim            | 1
            ourreference=kim             |
            costcenter=WEBB              | 1
            currency=EUR                 | 2
            invoicetype=invoice          | 1 2
            articledescription=ljus      | 1
            accountnumberfrom=3500&accountnumberto=3600 | 2
            accountnumberfrom=3001       | 1 2
            fromdate=2026-02-12          | 2
            todate=2026-02-11            | 1
            fromdate=2026-02-11&todate=2026-02-12 | 1 2
            notcompleted=true            | 2
            notcompleted=false           | 1
            sent=true                    |
            credit=true                  |
            label=3                      |
            fromfinalpaydate=2026-01-01  |
            sortby=total                 | 2 1
            sortby=invoicedate&sortorder=descending | 2 1
            """)
    void searches(String query, String numbers) {
        invoice(Invoices.with(
                "\"YourOrderNumber\":\"10482\",\"YourReference\":\"Kim\",\"CostCenter\":\"WEBB\"", Invoices.CANDLES));
        invoice(Invoices.with("\"Currency\":\"EUR\",\"NotCompleted\":true", Invoices.FREIGHT)
                .replace("2026-02-11", "2026-02-12"));

        assertThat(listed(query)).containsExactly(numbers == null ? new String[0] : numbers.split(" "));
    }

    @Test
    void refusesParametersItDoesNotKnow() {
        assertThat(caller.get("/3/invoices?filter=open").code()).isEqualTo(2000587);
        assertThat(caller.get("/3/invoices?order=1").code()).isEqualTo(2000588);
        assertThat(caller.get("/3/invoices?sortby=duedate").code()).isEqualTo(2000588);
        assertThat(caller.get("/3/invoices?fromdate=20260211").code()).isEqualTo(2000588);
    }

    @Test
    void filtersByWhereTheyStand() {
        invoice(Invoices.right());
        booked(Invoices.right());
        act(invoice(Invoices.right()), "cancel");
        var paid = booked(Invoices.right());
        bookPayment(payment(paid, "\"Amount\":347"));
        booked(Invoices.with("\"DueDate\":\"2026-12-31\"", Invoices.CANDLES));

        assertThat(listed("filter=unbooked")).containsExactly("1");
        assertThat(listed("filter=cancelled")).containsExactly("3");
        assertThat(listed("filter=fullypaid")).containsExactly("4");
        assertThat(listed("filter=unpaid")).containsExactly("2", "5");
        assertThat(listed("filter=unpaidoverdue")).containsExactly("2");
        assertThat(listed("fromfinalpaydate=2026-02-13&tofinalpaydate=2026-02-13"))
                .containsExactly("4");
        assertThat(caller.get("/3/invoices?filter=fullypaid")
                        .at("/Invoices/0/FinalPayDate")
                        .asText())
                .isEqualTo("2026-02-13");
    }

    @Test
    void shiftsItsPagesWhenAnInvoiceComesBetween() {
        for (int i = 1; i <= 4; i++) {
            invoice(Invoices.with("\"DocumentNumber\":\"1" + i + "\""));
        }
        assertThat(listed("limit=2&page=1")).containsExactly("11", "12");
        invoice(Invoices.with("\"DocumentNumber\":\"5\""));
        assertThat(listed("limit=2&page=2")).containsExactly("12", "13");
        assertThat(listed("limit=2&page=3")).containsExactly("14");
    }

    @Test
    void callsANegativeInvoiceACreditUnlessToldOtherwise() {
        invoice(Invoices.with("", Invoices.row("-1", "100", "25", "3001")));
        assertThat(read("1").at("/Invoice/Credit").asText()).isEqualTo("true");
        assertThat(listed("credit=true")).containsExactly("1");
        sandbox.assume("negative-is-credit", "no");
        assertThat(read("1").at("/Invoice/Credit").asText()).isEqualTo("false");
        assertThat(listed("credit=true")).isEmpty();
    }
}
