package se.kvitta.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /** The remote effects that attach the provider's own file as well. */
    default List<String> fileSteps() {
        return List.of();
    }

    /** What lies behind a voucher in the target. */
    enum Attached {
        NOTHING,
        DOCUMENT,
        /** The document, and the provider's own file as it was received. */
        DOCUMENT_AND_FILE
    }

    /** All steps of a booking, with what lies behind it; an invoice says itself what it is about. */
    default List<String> steps(Booking booking, Attached attached) {
        var all = new ArrayList<>(steps(booking));
        if (booking.kind() == Booking.Kind.VOUCHER && attached != Attached.NOTHING) {
            all.addAll(evidenceSteps());
            if (attached == Attached.DOCUMENT_AND_FILE) {
                all.addAll(fileSteps());
            }
        }
        return List.copyOf(all);
    }

    /**
     * A document that a person may have made in the place of one of our bookings.
     *
     * @param step the step whose answer is its number: what is about it later finds it by that
     * @param numbers what its numbers look like in the target, as a regular expression
     */
    record HandMade(String step, String numbers) {}

    /** What is made of a booking that others need the number of; empty where nothing ever asks for it. */
    default Optional<HandMade> handMade(Booking booking) {
        return Optional.empty();
    }

    /** The exact request or file for one step, or for all members of one file. */
    Outgoing encode(Dispatch dispatch);
}
