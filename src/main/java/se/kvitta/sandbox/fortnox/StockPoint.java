package se.kvitta.sandbox.fortnox;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * A place where stock lies.
 *
 * @param id a UUID
 * @param delivery address, by the API's names
 */
record StockPoint(
        String id,
        String code,
        String name,
        boolean active,
        Map<String, String> delivery,
        boolean usingCompanyAddress) {

    StockPoint {
        delivery = Collections.unmodifiableMap(new TreeMap<>(delivery));
    }
}
