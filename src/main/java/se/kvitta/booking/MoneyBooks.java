package se.kvitta.booking;

import java.time.LocalDate;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import se.kvitta.settlement.Event;

/** How a profile books what the provider does with the money. */
interface MoneyBooks {

    /** Takes an event of the money; null when where it goes is told at the end. */
    Sales.@Nullable Placed take(Event event);

    /**
     * Something that stands on clearing already, or waits there: the payout settles it at its booked value.
     *
     * @param rateDay the Stockholm day of its exchange rate
     */
    void clears(Event event, LocalDate rateDay, String text);

    /**
     * Hands over the bookings.
     *
     * @param late told of the events whose place was open
     */
    void finish(Bookings sink, BiConsumer<Event, Sales.Placed> late);
}
