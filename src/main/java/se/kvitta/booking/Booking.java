package se.kvitta.booking;

import se.kvitta.ledger.Voucher;

/**
 * What should stand in the books.
 *
 * @param key the same for the same settlement whenever it is planned; unique within a profile
 * @param kind what the target must be able to make of it
 * @param reference the order or payout a person searches for
 * @param events how many events it books; an event is booked by exactly one booking
 */
public record Booking(String key, Kind kind, String reference, Voucher voucher, int events) {

    /** What a target must be able to carry. */
    public enum Kind {
        VOUCHER
    }
}
