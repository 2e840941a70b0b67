/** Reads payouts of Shopify Payments, and the orders behind them, as the API answers them. */
@NullMarked
package se.kvitta.source.shopify;

import org.jspecify.annotations.NullMarked;
