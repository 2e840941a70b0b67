package se.kvitta.booking;

import java.util.Optional;
import se.kvitta.settlement.Event;

/** Finds the sale that a refund takes back, among everything the profile's source has ever told. */
@FunctionalInterface
public interface OriginalSales {

    Optional<Event> of(Event refund);
}
