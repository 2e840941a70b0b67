/** A stand-in of ECB's files of euro reference rates on a loopback port. Shares no code with Kvitta. */
@NullMarked
package se.kvitta.sandbox.ecb;

import org.jspecify.annotations.NullMarked;
