/** Starts the service and puts its parts together. */
@NullMarked
package se.kvitta;

import org.jspecify.annotations.NullMarked;
