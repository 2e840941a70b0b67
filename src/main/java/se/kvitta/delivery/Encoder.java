package se.kvitta.delivery;

import java.util.List;
import java.util.stream.Stream;
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
    List<String> steps(Booking booking);

    /** The remote effects that attach the document behind a voucher, after it is in the target. */
    default List<String> evidenceSteps() {
        return List.of();
    }

    /** All steps of a booking, with its document or without; an invoice says itself what it is about. */
    default List<String> steps(Booking booking, boolean evidence) {
        boolean attached = evidence && booking.kind() == Booking.Kind.VOUCHER;
        return Stream.concat(steps(booking).stream(), attached ? evidenceSteps().stream() : Stream.empty())
                .toList();
    }

    /** The exact request or file for one step, or for all members of one file. */
    Outgoing encode(Dispatch dispatch);
}
