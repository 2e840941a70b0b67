/** Reads payouts of Nets Easy: the portal's export, and the answers of the reporting and payment APIs. */
@NullMarked
package se.kvitta.source.nets;

import org.jspecify.annotations.NullMarked;
