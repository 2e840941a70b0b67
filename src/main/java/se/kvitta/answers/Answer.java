package se.kvitta.answers;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.Locale;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.UnreadableDocument;

/**
 * An answer of an API without its lists, or one member of a list.
 *
 * @param list where its list stands in the answer, such as {@code /data/items}; empty for the answer itself
 * @param document name of the document it stands in
 * @param line the last line of it
 * @param from the byte of the document that it begins with
 * @param to the byte after it
 */
public record Answer(String list, JsonNode node, String document, int line, long from, long to) {

    /** Whether it is an answer, and not a member of a list. */
    public boolean isWhole() {
        return list.isEmpty();
    }

    /** The same about something that stands in it. */
    public Answer in(JsonNode part) {
        return new Answer(list, part, document, line, from, to);
    }

    /** Throws {@link UnreadableDocument} when a field is missing or empty. */
    public String text(String field) {
        String value = node.path(field).asText("");
        if (value.isEmpty() || node.path(field).isNull()) {
            throw missing(field);
        }
        return value;
    }

    /** What a field says; empty when it says nothing. */
    public String textOrEmpty(String field) {
        return node.path(field).isNull() ? "" : node.path(field).asText("");
    }

    /** A number of minor units. Throws {@link UnreadableDocument} when a field is no whole number. */
    public long whole(String field) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw missing(field);
        }
        return value.asLong();
    }

    /**
     * Money in major units, as text or number. Throws {@link UnreadableDocument} when it is missing, is no amount or has more
     * decimals than the currency.
     */
    public Money money(String field, String currency) {
        String text = text(field);
        try {
            return Money.of(new BigDecimal(text), currency(currency));
        } catch (ArithmeticException | NumberFormatException e) {
            throw new UnreadableDocument(
                    Reason.of("BAD_AMOUNT", "name", document, "line", line, "text", text, "currency", currency), e);
        }
    }

    /** Throws {@link UnreadableDocument} for a currency that does not exist. */
    public Currency currency(String code) {
        try {
            return Currency.getInstance(code.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new UnreadableDocument(
                    Reason.of("CURRENCY_UNKNOWN", "name", document, "line", line, "text", code), e);
        }
    }

    /** It lacks something without which it cannot be read. */
    public UnreadableDocument missing(String field) {
        String object = isWhole() ? "answer" : list.substring(list.lastIndexOf('/') + 1);
        return new UnreadableDocument(
                Reason.of("FIELD_MISSING", "name", document, "field", field, "object", object, "line", line));
    }

    /** It is nothing that belongs here. */
    public UnreadableDocument isNone() {
        String found = node.has("errors") || node.has("error")
                ? "error"
                : node.isObject() && node.fieldNames().hasNext()
                        ? node.fieldNames().next()
                        : node.getNodeType().name().toLowerCase(Locale.ROOT);
        return new UnreadableDocument(Reason.of("NOT_AN_ANSWER", "name", document, "found", found, "line", line));
    }
}
