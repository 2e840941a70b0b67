package se.kvitta.delivery;

import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.ledger.VoucherRow.Foreign;

/** What a row says in a target that has no fields for it: its own text, its comment, and the foreign amount with its rate. */
public final class RowText {

    private RowText() {}

    /**
     * {@code EUR 317.61 kurs 10.5874 (2026-02-16)} after the row's own text and its comment; empty when there is nothing to
     * say.
     */
    public static String of(VoucherRow row) {
        @Nullable Foreign foreign = row.foreign();
        String text = row.said();
        if (foreign == null) {
            return text;
        }
        @Nullable ExchangeRate rate = foreign.rate();
        String amount =
                foreign.amount().currency() + " " + foreign.amount().major().toPlainString();
        String converted =
                rate == null ? amount : amount + " kurs " + rate.value().toPlainString() + " (" + rate.day() + ")";
        return text.isEmpty() ? converted : text + ", " + converted;
    }
}
