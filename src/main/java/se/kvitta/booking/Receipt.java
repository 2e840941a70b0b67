package se.kvitta.booking;

/**
 * What a target answered when it took a booking. Each part may be empty.
 *
 * @param series voucher series or kind of document
 * @param number the number the target gave
 * @param year the target's id of the financial year, where numbers begin again each year
 * @param link where a person can see it
 */
public record Receipt(String series, String number, String year, String link) {

    /** As a person would say it: {@code KV 117}. */
    public String shown() {
        return (series + " " + number).strip();
    }
}
