/** Reads and writes SIE 4, the file format in which Swedish accounting programs exchange vouchers and balances. */
@NullMarked
package se.kvitta.sie;

import org.jspecify.annotations.NullMarked;
