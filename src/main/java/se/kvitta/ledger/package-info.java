/** Money, accounts and vouchers: the words of bookkeeping, exact and free of frameworks. */
@NullMarked
package se.kvitta.ledger;

import org.jspecify.annotations.NullMarked;
