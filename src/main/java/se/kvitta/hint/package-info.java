/** Webhooks of providers: hints that a fetch is due, whose words are never booked. */
@NullMarked
package se.kvitta.hint;

import org.jspecify.annotations.NullMarked;
