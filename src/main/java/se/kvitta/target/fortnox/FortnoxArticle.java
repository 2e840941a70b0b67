package se.kvitta.target.fortnox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import se.kvitta.delivery.Article;
import se.kvitta.delivery.Outgoing;
import se.kvitta.delivery.Refused;
import se.kvitta.ledger.Money;

/**
 * An article on its way into Fortnox: it, then its price, each looked up and made or changed only where it is something
 * else. Both have numbers that we choose, so that doing it again changes nothing. Used from the route, which makes the calls.
 */
public final class FortnoxArticle {

    private final Deque<Thing> open = new ArrayDeque<>();
    private @Nullable Outgoing change;

    /**
     * What is to be in Fortnox.
     *
     * @param single key of it in Fortnox's answers
     * @param path where it is read, and changed by PUT
     * @param collection where it is made by POST
     * @param key what it is known by, sent only when it is made
     * @param fields what it is to say
     */
    private record Thing(String single, String path, String collection, ObjectNode key, ObjectNode fields) {}

    /**
     * @param countsStock whether Fortnox's warehouse counts the stock, so that nobody else may set it
     * @param priceList code of the list that the price stands in
     */
    FortnoxArticle(Article article, boolean countsStock, String priceList) {
        open.add(new Thing(
                "Article",
                "/3/articles/" + article.number(),
                "/3/articles",
                FortnoxJson.object().put("ArticleNumber", article.number()),
                fields(article, countsStock)));
        Money price = article.price();
        if (price != null) {
            open.add(new Thing(
                    "Price",
                    "/3/prices/" + priceList + "/" + article.number() + "/0",
                    "/3/prices",
                    FortnoxJson.object()
                            .put("ArticleNumber", article.number())
                            .put("PriceList", priceList)
                            .put("FromQuantity", 0),
                    FortnoxJson.object().put("Price", price.major())));
        }
    }

    private static ObjectNode fields(Article article, boolean countsStock) {
        ObjectNode fields = FortnoxJson.object();
        fields.put("Description", FortnoxText.of(article.text(), 200));
        if (!article.unit().isEmpty()) {
            fields.put("Unit", article.unit());
        }
        if (article.vat() != null) {
            fields.put("VAT", new BigDecimal(article.vat().toString()));
        }
        if (article.stock() != null && !countsStock) {
            fields.put("StockGoods", true);
            fields.put("QuantityInStock", article.stock());
        }
        return fields;
    }

    public boolean isMore() {
        return !open.isEmpty();
    }

    /** Where the thing is looked up. */
    public String getPath() {
        return open.getFirst().path();
    }

    /** Whether something must be changed, after the look-up. */
    public boolean isNeeded() {
        return change != null;
    }

    /** The changing call. */
    public @Nullable Outgoing getChange() {
        return change;
    }

    /** It is there: what says something else is changed. */
    void there(JsonNode answer) {
        Thing thing = open.getFirst();
        JsonNode is = answer.path(thing.single());
        ObjectNode differs = FortnoxJson.object();
        thing.fields().properties().stream()
                .filter(field -> !same(is.path(field.getKey()), field.getValue()))
                .forEach(field -> differs.set(field.getKey(), field.getValue()));
        change = differs.isEmpty() ? null : request("PUT " + thing.path(), thing, differs);
    }

    /** It is not there. Throws what was refused when that was something else. */
    void absent(Refused no) {
        FortnoxAnswers.requireNotFound(no);
        Thing thing = open.getFirst();
        ObjectNode whole = thing.key().deepCopy();
        whole.setAll(thing.fields());
        change = request("POST " + thing.collection(), thing, whole);
    }

    /** It is as it is to be. */
    void done() {
        open.removeFirst();
        change = null;
    }

    private static Outgoing request(String name, Thing thing, ObjectNode content) {
        ObjectNode body = FortnoxJson.object();
        body.set(thing.single(), content);
        return FortnoxJson.request(name, body);
    }

    /** A number can come as a text, and with other decimals. */
    private static boolean same(JsonNode theirs, JsonNode ours) {
        if (!ours.isNumber()) {
            return theirs.asText("").equals(ours.asText());
        }
        try {
            return new BigDecimal(theirs.asText("")).compareTo(ours.decimalValue()) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
