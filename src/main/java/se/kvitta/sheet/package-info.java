/** Documents with tables for people, written row by row: one content, as searchable PDF and as CSV. */
@NullMarked
package se.kvitta.sheet;

import org.jspecify.annotations.NullMarked;
