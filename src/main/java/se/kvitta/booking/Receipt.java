package se.kvitta.booking;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a target answered when it took a booking. Each text may be empty.
 *
 * @param series voucher series or kind of document
 * @param number the number the target gave
 * @param year the target's id of the financial year, where numbers begin again each year
 * @param link where a person can see it
 * @param day the Stockholm day that the target has it on, where that is another than the booking's; null where it is the same
 * @param exchanged what the target has put on its accounts for exchange differences over what the booking has there, because it
 *     values the claim otherwise: minor units of the books' currency, a loss above zero
 * @param theirs what the claim came to where the target's document is the merchant's own, whose other accounts nobody here knows: minor
 *     units of the books' currency, debit positive; null where it was made as the booking says
 */
public record Receipt(
        String series,
        String number,
        String year,
        String link,
        @Nullable LocalDate day,
        long exchanged,
        @Nullable Long theirs) {

    /** Of a booking that the target has as it was planned. */
    public Receipt(String series, String number, String year, String link) {
        this(series, number, year, link, null, 0, null);
    }

    /** The same for a booking that the target has in another way than it was planned. */
    public Receipt otherwise(@Nullable LocalDate onDay, long difference) {
        return new Receipt(series, number, year, link, onDay, difference, theirs);
    }

    /** The same for a document of the merchant's own. */
    public Receipt madeByMerchant(long claim) {
        return new Receipt(series, number, year, link, day, exchanged, claim);
    }

    /** As a person would say it: {@code KV 117}. */
    public String shown() {
        return (series + " " + number).strip();
    }
}
