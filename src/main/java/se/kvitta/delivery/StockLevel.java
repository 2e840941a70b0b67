package se.kvitta.delivery;

import java.math.BigDecimal;

/**
 * How much of an article a shop may sell, as the target counts it: {@code direct:stock-<slug>} answers a list of these for a
 * list of article numbers. An article that the target does not have is not in it.
 *
 * @param available in the article's unit; below zero when more is promised than there is
 */
public record StockLevel(String article, BigDecimal available) {}
