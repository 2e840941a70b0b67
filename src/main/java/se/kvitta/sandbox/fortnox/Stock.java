package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;

/** How much of an article lies at a stock point, as the warehouse module counts it. */
record Stock(String article, String stockPoint, BigDecimal quantity) {

    static String key(String article, String stockPoint) {
        return article + "\n" + stockPoint;
    }

    String key() {
        return key(article, stockPoint);
    }
}
