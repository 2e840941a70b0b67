package se.kvitta.source.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.NumberSurvey;
import se.kvitta.settlement.OrderReference;
import se.kvitta.settlement.Statement.Tie;

/** A balance transaction as the API tells it, with what stands behind it as far as that is expanded. */
record BalanceRow(JsonNode item, Fields fields) {

    Instant at() {
        return Instant.ofEpochSecond(fields.whole(item, "created"));
    }

    String currency() {
        return fields.text(item, "currency");
    }

    /** Every row must add up by itself: a sum over all could hide two that do not. */
    List<Tie> ties(Movement movement) {
        long details = 0;
        for (JsonNode detail : item.path("fee_details")) {
            details = Math.addExact(details, detail.path("amount").asLong());
        }
        return List.of(
                new Tie(
                        "net of " + movement.id(),
                        fields.money(item, "net", currency()),
                        movement.amount().minus(movement.fee())),
                new Tie("fee_details of " + movement.id(), fields.money(details, currency()), movement.fee()));
    }

    Movement movement() {
        String currency = currency();
        Money amount = fields.money(item, "amount", currency);
        long tax = 0;
        for (JsonNode detail : item.path("fee_details")) {
            if (detail.path("type").asText().endsWith("tax")) {
                tax = Math.addExact(tax, detail.path("amount").asLong());
            }
        }
        JsonNode source = item.path("source");
        var objects = new Objects(source);
        Optional<StripeWords.Place> place = place(objects);
        @Nullable Money original = null;
        String paidIn = source.path("currency").asText("");
        if (!paidIn.isEmpty()
                && !paidIn.equalsIgnoreCase(currency)
                && source.path("amount").isIntegralNumber()) {
            original = fields.money(source.path("amount").asLong(), paidIn).abs();
        }
        return new Movement(
                fields.text(item, "id"),
                item.path("reporting_category").asText(""),
                item.path("type").asText(""),
                at(),
                amount,
                fields.money(item, "fee", currency),
                fields.money(tax, currency),
                original,
                new OrderReference(
                        objects.chargeId(),
                        place.flatMap(objects::number).orElse(""),
                        "",
                        objects.chargeId(),
                        source.path("object").asText().equals("refund")
                                ? source.path("id").asText()
                                : ""),
                place.map(Object::toString).orElse(""),
                objects.country(),
                objects.charge().path("payment_method_details").path("type").asText(""),
                subject());
    }

    private Optional<StripeWords.Place> place(Objects objects) {
        return fields.words().places().stream()
                .filter(one -> objects.number(one).isPresent())
                .findFirst();
    }

    /** Counts where the number of a payment's order stands, and where it could. */
    void survey(NumberSurvey numbers) {
        if (fields.words()
                .isSale(
                        item.path("reporting_category").asText(""),
                        item.path("type").asText(""),
                        fields.money(item, "amount", currency()))) {
            var objects = new Objects(item.path("source"));
            numbers.payment(place(objects).map(fields.words()::turn).orElse(NumberSurvey.NOWHERE), objects.texts());
        }
    }

    /** The dispute, the payout, or the refund whose money comes back, that a row is of. */
    private String subject() {
        JsonNode source = item.path("source");
        if (item.path("reporting_category").asText().startsWith("payout")) {
            return source.isObject() ? source.path("id").asText() : source.asText("");
        }
        String object = source.path("object").asText();
        boolean cameBack = object.equals("refund") && item.path("amount").asLong() > 0;
        return object.equals("dispute") || cameBack ? source.path("id").asText() : "";
    }

    /** Stripe's objects behind a row, as far as they are expanded. */
    private record Objects(JsonNode source) {

        JsonNode charge() {
            return is("charge") ? source : source.path("charge");
        }

        String chargeId() {
            JsonNode charge = charge();
            return charge.isObject() ? charge.path("id").asText("") : charge.asText("");
        }

        private boolean is(String object) {
            return source.path("object").asText().equals(object);
        }

        private JsonNode named(String name) {
            return switch (name) {
                case "charge" -> charge();
                case "payment_intent" ->
                    source.path("payment_intent").isObject()
                            ? source.path("payment_intent")
                            : charge().path("payment_intent");
                default -> is(name) ? source : source.path(name);
            };
        }

        Optional<String> number(StripeWords.Place place) {
            String text = named(place.in()).at(place.at()).asText("");
            return text.isBlank() ? Optional.empty() : place.numberIn(text).filter(n -> n.length() <= Event.MAX_TEXT);
        }

        /** Every text of the merchant's own, by its place as the mapping writes it. */
        Map<String, String> texts() {
            var texts = new LinkedHashMap<String, String>();
            for (String in : List.of("charge", "payment_intent")) {
                JsonNode object = named(in);
                object.path("metadata")
                        .properties()
                        .forEach(one -> texts.put(
                                StripeWords.Place.written(
                                        in,
                                        "/metadata/"
                                                + one.getKey()
                                                        .replace("~", "~0")
                                                        .replace("/", "~1")),
                                one.getValue().asText("")));
                texts.put(
                        StripeWords.Place.written(in, "/description"),
                        object.path("description").asText(""));
            }
            return texts;
        }

        /** Where the goods went, else where the bill did, else the card's country. */
        String country() {
            for (String at : List.of(
                    "/shipping/address/country",
                    "/billing_details/address/country",
                    "/payment_method_details/card/country")) {
                String country = charge().at(at).asText("");
                if (country.length() == 2) {
                    return country.toUpperCase(Locale.ROOT);
                }
            }
            return "";
        }
    }
}
