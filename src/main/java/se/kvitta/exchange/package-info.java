/** Exchange rates from publishers: what is known of them, what is missing, and the contract for publishers. */
@NullMarked
package se.kvitta.exchange;

import org.jspecify.annotations.NullMarked;
