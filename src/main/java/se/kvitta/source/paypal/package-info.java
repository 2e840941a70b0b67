/** PayPal: Transaction Search by API, day by day and currency by currency, and settlement reports (STL). */
@NullMarked
package se.kvitta.source.paypal;

import org.jspecify.annotations.NullMarked;
