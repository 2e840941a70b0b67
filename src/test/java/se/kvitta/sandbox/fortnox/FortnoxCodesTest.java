package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The registers of a code and a text. */
class FortnoxCodesTest extends RunningSandbox {

    @ParameterizedTest
    @CsvSource({
        "termsofdeliveries, TermsOfDelivery, TermsOfDeliveries, DescriptionEnglish, 20",
        "wayofdeliveries, WayOfDelivery, WayOfDeliveries, DescriptionEnglish, 50",
        "units, Unit, Units, CodeEnglish, 20"
    })
    void keepsCodesAndWhatTheyMean(String path, String single, String collection, String english, int longest) {
        var all = "/3/" + path;
        assertThat(caller.get(all).at("/" + collection)).hasSize(2);

        var created = caller.post(
                all, body(single, "\"Code\":\"HB\",\"Description\":\"Hembud\",\"" + english + "\":\"Home\""));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo(path);
        assertThat(created.at("/" + single + "/" + english).asText()).isEqualTo("Home");
        assertThat(caller.post(all, body(single, "\"Code\":\"HB\",\"Description\":\"x\""))
                        .status())
                .isEqualTo(400);
        assertThat(caller.post(all, body(single, "\"Description\":\"x\"")).code())
                .isEqualTo(2001795);
        assertThat(caller.post(all, body(single, "\"Code\":\"" + "x".repeat(longest + 1) + "\",\"Description\":\"x\""))
                        .status())
                .isEqualTo(400);
        assertThat(caller.put(all + "/HB", body(single, "\"Description\":\"Bud hem\""))
                        .at("/" + single + "/Description")
                        .asText())
                .isEqualTo("Bud hem");
        assertThat(caller.get(all + "/HB").at("/" + single + "/Code").asText()).isEqualTo("HB");
        assertThat(caller.get(all + "/XX").status()).isEqualTo(404);
    }

    @Test
    void deletesWhatFortnoxLetsGo() {
        assertThat(caller.delete("/3/wayofdeliveries/BUD").status()).isEqualTo(204);
        assertThat(caller.delete("/3/units/kg").status()).isEqualTo(204);
        assertThat(caller.get("/3/units/kg").code()).isEqualTo(2000432);
        assertThat(caller.delete("/3/termsofdeliveries/FVL").status()).isEqualTo(405);
        assertThat(caller.delete("/3/pricelists/A").status()).isEqualTo(405);
    }

    @Test
    void numbersLabels() {
        var first = caller.post("/3/labels", body("Label", "\"Description\":\"Webb\""));
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.at("/Label/Id").asInt()).isEqualTo(1);
        assertThat(caller.post("/3/labels", body("Label", "\"Description\":\"Butik\""))
                        .at("/Label/Id")
                        .asInt())
                .isEqualTo(2);
        assertThat(caller.put("/3/labels/1", body("Label", "\"Description\":\"Webbutik\""))
                        .at("/Label/Description")
                        .asText())
                .isEqualTo("Webbutik");
        assertThat(caller.post("/3/labels", body("Label", "\"Description\":\"" + "x".repeat(26) + "\""))
                        .status())
                .isEqualTo(400);
        assertThat(caller.get("/3/labels").at("/Labels")).hasSize(2);
        assertThat(caller.get("/3/labels/1").status()).isEqualTo(405);
        assertThat(caller.delete("/3/labels/1").status()).isEqualTo(204);
        assertThat(caller.delete("/3/labels/1").status()).isEqualTo(404);
    }

    @Test
    void preselectsOnePriceList() {
        assertThat(caller.get("/3/pricelists/A").at("/PriceList/PreSelected").asBoolean())
                .isTrue();
        assertThat(caller.put("/3/pricelists/B", body("PriceList", "\"PreSelected\":true"))
                        .status())
                .isEqualTo(400);
        caller.put("/3/pricelists/A", body("PriceList", "\"PreSelected\":false"));
        assertThat(caller.put("/3/pricelists/B", body("PriceList", "\"PreSelected\":true"))
                        .at("/PriceList/PreSelected")
                        .asBoolean())
                .isTrue();
        assertThat(caller.post("/3/pricelists", body("PriceList", "\"Code\":\"REA\",\"Description\":\"Rea\""))
                        .at("/PriceList/PreSelected")
                        .asBoolean(true))
                .isFalse();
        assertThat(caller.get("/3/pricelists").at("/PriceLists")).hasSize(3);
    }

    @Test
    void namesItsPrintTemplate() {
        assertThat(caller.get("/3/printtemplates")
                        .at("/PrintTemplates/0/Template")
                        .asText())
                .isEqualTo("DEFAULTTEMPLATE");
    }

    private static String body(String single, String properties) {
        return "{\"" + single + "\":{" + properties + "}}";
    }
}
