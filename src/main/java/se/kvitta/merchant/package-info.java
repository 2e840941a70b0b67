/** Merchants, their profiles and the mapping files that say how each is booked. */
@NullMarked
package se.kvitta.merchant;

import org.jspecify.annotations.NullMarked;
