/** Checks what goes over the wire against the API description that the provider publishes. */
@NullMarked
package se.kvitta.testing.openapi;

import org.jspecify.annotations.NullMarked;
