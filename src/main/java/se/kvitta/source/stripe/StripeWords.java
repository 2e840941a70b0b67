package se.kvitta.source.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.settlement.EventKind;

/** What {@code mappings/sources/stripe.yaml} says of Stripe's categories, currencies and order numbers. */
final class StripeWords {

    /** Decimals of every currency that the mapping does not name. */
    private static final int USUAL_DECIMALS = 2;

    private final Map<String, Meaning> categories = new HashMap<>();
    private final Map<String, Meaning> types = new HashMap<>();
    private final Map<String, Integer> decimals = new HashMap<>();
    private final List<Place> places = new ArrayList<>();

    StripeWords(JsonNode mapping) {
        mapping.path("categories").properties().forEach(one -> categories.put(one.getKey(), meaning(one.getValue())));
        mapping.path("types").properties().forEach(one -> types.put(one.getKey(), meaning(one.getValue())));
        mapping.path("decimals").properties().forEach(one -> one.getValue()
                .forEach(code -> decimals.put(code.asText(), Integer.parseInt(one.getKey()))));
        mapping.path("orderNumber")
                .forEach(rule -> places.add(new Place(
                        rule.path("in").asText(),
                        rule.path("at").asText(),
                        Pattern.compile(rule.path("pattern").asText("#?(.+)"), Pattern.DOTALL))));
    }

    /**
     * What a row is.
     *
     * @param waits the decision a person must make, if one is needed
     */
    record Meaning(
            @Nullable EventKind plus,
            @Nullable EventKind minus,
            @Nullable String waits) {

        /** Empty when money of this kind does not move in this direction. */
        Optional<EventKind> of(long amount) {
            return Optional.ofNullable(amount < 0 ? minus : plus);
        }
    }

    /**
     * A place where an order number may stand.
     *
     * @param in which of Stripe's objects: refund, charge or payment_intent
     * @param at JSON pointer in it; in a report, its last part is the key of the metadata
     * @param pattern of the whole text; its group is the number
     */
    record Place(String in, String at, Pattern pattern) {

        Optional<String> numberIn(String text) {
            Matcher matcher = pattern.matcher(text.strip());
            return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
        }

        /** The key of the metadata it is; empty when it is another field. */
        String key() {
            return at.startsWith("/metadata/") ? at.substring("/metadata/".length()) : "";
        }

        /** A place without its pattern, as the mapping writes it. */
        static String written(String in, String at) {
            return "in: " + in + ", at: " + at;
        }

        @Override
        public String toString() {
            return in + at.replace('/', '.');
        }
    }

    /** By category, which splits what the type lumps together; by type where the category is not known. */
    Optional<Meaning> meaning(String category, String type) {
        return Optional.ofNullable(categories.getOrDefault(category, types.get(type)));
    }

    /** Whether a row is a payment of a buyer's. */
    boolean isSale(String category, String type, Money amount) {
        return meaning(category, type).flatMap(one -> one.of(amount.minor())).orElse(null) == EventKind.SALE;
    }

    List<Place> places() {
        return places;
    }

    /** The place's name with its turn in the chain, as {@code 2. charge.metadata.order_id}. */
    String turn(Place place) {
        return (places.indexOf(place) + 1) + ". " + place;
    }

    /**
     * An integer of Stripe's as money. Throws {@link ArithmeticException} when it has more decimals than the currency, and
     * {@link IllegalArgumentException} for a currency that does not exist.
     */
    Money money(long amount, String code) {
        String upper = code.toUpperCase(Locale.ROOT);
        return Money.of(
                BigDecimal.valueOf(amount, decimals.getOrDefault(upper, USUAL_DECIMALS)), Currency.getInstance(upper));
    }

    private static Meaning meaning(JsonNode node) {
        return new Meaning(
                kind(node, "plus"),
                kind(node, "minus"),
                node.has("waits") ? node.get("waits").asText() : null);
    }

    private static @Nullable EventKind kind(JsonNode node, String side) {
        return node.has(side) ? EventKind.valueOf(node.get(side).asText()) : null;
    }
}
