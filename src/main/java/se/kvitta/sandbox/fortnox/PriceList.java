package se.kvitta.sandbox.fortnox;

import org.jspecify.annotations.Nullable;

/**
 * A price list.
 *
 * @param preselected true for the one whose prices an article shows
 */
record PriceList(String code, String description, @Nullable String comments, boolean preselected) {}
