package se.kvitta.source.shopify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.settlement.EventKind;

/** What {@code mappings/sources/shopify.yaml} says of the types of balance transactions, and of the names of orders. */
final class ShopifyWords {

    private final Map<String, Meaning> types = new HashMap<>();
    private final Pattern number;

    ShopifyWords(JsonNode mapping) {
        mapping.path("types")
                .properties()
                .forEach(type -> types.put(
                        type.getKey(),
                        new Meaning(
                                kind(type.getValue(), "plus"),
                                kind(type.getValue(), "minus"),
                                type.getValue().path("in").asText(""),
                                type.getValue().path("payout").asBoolean())));
        number = Pattern.compile(mapping.path("orderNumber").asText("(.+)"), Pattern.DOTALL);
    }

    /**
     * What a balance transaction is.
     *
     * @param group of the payout's summary that it is counted in; empty when that is not known
     * @param payout whether it is a payout that leaves the balance
     */
    record Meaning(@Nullable EventKind plus, @Nullable EventKind minus, String group, boolean payout) {

        /** Empty when money of this type does not move in this direction. */
        Optional<EventKind> of(Money amount) {
            return Optional.ofNullable(amount.isNegative() ? minus : plus != null || !amount.isZero() ? plus : minus);
        }
    }

    Optional<Meaning> meaning(String type) {
        return Optional.ofNullable(types.get(type));
    }

    /** The number in an order's name; the name itself where the pattern finds none. */
    String number(String name) {
        Matcher matcher = number.matcher(name.strip());
        return matcher.matches() ? matcher.group(1) : name.strip();
    }

    private static @Nullable EventKind kind(JsonNode node, String side) {
        return node.has(side) ? EventKind.valueOf(node.get(side).asText()) : null;
    }
}
