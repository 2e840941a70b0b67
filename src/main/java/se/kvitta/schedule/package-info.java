/** Who is due, and on which node: Quartz jobs that only send to the core routes. */
@NullMarked
package se.kvitta.schedule;

import org.jspecify.annotations.NullMarked;
