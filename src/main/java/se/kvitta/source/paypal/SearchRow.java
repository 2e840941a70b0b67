package se.kvitta.source.paypal;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;

/** One row of Transaction Search. */
final class SearchRow {

    /** PayPal writes {@code +0000}; its schema says {@code Z} or {@code +00:00}. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX]")
            .toFormatter();

    /** Success, and reversed: what a reversed row moved stands, and another row takes it back. */
    private static final Set<String> MOVED = Set.of("S", "V");

    private final JsonNode told;
    private final JsonNode info;
    private final PayPalWords words;

    SearchRow(JsonNode told, PayPalWords words) {
        this.told = told;
        this.info = told.path("transaction_info");
        this.words = words;
    }

    /** Throws {@link IllegalArgumentException} or {@link ArithmeticException} naming what cannot be read. */
    static Money money(JsonNode amount) {
        return Money.of(
                amount.path("value").asText(), amount.path("currency_code").asText());
    }

    /** Reads {@code Z}, {@code +00:00} and {@code +0000}. */
    static Instant instant(String text) {
        return OffsetDateTime.parse(text, TIME).toInstant();
    }

    Instant at() {
        return instant(text("transaction_initiation_date"));
    }

    String id() {
        return text("transaction_id");
    }

    String code() {
        return text("transaction_event_code");
    }

    String reference() {
        return info.path("paypal_reference_id").asText("");
    }

    Currency currency() {
        return Currency.getInstance(
                info.path("transaction_amount").path("currency_code").asText());
    }

    /** Whether it moves money: authorisations, pending and denied rows do not. */
    boolean moves() {
        return MOVED.contains(text("transaction_status"))
                && words.meaning(code()).moves();
    }

    /** Whether other rows have taken all of it back since: PayPal then tells of it again. */
    boolean isReversed() {
        return text("transaction_status").equals("V");
    }

    Money amount() {
        return money(info.path("transaction_amount"));
    }

    @Nullable
    Money fee() {
        return optional("fee_amount");
    }

    /** PayPal's own invoice that the row paid; empty when it paid none. */
    String invoice() {
        return told.path("cart_info").path("paypal_invoice_id").asText("");
    }

    String country() {
        String shipping = told.at("/shipping_info/address/country_code").asText("");
        String address = told.at("/payer_info/address/country_code").asText("");
        return !shipping.isEmpty()
                ? shipping
                : !address.isEmpty()
                        ? address
                        : told.at("/payer_info/country_code").asText("");
    }

    /** @param counterpart the other leg of an exchange, if it is known */
    PayPalRow row(int number, @Nullable JsonNode counterpart, @Nullable JsonNode invoice) {
        Money amount = amount();
        return new PayPalRow(
                number,
                id(),
                reference(),
                code(),
                moves(),
                at(),
                amount,
                fee(),
                optional("available_balance"),
                counterpart == null ? null : new SearchRow(counterpart, words).amount(),
                info.path("invoice_id").asText(""),
                info.path("custom_field").asText(""),
                info.path("transaction_subject").asText(""),
                country(),
                info.path("instrument_type").asText(""),
                amount.isNegative() ? List.of() : new Cart(told, invoice, country(), words).vat(amount));
    }

    private @Nullable Money optional(String field) {
        JsonNode amount = info.path(field);
        return amount.path("value").asText("").isEmpty() ? null : money(amount);
    }

    private String text(String field) {
        JsonNode value = info.path(field);
        if (!value.isTextual() || value.asText().isBlank()) {
            throw new IllegalArgumentException("it has no " + field);
        }
        return value.asText();
    }

    static BigDecimal decimal(JsonNode value, BigDecimal otherwise) {
        String text = value.asText("");
        return text.isBlank() ? otherwise : new BigDecimal(text);
    }
}
