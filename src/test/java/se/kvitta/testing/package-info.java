/** What tests of the whole service share: an installation in a folder of its own, with sandboxes. */
@NullMarked
package se.kvitta.testing;

import org.jspecify.annotations.NullMarked;
