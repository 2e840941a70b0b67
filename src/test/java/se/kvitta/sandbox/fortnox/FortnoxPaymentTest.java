package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FortnoxPaymentTest extends SalesSandbox {

    private static final String EURO = "\"Currency\":\"EUR\",\"CurrencyRate\":11.25,\"CurrencyUnit\":1";

    private Caller.Reply post(String invoice, String properties) {
        return caller.post("/3/invoicepayments", Invoices.payment(invoice, properties));
    }

    private String balance(String invoice) {
        return read(invoice).at("/Invoice/Balance").asText();
    }

    private List<String> listed(String query) {
        return caller.get("/3/invoicepayments?" + query).at("/InvoicePayments").findValuesAsText("Number");
    }

    @Test
    void makesAPaymentThatIsNotBooked() {
        var invoice = booked(Invoices.with("\"ExternalInvoiceReference1\":\"klarna:10482;\"", Invoices.CANDLES));

        var answer = post(invoice, "\"Amount\":298");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("invoicepayments");
        var payment = answer.at("/InvoicePayment");
        assertThat(payment.path("Booked").asBoolean()).isFalse();
        assertThat(payment.path("Source").asText()).isEqualTo("direct");
        assertThat(payment.path("ExternalInvoiceReference1").asText()).isEqualTo("klarna:10482;");
        assertThat(payment.path("InvoiceOCR").asText()).isEqualTo("133");
        assertThat(answer.text())
                .contains("\"Number\":\"1\"")
                .contains("\"InvoiceNumber\":1")
                .contains("\"InvoiceTotal\":\"298\"")
                .contains("\"VoucherNumber\":null");
        assertThat(caller.get("/3/invoicepayments/1").json()).isEqualTo(answer.json());
        assertThat(caller.get("/3/invoicepayments/2").status()).isEqualTo(404);
        assertThat(balance(invoice)).isEqualTo("298");
        assertThat(company.vouchers()).hasSize(1);
    }

    @Test
    void lowersTheBalanceByBooking() {
        var invoice = booked(Invoices.right());
        var first = payment(invoice, "\"Amount\":100");

        var booked = bookPayment(first);

        assertDone(booked);
        assertThat(booked.at("/InvoicePayment/Booked").asBoolean()).isTrue();
        assertThat(booked.at("/InvoicePayment/VoucherSeries").asText()).isEqualTo("C");
        assertThat(balance(invoice)).isEqualTo("247");
        assertThat(read(invoice).at("/Invoice/FinalPayDate").isNull()).isTrue();
        assertThat(rows("C", 1)).containsExactly("1581 10000", "1510 -10000");
        bookPayment(payment(invoice, "\"Amount\":247,\"AmountCurrency\":247"));
        assertThat(balance(invoice)).isEqualTo("0");
        assertThat(read(invoice).at("/Invoice/FinalPayDate").asText()).isEqualTo("2026-02-13");
        assertRefused(post(invoice, "\"Amount\":1"), 2003055);
        var voucher = caller.get("/3/vouchers/C/1?financialyear=6");
        assertThat(voucher.at("/Voucher/Description").asText()).isEqualTo("Kundbet Webbkund (1)");
        assertThat(voucher.at("/Voucher/ReferenceType").asText()).isEqualTo("INVOICEPAYMENT");
        assertThat(voucher.at("/Voucher/TransactionDate").asText()).isEqualTo("2026-02-13");
    }

    @Test
    void takesTheSamePaymentTwiceWhileItIsNotBooked() {
        var invoice = booked(Invoices.right());
        payment(invoice, "\"Amount\":347");
        payment(invoice, "\"Amount\":347");

        assertDone(bookPayment("1"));
        assertRefused(bookPayment("2"), 2003055);
        assertRefused(bookPayment("1"), 2999066);
        assertThat(caller.delete("/3/invoicepayments/2").status()).isEqualTo(204);
        assertThat(listed("")).containsExactly("1");
        assertThat(company.sales().payments(1)).hasSize(1);
    }

    @Test
    void booksNoMoreThanIsOpenUnlessToldSo() {
        var invoice = booked(Invoices.right());
        var payment = payment(invoice, "\"Amount\":347.01");
        assertRefused(bookPayment(payment), 2999069);
        assertRefused(bookPayment(payment(invoice, "\"Amount\":-1")), 2999069);
        sandbox.assume("overpayment", "accept");
        assertDone(bookPayment(payment));
        assertThat(balance(invoice)).isEqualTo("-0.01");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "InvoiceNumber":99,"Amount":1                               | 2999058
            "Amount":1                                                  | 2001795
            "InvoiceNumber":1                                           | 2001795
            "InvoiceNumber":9123456789,"Amount":1                       | 2999015
            "InvoiceNumber":1,"Amount":0                                | 2999067
            "InvoiceNumber":1,"Amount":1,"AmountCurrency":2             | 2999068
            "InvoiceNumber":1,"Amount":1,"PaymentDate":"2026-02-10"     | 2001089
            "InvoiceNumber":1,"Amount":1,"PaymentDate":"2031-02-10"     | 2999012
            "InvoiceNumber":1,"Amount":1,"PaymentDate":"2027-01-04"     | 2999070
            "InvoiceNumber":1,"Amount":1,"ModeOfPayment":"KLARNA"       | 2999046
            "InvoiceNumber":1,"Amount":1,"ModeOfPaymentAccount":1912    | 2999008
            "InvoiceNumber":1,"Amount":1,"ModeOfPaymentAccount":1233    | 2001304
            "InvoiceNumber":1,"Amount":1,"Currency":"SEK"               | 2999018
            "InvoiceNumber":1,"Amount":1,"Comment":"x"                  | 2001399
            "InvoiceNumber":1,"Amount":1,"WriteOffs":[{"Amount":1}]     | 2001795
            "InvoiceNumber":1,"Amount":0,"WriteOffs":[{"Amount":-1,"AccountNumber":6570}] | 2999067
            "InvoiceNumber":1,"Amount":1,"WriteOffs":[{"Amount":-1,"AccountNumber":1233}] | 2001304
            """)
    void refusesWhatFortnoxRefuses(String properties, int code) {
        booked(Invoices.right());
        assertRefused(caller.post("/3/invoicepayments", "{\"InvoicePayment\":{" + properties + "}}"), code);
        assertThat(company.sales().payments()).isEmpty();
    }

    @Test
    void paysOnlyWhatIsBooked() {
        assertRefused(post(invoice(Invoices.right()), "\"Amount\":1"), 2999061);
        act("1", "cancel");
        assertRefused(post("1", "\"Amount\":1"), 2999060);
    }

    @Test
    void changesAPaymentUntilItIsBooked() {
        var invoice = booked(Invoices.right());
        var payment = "/3/invoicepayments/" + payment(invoice, "\"Amount\":300");

        var changed =
                caller.put(payment, "{\"InvoicePayment\":{\"Amount\":347,\"ModeOfPaymentAccount\":\"API_BLANK\"}}");

        assertDone(changed);
        assertThat(changed.at("/InvoicePayment/ModeOfPaymentAccount").asInt()).isEqualTo(1930);
        assertThat(changed.at("/InvoicePayment/PaymentDate").asText()).isEqualTo("2026-02-13");
        assertRefused(caller.put(payment, "{\"InvoicePayment\":{\"InvoiceNumber\":2}}"), 2999036);
        bookPayment("1");
        assertRefused(caller.put(payment, "{\"InvoicePayment\":{\"Amount\":1}}"), 2999066);
        assertRefused(caller.delete(payment), 2999066);
        assertThat(rows("C", 1)).containsExactly("1930 34700", "1510 -34700");
    }

    @Test
    void takesABookedPaymentBackWhenToldThatItCanBe() {
        var invoice = booked(Invoices.right());
        bookPayment(payment(invoice, "\"Amount\":347"));
        sandbox.assume("booked-payment-delete", "accept");

        assertThat(caller.delete("/3/invoicepayments/1").status()).isEqualTo(204);

        assertThat(balance(invoice)).isEqualTo("347");
        assertThat(read(invoice).at("/Invoice/FinalPayDate").isNull()).isTrue();
        assertThat(company.balances(6)).containsEntry(1510, 1_235_050L + 34_700);
    }

    @Test
    void takesTheAccountFromTheMode() {
        caller.post("/3/modesofpayments", "{\"ModeOfPayment\":{\"Code\":\"KLARNA\",\"AccountNumber\":1581}}");
        var invoice = booked(Invoices.right());
        caller.post(
                "/3/invoicepayments",
                "{\"InvoicePayment\":{\"InvoiceNumber\":1,\"Amount\":347,\"ModeOfPayment\":\"KLARNA\"}}");
        var payment = bookPayment("1");
        assertThat(payment.at("/InvoicePayment/ModeOfPaymentAccount").asInt()).isEqualTo(1581);
        assertThat(payment.at("/InvoicePayment/PaymentDate").asText()).isEqualTo("2026-10-15");
        assertThat(balance(invoice)).isEqualTo("0");
        assertThat(caller.delete("/3/modesofpayments/KLARNA").status()).isEqualTo(400);
    }

    @Test
    void paysACreditBackWithAnAmountBelowZero() {
        var original = booked(Invoices.right());
        act(original, "credit");
        caller.put("/3/invoices/2", Invoices.change("\"InvoiceDate\":\"2026-02-12\""));
        act("2", "bookkeep");

        assertDone(bookPayment(payment("2", "\"Amount\":-347")));
        assertThat(balance("2")).isEqualTo("0");
        assertThat(balance(original)).isEqualTo("347");
        assertDone(bookPayment(payment(original, "\"Amount\":347")));
        assertThat(company.balances(6)).containsEntry(1581, 0L).containsEntry(1510, 1_235_050L);
    }

    @Test
    void booksCurrencyGainsAndLosses() {
        var invoice = booked(Invoices.with(EURO, Invoices.row("1", "100", "25", "3001")));
        assertRefused(post(invoice, "\"Amount\":563"), 2001795);

        assertDone(bookPayment(payment(invoice, "\"Amount\":563,\"AmountCurrency\":50")));
        assertThat(rows("C", 1)).containsExactly("1581 56300", "1510 -56250", "3960 -50");
        assertThat(balance(invoice)).isEqualTo("50");
        assertDone(bookPayment(payment(invoice, "\"Amount\":562,\"AmountCurrency\":50")));
        assertThat(rows("C", 2)).containsExactly("1581 56200", "1510 -56250", "7960 50");
        assertThat(caller.get("/3/invoicepayments/1")
                        .at("/InvoicePayment/CurrencyRate")
                        .asText())
                .isEqualTo("11.26");
    }

    @Test
    void countsKronorByTheUnitOfTheCurrency() {
        caller.post(
                "/3/currencies",
                "{\"Currency\":{\"Code\":\"JPY\",\"Description\":\"Yen\",\"BuyRate\":7,\"SellRate\":7,\"Unit\":100}}");
        var invoice = booked(
                Invoices.with("\"Currency\":\"JPY\",\"CurrencyRate\":7", Invoices.row("1", "1000", "25", "3001")));
        assertThat(rows("B", 1)).startsWith("1510 7000");
        assertThat(bookPayment(payment(invoice, "\"AmountCurrency\":1000"))
                        .at("/InvoicePayment/Amount")
                        .asText())
                .isEqualTo("70");
        assertThat(rows("C", 1)).containsExactly("1581 7000", "1510 -7000");
    }

    @Test
    void writesOffWhatDidNotCome() {
        var invoice = booked(Invoices.right());
        var fee = "\"WriteOffs\":[{\"Amount\":%s,\"AccountNumber\":6570,\"TransactionInformation\":\"Avgift\"}]";

        var minus = payment(invoice, "\"Amount\":340," + fee.formatted("-7"));
        assertDone(bookPayment(minus));

        assertThat(rows("C", 1)).containsExactly("1581 34000", "6570 700", "1510 -34700");
        assertThat(caller.get("/3/invoicepayments")
                        .at("/InvoicePayments/0/WriteOffExist")
                        .asBoolean())
                .isTrue();
        var read = caller.get("/3/invoicepayments/1").at("/InvoicePayment/WriteOffs/0");
        assertThat(read.path("Amount").asInt()).isEqualTo(-7);
        assertThat(read.path("Description").asText()).isEqualTo("Bankkostnader");

        var other = booked(Invoices.right());
        sandbox.assume("write-off-sign", "positive");
        assertDone(bookPayment(payment(other, "\"Amount\":340," + fee.formatted("7"))));
        assertThat(rows("C", 2)).containsExactly("1581 34000", "6570 700", "1510 -34700");
        assertThat(balance(other)).isEqualTo("0");

        var all = booked(Invoices.right());
        sandbox.assume("write-off-without-payment", "accept");
        assertDone(bookPayment(payment(all, "\"Amount\":0," + fee.formatted("347"))));
        assertThat(balance(all)).isEqualTo("0");
    }

    @Test
    void paysInAnotherYearOnlyWhatWasCarriedOver() {
        var invoice = booked(Invoices.right());
        var january = Invoices.payment(invoice, "\"Amount\":347").replace("2026-02-13", "2027-01-04");
        assertRefused(caller.post("/3/invoicepayments", january), 2999070);

        company.sales().carryOver(6);

        assertThat(caller.post("/3/invoicepayments", january).status()).isEqualTo(201);
        var booked = bookPayment("1");
        assertThat(booked.at("/InvoicePayment/VoucherYear").asInt()).isEqualTo(7);
        assertThat(read(invoice).at("/Invoice/FinalPayDate").asText()).isEqualTo("2027-01-04");
    }

    @Test
    void booksNothingInTheLockedPeriod() {
        var invoice = booked(Invoices.right());
        var payment = payment(invoice, "\"Amount\":347");
        company.lockThrough(LocalDate.of(2026, 2, 13));

        assertRefused(bookPayment(payment), 2000401);
        assertRefused(post(invoice, "\"Amount\":1"), 2000401);
        sandbox.assume("payment-in-locked-period", "accept");
        assertThat(post(invoice, "\"Amount\":1").status()).isEqualTo(201);
    }

    @Test
    void listsByDateWhateverTheOrderAskedFor() {
        var first = booked(Invoices.right());
        for (int i = 0; i < 10; i++) {
            booked(Invoices.right());
        }
        payment(first, "\"Amount\":10");
        sandbox.advanceClock(Duration.ofMinutes(30));
        caller.post(
                "/3/invoicepayments", Invoices.payment("11", "\"Amount\":20").replace("02-13", "02-12"));

        assertThat(listed("")).containsExactly("2", "1");
        assertThat(listed("sortby=paymentdate&sortorder=descending")).containsExactly("2", "1");
        assertThat(listed("invoicenumber=1")).containsExactly("1");
        assertThat(listed("lastmodified=2026-10-15%2012:30")).containsExactly("2");
        assertThat(caller.get("/3/invoicepayments?fromdate=2026-01-01").code()).isEqualTo(2000588);
        assertThat(caller.get("/3/invoicepayments?sortby=number").code()).isEqualTo(2000588);
        sandbox.assume("payment-invoice-search", "contains");
        assertThat(listed("invoicenumber=1")).containsExactly("2", "1");
        var item = caller.get("/3/invoicepayments").at("/InvoicePayments/0");
        assertThat(item.has("ModeOfPayment")).isFalse();
        assertThat(item.has("AmountCurrency")).isFalse();
    }

    @Test
    void bumpsTheInvoiceWhenItIsPaid() {
        var invoice = booked(Invoices.right());
        var payment = payment(invoice, "\"Amount\":347");
        sandbox.advanceClock(Duration.ofMinutes(30));
        bookPayment(payment);
        var since = "lastmodified=2026-10-15%2012:30";
        assertThat(caller.get("/3/invoices?" + since).at("/Invoices")).hasSize(1);
        assertThat(listed(since)).containsExactly("1");
    }

    @Test
    void showsWhatOthersDid() {
        var invoice = company.sales().addInvoice("""
                {"CustomerNumber":"WEBB","InvoiceDate":"2026-02-11","VATIncluded":true,"YourOrderNumber":"10482",
                 "Booked":true,"InvoiceRows":[%s]}""".formatted(Invoices.CANDLES));
        var payment = company.sales().addPayment("""
                {"InvoiceNumber":%d,"Amount":298,"PaymentDate":"2026-02-13","Source":"file"}""".formatted(invoice.number()));

        assertThat(invoice.booked()).isTrue();
        var shown = caller.get("/3/invoicepayments?invoicenumber=1").at("/InvoicePayments/0");
        assertThat(shown.path("Source").asText()).isEqualTo("file");
        assertThat(shown.path("Booked").asBoolean()).isFalse();
        company.sales().bookPayment(payment.number());
        assertThat(company.sales().invoice(1).finalPayDate()).isEqualTo(LocalDate.of(2026, 2, 13));
        var credit = company.sales().creditInvoice(1);
        assertThat(credit.creditOf()).isEqualTo(1);
        assertThat(company.sales().bookInvoice(credit.number()).booked()).isTrue();
    }
}
