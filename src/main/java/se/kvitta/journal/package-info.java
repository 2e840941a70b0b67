/** The durable state: what was received, what it was found to mean, and what has become of it at the targets. */
@NullMarked
package se.kvitta.journal;

import org.jspecify.annotations.NullMarked;
