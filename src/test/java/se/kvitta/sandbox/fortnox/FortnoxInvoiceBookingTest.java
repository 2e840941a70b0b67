package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class FortnoxInvoiceBookingTest extends SalesSandbox {

    private static final Charset CP437 = Charset.forName("IBM437");

    @Test
    void booksABalancedVerificationInTheInvoiceSeries() {
        var number = invoice(Invoices.with("\"CostCenter\":\"WEBB\"", Invoices.CANDLES, Invoices.FREIGHT));

        var answer = act(number, "bookkeep");

        assertDone(answer);
        assertThat(answer.at("/Invoice/Booked").asBoolean()).isTrue();
        assertThat(answer.at("/Invoice/VoucherSeries").asText()).isEqualTo("B");
        assertThat(answer.at("/Invoice/VoucherNumber").asInt()).isEqualTo(1);
        assertThat(answer.at("/Invoice/VoucherYear").asInt()).isEqualTo(6);
        assertThat(answer.at("/Invoice/Balance").asInt()).isEqualTo(347);
        assertThat(rows("B", 1)).containsExactly("1510 34700", "3001 -23840", "3520 -3920", "2611 -6940");
        var voucher = caller.get("/3/vouchers/B/1?financialyear=6");
        assertThat(voucher.at("/Voucher/ReferenceType").asText()).isEqualTo("INVOICE");
        assertThat(voucher.at("/Voucher/ReferenceNumber").asText()).isEqualTo(number);
        assertThat(voucher.at("/Voucher/TransactionDate").asText()).isEqualTo("2026-02-11");
        assertThat(voucher.at("/Voucher/Description").asText()).isEqualTo("Kundfaktura Webbkund (1)");
        assertThat(voucher.at("/Voucher/VoucherRows/1/CostCenter").asText()).isEqualTo("WEBB");
        var sie = new String(caller.get("/3/sie/4?financialyear=6").bytes(), CP437);
        assertThat(sie).contains("#VER B 1 20260211").contains("#TRANS 1510 {} 347");
        assertThat(company.balances(6)).containsEntry(3001, -23_840L).containsEntry(1510, 1_235_050L + 34_700);
    }

    @Test
    void booksEveryRateOnItsAccountAndTheKronorOnTheirs() {
        booked(Invoices.with(
                "\"Freight\":10,\"AdministrationFee\":5",
                Invoices.row("1", "100.30", "25", "3001"),
                Invoices.row("1", "112", "12", "3002"),
                Invoices.row("1", "106", "6", "3003"),
                Invoices.row("1", "50", "0", "3004")));

        assertThat(rows("B", 1))
                .containsExactlyInAnyOrder(
                        "1510 38300",
                        "3001 -8024",
                        "3002 -10000",
                        "3003 -10000",
                        "3004 -5000",
                        "3540 -400",
                        "3520 -800",
                        "2611 -2306",
                        "2621 -1200",
                        "2631 -600",
                        "3740 30");
    }

    @Test
    void roundsForeignRowsOntoTheirOwnAccount() {
        var body = Invoices.with(
                "\"Currency\":\"EUR\",\"CurrencyRate\":11.2345,\"CurrencyUnit\":1",
                Invoices.row("1", "10.04", "25", "3001"),
                Invoices.row("1", "10.04", "12", "3002"));

        booked(body);
        sandbox.assume("foreign-rounding", "last-row");
        booked(body);

        assertThat(rows("B", 1))
                .containsExactly("1510 22559", "3001 -9021", "3002 -10066", "2611 -2258", "2621 -1213", "3740 -1");
        assertThat(rows("B", 2)).containsExactly("1510 22559", "3001 -9021", "3002 -10066", "2611 -2258", "2621 -1214");
        assertThat(read("1").at("/Invoice/Balance").asText()).isEqualTo("20.08");
        sandbox.assume("balance-currency", "sek");
        assertThat(read("1").at("/Invoice/Balance").asText()).isEqualTo("225.59");
    }

    @Test
    void booksOssOnTheAccountOfItsCode() {
        assertRefused(
                caller.post("/3/invoices", Invoices.with("", Invoices.row("1", "125.5", "25.5", "3112"))), 2999048);
        company.sales().registerVat("OSSFI", new BigDecimal("25.5"), 2672, 3112);
        company.sales().registerVat("OSSNL", new BigDecimal("21"), 2674, 3114);
        company.sales().registerVat("OSSBE", new BigDecimal("21"), 2676, 3116);

        booked(Invoices.with(
                "",
                Invoices.row("1", "125.50", "25.5", "3112"),
                Invoices.row("1", "121", "21", "3116"),
                Invoices.row("1", "242", "21", "3114").replace(",\"VAT\":21", "")));

        assertThat(rows("B", 1))
                .contains("2672 -2550", "2676 -2100", "2674 -4200", "3112 -10000", "3116 -10000", "3114 -20000");
    }

    @Test
    void refusesAVatThatDisagreesWithTheAccountWhenToldSo() {
        var row = Invoices.row("1", "100", "12", "3001");
        booked(Invoices.with("", row));
        assertThat(rows("B", 1)).contains("2621 -1071");
        sandbox.assume("row-vat-against-account", "refuse");
        assertRefused(caller.post("/3/invoices", Invoices.with("", row)), 2999049);
    }

    @Test
    void asksForTheAccountOfARateThatEasyVatDoesNotKnow() {
        company.sales().useEasyVat(true);
        company.sales().registerVat("OSSFI", new BigDecimal("25.5"), 2672);
        var without = "{\"Description\":\"Vara\",\"DeliveredQuantity\":1,\"Price\":100,\"VAT\":25.5}";

        assertRefused(caller.post("/3/invoices", Invoices.with("", without)), 2004167);
        assertThat(invoice(Invoices.with("", Invoices.row("1", "100", "25.5", "3112"))))
                .isEqualTo("1");
        assertThat(invoice(Invoices.with("", without.replace("25.5", "12")))).isEqualTo("2");
        assertThat(read("2").at("/Invoice/InvoiceRows/0/AccountNumber").asInt()).isEqualTo(3002);
    }

    @Test
    void bumpsLastModifiedWhenItIsBooked() {
        var number = invoice(Invoices.right());
        sandbox.advanceClock(Duration.ofMinutes(30));
        var since = "/3/invoices?lastmodified=2026-10-15%2012:30";
        assertThat(caller.get(since).at("/Invoices")).isEmpty();
        act(number, "bookkeep");
        assertThat(caller.get(since).at("/Invoices")).hasSize(1);
    }

    @Test
    void booksNothingTwice() {
        var number = booked(Invoices.right());
        assertRefused(act(number, "bookkeep"), 2999059);
        assertThat(company.vouchers()).hasSize(1);
    }

    @Test
    void changesNoBookedInvoiceUnlessToldThatTextsMayBe() {
        var number = booked(Invoices.right());
        var text = Invoices.change("\"Comments\":\"Levererad\"");

        assertRefused(caller.put("/3/invoices/" + number, text), 2999059);
        assertRefused(act(number, "cancel"), 2999059);
        sandbox.assume("booked-invoice-texts", "accept");
        assertThat(caller.put("/3/invoices/" + number, text)
                        .at("/Invoice/Comments")
                        .asText())
                .isEqualTo("Levererad");
        assertRefused(caller.put("/3/invoices/" + number, Invoices.change("\"InvoiceRows\":[]")), 2999059);
    }

    @Test
    void cancelsWhileUnbookedAndKeepsTheNumber() {
        var number = invoice(Invoices.right());

        var cancelled = act(number, "cancel");

        assertDone(cancelled);
        assertThat(cancelled.at("/Invoice/Cancelled").asBoolean()).isTrue();
        assertThat(cancelled.at("/Invoice/Balance").asInt()).isZero();
        assertThat(cancelled.at("/Invoice/Total").asInt()).isEqualTo(347);
        assertRefused(act(number, "bookkeep"), 2999060);
        assertRefused(caller.put("/3/invoices/" + number, Invoices.change("\"Remarks\":\"x\"")), 2999060);
        assertThat(invoice(Invoices.right())).isEqualTo("2");
    }

    @Test
    void booksNothingThatIsNotFinished() {
        var draft = invoice(Invoices.with("\"NotCompleted\":true", Invoices.CANDLES));
        assertRefused(act(draft, "bookkeep"), 2003498);
        caller.put("/3/invoices/" + draft, Invoices.change("\"NotCompleted\":false"));
        assertDone(act(draft, "bookkeep"));

        var nameless = invoice(Invoices.with("", Invoices.CANDLES.replace("\"Description\":\"Blockljus\",", "")));
        assertRefused(act(nameless, "bookkeep"), 2003977);
    }

    @Test
    void marksAnInvoiceAsSent() {
        var number = invoice(Invoices.right());
        assertThat(act(number, "externalprint").at("/Invoice/Sent").asBoolean()).isTrue();
        assertDone(act(number, "bookkeep"));
        assertDone(act(number, "externalprint"));
        assertThat(act("77", "bookkeep").code()).isEqualTo(2000434);
    }

    @Test
    void paysAZeroInvoiceByBookingIt() {
        var number = booked(
                Invoices.with("", Invoices.row("1", "100", "25", "3001"), Invoices.row("-1", "100", "25", "3001")));
        assertThat(read(number).at("/Invoice/FinalPayDate").asText()).isEqualTo("2026-02-11");
        assertRefused(caller.post("/3/invoicepayments", Invoices.payment(number, "\"Amount\":1")), 2003055);
    }

    @Test
    void booksACashInvoiceStraightIntoTheTill() {
        var number = booked(Invoices.with("\"InvoiceType\":\"CASHINVOICE\",\"PaymentWay\":\"CARD\"", Invoices.CANDLES));
        assertThat(rows("B", 1)).startsWith("1686 29800");
        assertThat(read(number).at("/Invoice/Balance").asInt()).isZero();
        assertThat(company.vouchers().get(0).referenceType()).isEqualTo("CASHINVOICE");
    }

    @Test
    void booksNothingInTheLockedPeriod() {
        var number = invoice(Invoices.right());
        company.lockThrough(LocalDate.of(2026, 2, 11));

        assertRefused(act(number, "bookkeep"), 2000401);
        assertThat(invoice(Invoices.right())).isEqualTo("2");
        sandbox.assume("invoice-in-locked-period", "refuse");
        assertRefused(caller.post("/3/invoices", Invoices.right()), 2000401);
        company.lockThrough(LocalDate.of(2026, 2, 10));
        assertDone(act(number, "bookkeep"));
    }

    @Test
    void needsThePredefinedAccountsAndSeries() {
        var number = invoice(Invoices.with("", Invoices.row("1", "99.5", "25", "3001")));
        for (var use : new String[] {"CUSTCLAIM", "OUTVAT_MP1", "ROUNDOFF"}) {
            var account = caller.get("/3/predefinedaccounts/" + use)
                    .at("/PreDefinedAccount/Account")
                    .asText();
            company.sales().predefineAccount(use, "");
            assertRefused(act(number, "bookkeep"), 2999064);
            company.sales().predefineAccount(use, account);
        }
        company.sales().predefineSeries("INVOICE", "");
        assertRefused(act(number, "bookkeep"), 2999065);
        company.sales().predefineSeries("INVOICE", "Q");
        assertRefused(act(number, "bookkeep"), 2999009);
        company.sales().predefineSeries("INVOICE", "L");
        assertThat(act(number, "bookkeep").at("/Invoice/VoucherSeries").asText())
                .isEqualTo("L");
        assertThat(company.vouchers()).hasSize(1);
    }

    @Test
    void needsActiveAccountsInTheYearOfTheInvoice() {
        var number = invoice(Invoices.right());
        company.activate(6, 3001, false);
        assertRefused(act(number, "bookkeep"), 2999008);
        var lastYear = Invoices.right().replace("2026-02-11", "2025-02-11");
        assertRefused(caller.post("/3/invoices", lastYear.replace("3520", "1686")), 2001304);
        assertDone(act(invoice(lastYear), "bookkeep"));
        assertThat(company.vouchers().get(0).financialYear()).isEqualTo(5);
    }

    @Test
    void numbersASeriesPerYear() {
        booked(Invoices.right());
        booked(Invoices.right().replace("2026-02-11", "2027-02-11"));
        assertThat(company.vouchers())
                .extracting(Voucher::financialYear, Voucher::number)
                .containsExactly(tuple(6, 1), tuple(7, 1));
    }

    @Test
    void mindsTheCostCentresThatAccountsForceOrForbid() {
        caller.put("/3/accounts/3001?financialyear=6", "{\"Account\":{\"CostCenterSettings\":\"MANDATORY\"}}");
        assertRefused(caller.post("/3/invoices", Invoices.right()), 2999019);
        // A text row with defaults left in trips over it as well.
        assertRefused(caller.post("/3/invoices", Invoices.with("", "{\"Description\":\"Order 10482\"}")), 2999019);
        assertThat(invoice(Invoices.with("\"CostCenter\":\"WEBB\"", Invoices.CANDLES)))
                .isEqualTo("1");

        caller.put("/3/accounts/3001?financialyear=6", "{\"Account\":{\"CostCenterSettings\":\"NOTALLOWED\"}}");
        assertThat(invoice(Invoices.with("\"CostCenter\":\"WEBB\"", Invoices.CANDLES)))
                .isEqualTo("2");
        assertRefused(
                caller.post(
                        "/3/invoices", Invoices.with("", Invoices.CANDLES.replace("}", ",\"CostCenter\":\"WEBB\"}"))),
                2999020);
        caller.put("/3/accounts/3001?financialyear=6", "{\"Account\":{\"ProjectSettings\":\"MANDATORY\"}}");
        assertRefused(caller.post("/3/invoices", Invoices.right()), 2999022);
        assertThat(invoice(Invoices.with("\"Project\":\"1\"", Invoices.CANDLES)))
                .isEqualTo("3");
    }

    @Test
    void creditsABookedInvoiceOnce() {
        var number = booked(
                Invoices.with("\"ExternalInvoiceReference1\":\"klarna:10482;\",\"Freight\":50", Invoices.CANDLES));

        var original = act(number, "credit");

        assertDone(original);
        assertThat(original.at("/Invoice/DocumentNumber").asText()).isEqualTo(number);
        assertThat(original.at("/Invoice/CreditInvoiceReference").asText()).isEqualTo("2");
        assertThat(original.at("/Invoice/Balance").asInt()).isEqualTo(348);
        var credit = read("2");
        assertThat(credit.text()).contains("\"Credit\":\"true\"");
        assertThat(credit.at("/Invoice/Booked").asBoolean()).isFalse();
        assertThat(credit.at("/Invoice/Total").asInt()).isEqualTo(-348);
        assertThat(credit.at("/Invoice/InvoiceRows/0/DeliveredQuantity").asText())
                .isEqualTo("-2");
        assertThat(credit.at("/Invoice/InvoiceDate").asText()).isEqualTo("2026-10-15");
        assertRefused(act(number, "credit"), 2999062);
        assertDone(act("2", "bookkeep"));
        assertThat(rows("B", 2)).containsExactly("1510 -34800", "3001 23840", "3520 4000", "2611 6960");
        assertRefused(act("2", "credit"), 2999062);
        assertThat(read(number).at("/Invoice/Balance").asInt()).isEqualTo(348);
    }

    @Test
    void creditsNothingThatIsNotBooked() {
        assertRefused(act(invoice(Invoices.right()), "credit"), 2999062);
        act("1", "cancel");
        assertRefused(act("1", "credit"), 2999062);
    }

    @Test
    void editsACreditToAPartOfIt() {
        var number = booked(Invoices.right());
        act(number, "credit");
        var changed = caller.put(
                "/3/invoices/2",
                Invoices.change("\"InvoiceDate\":\"2026-02-20\",\"InvoiceRows\":[{\"DeliveredQuantity\":\"-1\"},"
                        + "{\"DeliveredQuantity\":\"0\"}]"));
        assertThat(changed.at("/Invoice/Total").asInt()).isEqualTo(-149);
        assertThat(changed.at("/Invoice/Balance").asInt()).isEqualTo(-149);
        assertDone(act("2", "bookkeep"));
    }

    @Test
    void creditsWithoutReferencesWhenToldSo() {
        var body = Invoices.with("\"ExternalInvoiceReference1\":\"klarna:1;\"", Invoices.CANDLES);
        act(booked(body), "credit");
        assertThat(read("2").at("/Invoice/ExternalInvoiceReference1").asText()).isEqualTo("klarna:1;");
        sandbox.assume("credit-copies-references", "no");
        act(booked(body.replace("klarna:1;", "klarna:2;")), "credit");
        assertThat(read("4").at("/Invoice/ExternalInvoiceReference1").asText()).isEmpty();
    }

    @Test
    void cannotCreditWhenTheOcrIsTaken() {
        var number = booked(Invoices.right());
        invoice(Invoices.with("\"DocumentNumber\":\"70\",\"OCR\":\"" + Ocr.of(2) + "\""));
        assertRefused(act(number, "credit"), 2999057);
        assertThat(read(number).at("/Invoice/CreditInvoiceReference").asText()).isEqualTo("0");
    }

    @Test
    void booksNoInvoiceByTheCashMethod() {
        var cash = sandbox.company(KONTANTEN);
        cash.sales().addCustomer("{\"CustomerNumber\":\"WEBB\",\"Name\":\"Webbkund\"}");
        var kontanten = caller(KONTANTEN);
        var made = kontanten.post("/3/invoices", Invoices.right());
        assertThat(made.at("/Invoice/AccountingMethod").asText()).isEqualTo("CASH");
        assertRefused(kontanten.put("/3/invoices/1/bookkeep", ""), 2999063);

        kontanten.post("/3/invoicepayments", Invoices.payment("1", "\"Amount\":100"));
        assertDone(kontanten.put("/3/invoicepayments/1/bookkeep", ""));
        assertThat(cash.balances(12))
                .containsEntry(1581, 10_000L)
                .containsEntry(3001, -6_870L)
                .doesNotContainKey(1510);
        assertThat(cash.sales().invoice(1).balanceMinor()).isEqualTo(24_700);
    }
}
