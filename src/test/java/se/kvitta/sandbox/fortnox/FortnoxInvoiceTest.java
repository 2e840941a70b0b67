package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FortnoxInvoiceTest extends SalesSandbox {

    private JsonNode made(String body) {
        return read(invoice(body)).at("/Invoice");
    }

    private void assertSums(JsonNode invoice, String total, String vat, String roundOff) {
        assertThat(invoice.path("Total").asText()).isEqualTo(total);
        assertThat(invoice.path("TotalVAT").asText()).isEqualTo(vat);
        assertThat(invoice.path("RoundOff").asText()).isEqualTo(roundOff);
    }

    @Test
    void makesAnUnbookedInvoice() {
        var answer = caller.post("/3/invoices", Invoices.right());

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("invoices");
        var invoice = answer.at("/Invoice");
        assertSums(invoice, "347", "69.4", "0");
        assertThat(invoice.path("Balance").asInt()).isEqualTo(347);
        assertThat(invoice.path("Net").asText()).isEqualTo("277.6");
        assertThat(invoice.path("Booked").asBoolean()).isFalse();
        assertThat(invoice.path("VoucherNumber").isNull()).isTrue();
        assertThat(invoice.path("OCR").asText()).isEqualTo("133");
        assertThat(invoice.path("AccountingMethod").asText()).isEqualTo("ACCRUAL");
        assertThat(read("1").json()).isEqualTo(answer.json());
        assertThat(read("2").code()).isEqualTo(2000434);
        assertThat(read("2").status()).isEqualTo(404);
        assertThat(company.vouchers()).isEmpty();
    }

    @Test
    void showsTheTypesThatFortnoxShows() {
        var text = read(invoice(Invoices.right())).text();

        assertThat(text)
                .contains("\"DocumentNumber\":\"1\"")
                .contains("\"CurrencyRate\":1,")
                .contains("\"Credit\":\"false\"")
                .contains("\"CreditInvoiceReference\":\"0\"")
                .contains("\"ContractReference\":\"0\"")
                .contains("\"OrderReference\":\"0\"")
                .contains("\"FinalPayDate\":null")
                .contains("\"DeliveryDate\":null")
                .contains("\"InvoicePeriodStart\":\"\"")
                .contains("\"DeliveredQuantity\":\"2\"")
                .contains("\"ContributionPercent\":\"0\"");
        assertThat(caller.get("/3/invoices").text()).contains("\"CurrencyRate\":\"1\"");
    }

    @Test
    void takesNetPricesAsWell() {
        var invoice = made(Invoices.with("\"VATIncluded\":false", Invoices.row("3", "79.20", "25", "3001"))
                .replace("\"VATIncluded\":true,", ""));

        assertSums(invoice, "297", "59.4", "0");
        assertThat(invoice.at("/InvoiceRows/0/Total").asText()).isEqualTo("237.6");
    }

    @Test
    void roundsPricesAndQuantitiesToTwoDecimals() {
        company.sales().roundToKronor(false);

        var invoice = made(Invoices.with("", Invoices.row("1.125", "10.005", "25", "3001")));

        assertThat(invoice.at("/InvoiceRows/0/DeliveredQuantity").asText()).isEqualTo("1.13");
        assertThat(invoice.at("/InvoiceRows/0/Price").asText()).isEqualTo("10.01");
        assertThat(invoice.path("Total").asText()).isEqualTo("11.31");
    }

    @Test
    void roundsTheTotalToWholeKronorUnlessTheCompanyDoesNot() {
        var row = Invoices.row("1", "347.49", "25", "3001");

        assertSums(made(Invoices.with("", row)), "347", "69.5", "-0.49");
        company.sales().roundToKronor(false);
        assertSums(made(Invoices.with("", row)), "347.49", "69.5", "0");
    }

    @Test
    void addsVatUpByRateOrByRow() {
        var row = Invoices.row("1", "10.10", "25", "3001"); // 2.02 VAT
        var odd = Invoices.row("1", "10.02", "25", "3001"); // 2.004 VAT
        company.sales().roundToKronor(false);

        assertSums(made(Invoices.with("", row, odd, odd, odd)), "40.16", "8.03", "0");
        sandbox.assume("vat-rounding", "per-row");
        assertSums(made(Invoices.with("", row, odd, odd, odd)), "40.16", "8.02", "0");
    }

    @Test
    void numbersInvoicesAndTakesNumbersThatAreChosen() {
        assertThat(invoice(Invoices.right())).isEqualTo("1");
        assertThat(invoice(Invoices.with("\"DocumentNumber\":\"9123456789\""))).isEqualTo("9123456789");
        assertThat(invoice(Invoices.with("\"DocumentNumber\":\"2\""))).isEqualTo("2");
        assertThat(invoice(Invoices.right())).isEqualTo("3");
        assertRefused(caller.post("/3/invoices", Invoices.with("\"DocumentNumber\":\"2\"")), 2999029);
        assertRefused(caller.post("/3/invoices", Invoices.with("\"DocumentNumber\":\"F2\"")), 2000108);
    }

    @Test
    void derivesTheOcrFromTheNumber() {
        assertThat(made(Invoices.with("\"DocumentNumber\":\"18\"")).path("OCR").asText())
                .isEqualTo("1842");
        assertThat(made(Invoices.with("\"DocumentNumber\":\"32\"")).path("OCR").asText())
                .isEqualTo("3244");
        assertThat(made(Invoices.with("\"OCR\":\"133\"")).path("OCR").asText()).isEqualTo("133");
        assertRefused(caller.post("/3/invoices", Invoices.with("\"OCR\":\"134\"")), 2999056);
    }

    @Test
    void countsTheDueDateFromTheTerms() {
        assertThat(made(Invoices.with("\"InvoiceDate\":\"2026-01-30\",\"TermsOfPayment\":\"30\"")
                                .replace("\"InvoiceDate\":\"2026-02-11\",", ""))
                        .path("DueDate")
                        .asText())
                .isEqualTo("2026-03-01");
        assertThat(made(Invoices.with("\"TermsOfPayment\":\"0\""))
                        .path("DueDate")
                        .asText())
                .isEqualTo("2026-02-11");
        assertThat(made(Invoices.with("\"DueDate\":\"2026-01-01\""))
                        .path("DueDate")
                        .asText())
                .isEqualTo("2026-01-01");
        var today = made("{\"Invoice\":{\"CustomerNumber\":\"WEBB\"}}");
        assertThat(today.path("InvoiceDate").asText()).isEqualTo("2026-10-15");
        assertThat(today.path("DueDate").asText()).isEqualTo("2026-11-14");
        assertThat(today.path("InvoiceRows")).isEmpty();
    }

    @Test
    void copiesWhatTheCustomerHas() {
        company.sales().addCustomer("""
                {"CustomerNumber":"REGULAR","Name":"Ljushallen AB","City":"Malmö","CountryCode":"SE","InvoiceFreight":"50",
                 "InvoiceAdministrationFee":"20","InvoiceDiscount":10,"TermsOfPayment":"10","ShowPriceVATIncluded":true,
                 "YourReference":"Kim","CostCenter":"BUTIK","InvoiceRemark":"Tack"}""");

        var invoice =
                made("{\"Invoice\":{\"CustomerNumber\":\"REGULAR\",\"InvoiceDate\":\"2026-02-11\",\"InvoiceRows\":["
                        + Invoices.row("1", "100", "25", "3001") + "]}}");

        assertThat(invoice.path("CustomerName").asText()).isEqualTo("Ljushallen AB");
        assertThat(invoice.path("City").asText()).isEqualTo("Malmö");
        assertThat(invoice.path("Country").asText()).isEqualTo("Sverige");
        assertThat(invoice.path("DueDate").asText()).isEqualTo("2026-02-21");
        assertThat(invoice.path("VATIncluded").asBoolean()).isTrue();
        assertThat(invoice.path("YourReference").asText()).isEqualTo("Kim");
        assertThat(invoice.path("Remarks").asText()).isEqualTo("Tack");
        assertThat(invoice.path("FreightVAT").asInt()).isEqualTo(10);
        assertSums(invoice, "160", "32", "0");

        var without = made("{\"Invoice\":{\"CustomerNumber\":\"REGULAR\",\"Freight\":0,\"AdministrationFee\":0,"
                + "\"City\":\"API_BLANK\",\"InvoiceRows\":["
                + Invoices.row("1", "100", "25", "3001").replace("}", ",\"Discount\":0}") + "]}}");
        assertSums(without, "100", "20", "0");
        assertThat(without.path("City").asText()).isEmpty();
    }

    @Test
    void addsVatToFeesWhenToldThatTheyAreNet() {
        sandbox.assume("fees-with-vat", "net");
        assertSums(made(Invoices.with("\"Freight\":100")), "125", "25", "0");
    }

    @Test
    void takesTheRateOfTheAccountWhereTheRowHasNone() {
        var row = Invoices.row("1", "112", "0", "3002").replace(",\"VAT\":0", "");
        assertSums(made(Invoices.with("", row)), "112", "12", "0");
        var none = "{\"Description\":\"Vara\",\"DeliveredQuantity\":1,\"Price\":125}";
        var invoice = made(Invoices.with("", none));
        assertThat(invoice.at("/InvoiceRows/0/AccountNumber").asInt()).isEqualTo(3001);
        assertSums(invoice, "125", "25", "0");
    }

    @Test
    void choosesTheAccountByTheCustomersVatType() {
        for (var type : new String[] {"EUREVERSEDVAT", "EUVAT", "EXPORT", "SEREVERSEDVAT"}) {
            company.sales()
                    .addCustomer("{\"CustomerNumber\":\"" + type + "\",\"Name\":\"x\",\"VATType\":\"" + type + "\"}");
        }
        var row = "{\"Description\":\"Vara\",\"DeliveredQuantity\":1,\"Price\":100}";
        assertAccount("EUREVERSEDVAT", row, 3108, "0");
        assertAccount("EXPORT", row, 3105, "0");
        assertAccount("SEREVERSEDVAT", row, 3231, "0");
        assertAccount("EUVAT", row, 3106, "20");
        company.sales().addCustomer("{\"CustomerNumber\":\"OWN\",\"Name\":\"x\",\"SalesAccount\":\"3002\"}");
        assertAccount("OWN", row, 3002, "10.71");
    }

    private void assertAccount(String customer, String row, int account, String vat) {
        var invoice = made(Invoices.with("", row).replace("WEBB", customer));
        assertThat(invoice.at("/InvoiceRows/0/AccountNumber").asInt()).isEqualTo(account);
        assertThat(invoice.path("TotalVAT").asText()).isEqualTo(vat);
    }

    @Test
    void takesDiscountsInPercentAndInMoney() {
        var row = Invoices.row("2", "100", "25", "3001").replace("}", ",\"Discount\":%s,\"DiscountType\":\"%s\"}");
        var percent = made(Invoices.with("", row.formatted("12.5", "PERCENT")));
        assertSums(percent, "175", "35", "0");
        assertThat(percent.path("Gross").asInt()).isEqualTo(200);
        assertSums(made(Invoices.with("", row.formatted("30", "AMOUNT"))), "170", "34", "0");
        var back = row.formatted("30", "AMOUNT").replace("\"2\"", "\"-2\"");
        assertSums(made(Invoices.with("", back)), "-170", "-34", "0");
    }

    @Test
    void makesTheRateOneWhenNobodyNamesIt() {
        var invoice = made(Invoices.with("\"Currency\":\"EUR\"", Invoices.row("1", "10", "25", "3001")));
        assertThat(invoice.path("CurrencyRate").asInt()).isEqualTo(1);
        var rated = made(Invoices.with(
                "\"Currency\":\"EUR\",\"CurrencyRate\":11.2345", Invoices.row("1", "10.49", "25", "3001")));
        assertThat(rated.path("CurrencyRate").asText()).isEqualTo("11.2345");
        assertThat(rated.path("Total").asText()).isEqualTo("10.49");
        sandbox.assume("whole-units-abroad", "yes");
        assertThat(made(Invoices.with("\"Currency\":\"EUR\"", Invoices.row("1", "10.49", "25", "3001")))
                        .path("Total")
                        .asInt())
                .isEqualTo(10);
    }

    @Test
    void leavesRowsThatAreTextAlone() {
        var text = "{\"Description\":\"Order 10482\",\"AccountNumber\":\"API_BLANK\"}";
        var zero = "{\"Description\":\"Order 10483\",\"AccountNumber\":0}";
        var careless = "{\"Description\":\"Order 10484\"}";

        var number = booked(Invoices.with("", Invoices.CANDLES, text, zero, careless));

        assertThat(read(number).at("/Invoice/InvoiceRows/1/AccountNumber").asInt())
                .isZero();
        assertThat(rows("B", 1)).containsExactly("1510 29800", "3001 -23840", "2611 -5960");
        assertThat(read(number).at("/Invoice/InvoiceRows/3/AccountNumber").asInt())
                .isEqualTo(3001);
        var onlyCareless = booked(Invoices.with("", text, careless));
        assertThat(onlyCareless).isEqualTo("2");
        assertThat(rows("B", 2)).containsExactly("1510 0", "3001 0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "CustomerNumber":"NOBODY"                         | 2000204
            "Currency":"NOK"                                  | 2999044
            "InvoiceDate":"2031-01-01"                        | 2999012
            "CurrencyRate":0,"Currency":"EUR"                 | 2999015
            "TermsOfPayment":"31"                             | 2999045
            "CostCenter":"NOPE"                               | 2999021
            "Project":"99"                                    | 2999024
            "YourReference":"[kv]"                            | 2000359
            "Total":5                                         | 2999018
            "Credit":"true"                                   | 2999018
            "ExternalReference":"1"                           | 2001399
            "InvoiceType":"BILL"                              | 2999017
            "PaymentWay":"CARD"                               | 2999055
            "TaxReductionType":"rot"                          | 2999053
            "Labels":[{"Id":3}]                               | 2999054
            "VATIncluded":"ja"                                | 2000134
            "InvoiceRows":[{"AccountNumber":1912}]            | 2999008
            "InvoiceRows":[{"AccountNumber":1233}]            | 2001304
            "InvoiceRows":[{"AccountNumber":99}]              | 2999015
            "InvoiceRows":[{"ArticleNumber":"LJUS-404"}]      | 2001302
            "InvoiceRows":[{"VAT":19}]                        | 2999048
            "InvoiceRows":[{"Price":"tio"}]                   | 2000108
            "InvoiceRows":[{"Price":12345678901.23}]          | 2999006
            "InvoiceRows":[{"CostCenter":"NOPE"}]             | 2999021
            "InvoiceRows":[{"HouseWork":true}]                | 2999053
            "InvoiceRows":[{"RowId":7}]                       | 2999051
            "InvoiceRows":[{"Colour":"red"}]                  | 2001399
            "InvoiceRows":[{"AccountNumber":0,"Price":5,"DeliveredQuantity":1}] | 2999052
            """)
    void refusesWhatFortnoxRefuses(String property, int code) {
        assertRefused(caller.post("/3/invoices", "{\"Invoice\":{\"CustomerNumber\":\"WEBB\"," + property + "}}"), code);
        assertThat(company.sales().invoices()).isEmpty();
    }

    @Test
    void refusesTextsThatAreTooLong() {
        assertThat(invoice(Invoices.with("\"ExternalInvoiceReference1\":\"" + "x".repeat(80) + "\"")))
                .isEqualTo("1");
        assertRefused(
                caller.post("/3/invoices", Invoices.with("\"ExternalInvoiceReference1\":\"" + "x".repeat(81) + "\"")),
                2999014);
        assertRefused(
                caller.post("/3/invoices", Invoices.with("\"YourOrderNumber\":\"" + "x".repeat(76) + "\"")), 2999014);
    }

    @Test
    void holdsFiveHundredRows() {
        var rows = Collections.nCopies(500, Invoices.row("1", "1", "25", "3001"));
        assertThat(made(Invoices.with("", rows.toArray(String[]::new)))
                        .path("Total")
                        .asInt())
                .isEqualTo(500);
        var more = Collections.nCopies(501, Invoices.row("1", "1", "25", "3001"));
        assertRefused(caller.post("/3/invoices", Invoices.with("", more.toArray(String[]::new))), 2999050);
    }

    @Test
    void refusesAnInactiveCustomer() {
        caller.put("/3/customers/WEBB", "{\"Customer\":{\"Active\":false}}");
        assertRefused(caller.post("/3/invoices", Invoices.right()), 2999047);
    }

    @Test
    void matchesRowsByTheirPlace() {
        var number = invoice(Invoices.right());

        var changed = caller.put(
                "/3/invoices/" + number,
                Invoices.change("\"InvoiceRows\":[{\"DeliveredQuantity\":\"1\"},{},"
                        + Invoices.row("1", "10", "25", "3001") + "]"));

        assertDone(changed);
        assertThat(changed.at("/Invoice/InvoiceRows")).hasSize(3);
        assertThat(changed.at("/Invoice/InvoiceRows/0/Description").asText()).isEqualTo("Blockljus");
        assertThat(changed.at("/Invoice/Total").asInt()).isEqualTo(149 + 49 + 10);
        assertThat(changed.at("/Invoice/Balance").asInt()).isEqualTo(149 + 49 + 10);
        var one = caller.put("/3/invoices/" + number, Invoices.change("\"InvoiceRows\":[{}]"));
        assertThat(one.at("/Invoice/InvoiceRows")).hasSize(1);
    }

    @Test
    void matchesRowsByTheirIdWhenOneIsNamed() {
        var number = invoice(Invoices.right());
        long freight = read(number).at("/Invoice/InvoiceRows/1/RowId").asLong();

        var changed = caller.put(
                "/3/invoices/" + number,
                Invoices.change(
                        "\"InvoiceRows\":[" + Invoices.row("1", "10", "25", "3001") + ",{\"RowId\":" + freight + "}]"));

        assertDone(changed);
        assertThat(changed.at("/Invoice/InvoiceRows").findValuesAsText("Description"))
                .containsExactly("Vara", "Frakt");
        assertThat(changed.at("/Invoice/InvoiceRows/1/RowId").asLong()).isNotEqualTo(freight);
        assertRefused(
                caller.put("/3/invoices/" + number, Invoices.change("\"InvoiceRows\":[{\"RowId\":" + freight + "}]")),
                2999051);
    }

    @Test
    void changesOnlyWhatAPutNames() {
        var number = invoice(Invoices.with("\"YourOrderNumber\":\"10482\",\"Remarks\":\"Tack\"", Invoices.CANDLES));
        long row = read(number).at("/Invoice/InvoiceRows/0/RowId").asLong();

        var changed = caller.put(
                "/3/invoices/" + number,
                Invoices.change("\"YourOrderNumber\":\"\",\"Remarks\":\"API_BLANK\",\"VATIncluded\":false"));

        assertThat(changed.at("/Invoice/YourOrderNumber").asText()).isEqualTo("10482");
        assertThat(changed.at("/Invoice/Remarks").asText()).isEmpty();
        assertThat(changed.at("/Invoice/Total").asText()).isEqualTo("373");
        assertThat(changed.at("/Invoice/InvoiceRows/0/RowId").asLong()).isNotEqualTo(row);
        assertRefused(caller.put("/3/invoices/" + number, Invoices.change("\"DocumentNumber\":\"7\"")), 2999036);
    }

    @Test
    void withholdsWhatTheUserMayNotSee() {
        company.withhold(List.of("Invoice.Balance", "InvoiceRow.Price"));
        var invoice = read(invoice(Invoices.right()));
        assertThat(invoice.at("/Invoice/Balance").asText()).isEqualTo("API_NORIGHT");
        assertThat(invoice.at("/Invoice/InvoiceRows/0/Price").asText()).isEqualTo("API_NORIGHT");
        assertThat(caller.get("/3/invoices").at("/Invoices/0/Balance").asText()).isEqualTo("API_NORIGHT");
    }

    @Test
    void needsTheScopeAndTheLicence() {
        company.license(List.of("customer", "payment"));
        assertThat(caller.get("/3/invoices").code()).isEqualTo(2001101);
        assertThat(caller.get("/3/invoicepayments").status()).isEqualTo(200);
    }
}
