/** Reads reconciliations of Svea: flat rows, and the report and orders as the API answers them. */
@NullMarked
package se.kvitta.source.svea;

import org.jspecify.annotations.NullMarked;
