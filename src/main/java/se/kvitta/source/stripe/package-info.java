/** Stripe: the balance transactions of a payout, from the API or the payout reconciliation report, as events. */
@NullMarked
package se.kvitta.source.stripe;

import org.jspecify.annotations.NullMarked;
