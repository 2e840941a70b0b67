/** From a received document to a proven settlement in the journal: the beans of {@code routes/core/intake.camel.yaml}. */
@NullMarked
package se.kvitta.intake;

import org.jspecify.annotations.NullMarked;
