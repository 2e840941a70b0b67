/** Events and a merchant's choices become bookings: pure rules, exact to the minor unit, free of frameworks. */
@NullMarked
package se.kvitta.booking;

import org.jspecify.annotations.NullMarked;
