package se.kvitta.target.fortnox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Set;
import se.kvitta.delivery.Outgoing;
import se.kvitta.delivery.Unclear;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;

/** JSON as Fortnox writes it: a number can come as a text, a boolean too, and «none» is null, an empty text or 0. */
final class FortnoxJson {

    /** What comes in place of a value that the login may not see. */
    static final String NO_RIGHT = "API_NORIGHT";

    private static final Set<String> NONE = Set.of("", "0", "null", NO_RIGHT);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private FortnoxJson() {}

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /** @param name method and path, with the query where it has one */
    static Outgoing request(String name, JsonNode body) {
        try {
            return new Outgoing(name, JSON.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A call that needs no body. */
    static Outgoing action(String name) {
        return new Outgoing(name, new byte[0], "");
    }

    /**
     * A value as a text; empty when there is none. Throws {@link Unclear} when the login may not see it: what is hidden is
     * neither nothing nor zero.
     */
    static String text(JsonNode node, String field) {
        String text = node.path(field).asText("");
        if (text.equals(NO_RIGHT)) {
            throw new Unclear(Reason.of("TARGET_FIELD_HIDDEN", "field", field, "value", text));
        }
        return text;
    }

    /** Whether the login may not see a value: it is neither nothing, nor zero, nor false. */
    static boolean isHidden(JsonNode node, String field) {
        return node.path(field).asText("").equals(NO_RIGHT);
    }

    /** A reference to another document; empty when there is none, or when the login may not see it. */
    static String reference(JsonNode node, String field) {
        String text = node.path(field).asText("");
        return NONE.contains(text) ? "" : text;
    }

    /** A reference to another document; empty when there is none. Throws {@link Unclear} when the login may not see it. */
    static String shownReference(JsonNode node, String field) {
        return NONE.contains(text(node, field)) ? "" : text(node, field);
    }

    /** Whether it is so. Throws {@link Unclear} when the login may not see it. */
    static boolean is(JsonNode node, String field) {
        return text(node, field).equals("true");
    }

    /** The currency of a document; kronor where it says none. Throws {@link Unclear} when the login may not see it. */
    static Currency currency(JsonNode node) {
        String code = text(node, "Currency");
        return code.isEmpty() ? Money.SEK : Currency.getInstance(code);
    }

    /**
     * An amount in a currency. Throws {@link IllegalArgumentException} for one that is finer than the currency, and
     * {@link Unclear} for one that the login may not see.
     */
    static Money money(JsonNode node, String field, Currency currency) {
        return money(node, field, currency, RoundingMode.UNNECESSARY);
    }

    /**
     * The same of an amount that is only shown to people: one that is finer than the currency, as Fortnox can have in kronur or yen, is rounded to
     * nearest, half up.
     */
    static Money shown(JsonNode node, String field, Currency currency) {
        return money(node, field, currency, RoundingMode.HALF_UP);
    }

    private static Money money(JsonNode node, String field, Currency currency, RoundingMode rounding) {
        String text = text(node, field);
        if (NONE.contains(text)) {
            return Money.ofMinor(0, currency);
        }
        try {
            return Money.of(new BigDecimal(text).setScale(currency.getDefaultFractionDigits(), rounding), currency);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(field + " is " + text + ", which is no amount in " + currency, e);
        }
    }
}
