package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The meter of sales to consumers in other EU countries. */
class FortnoxEuVatLimitTest extends SalesSandbox {

    @Test
    void countsBookedSalesToConsumersInOtherEuCountries() {
        customer("DE1", "PRIVATE", "DE");
        customer("DE2", "COMPANY", "DE");
        customer("NO1", "PRIVATE", "NO");
        customer("SE1", "PRIVATE", "SE");
        for (var number : new String[] {"DE1", "DE2", "NO1", "SE1"}) {
            booked(sale(number, "99680"));
        }
        invoice(sale("DE1", "1"));

        var limit = caller.get("/3/euvatlimitregulation").at("/EUVatLimitRegulation");
        assertThat(limit.path("Limit").asInt()).isEqualTo(99680);
        assertThat(limit.path("Year").asText()).isEqualTo("2026");
        assertThat(limit.path("TotalExclVat").asInt()).isEqualTo(99680);
        assertThat(limit.path("IsOverLimit").asBoolean(true)).isFalse();

        booked(sale("DE1", "1"));
        assertThat(caller.get("/3/euvatlimitregulation?year=2026")
                        .at("/EUVatLimitRegulation/IsOverLimit")
                        .asBoolean())
                .isTrue();
        assertThat(caller.get("/3/euvatlimitregulation?year=2025")
                        .at("/EUVatLimitRegulation/TotalExclVat")
                        .asInt())
                .isZero();
    }

    private void customer(String number, String type, String country) {
        company.sales()
                .addCustomer("{\"CustomerNumber\":\"%s\",\"Name\":\"Kund\",\"Type\":\"%s\",\"CountryCode\":\"%s\"}"
                        .formatted(number, type, country));
    }

    private static String sale(String customer, String net) {
        return Invoices.with("", Invoices.row("1", net, "25", "3001"))
                .replace("WEBB", customer)
                .replace("\"VATIncluded\":true", "\"VATIncluded\":false");
    }
}
