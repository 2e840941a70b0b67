package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Articles, their prices, and what hangs on them. */
class FortnoxArticleTest extends RunningSandbox {

    @Test
    void givesAnArticleANumberAndWhatTheSettingsSay() {
        var created = caller.post("/3/articles", article("\"Description\":\"Blockljus\""));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("articles");
        var article = created.at("/Article");
        assertThat(article.path("ArticleNumber").asText()).isEqualTo("1");
        assertThat(article.path("Type").asText()).isEqualTo("STOCK");
        assertThat(article.path("Active").asBoolean()).isTrue();
        assertThat(article.path("StockGoods").asBoolean()).isFalse();
        assertThat(article.path("SalesAccount").asInt()).isEqualTo(3001);
        assertThat(article.path("EUAccount").asInt()).isEqualTo(3108);
        assertThat(article.path("EUVATAccount").asInt()).isEqualTo(3106);
        assertThat(article.path("ExportAccount").asInt()).isEqualTo(3105);
        assertThat(article.path("ConstructionAccount").asInt()).isEqualTo(3231);
        assertThat(article.path("PurchaseAccount").asInt()).isEqualTo(4000);
        assertThat(article.path("VAT").asInt()).isEqualTo(25);
        assertThat(caller.post("/3/articles", article("\"Description\":\"Två\""))
                        .at("/Article/ArticleNumber")
                        .asText())
                .isEqualTo("2");
    }

