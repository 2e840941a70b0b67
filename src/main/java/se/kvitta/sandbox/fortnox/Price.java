package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * The price of an article in one list, from a quantity on.
 *
 * @param fromQuantity 0 for the base price
 * @param percent what is taken off, in percent
 */
record Price(
        String priceList, String article, BigDecimal fromQuantity, BigDecimal price, BigDecimal percent, Instant at) {

    static String key(String priceList, String article, BigDecimal fromQuantity) {
        return priceList + "\n" + article + "\n"
                + fromQuantity.stripTrailingZeros().toPlainString();
    }

    String key() {
        return key(priceList, article, fromQuantity);
    }
}
