package se.kvitta.source.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.function.IntSupplier;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.UnreadableDocument;

/**
 * Reads what must stand in Stripe's objects. Every method throws {@link UnreadableDocument} that names the document, the line
 * and the field where it does not.
 *
 * @param name of the document
 * @param at the line that is being read
 */
record Fields(String name, IntSupplier at, StripeWords words) {

    Money money(JsonNode node, String field, String currency) {
        return money(whole(node, field), currency);
    }

    /** An integer of Stripe's, in the decimals that it gives the currency. */
    Money money(long amount, String currency) {
        try {
            return words.money(amount, currency);
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new UnreadableDocument(
                    Reason.of(
                            "BAD_AMOUNT",
                            "name",
                            name,
                            "line",
                            at.getAsInt(),
                            "text",
                            amount,
                            "currency",
                            currency.toUpperCase(Locale.ROOT)),
                    e);
        }
    }

    long whole(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw missing(node, field);
        }
        return value.asLong();
    }

    String text(JsonNode node, String field) {
        String value = node.path(field).asText("");
        if (value.isEmpty()) {
            throw missing(node, field);
        }
        return value;
    }

    private UnreadableDocument missing(JsonNode node, String field) {
        return new UnreadableDocument(Reason.of(
                "FIELD_MISSING",
                "name",
                name,
                "field",
                field,
                "object",
                node.path("object").asText("-"),
                "line",
                at.getAsInt()));
    }
}
