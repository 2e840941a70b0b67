package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What documents ask the register of articles. */
@FunctionalInterface
interface Articles {

    Optional<Facts> find(String number);

    /** What a row takes from its article where the row itself says nothing. */
    interface Facts {

        String description();

        @Nullable
        String unit();

        /** The sales account for the customer's VAT type; null when the article has none. */
        @Nullable
        Integer account(String vatType);

        /** What one costs by the customer's price list; null when it is not in it. */
        @Nullable
        BigDecimal price(String priceList);
    }
}
