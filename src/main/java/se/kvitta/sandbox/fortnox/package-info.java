/** A strict local stand-in of Fortnox's API whose books are on file before it answers. */
@NullMarked
package se.kvitta.sandbox.fortnox;

import org.jspecify.annotations.NullMarked;
