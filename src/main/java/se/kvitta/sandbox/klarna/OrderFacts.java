package se.kvitta.sandbox.klarna;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What every row of one order repeats.
 *
 * @param ordered null for rows that belong to no order; they state the moment of the event instead
 * @param shippingCountry empty where the file leaves it out
 * @param installments 0 for methods without
 */
record OrderFacts(
        String orderId,
        String shortOrderId,
        String reference1,
        String reference2,
        @Nullable Instant ordered,
        String purchaseCountry,
        String shippingCountry,
        String method,
        int installments) {

    /** For holdbacks, releases and charges: the country of the merchant, and nothing else. */
    static OrderFacts none(String country) {
        return new OrderFacts("", "", "", "", null, country, "", "", 0);
    }
}
