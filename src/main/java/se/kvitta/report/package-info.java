/** The proofs of the books: a month as its accountant reads it, what is open at a day's end, and a check after deliveries. */
@NullMarked
package se.kvitta.report;

import org.jspecify.annotations.NullMarked;
