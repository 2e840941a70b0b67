/** Reads documents that are the JSON answers of an API as they came, one after the other, without holding one whole. */
@NullMarked
package se.kvitta.answers;

import org.jspecify.annotations.NullMarked;
