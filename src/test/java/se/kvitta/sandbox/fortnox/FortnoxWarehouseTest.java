package se.kvitta.sandbox.fortnox;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The newer part of the API that tells of stock: no wrappers, no lists in pages, errors in words. */
class FortnoxWarehouseTest extends RunningSandbox {

    private static final String BALANCES = "/api/warehouse/status-v1/stockbalance";
    private static final String POINTS = "/api/warehouse/stockpoints-v1";

    @Test
    void saysWhetherACompanyHasIt() {
        assertThat(caller.get("/api/warehouse/tenants-v4").text())
                .isEqualTo("{\"activated\":false,\"tenantId\":704001}");
        var refused = caller.get(BALANCES);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.at("/error").asText()).isEqualTo("missing.rights");
        assertThat(refused.at("/id").asText()).isNotEmpty();
        assertThat(refused.at("/message").asText()).contains("Fortnox Lager");

        sandbox.company(LJUSBUTIKEN).useWarehouse(true);
        assertThat(caller.get("/api/warehouse/tenants-v4").at("/activated").asBoolean())
                .isTrue();
        assertThat(caller.get(BALANCES).text()).isEqualTo("[]");
    }

    @Test
    void refusesInWordsWhatTheTokenMayNot() {
        sandbox.company(LJUSBUTIKEN).license(List.of("article"));

        var refused = caller.get("/api/warehouse/tenants-v4");

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.at("/error").asText()).isEqualTo("missing.rights");
        assertThat(caller.get("/api/warehouse/nosuch").at("/error").isTextual()).isTrue();
    }

    @Test
    void keepsStockPoints() {
        sandbox.company(LJUSBUTIKEN).useWarehouse(true);

        var created = caller.post(POINTS, "{\"code\":\"1\",\"name\":\"Butiken\"}");
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.at("/active").asBoolean()).isTrue();
        caller.post(POINTS, "{\"code\":\"2\",\"name\":\"Fjärrlager\",\"active\":false,\"deliveryCity\":\"Eslöv\"}");

        var same = caller.post(POINTS, "{\"code\":\"1\",\"name\":\"Igen\"}");
        assertThat(same.status()).isEqualTo(400);
        assertThat(same.at("/error").asText()).isEqualTo("alreadyexists");
        assertThat(caller.post(POINTS, "{\"code\":\"12345678901\",\"name\":\"x\"}")
                        .status())
                .isEqualTo(400);
        assertThat(caller.get(POINTS).json()).hasSize(1);
        assertThat(caller.get(POINTS + "?state=ALL").json()).hasSize(2);
        assertThat(caller.get(POINTS + "?state=INACTIVE").at("/0/deliveryCity").asText())
                .isEqualTo("Eslöv");
        assertThat(caller.get(POINTS + "?state=ALL&q=fjärr".replace("ä", "%C3%A4"))
                        .json())
                .hasSize(1);
        assertThat(caller.get(POINTS + "/" + created.at("/id").asText())
                        .at("/code")
                        .asText())
                .isEqualTo("1");
        assertThat(caller.get(POINTS + "/nothing").status()).isEqualTo(404);
    }

    @Test
    void countsTheStockItself() {
        caller.post(
                "/3/articles", "{\"Article\":{\"ArticleNumber\":\"A1\",\"Description\":\"x\",\"QuantityInStock\":99}}");
        var company = sandbox.company(LJUSBUTIKEN);
        company.useWarehouse(true);
        caller.post(POINTS, "{\"code\":\"1\",\"name\":\"Butiken\"}");
        caller.post(POINTS, "{\"code\":\"2\",\"name\":\"Lagret\"}");
        company.count("A1", "1", new BigDecimal("4"));
        company.count("A1", "2", new BigDecimal("2.5"));

        assertThat(caller.get("/3/articles/A1").at("/Article/QuantityInStock").decimalValue())
                .isEqualByComparingTo("6.5");
        assertThat(caller.get(BALANCES + "?itemIds=A1,B2&stockPointCodes=2").text())
                .isEqualTo("[{\"availableStock\":2.50,\"inStock\":2.50,\"itemId\":\"A1\",\"stockPointCode\":\"2\"}]");
        assertThat(caller.get(BALANCES + "?itemIds=B2").text()).isEqualTo("[]");
        var body = "{\"Article\":{\"QuantityInStock\":1}}";
        assertThat(caller.put("/3/articles/A1", body).status()).isEqualTo(400);
        sandbox.assume("stock-with-warehouse", "ignore");
        assertThat(caller.put("/3/articles/A1", body)
                        .at("/Article/QuantityInStock")
                        .decimalValue())
                .isEqualByComparingTo("6.5");
        company.useWarehouse(false);
        assertThat(caller.get("/3/articles/A1").at("/Article/QuantityInStock").asInt())
                .isEqualTo(99);
    }
}
