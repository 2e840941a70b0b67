/** Stand-ins of remote systems on loopback ports, one package each; here what they share. They share no code with Kvitta. */
@NullMarked
package se.kvitta.sandbox;

import org.jspecify.annotations.NullMarked;
