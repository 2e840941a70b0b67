package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;
import se.kvitta.delivery.Article;
import se.kvitta.delivery.Dispatch;
import se.kvitta.delivery.Refused;
import se.kvitta.delivery.StockLevel;

/** Articles, their prices and how many there are: what the shop says goes to Fortnox, what its warehouse counts comes back. */
@Component("fortnoxArticles")
class FortnoxArticles {

    /** The warehouse's stock point whose balance is the shop's; without it Fortnox counts no stock of its own. */
    private static final String STOCK_POINT = "stockPoint";

    FortnoxArticle begin(@Body Article article, @ExchangeProperty("dispatch") Dispatch dispatch) {
        return new FortnoxArticle(
                article,
                countsStock(dispatch),
                dispatch.mapping().raw().at("/articles/price-list").asText("A"));
    }

    void there(@Body JsonNode answer, @ExchangeProperty("article") FortnoxArticle article) {
        article.there(answer);
    }

    void absent(
            @ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Refused no,
            @ExchangeProperty("article") FortnoxArticle article) {
        article.absent(no);
    }

    void done(@ExchangeProperty("article") FortnoxArticle article) {
        article.done();
    }

    /** Whether the company has the warehouse module, as its connection says. */
    boolean countsStock(@ExchangeProperty("dispatch") Dispatch dispatch) {
        return dispatch.merchant().connection().has(STOCK_POINT);
    }

    /** The query for what the warehouse has of some articles. */
    String balancesQuery(
            @ExchangeProperty("numbers") List<String> numbers, @ExchangeProperty("dispatch") Dispatch dispatch) {
        String point = dispatch.merchant().connection().get(STOCK_POINT);
        return "itemIds=" + encoded(String.join(",", numbers)) + "&stockPointCodes=" + encoded(point);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What the warehouse has, less what is laid aside. */
    List<StockLevel> balances(@Body JsonNode answer) {
        var levels = new ArrayList<StockLevel>();
        answer.forEach(balance -> levels.add(new StockLevel(
                balance.path("itemId").asText(),
                new BigDecimal(balance.path("availableStock").asText("0")))));
        return levels;
    }

    List<StockLevel> none() {
        return new ArrayList<>();
    }

    /** One article's own count. */
    void addOwn(@Body JsonNode answer, @ExchangeProperty("levels") List<StockLevel> levels) {
        JsonNode article = answer.path("Article");
        levels.add(new StockLevel(
                article.path("ArticleNumber").asText(),
                new BigDecimal(article.path("DisposableQuantity")
                        .asText(article.path("QuantityInStock").asText("0")))));
    }

    /** An article that Fortnox does not have. Throws what was refused when that was something else. */
    void unknown(@ExchangeProperty(Exchange.EXCEPTION_CAUGHT) Refused no) {
        FortnoxAnswers.requireNotFound(no);
    }
}
