/** Riksbanken: mid rates against SEK through its SWEA REST API. */
@NullMarked
package se.kvitta.rate.riksbank;

import org.jspecify.annotations.NullMarked;
