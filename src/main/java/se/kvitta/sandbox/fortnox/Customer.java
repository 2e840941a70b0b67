package se.kvitta.sandbox.fortnox;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A customer.
 *
 * @param texts what is kept as it was sent, by the name the API has for it: Name, VATType, Currency, Address1, …
 * @param pricesIncludeVat what VATIncluded is on an invoice that does not say
 * @param discount percent, for rows that do not say
 * @param templates by document: Invoice, Order, Offer, CashInvoice
 * @param deleted a deleted customer is gone, but its number never comes back
 */
public record Customer(
        String number,
        Map<String, String> texts,
        boolean active,
        boolean pricesIncludeVat,
        BigDecimal discount,
        Map<String, String> deliveryTypes,
        Map<String, String> templates,
        boolean deleted,
        Instant modified) {

    public Customer {
        texts = Collections.unmodifiableMap(new TreeMap<>(texts));
        deliveryTypes = Collections.unmodifiableMap(new TreeMap<>(deliveryTypes));
        templates = Collections.unmodifiableMap(new TreeMap<>(templates));
    }

    /** Returns null when the customer has no such text. */
    public @Nullable String text(String name) {
        return texts.get(name);
    }

    public String name() {
        return texts.getOrDefault("Name", "");
    }

    /** SEVAT, SEREVERSEDVAT, EUREVERSEDVAT, EUVAT or EXPORT. */
    public String vatType() {
        return texts.getOrDefault("VATType", "SEVAT");
    }

    Customer inactive(Instant at) {
        return new Customer(number, texts, false, pricesIncludeVat, discount, deliveryTypes, templates, deleted, at);
    }

    Customer gone(Instant at) {
        return new Customer(number, texts, active, pricesIncludeVat, discount, deliveryTypes, templates, true, at);
    }
}
