package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;

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
        return new Quantities(inStock, BigDecimal.ZERO);
    }

    /** What orders have reserved of what lies at one place. */
    static BigDecimal reserved(Company company, String article, String stockPoint) {
        return BigDecimal.ZERO;
    }

    BigDecimal disposable() {
        return inStock.subtract(reserved);
    }

    /** In kronor, at what the article costs to buy. */
    BigDecimal value(Article article) {
        return inStock.multiply(article.decimal("PurchasePrice"));
    }
}
