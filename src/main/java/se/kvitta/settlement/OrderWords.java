package se.kvitta.settlement;

import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.VatRate;

/** What in the lines of orders is no sale, where a line does not say it in another way. */
public interface OrderWords {

    /**
     * Whether a line sells a gift card.
     *
     * @param rate null where the line states none
     */
    boolean isGiftCard(@Nullable VatRate rate, String text, String article);

    /** Whether a line is a tip. */
    boolean isTip(@Nullable VatRate rate, String text, String article);
}
