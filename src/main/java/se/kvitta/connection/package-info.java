/**
 * How merchants let Kvitta into remote systems: consent, tokens that one node of the cluster renews at a time, and what
 * becomes of them. It knows OAuth 2 and no system; what is peculiar to one is in its {@link se.kvitta.connection.Authority}.
 */
@NullMarked
package se.kvitta.connection;

import org.jspecify.annotations.NullMarked;
