package se.kvitta.journal;

import java.time.Instant;

/**
 * What a person said of a posting that was booked by hand. The number of what was made instead is its receipt.
 *
 * @param actor who said so
 * @param at when
 * @param note what was done
 */
public record ByHand(String actor, Instant at, String note) {}
