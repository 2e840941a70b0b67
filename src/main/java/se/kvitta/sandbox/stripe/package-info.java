/** A stand-in for Stripe's API on loopback: accounts whose balance adds up, strict about every request. */
@NullMarked
package se.kvitta.sandbox.stripe;

import org.jspecify.annotations.NullMarked;
