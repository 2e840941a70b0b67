package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What rows take from an article of the register. */
record RegisteredArticle(Company company, Article article) implements Articles.Facts {

    @Override
    public String description() {
        return article.description();
    }

    @Override
    public @Nullable String unit() {
        return article.text("Unit");
    }

    @Override
    public @Nullable Integer account(String vatType) {
        return article.accounts()
                .get(
                        switch (vatType) {
                            case "SEREVERSEDVAT" -> "ConstructionAccount";
                            case "EUREVERSEDVAT" -> "EUAccount";
                            case "EUVAT" -> "EUVATAccount";
                            case "EXPORT" -> "ExportAccount";
                            default -> "SalesAccount";
                        });
    }

    @Override
    public @Nullable BigDecimal price(String priceList) {
        return company.prices
                .find(Price.key(priceList, article.number(), BigDecimal.ZERO))
                .map(Price::price)
                .orElse(null);
    }
}
