/** The demo: sandboxes on loopback, two merchants, and a summary of what came of their settlements. */
@NullMarked
package se.kvitta.demo;

import org.jspecify.annotations.NullMarked;
