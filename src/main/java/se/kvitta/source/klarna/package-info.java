/** Klarna: settlement files of V3 merchants, fetched by SFTP or dropped by hand. */
@NullMarked
package se.kvitta.source.klarna;

import org.jspecify.annotations.NullMarked;
