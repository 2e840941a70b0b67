/** A stand-in of Riksbanken's SWEA REST API on a loopback port. Shares no code with Kvitta. */
@NullMarked
package se.kvitta.sandbox.riksbank;

import org.jspecify.annotations.NullMarked;
