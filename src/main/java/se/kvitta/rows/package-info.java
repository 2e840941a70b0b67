/**
 * Reads documents that are flat rows by what the source's mapping file says of them, so that such a source needs no code.
 * What is more than flat rows needs a translator.
 */
@NullMarked
package se.kvitta.rows;

import org.jspecify.annotations.NullMarked;
