/** The contract for targets, and the delivery of postings exactly once: the beans of {@code routes/core/delivery.camel.yaml}. */
@NullMarked
package se.kvitta.delivery;

import org.jspecify.annotations.NullMarked;
