/** Why something was held, refused or skipped: a code with its facts, and the words for people in their language. */
@NullMarked
package se.kvitta.reason;

import org.jspecify.annotations.NullMarked;
