/** A stand-in for PayPal's REST API on a loopback port. It shares no code with the plug-in. */
@NullMarked
package se.kvitta.sandbox.paypal;

import org.jspecify.annotations.NullMarked;
