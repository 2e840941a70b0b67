package se.kvitta.booking;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow.Dimensions;

/**
 * One row that a sale brings besides what pays for it: credit positive, in minor units of the order's currency. A refund
 * takes the same rows back.
 *
 * @param rule what decided the VAT
 */
record SaleRow(Key key, long amount, String rule) {

    /** Where a row stands in a voucher. */
    enum Place {
        CARD,
        SALES,
        FREIGHT,
        RETURN_FEE,
        ROUNDING,
        VAT,
        OTHER
    }

    /**
     * Rows with the same key are added up in a day's voucher: home before other countries, the highest rate first.
     *
     * @param box the box of the VAT return where the rule names one; null where the account brings it
     */
    record Key(
            Place place,
            String role,
            @Nullable VatRate rate,
            String country,
            boolean home,
            @Nullable VatBox box,
            String rule,
            String period,
            Dimensions dimensions)
            implements Comparable<Key> {

        private static final Comparator<Key> ORDER = Comparator.comparing(Key::place)
                .thenComparing(Key::home, Comparator.reverseOrder())
                .thenComparing(Key::country)
                .thenComparing(key -> key.rate == null ? -1 : key.rate.hundredths(), Comparator.<Integer>reverseOrder())
                .thenComparing(Key::role)
                .thenComparing(Key::rule)
                .thenComparing(Key::period)
                .thenComparing(key -> key.box == null ? "" : key.box.code())
                .thenComparing(Key::dimensions);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }

        boolean isVat() {
            return place == Place.VAT;
        }
    }
}
