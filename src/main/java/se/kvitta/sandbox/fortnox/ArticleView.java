package se.kvitta.sandbox.fortnox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** An article as Fortnox shows it: its numbers are numbers when it is read alone, and texts in a list. */
final class ArticleView {

    private ArticleView() {}

    static ObjectNode single(Request request, Article article) {
        var entry = Json.object()
                .put("@url", request.url("articles", article.number()))
                .put("ArticleNumber", article.number())
                .put("Description", article.description());
        ArticleShape.TEXTS.forEach(name -> entry.put(name, article.text(name)));
        ArticleShape.ACCOUNTS.forEach(name -> entry.put(name, article.accounts().get(name)));
        ArticleShape.NUMBERS.forEach(name -> entry.put(name, plain(article.decimal(name))));
        ArticleShape.SIZES.forEach(name -> entry.put(name, article.sizes().getOrDefault(name, 0)));
        ArticleShape.FLAGS.forEach(name -> entry.put(name, article.flag(name)));
        var quantities = Quantities.of(request.company(), article);
        return entry.put("QuantityInStock", plain(quantities.inStock()))
                .put("DisposableQuantity", plain(quantities.disposable()))
                .put("ReservedQuantity", plain(quantities.reserved()))
                .put("SalesPrice", plain(price(request.company(), article)))
                .put("StockValue", plain(quantities.value(article)))
                .putNull("SupplierName");
    }

    static ObjectNode item(Request request, Article article) {
        var quantities = Quantities.of(request.company(), article);
        return Json.object()
                .put("@url", request.url("articles", article.number()))
                .put("ArticleNumber", article.number())
                .put("Description", article.description())
                .put("DisposableQuantity", text(quantities.disposable()))
                .put("EAN", blankIfNull(article.text("EAN")))
                .put("Housework", article.flag("Housework"))
                .put("PurchasePrice", text(article.decimal("PurchasePrice")))
                .put("QuantityInStock", text(quantities.inStock()))
                .put("ReservedQuantity", text(quantities.reserved()))
                .put("SalesPrice", text(price(request.company(), article)))
                .put("StockPlace", blankIfNull(article.text("StockPlace")))
                .put("StockValue", text(quantities.value(article)))
                .put("Unit", blankIfNull(article.text("Unit")))
                .put("VAT", text(article.decimal("VAT")))
                .put("WebshopArticle", article.flag("WebshopArticle"));
    }

    /** The base price of the list that is preselected; 0 when there is none. */
    private static BigDecimal price(Company company, Article article) {
        return company.priceLists.all().stream()
                .filter(PriceList::preselected)
                .findFirst()
                .flatMap(list -> company.prices.find(Price.key(list.code(), article.number(), BigDecimal.ZERO)))
                .map(Price::price)
                .orElse(BigDecimal.ZERO);
    }

    /** Without zeros at the end, and never with an exponent. */
    private static BigDecimal plain(BigDecimal number) {
        var stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0, RoundingMode.UNNECESSARY) : stripped;
    }

    private static String text(BigDecimal number) {
        return plain(number).toPlainString();
    }

    private static String blankIfNull(@Nullable String text) {
        return text == null ? "" : text;
    }
}
