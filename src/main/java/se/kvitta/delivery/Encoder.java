package se.kvitta.delivery;

import java.util.List;
import se.kvitta.booking.Booking;
import se.kvitta.booking.Capabilities;

/**
 * Turns bookings into what a target takes. A bean of this type is named by the target's slug. Pure: no clock, no
 * network, no state; the route sends.
 */
public interface Encoder {

    /** What the target can carry. */
    Capabilities capabilities();

    /** The remote effects that put a booking into the target, in their order; each becomes a step. */
    List<String> steps(Booking.Kind kind);

    /** The exact request or file for one step, or for all members of one file. */
    Outgoing encode(Dispatch dispatch);
}
