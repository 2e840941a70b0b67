/** Reads documents that are tables in text form, strictly, whatever their delimiter, decimal sign or byte order mark. */
@NullMarked
package se.kvitta.table;

import org.jspecify.annotations.NullMarked;
