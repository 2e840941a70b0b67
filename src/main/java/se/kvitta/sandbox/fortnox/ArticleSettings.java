package se.kvitta.sandbox.fortnox;

/**
 * How a company keeps its articles; people choose it in Fortnox, no program can.
 *
 * @param purchaseAccount what new articles are bought on, whether the account exists or not
 * @param warehouse whether the warehouse module keeps the stock
 */
record ArticleSettings(int purchaseAccount, boolean warehouse) {

    static final String KEY = "articles";

    /** What a new company has. */
    static final ArticleSettings USUAL = new ArticleSettings(4000, false);

    ArticleSettings withWarehouse(boolean active) {
        return new ArticleSettings(purchaseAccount, active);
    }
}
