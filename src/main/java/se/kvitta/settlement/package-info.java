/** The contract for sources: what happened to money, as events of one settlement, and the proof that they explain it. */
@NullMarked
package se.kvitta.settlement;

import org.jspecify.annotations.NullMarked;
