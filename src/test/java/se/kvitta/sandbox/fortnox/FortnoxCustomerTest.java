package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FortnoxCustomerTest extends RunningSandbox {

    private Caller.Reply add(String properties) {
        return caller.post("/3/customers", Invoices.customer(properties));
    }

    private List<String> listed(String query) {
        return caller.get("/3/customers?" + query).at("/Customers").findValuesAsText("CustomerNumber");
    }

    @Test
    void givesADefaultToWhateverIsNotSaid() {
        var answer = add("");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("customers");
        var customer = answer.at("/Customer");
        assertThat(customer.path("CustomerNumber").asText()).isEqualTo("1");
        assertThat(customer.path("Type").asText()).isEqualTo("COMPANY");
        assertThat(customer.path("VATType").asText()).isEqualTo("SEVAT");
        assertThat(customer.path("Currency").asText()).isEqualTo("SEK");
        assertThat(customer.path("PriceList").asText()).isEqualTo("A");
        assertThat(customer.at("/DefaultDeliveryTypes/Invoice").asText()).isEqualTo("PRINT");
        assertThat(customer.at("/DefaultTemplates/Invoice").asText()).isEqualTo("DEFAULTTEMPLATE");
        assertThat(customer.path("ShowPriceVATIncluded").asBoolean()).isFalse();
        assertThat(customer.path("Active").asBoolean()).isTrue();
        assertThat(caller.get("/3/customers/1").json()).isEqualTo(answer.json());
    }

    @Test
    void callsTheCountryByItsSwedishName() {
        assertThat(add("\"CountryCode\":\"SE\"").at("/Customer/Country").asText())
                .isEqualTo("Sverige");
        assertThat(add("\"CountryCode\":\"DE\"").at("/Customer/Country").asText())
                .isEqualTo("Tyskland");
        assertThat(add("\"Country\":\"Sverige\"").status()).isEqualTo(400);
    }

    @Test
    void neverGivesANumberTwice() {
        assertThat(add("\"CustomerNumber\":\"1\"").status()).isEqualTo(201);
        assertThat(add("").at("/Customer/CustomerNumber").asText()).isEqualTo("2");
        assertThat(add("\"CustomerNumber\":\"1\"").code()).isEqualTo(2000637);

        assertThat(caller.delete("/3/customers/1").status()).isEqualTo(204);

        assertThat(caller.get("/3/customers/1").status()).isEqualTo(404);
        assertThat(caller.get("/3/customers/1").code()).isEqualTo(2000433);
        assertThat(add("\"CustomerNumber\":\"1\"").code()).isEqualTo(2000637);
        assertThat(listed("")).containsExactly("2");
    }

    @Test
    void takesTheCharactersOfACustomerNumber() {
        assertThat(add("\"CustomerNumber\":\"WEB-1_0+4\"").status()).isEqualTo(201);
        assertThat(add("\"CustomerNumber\":\"A/7\"").status()).isEqualTo(201);
        assertThat(caller.get("/3/customers/A%2F7").status()).isEqualTo(200);
        assertThat(add("\"CustomerNumber\":\"A 7\"").code()).isEqualTo(2000106);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "Name":" "                            | 2001795
            "Email":"kund.example"                | 2999042
            "Currency":"NOK"                      | 2999044
            "CountryCode":"XX"                    | 2999041
            "CountryCode":"KR"                    | 2999041
            "CountryCode":"SWE"                   | 2999014
            "SalesAccount":"300"                  | 2999014
            "SalesAccount":"3999x"                | 2999014
            "SalesAccount":"1233"                 | 2001304
            "OrganisationNumber":"5599990016x"    | 2999043
            "ZipCode":"222 22 222 22"             | 2999014
            "GLN":"123"                           | 2999014
            "VATType":"NORVAT"                    | 2999017
            "TermsOfPayment":"31"                 | 2999045
            "CostCenter":"NOPE"                   | 2999021
            "Nickname":"Ljus"                     | 2001399
            "Address1":"Gatan <1>"                | 2000359
            """)
    void refusesWhatFortnoxRefuses(String property, int code) {
        var answer = caller.post("/3/customers", "{\"Customer\":{\"Name\":\"Kund\"," + property + "}}");

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
        assertThat(sandbox.company(LJUSBUTIKEN).sales().customers()).isEmpty();
    }

    @Test
    void takesKoreaWhenToldThatFortnoxDoes() {
        sandbox.assume("country-kr-ru", "accept");
        assertThat(add("\"CountryCode\":\"KR\"").at("/Customer/Country").asText())
                .isEqualTo("Sydkorea");
    }

    @Test
    void changesOnlyWhatAPutNames() {
        add("\"City\":\"Lund\",\"Phone1\":\"046-1\",\"SalesAccount\":3001");

        var changed = caller.put("/3/customers/1", "{\"Customer\":{\"City\":\"\",\"Phone1\":\"API_BLANK\"}}");

        assertThat(changed.at("/Customer/City").asText()).isEqualTo("Lund");
        assertThat(changed.at("/Customer/Phone1").isNull()).isTrue();
        assertThat(changed.at("/Customer/Name").asText()).isEqualTo("Webbkund");
        assertThat(caller.put("/3/customers/1", "{\"Customer\":{\"CustomerNumber\":\"2\"}}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void changesTypesAsFortnoxDoes() {
        var posted = add("\"SalesAccount\":\"3001\"");

        assertThat(posted.text()).contains("\"SalesAccount\":3001");
        assertThat(caller.get("/3/customers/1").text()).contains("\"SalesAccount\":\"3001\"");
        assertThat(caller.get("/3/customers/1").at("/Customer/City").isNull()).isTrue();
        assertThat(caller.get("/3/customers").at("/Customers/0/City").asText("-"))
                .isEmpty();
        assertThat(caller.get("/3/customers").at("/Customers/0").has("VATType")).isFalse();
    }

    @Test
    void findsByPartsOfTexts() {
        add("\"CustomerNumber\":\"A1\",\"Email\":\"anna@ljus.example\",\"City\":\"Lund\"");
        sandbox.advanceClock(Duration.ofMinutes(30));
        add("\"CustomerNumber\":\"B2\",\"Email\":\"joanna@ljus.example\",\"Active\":false");

        assertThat(listed("email=ANNA@")).containsExactly("A1", "B2");
        assertThat(listed("email=anna@&city=lund")).containsExactly("A1");
        assertThat(listed("filter=active")).containsExactly("A1");
        assertThat(listed("filter=inactive")).containsExactly("B2");
        assertThat(listed("customernumber=b")).containsExactly("B2");
        assertThat(listed("lastmodified=2026-10-15%2012:30")).containsExactly("B2");
        assertThat(listed("sortby=name&sortorder=descending")).containsExactly("B2", "A1");
        assertThat(caller.get("/3/customers?filter=old").code()).isEqualTo(2000587);
        assertThat(caller.get("/3/customers?vattype=SEVAT").code()).isEqualTo(2000588);
        sandbox.assume("two-search-fields", "refuse");
        assertThat(caller.get("/3/customers?email=a&city=b").status()).isEqualTo(400);
    }

    @Test
    void keepsACustomerWhoHasInvoices() {
        add("\"CustomerNumber\":\"WEBB\"");
        caller.post("/3/invoices", Invoices.right());

        assertThat(caller.delete("/3/customers/WEBB").status()).isEqualTo(400);
        caller.put("/3/invoices/1/cancel", "");
        assertThat(caller.delete("/3/customers/WEBB").status()).isEqualTo(204);
        assertThat(caller.post("/3/invoices", Invoices.right()).code()).isEqualTo(2000204);
    }

    @Test
    void knowsTermsAndModesOfPayment() {
        assertThat(caller.get("/3/termsofpayments").at("/TermsOfPayments").findValuesAsText("Code"))
                .containsExactly("0", "10", "30");
        assertThat(caller.get("/3/termsofpayments/31").code()).isEqualTo(2000429);
        var mode = caller.post(
                "/3/modesofpayments",
                "{\"ModeOfPayment\":{\"Code\":\"KLARNA\",\"Description\":\"Klarna\",\"AccountNumber\":\"1581\"}}");
        assertThat(mode.status()).isEqualTo(201);
        assertThat(mode.text()).contains("\"AccountNumber\":\"1581\"");
        assertThat(caller.post("/3/modesofpayments", "{\"ModeOfPayment\":{\"Code\":\"X\"}}")
                        .code())
                .isEqualTo(2001795);
        assertThat(caller.post("/3/modesofpayments", "{\"ModeOfPayment\":{\"Code\":\"X\",\"AccountNumber\":1912}}")
                        .status())
                .isEqualTo(400);
        assertThat(caller.put("/3/modesofpayments/KLARNA", "{\"ModeOfPayment\":{\"AccountNumber\":1582}}")
                        .at("/ModeOfPayment/AccountNumber")
                        .asText())
                .isEqualTo("1582");
        assertThat(caller.delete("/3/modesofpayments/KLARNA").status()).isEqualTo(204);
        assertThat(caller.get("/3/modesofpayments?lastmodified=2026-01-01").code())
                .isEqualTo(2000588);
        assertThat(caller.delete("/3/termsofpayments/30").status()).isEqualTo(400);
    }
}
