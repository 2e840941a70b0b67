/** The supporting document behind every voucher: what it says, and that it adds up. */
@NullMarked
package se.kvitta.evidence;

import org.jspecify.annotations.NullMarked;
