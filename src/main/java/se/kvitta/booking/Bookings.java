package se.kvitta.booking;

import java.util.function.Consumer;

/** Takes the bookings of one settlement when all its events are known. */
interface Bookings extends Consumer<Booking> {

    /**
     * The booking with a key, in which events were told to be, has nothing to book: what happened cancels out.
     *
     * @param why code of a reason that the accountant reads in the month's report
     */
    void none(String key, int events, String why);
}
