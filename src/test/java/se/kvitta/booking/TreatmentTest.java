package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;
import se.kvitta.reason.Reason;

class TreatmentTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

    @Test
    void aSaleAtHomeHasFreightOfItsOwn() {
        assertThat(treatment(new TestRules(), "12", "SE", false))
                .isEqualTo(new Treatment("SALES_12", "FREIGHT_12", "VAT_OUT_12", "SE", null, null, "ACCOUNT_MISSING"));
    }

    @Test
    void theOneStopShopCountsFromItsFirstDay() {
        var rules = new TestRules().ossFrom("DE", "2026-03-01");

        assertThat(treatment(rules, "19", "DE", false))
                .isEqualTo(new Treatment(
                        "SALES_OSS_DE_19",
                        "SALES_OSS_DE_19",
                        "VAT_OUT_OSS_DE",
                        "DE",
                        null,
                        null,
                        "OSS_ACCOUNT_MISSING"));
        assertThat(found(rules, "25", "DE", DAY.minusDays(1), false).treatment())
                .isEqualTo(new Treatment(
                        "SALES_EU_SE_VAT", "SALES_EU_SE_VAT", "VAT_OUT_25", "SE", null, null, "ACCOUNT_MISSING"));
        assertThat(found(rules, "19", "DE", DAY.minusDays(1), false).reason())
                .isEqualTo(Reason.of("FOREIGN_VAT_NO_ACCOUNT", "country", "DE", "rate", "19"));
    }

    /** One account carries one rate. */
    @Test
    void swedishVatInAnotherCountryHasAnAccountPerRate() {
        assertThat(treatment(new TestRules(), "6", "FI", false).sales()).isEqualTo("SALES_EU_SE_VAT_6");
    }

    @Test
    void aBusinessInTheUnionPaysNoVat() {
        assertThat(treatment(new TestRules(), "0", "DE", true))
                .isEqualTo(new Treatment(
                        "SALES_EU_B2B", "SALES_EU_B2B", null, "DE", new VatBox("35"), "eu-b2b", "ACCOUNT_MISSING"));
        assertThat(treatment(new TestRules(), "25", "DE", true).vat()).isEqualTo("VAT_OUT_25");
    }

    @ParameterizedTest
    @CsvSource({
        "36, US, SALES_EXPORT",
        "40, US, SERVICES_EXPORT",
        "35, US, SALES_EU_B2B",
        "39, US, SERVICES_EU_B2B",
        "42, US, SALES_0"
    })
    void aSaleWithoutVatStandsWhereItsNamedRuleSays(String box, String country, String role) {
        var rules = new TestRules().zeroRule("named", box, VatRules.OUTSIDE_EU);

        assertThat(treatment(rules, "0", country, false))
                .isEqualTo(new Treatment(role, role, null, country, new VatBox(box), "named", "ACCOUNT_MISSING"));
    }

    @Test
    void withoutANamedRuleThereIsNoSaleWithoutVat() {
        var rules = new TestRules().zeroRule("export", "36", VatRules.OUTSIDE_EU);

        assertThat(found(rules, "0", "SE", DAY, false).reason())
                .isEqualTo(Reason.of("FOREIGN_VAT_NO_ACCOUNT", "country", "SE", "rate", "0"));
        assertThat(found(rules, "0", "DE", DAY, false).treatment()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"NO, VAT_OUT_VOEC_NO", "GB, VAT_OUT_FOREIGN_GB"})
    void foreignVatThatTheShopTookIsADebtOnAnAccountOfItsOwn(String country, String debt) {
        assertThat(found(new TestRules(), "25", country, DAY, false).reason())
                .isEqualTo(Reason.of("FOREIGN_VAT_NO_ACCOUNT", "country", country, "rate", "25"));
        assertThat(treatment(new TestRules().account(debt, "2681", ""), "25", country, false))
                .isEqualTo(new Treatment(
                        "SALES_EXPORT", "SALES_EXPORT", debt, country, new VatBox("36"), null, "ACCOUNT_MISSING"));
    }

    private static Treatment treatment(TestRules rules, String rate, String country, boolean business) {
        return Objects.requireNonNull(found(rules, rate, country, DAY, business).treatment());
    }

    private static Treatment.Found found(
            TestRules rules, String rate, String country, LocalDate day, boolean business) {
        return Treatment.of(
                VatRate.parse(rate),
                country,
                day,
                business,
                rules.vat(),
                rules.build().plan());
    }
}