    @Test
    void takesTheRateFromTheSalesAccountAndTheAccountFromTheRate() {
        assertThat(created("\"Description\":\"Bok\",\"SalesAccount\":3003")
                        .at("/Article/VAT")
                        .asInt())
                .isEqualTo(6);
        var food = created("\"Description\":\"Te\",\"VAT\":12");
        assertThat(food.at("/Article/SalesAccount").asInt()).isEqualTo(3002);
        var service = created("\"Description\":\"Montering\",\"Type\":\"SERVICE\"");
        assertThat(service.at("/Article/SalesAccount").asInt()).isEqualTo(3041);
        assertThat(service.at("/Article/EUAccount").asInt()).isEqualTo(3308);
        assertThat(caller.post("/3/articles", article("\"Description\":\"x\",\"VAT\":24"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void writesNumbersAsNumbersInOneAndAsTextsInMany() {
        created(
                "\"ArticleNumber\":\"LJUS-20\",\"Description\":\"Ljus\",\"QuantityInStock\":12.345,\"PurchasePrice\":40.5");
        caller.post("/3/prices", price("LJUS-20", "A", "0", "119.205"));

        var one = caller.get("/3/articles/LJUS-20");
        assertThat(one.text())
                .contains("\"QuantityInStock\":12.35,")
                .contains("\"SalesPrice\":119.21,")
                .contains("\"VAT\":25,")
                .contains("\"StockValue\":500.175");
        var many = caller.get("/3/articles");
        assertThat(many.text())
                .contains("\"QuantityInStock\":\"12.35\"")
                .contains("\"PurchasePrice\":\"40.5\"")
                .contains("\"SalesPrice\":\"119.21\"")
                .contains("\"VAT\":\"25\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"A-1", "a+b", "A/B", "A.B", "A_B"})
    void takesNumbersOfLettersDigitsAndAFewSigns(String number) {
        assertThat(created("\"ArticleNumber\":\"" + number + "\",\"Description\":\"x\"")
                        .status())
                .isEqualTo(201);
        var path = "/3/articles/" + number.replace("/", "%2F").replace("+", "%2B");
        assertThat(caller.get(path).at("/Article/ArticleNumber").asText()).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Ä1", "A 1", "A,1", "A#1"})
    void refusesOtherNumbers(String number) {
        assertThat(caller.post("/3/articles", article("\"ArticleNumber\":\"" + number + "\",\"Description\":\"x\""))
                        .code())
                .isEqualTo(2000106);
    }

    @Test
    void keepsTheNumber() {
        created("\"ArticleNumber\":\"A1\",\"Description\":\"x\"");

        assertThat(caller.post("/3/articles", article("\"ArticleNumber\":\"A1\",\"Description\":\"y\""))
                        .status())
                .isEqualTo(400);
        assertThat(caller.put("/3/articles/A1", article("\"ArticleNumber\":\"A2\""))
                        .status())
                .isEqualTo(400);
        assertThat(caller.put("/3/articles/A1", article("\"SalesPrice\":9")).status())
                .isEqualTo(400);
        assertThat(caller.put("/3/articles/A1", article("\"Unit\":\"låda\"")).status())
                .isEqualTo(400);
        var changed = caller.put("/3/articles/A1", article("\"Unit\":\"st\",\"Weight\":450,\"Note\":\"Skör\""));
        assertThat(changed.at("/Article/Unit").asText()).isEqualTo("st");
        assertThat(changed.at("/Article/Description").asText()).isEqualTo("x");
        assertThat(caller.put("/3/articles/A1", article("\"Note\":\"API_BLANK\""))
                        .at("/Article/Note")
                        .isNull())
                .isTrue();
        assertThat(caller.delete("/3/units/st").status()).isEqualTo(400);
        assertThat(caller.delete("/3/articles/A1").status()).isEqualTo(204);
        assertThat(caller.get("/3/articles/A1").code()).isEqualTo(2000428);
    }

    /** Fortnox hands out accounts that do not exist, and refuses them when they come back. */
    @Test
    void addsAnArticleThatCannotBeChanged() {
        var strama = caller(STRAMA);
        var created = strama.post("/3/articles", article("\"ArticleNumber\":\"A1\",\"Description\":\"x\""));
        assertThat(created.at("/Article/PurchaseAccount").asInt()).isEqualTo(4999);

        assertThat(strama.put("/3/articles/A1", article("\"Description\":\"y\""))
                        .code())
                .isEqualTo(2001304);
        assertThat(strama.put("/3/articles/A1", article("\"Description\":\"y\",\"PurchaseAccount\":4010"))
                        .status())
                .isEqualTo(200);
        assertThat(caller.post("/3/articles", article("\"Description\":\"x\",\"PurchaseAccount\":4999"))
                        .code())
                .isEqualTo(2001304);
    }

    @Test
    void findsArticles() {
        created(
                "\"ArticleNumber\":\"B2\",\"Description\":\"Blockljus\",\"EAN\":\"7310000000012\",\"QuantityInStock\":1");
        created(
                "\"ArticleNumber\":\"A1\",\"Description\":\"Värmeljus\",\"Active\":false,\"QuantityInStock\":5,\"WebshopArticle\":true");

        assertThat(found("")).isEqualTo("A1 B2");
        assertThat(found("?description=BLOCK")).isEqualTo("B2");
        assertThat(found("?ean=0012")).isEqualTo("B2");
        assertThat(found("?filter=inactive")).isEqualTo("A1");
        assertThat(found("?filter=active")).isEqualTo("B2");
        assertThat(found("?webshop=true")).isEqualTo("A1");
        assertThat(found("?sortby=quantityinstock&sortorder=descending")).isEqualTo("A1 B2");
        assertThat(found("?sortby=quantityinstock")).isEqualTo("B2 A1");
        assertThat(found("?lastmodified=2026-10-15%2012:00")).isEqualTo("A1 B2");
        assertThat(found("?lastmodified=2026-10-15%2012:01")).isEmpty();
        assertThat(caller.get("/3/articles?filter=gone").code()).isEqualTo(2000587);
        assertThat(caller.get("/3/articles?color=red").code()).isEqualTo(2000588);
    }

    private String found(String query) {
        return String.join(
                " ", caller.get("/3/articles" + query).at("/Articles").findValuesAsText("ArticleNumber"));
    }

    @Test
    void pricesArticlesByListAndQuantity() {
        created("\"ArticleNumber\":\"A/1\",\"Description\":\"x\"");

        assertThat(caller.post("/3/prices", price("A/1", "A", "0", "100")).status())
                .isEqualTo(201);
        assertThat(caller.post("/3/prices", price("A/1", "A", "0.00", "90")).status())
                .isEqualTo(400);
        assertThat(caller.post("/3/prices", price("A/1", "A", "10", "90")).status())
                .isEqualTo(201);
        assertThat(caller.post("/3/prices", price("A/1", "B", "0", "70")).status())
                .isEqualTo(201);
        assertThat(caller.post("/3/prices", price("A/1", "C", "0", "70")).status())
                .isEqualTo(400);
        assertThat(caller.post("/3/prices", price("A2", "A", "0", "70")).code()).isEqualTo(2001302);

        assertThat(caller.get("/3/prices/A/A%2F1/10").at("/Price/Price").decimalValue())
                .isEqualByComparingTo(BigDecimal.valueOf(90));
        assertThat(caller.get("/3/prices/A/A%2F1").at("/Price/Price").asInt()).isEqualTo(100);
        assertThat(caller.get("/3/prices/sublist/A/A%2F1").at("/Prices")).hasSize(2);
        assertThat(caller.get("/3/prices").at("/Prices")).hasSize(3);
        assertThat(caller.put("/3/prices/A/A%2F1/10", "{\"Price\":{\"Price\":85.555}}")
                        .at("/Price/Price")
                        .decimalValue())
                .isEqualByComparingTo("85.56");
        assertThat(caller.put("/3/prices/A/A%2F1/10", "{\"Price\":{\"FromQuantity\":12}}")
                        .status())
                .isEqualTo(400);
        assertThat(caller.delete("/3/prices/A/A%2F1/10").status()).isEqualTo(204);
        assertThat(caller.get("/3/prices/A/A%2F1/10").status()).isEqualTo(404);
        sandbox.assume("price-list-wrapper", "Price");
        assertThat(caller.get("/3/prices").at("/Price")).hasSize(2);
        caller.delete("/3/articles/A%2F1");
        assertThat(caller.get("/3/prices").at("/Price")).isEmpty();
    }

    @Test
    void hangsFilesAndAddressesOnArticles() {
        created("\"ArticleNumber\":\"A1\",\"Description\":\"x\"");
        var inbox = "/3/inbox/" + file("/3/inbox?path=Inbox_v").asText();
        var id = inbox.substring("/3/inbox/".length());

        assertThat(caller.post("/3/articlefileconnections", fileOn(id, "A2")).code())
                .isEqualTo(2001302);
        assertThat(caller.post("/3/articlefileconnections", fileOn("nothing", "A1"))
                        .status())
                .isEqualTo(404);
        assertThat(caller.post("/3/articlefileconnections", fileOn(id, "A1")).status())
                .isEqualTo(201);
        assertThat(caller.get("/3/articlefileconnections")
                        .at("/ArticleFileConnections/0/FileId")
                        .asText())
                .isEqualTo(id);
        assertThat(caller.get(inbox).status()).as("it has left the inbox").isEqualTo(404);
        assertThat(caller.delete("/3/articlefileconnections/" + id).status()).isEqualTo(204);
        assertThat(caller.get(inbox).status()).isEqualTo(200);

        var url = caller.post(
                "/3/articleurlconnections",
                "{\"ArticleUrlConnection\":{\"ArticleNumber\":\"A1\",\"URLConnection\":\"https://ljus.example/a1\"}}");
        assertThat(url.at("/ArticleUrlConnection/Id").asInt()).isEqualTo(1);
        var changed = caller.put(
                "/3/articleurlconnections/1",
                "{\"ArticleUrlConnection\":{\"URLConnection\":\"https://ljus.example/a2\"}}");
        assertThat(changed.at("/ArticleUrlConnection/URLConnection").asText()).isEqualTo("https://ljus.example/a2");
        assertThat(changed.at("/ArticleUrlConnection/ArticleNumber").asText()).isEqualTo("A1");
        caller.delete("/3/articles/A1");
        assertThat(caller.get("/3/articleurlconnections").at("/ArticleUrlConnections"))
                .isEmpty();
    }

    private JsonNode file(String path) {
        return caller.upload(path, "file", "blad.pdf", new byte[] {1, 2}).at("/File/Id");
    }

    private static String fileOn(String file, String article) {
        return "{\"ArticleFileConnection\":{\"FileId\":\"%s\",\"ArticleNumber\":\"%s\"}}".formatted(file, article);
    }

    private Caller.Reply created(String properties) {
        var created = caller.post("/3/articles", article(properties));
        assertThat(created.status()).as(created.text()).isEqualTo(201);
        return created;
    }

    private static String article(String properties) {
        return "{\"Article\":{" + properties + "}}";
    }

    private static String price(String article, String list, String quantity, String price) {
        return "{\"Price\":{\"ArticleNumber\":\"%s\",\"PriceList\":\"%s\",\"FromQuantity\":%s,\"Price\":%s}}"
                .formatted(article, list, quantity, price);
    }
}
