/** Fortnox: vouchers through its REST API, each once. */
@NullMarked
package se.kvitta.target.fortnox;

import org.jspecify.annotations.NullMarked;
