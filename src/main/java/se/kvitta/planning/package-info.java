/** From a proven settlement to planned postings: look up what booking needs, book, and make the plan count at once. */
@NullMarked
package se.kvitta.planning;

import org.jspecify.annotations.NullMarked;
