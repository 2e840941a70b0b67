package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An article. Everything but its number and description is kept by the name that the API has for it.
 *
 * @param texts Type, Unit, EAN, Note, …
 * @param accounts SalesAccount, EUAccount, …, whether they exist or not
 * @param numbers prices, costs, VAT in percent and QuantityInStock
 * @param sizes Weight in gram; Width, Height and Depth in mm
 * @param flags Active, StockGoods, …
 */
record Article(
        String number,
        String description,
        Map<String, String> texts,
        Map<String, Integer> accounts,
        Map<String, BigDecimal> numbers,
        Map<String, Integer> sizes,
        Map<String, Boolean> flags,
        Instant modified) {

    Article {
        texts = Collections.unmodifiableMap(new TreeMap<>(texts));
        accounts = Collections.unmodifiableMap(new TreeMap<>(accounts));
        numbers = Collections.unmodifiableMap(new TreeMap<>(numbers));
        sizes = Collections.unmodifiableMap(new TreeMap<>(sizes));
        flags = Collections.unmodifiableMap(new TreeMap<>(flags));
    }

    @Nullable
    String text(String name) {
        return texts.get(name);
    }

    /** 0 when nobody said anything. */
    BigDecimal decimal(String name) {
        return numbers.getOrDefault(name, BigDecimal.ZERO);
    }

    boolean flag(String name) {
        return flags.getOrDefault(name, false);
    }
}
