/** Where an installation keeps its files and finds its secrets. */
@NullMarked
package se.kvitta.home;

import org.jspecify.annotations.NullMarked;
