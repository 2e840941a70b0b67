/** ECB: euro reference rates from its published files. */
@NullMarked
package se.kvitta.rate.ecb;

import org.jspecify.annotations.NullMarked;
