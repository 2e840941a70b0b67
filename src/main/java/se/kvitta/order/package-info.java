/** Asking providers for the orders behind their money: which are needed, what is known of them, and when to ask again. */
@NullMarked
package se.kvitta.order;

import org.jspecify.annotations.NullMarked;
