package se.kvitta.target.fortnox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import se.kvitta.delivery.Article;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Refused;
import se.kvitta.delivery.StockLevel;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.merchant.Merchant;
import se.kvitta.merchant.Merchants;
import se.kvitta.sandbox.fortnox.Fault;
import se.kvitta.testing.TestMerchants;

/** What a shop's articles become in Fortnox, and what comes back of their stock. */
class FortnoxArticlesTest extends FortnoxService {

    @BeforeEach
    void connect() {
        connect("");
        sandboxes.fortnox().resetCalls();
    }

    private void connect(String more) {
        write(TestMerchants.FORTNOX.replace("tenant: \"704001\"", "tenant: \"704001\"" + more));
    }

    private Map<String, Object> dispatch() {
        Merchants merchants = kvitta.bean(Merchants.class);
        Merchant its = merchants.requireMerchant(merchant);
        return Map.of("dispatch", Dispatch.withoutPostings(its, merchants.target(its.target())));
    }

    private @Nullable Exception send(Article article) {
        return kvitta.routes()
                .send("direct:article-fortnox", exchange -> {
                    dispatch().forEach(exchange::setProperty);
                    exchange.getIn().setBody(article);
                })
                .getException();
    }

    private void put(Article article) {
        assertThat(send(article)).isNull();
    }

    private Exchange askedForStock(String... numbers) {
        return kvitta.routes().send("direct:stock-fortnox", exchange -> {
            dispatch().forEach(exchange::setProperty);
            exchange.getIn().setBody(List.of(numbers));
        });
    }

    private List<?> stock(String... numbers) {
        return askedForStock(numbers).getMessage().getBody(List.class);
    }

    private static Article candle(@Nullable String price, @Nullable String stock) {
        return new Article(
                "LJUS-20",
                "Blockljus 20 cm",
                "st",
                VatRate.parse("25"),
                price == null ? null : Money.parse(price + " SEK"),
                stock == null ? null : new BigDecimal(stock));
    }

    private long changes() {
        return calls("POST /3/articles")
                + calls("PUT /3/articles/{ArticleNumber}")
                + calls("POST /3/prices")
                + calls("PUT /3/prices/{PriceList}/{ArticleNumber}/{FromQuantity}");
    }

    @Test
    void anArticleIsMadeOnceAndThenChangedOnlyWhereItIsAnother() {
        put(candle("119.20", "12"));
        assertThat(changes()).isEqualTo(2);
        assertThat(stock("LJUS-20", "OKAND")).isEqualTo(List.of(new StockLevel("LJUS-20", new BigDecimal("12"))));

        put(candle("119.20", "12.00"));
        assertThat(changes()).as("nothing has changed").isEqualTo(2);

        put(candle("129.00", "11"));
        assertThat(changes()).isEqualTo(4);
        assertThat(stock("LJUS-20")).isEqualTo(List.of(new StockLevel("LJUS-20", new BigDecimal("11"))));

        put(candle(null, null));
        assertThat(changes()).as("what the shop does not say stands").isEqualTo(4);
    }

    /** What was made though the answer was lost is found the next time. */
    @Test
    void anArticleWhoseAnswerWasLostIsNotMadeTwice() {
        sandboxes
                .fortnox()
                .fault(Fault.of(Fault.Kind.LOST_REPLY).on("POST", "/3/articles").times(1));
        assertThat(send(candle("119.20", "12"))).isNotNull();
        put(candle("119.20", "12"));

        assertThat(calls("POST /3/articles")).isEqualTo(1);
        assertThat(stock("LJUS-20")).hasSize(1);
    }

    /** With the warehouse module the shop is told, and tells nothing. */
    @Test
    void theWarehouseCountsTheStockWhereThereIsOne() {
        company().useWarehouse(true);
        connect(", stockPoint: \"1\"");
        put(candle("119.20", "99"));
        company().addStockPoint("1", "Butiken");
        company().count("LJUS-20", "1", new BigDecimal("7.5"));

        assertThat(stock("LJUS-20")).isEqualTo(List.of(new StockLevel("LJUS-20", new BigDecimal("7.5"))));
    }

    /** The newer endpoints have errors of another form. */
    @Test
    void aNoOfTheWarehouseIsToldByItsCodeAndMessage() {
        connect(", stockPoint: \"1\"");
        assertThat(askedForStock("LJUS-20").getException()).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.reason().code()).isEqualTo("TARGET_NO_RIGHT");
            assertThat(refused.reason().facts())
                    .containsEntry("code", "missing.rights")
                    .hasEntrySatisfying("message", message -> assertThat(message)
                            .startsWith("Behörighet saknas")
                            .doesNotContain("{"));
        });
    }

    @Test
    void anArticleThatNotEveryTargetTakesIsRefusedBeforeAnythingIsSent() {
        assertThatThrownBy(() -> new Article("LJUS 20", "Blockljus", "", null, null, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'LJUS 20'")
                .hasMessageContaining("nothing was sent");
        assertThatThrownBy(() -> new Article("LJUS-20", " ", "", null, null, null))
                .hasMessageContaining("article LJUS-20 has no text");
    }
}
