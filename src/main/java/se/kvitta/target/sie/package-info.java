/** SIE files: vouchers for any accounting system that imports them. */
@NullMarked
package se.kvitta.target.sie;

import org.jspecify.annotations.NullMarked;
