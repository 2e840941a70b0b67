package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How much there is of an article.
 *
 * @param inStock what lies there; the warehouse module counts it where it is active
 * @param reserved what orders have laid claim to
 */
record Quantities(BigDecimal inStock, BigDecimal reserved) {

    static Quantities of(Company company, Article article) {
        var inStock = company.articleSettings().warehouse()
                ? company.stock.all().stream()
                        .filter(stock -> stock.article().equals(article.number()))
                        .map(Stock::quantity)
                        .reduce(BigDecimal.ZERO, BigDecimal::add)
                : article.decimal("QuantityInStock");
        return new Quantities(inStock, reserved(company, article.number()));
    }

    /** What orders have reserved. */
    static BigDecimal reserved(Company company, String article) {
        return company.orders.all().stream()
                .flatMap(order -> order.rows().stream()
                        .filter(row -> article.equals(row.ordered().articleNumber()))
                        .map(order::reserved))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** What can be delivered of what is wanted: with the warehouse module nothing of an article that is not there. */
    static BigDecimal deliverable(Company company, @Nullable String number, BigDecimal wanted) {
        if (number == null || !company.articleSettings().warehouse()) {
            return wanted;
        }
        return company.articleRegister
                .find(number)
                .filter(article -> article.flag("StockGoods"))
                .filter(article -> of(company, article).inStock().compareTo(wanted) < 0)
                .map(article -> BigDecimal.ZERO.setScale(2))
                .orElse(wanted);
    }

    BigDecimal disposable() {
        return inStock.subtract(reserved);
    }

    /** In kronor, at what the article costs to buy. */
    BigDecimal value(Article article) {
        return inStock.multiply(article.decimal("PurchasePrice"));
    }
}
