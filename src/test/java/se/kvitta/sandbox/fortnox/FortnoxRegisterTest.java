package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class FortnoxRegisterTest extends RunningSandbox {

    @Test
    void showsAnAccountOfTheYear() {
        var account = caller.get("/3/accounts/3001?financialyear=6");

        assertThat(account.at("/Account/Description").asText()).isEqualTo("Försäljning inom Sverige, 25 % moms");
        assertThat(account.at("/Account/VATCode").asText()).isEqualTo("MP1");
        assertThat(account.at("/Account/Active").asBoolean()).isTrue();
        assertThat(account.at("/Account/Year").asInt()).isEqualTo(6);
        assertThat(caller.get("/3/accounts/1686?financialyear=6").status()).isEqualTo(200);
        var missing = caller.get("/3/accounts/1686?financialyear=5");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.code()).isEqualTo(2000423);
    }

    @Test
    void hasEveryAccountThatTheBookkeepingNames() {
        var numbers = caller.get("/3/accounts?limit=500").at("/Accounts").findValuesAsText("Number");
        assertThat(numbers)
                .isSorted()
                .contains(
                        ("1510 1511 1515 1516 1580 1581 1582 1583 1584 1585 1586 1587 1588 1589 1591 1592 1593 1594 1595"
                                        + " 1596 1597 1686 1930 1940 1978 1979 1980 2420 2421 2422 2423 2610 2611 2614"
                                        + " 2620 2621 2630 2631 2640 2641 2645 2647 2650 2670 2671 2672 2681 2820 2840"
                                        + " 2890 3001 3002 3003 3004 3010 3051 3093 3099 3105 3106 3108 3111 3112 3305"
                                        + " 3308 3520 3521 3522 3523 3524 3590 3740 3960 3990 4531 4535 4598 4599 6040"
                                        + " 6064 6065 6351 6380 6570 6571 7960 8410")
                                .split(" "));
    }

    @Test
    void changesOnlyWhatAPutNames() {
        var changed = caller.put("/3/accounts/1581?financialyear=6", "{\"Account\":{\"Active\":false}}");

        assertThat(changed.at("/Account/Active").asBoolean()).isFalse();
        assertThat(changed.at("/Account/Description").asText()).isEqualTo("Avräkning Klarna SEK");
        assertThat(caller.get("/3/accounts/1581?financialyear=7")
                        .at("/Account/Active")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void leavesAValueThatIsPutEmptyAndClearsItWithApiBlank() {
        caller.put("/3/accounts/1581", "{\"Account\":{\"VATCode\":\"MP1\",\"SRU\":7251}}");

        var empty = caller.put("/3/accounts/1581", "{\"Account\":{\"VATCode\":\"\",\"SRU\":null}}");
        var blank = caller.put("/3/accounts/1581", "{\"Account\":{\"VATCode\":\"API_BLANK\",\"SRU\":\"API_BLANK\"}}");

        assertThat(empty.at("/Account/VATCode").asText()).isEqualTo("MP1");
        assertThat(empty.at("/Account/SRU").asInt()).isEqualTo(7251);
        assertThat(blank.at("/Account/VATCode").isNull()).isTrue();
        assertThat(blank.at("/Account/SRU").isNull()).isTrue();
        assertThat(caller.get("/3/accounts?sru=7251").at("/Accounts")).isEmpty();
    }

    @Test
    void addsAndRemovesAccounts() {
        var created = caller.post(
                "/3/accounts?financialyear=6", "{\"Account\":{\"Number\":1599,\"Description\":\"Dubblett\"}}");
        assertThat(created.code()).isEqualTo(2999029);
        var fresh = caller.post(
                "/3/accounts?financialyear=6", "{\"Account\":{\"Number\":\"1234\",\"Description\":\"Ny\"}}");
        assertThat(fresh.status()).isEqualTo(201);
        assertThat(fresh.header("Location")).isEqualTo("accounts");
        assertThat(caller.post("/3/accounts", "{\"Account\":{\"Number\":99,\"Description\":\"Kort\"}}")
                        .status())
                .isEqualTo(400);
        assertThat(caller.put("/3/accounts/1234", "{\"Account\":{\"Number\":1235}}")
                        .status())
                .isEqualTo(400);
        assertThat(caller.delete("/3/accounts/1234?financialyear=6").status()).isEqualTo(204);
        assertThat(caller.delete("/3/accounts/1930?financialyear=6").status()).isEqualTo(400);
    }

    @Test
    void carriesBalancesToTheOre() {
        caller.post("/3/vouchers?financialyear=6", Vouchers.right());

        var account = caller.get("/3/accounts/1930?financialyear=6");

        assertThat(account.text()).contains("\"BalanceBroughtForward\":318440.75");
        assertThat(account.text()).contains("\"BalanceCarriedForward\":319691.25");
    }

    @Test
    void findsTheFinancialYearOfADate() {
        var year = caller.get("/3/financialyears?date=2026-02-13");

        assertThat(year.at("/FinancialYears")).hasSize(1);
        assertThat(year.at("/FinancialYears/0/Id").asInt()).isEqualTo(6);
        assertThat(year.at("/FinancialYears/0/AccountingMethod").asText()).isEqualTo("ACCRUAL");
        assertThat(year.at("/FinancialYears/0/FromDate").asText()).isEqualTo("2026-01-01");
        assertThat(caller.get("/3/financialyears?date=2031-01-01").at("/FinancialYears"))
                .isEmpty();
        assertThat(caller.get("/3/financialyears?financialyeardate=2027-01-01")
                        .at("/FinancialYears/0/Id")
                        .asInt())
                .isEqualTo(7);
        assertThat(caller.get("/3/financialyears").at("/FinancialYears")).hasSize(3);
        assertThat(caller.get("/3/financialyears/7").at("/FinancialYear/ToDate").asText())
                .isEqualTo("2027-12-31");
        assertThat(caller.get("/3/financialyears/2026").status()).isEqualTo(404);
        assertThat(caller(KONTANTEN)
                        .get("/3/financialyears/12")
                        .at("/FinancialYear/AccountingMethod")
                        .asText())
                .isEqualTo("CASH");
    }

    @Test
    void opensAYearWithTheChartAndSeriesOfTheLatest() {
        var body = "{\"FinancialYear\":{\"FromDate\":\"2028-01-01\",\"ToDate\":\"2028-12-31\"}}";
        var created = caller.post("/3/financialyears", body);

        assertThat(created.status()).isEqualTo(201);
        int id = created.at("/FinancialYear/Id").asInt();
        assertThat(id).isEqualTo(8);
        assertThat(caller.post("/3/vouchers?financialyear=" + id, Vouchers.of("KV", "2028-02-29", "x", Vouchers.ROWS))
                        .status())
                .isEqualTo(201);
        assertThat(caller.post("/3/financialyears", body).code()).isEqualTo(2999031);
        assertThat(caller.post("/3/financialyears", body.replace("2028-12-31", "2030-12-31"))
                        .code())
                .isEqualTo(2999032);
    }

    @Test
    void saysWhatIsLocked() {
        assertThat(caller.get("/3/settings/lockedperiod").text()).isEqualTo("{\"LockedPeriod\":{\"EndDate\":null}}");
        sandbox.company(LJUSBUTIKEN).lockThrough(LocalDate.of(2025, 12, 31));
        assertThat(caller.get("/3/settings/lockedperiod").text())
                .isEqualTo("{\"LockedPeriod\":{\"EndDate\":\"2025-12-31\"}}");
        sandbox.company(LJUSBUTIKEN).lockThrough(null);
        sandbox.assume("no-locked-period", "absent");
        assertThat(caller.get("/3/settings/lockedperiod").text()).isEqualTo("{\"LockedPeriod\":{}}");
        assertThat(caller.put("/3/settings/lockedperiod", "{\"LockedPeriod\":{\"EndDate\":null}}")
                        .status())
                .isEqualTo(405);
    }

    @Test
    void writesTheTenantAsTextHereAndAsNumberThere() {
        assertThat(caller.get("/3/settings/company").text()).contains("\"DatabaseNumber\":\"704001\"");
        assertThat(caller.get("/3/companyinformation").text()).contains("\"DatabaseNumber\":704001");
        assertThat(caller.get("/3/me").at("/MeInformation/Id").isTextual()).isTrue();
        assertThat(caller.get("/3/accountcharts").at("/AccountCharts/2/Name").asText())
                .isEqualTo("Bas 2026");
    }

    @Test
    void keepsSeriesPerYear() {
        var kv = caller.get("/3/voucherseries/KV?financialyear=6");
        assertThat(kv.at("/VoucherSeries/Manual").asBoolean()).isTrue();
        assertThat(kv.at("/VoucherSeries/Description").asText()).isEqualTo("Kvitta");
        assertThat(caller.get("/3/voucherseries/B").at("/VoucherSeries/Manual").asBoolean())
                .isFalse();

        var created = caller.post(
                "/3/voucherseries?financialyear=5",
                "{\"VoucherSeries\":{\"Code\":\"KV2\",\"Description\":\"Kvitta\",\"Manual\":true}}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.at("/VoucherSeries/Year").asInt()).isEqualTo(5);
        assertThat(caller.get("/3/voucherseries/KV2?financialyear=5").status()).isEqualTo(200);
        assertThat(caller.get("/3/voucherseries/KV2?financialyear=6").status()).isEqualTo(404);

        var list = caller.get("/3/voucherseries?financialyear=6");
        assertThat(list.at("/VoucherSeriesCollection")).hasSize(8);
        assertThat(list.at("/VoucherSeriesCollection/0").has("NextVoucherNumber"))
                .isFalse();
    }

    @Test
    void refusesSeriesCodesOfTheWrongForm() {
        assertThat(series("K-V").code()).isEqualTo(2000106);
        assertThat(series("ABCDEFGHIJK").code()).isEqualTo(2999014);
        assertThat(series("KV").code()).isEqualTo(2999029);
        assertThat(caller.post("/3/voucherseries", "{\"VoucherSeries\":{\"Code\":\"X\",\"Manual\":\"ja\"}}")
                        .code())
                .isEqualTo(2000134);
        assertThat(caller.put("/3/voucherseries/KV", "{\"VoucherSeries\":{\"Manual\":\"false\"}}")
                        .at("/VoucherSeries/Manual")
                        .asBoolean(true))
                .isFalse();
    }

    private Caller.Reply series(String code) {
        return caller.post("/3/voucherseries", "{\"VoucherSeries\":{\"Code\":\"" + code + "\"}}");
    }

    @Test
    void namesTheAccountsAndSeriesThatFortnoxItselfUses() {
        assertThat(caller.get("/3/predefinedaccounts/CUSTCLAIM")
                        .at("/PreDefinedAccount/Account")
                        .asInt())
                .isEqualTo(1510);
        assertThat(caller.get("/3/predefinedaccounts?limit=2").at("/PreDefinedAccounts"))
                .hasSizeGreaterThan(30);
        assertThat(caller.get("/3/predefinedvoucherseries/INVOICE")
                        .at("/PreDefinedVoucherSeries/VoucherSeries")
                        .asText())
                .isEqualTo("B");
        assertThat(caller.get("/3/predefinedvoucherseries?limit=2").at("/PreDefinedVoucherSeriesCollection"))
                .hasSize(13);
    }

    @Test
    void refusesPredefinedAccountsThatCannotBeUsed() {
        assertThat(predefined("1233").code()).isEqualTo(2001265);
        assertThat(predefined("1912").code()).isEqualTo(2001265);
        assertThat(predefined("API_BLANK").code()).isEqualTo(2001265);
        assertThat(predefined("15100").code()).isEqualTo(2002462);
        assertThat(predefined("1511").at("/PreDefinedAccount/Account").asInt()).isEqualTo(1511);
        assertThat(caller.get("/3/predefinedaccounts/NOSUCH").code()).isEqualTo(2000729);
        assertThat(caller.put(
                                "/3/predefinedvoucherseries/INVOICE",
                                "{\"PreDefinedVoucherSeries\":{\"VoucherSeries\":\"KV\"}}")
                        .code())
                .isEqualTo(2999014);
        assertThat(caller.put(
                                "/3/predefinedvoucherseries/INVOICE",
                                "{\"PreDefinedVoucherSeries\":{\"VoucherSeries\":\"API_BLANK\"}}")
                        .at("/PreDefinedVoucherSeries/VoucherSeries")
                        .asText())
                .isEmpty();
    }

    private Caller.Reply predefined(String account) {
        return caller.put(
                "/3/predefinedaccounts/CUSTCLAIM", "{\"PreDefinedAccount\":{\"Account\":\"" + account + "\"}}");
    }

    @Test
    void keepsCostCentresProjectsAndCurrencies() {
        var costCenter =
                caller.post("/3/costcenters", "{\"CostCenter\":{\"Code\":\"OUTLET\",\"Description\":\"Outlet\"}}");
        assertThat(costCenter.status()).isEqualTo(201);
        assertThat(costCenter.at("/CostCenter/Active").asBoolean()).isTrue();
        assertThat(caller.post("/3/costcenters", "{\"CostCenter\":{\"Code\":\"TOOLONG\",\"Description\":\"x\"}}")
                        .status())
                .isEqualTo(400);
        assertThat(caller.delete("/3/costcenters/OUTLET").status()).isEqualTo(204);
        assertThat(caller.get("/3/costcenters/OUTLET").status()).isEqualTo(404);

        var project = caller.post("/3/projects", "{\"Project\":{\"Description\":\"Sommarrea\"}}");
        assertThat(project.header("Location")).isEqualTo("project");
        assertThat(project.at("/Project/ProjectNumber").asText()).isEqualTo("2");
        assertThat(caller.get("/3/projects/77").text())
                .isEqualTo("{\"ErrorInformation\":{\"Error\":1,\"Message\":"
                        + "\"Kan inte hitta projektet.\",\"Code\":2001161}}");

        var currency = caller.post(
                "/3/currencies",
                "{\"Currency\":{\"Code\":\"NOK\",\"Description\":\"Norsk krona\",\"BuyRate\":0.9712}}");
        assertThat(currency.status()).isEqualTo(201);
        assertThat(currency.at("/Currency/BuyRate").decimalValue()).isEqualByComparingTo("0.9712");
        assertThat(caller.post("/3/currencies", "{\"Currency\":{\"Code\":\"KRO\",\"Description\":\"x\"}}")
                        .code())
                .isEqualTo(2999033);
        assertThat(caller.get("/3/currencies").at("/Currencies")).hasSize(5);
        assertThat(caller.delete("/3/currencies/SEK").status()).isEqualTo(400);
    }

    @Test
    void keepsWhatVouchersUse() {
        caller.post(
                "/3/vouchers?financialyear=6",
                Vouchers.rows("{\"Account\":1581,\"Debit\":5,\"CostCenter\":\"WEBB\",\"Project\":\"1\"},"
                        + "{\"Account\":1930,\"Credit\":5}"));

        assertThat(caller.delete("/3/costcenters/WEBB").code()).isEqualTo(2999030);
        assertThat(caller.delete("/3/projects/1").code()).isEqualTo(2999030);
        assertThat(caller.delete("/3/accounts/1581").code()).isEqualTo(2999030);
    }

    @Test
    void refusesWhatTheCompanyHasNotPaidFor() {
        var strama = caller(STRAMA);

        var refused = strama.get("/3/currencies");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo(2001101);
        sandbox.company(STRAMA).license(List.of("currency"));
        assertThat(strama.get("/3/currencies").status()).isEqualTo(200);
        assertThat(strama.get("/3/accounts").status()).isEqualTo(403);
    }

    @Test
    void withholdsValuesThatTheUserMayNotSee() {
        var strama = caller(STRAMA);

        assertThat(strama.get("/3/accounts/1930")
                        .at("/Account/BalanceBroughtForward")
                        .asText())
                .isEqualTo("API_NORIGHT");
        assertThat(strama.get("/3/accounts?limit=1")
                        .at("/Accounts/0/BalanceBroughtForward")
                        .asText())
                .isEqualTo("API_NORIGHT");
        sandbox.company(STRAMA).withhold(List.of());
        assertThat(strama.get("/3/accounts/1930")
                        .at("/Account/BalanceBroughtForward")
                        .isNumber())
                .isTrue();
    }
}
