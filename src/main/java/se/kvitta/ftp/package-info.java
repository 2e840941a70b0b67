/** The FTP server that comes with Kvitta, for providers that send files; off unless it is switched on. It only takes uploads. */
@NullMarked
package se.kvitta.ftp;

import org.jspecify.annotations.NullMarked;
