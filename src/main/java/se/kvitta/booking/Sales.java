package se.kvitta.booking;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;

/** One way of booking sales and refunds: what a mode does with them. */
interface Sales {

    /** Whether an event is one of those that modes book as sales. */
    static boolean concerns(Event event) {
        return switch (event.kind()) {
            case SALE, REFUND, GIFT_CARD_SOLD, GIFT_CARD_REDEEMED, TIP -> true;
            default -> false;
        };
    }

    /** Takes an event, or says why it must wait. */
    Placed add(Event event);

    /** Hands over the bookings that were not handed over with their event. */
    void finish(Bookings sink);

    /**
     * Where an event went: into a booking, to a person, or nowhere.
     *
     * @param key of the booking it is in; null when it is in none
     * @param day the booking's date; null when it is in none
     * @param tax how its parts were taxed
     * @param held why it waits; null when it does not
     * @param left why it needs no booking; null when it has one or waits
     */
    record Placed(
            @Nullable String key,
            @Nullable LocalDate day,
            List<TaxLine> tax,
            @Nullable Reason held,
            @Nullable String left) {

        static Placed in(String key, LocalDate day, List<TaxLine> tax) {
            return new Placed(key, day, tax, null, null);
        }

        static Placed held(Reason reason) {
            return new Placed(null, null, List.of(), reason, null);
        }

        /** @param why code of a reason that the accountant reads in the month's report */
        static Placed left(String why) {
            return new Placed(null, null, List.of(), null, why);
        }
    }
}
