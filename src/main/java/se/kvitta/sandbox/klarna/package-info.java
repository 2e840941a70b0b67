/** Stands in for Klarna on this machine: an SFTP server that delivers settlements, and a generator of settlements. */
@NullMarked
package se.kvitta.sandbox.klarna;

import org.jspecify.annotations.NullMarked;
