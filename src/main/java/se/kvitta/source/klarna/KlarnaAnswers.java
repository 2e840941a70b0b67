package se.kvitta.source.klarna;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.UnreadableDocument;

/**
 * The answers of the Settlements API about one payout, one after the other as they came: the payout, then every page of its
 * transactions. Amounts are whole minor units, rates hundredths of a percent. One row at a time is in memory; fields that
 * nobody knows are passed over.
 */
final class KlarnaAnswers implements KlarnaDocument {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String TRANSACTIONS = "transactions";
    private static final String REFERENCE = "payment_reference";

    private final SourceDocument document;
    private final KlarnaWords words;
    private final KlarnaText texts;
    private final JsonNode payout;
    private final Currency currency;

    private KlarnaAnswers(SourceDocument document, KlarnaWords words, KlarnaText texts, JsonNode payout) {
        this.document = document;
        this.words = words;
        this.texts = texts;
        this.payout = payout;
        this.currency = texts.currency(field("currency_code"), 1);
    }

    /** Throws {@link UnreadableDocument} when the document does not begin with a payout. */
    static KlarnaAnswers of(SourceDocument document, KlarnaWords words) throws IOException {
        var texts = new KlarnaText(document.name());
        try (JsonParser parser = JSON.createParser(document.open())) {
            @Nullable JsonNode first = parser.nextToken() == JsonToken.START_OBJECT ? parser.readValueAsTree() : null;
            if (first == null || !first.path("totals").isObject()) {
                throw notAnAnswer(document, first);
            }
            return new KlarnaAnswers(document, words, texts, first);
        } catch (JsonProcessingException e) {
            throw notJson(document, e);
        }
    }

    private static UnreadableDocument notAnAnswer(SourceDocument document, @Nullable JsonNode found) {
        String name = found == null || !found.fieldNames().hasNext()
                ? "-"
                : found.path("error_code").asText(found.fieldNames().next());
        return new UnreadableDocument(Reason.of("NOT_AN_ANSWER", "name", document.name(), "found", name, "line", 1));
    }

    private static UnreadableDocument notJson(SourceDocument document, JsonProcessingException cause) {
        int line = cause.getLocation() == null ? 0 : cause.getLocation().getLineNr();
        return new UnreadableDocument(Reason.of("NOT_JSON", "name", document.name(), "line", line), cause);
    }

    @Override
    public boolean hasSummary() {
        return total(PAYOUT).isPresent();
    }

    @Override
    public Currency currency() {
        return currency;
    }

    @Override
    public String summary(String field) {
        return field(field);
    }

    private String field(String name) {
        JsonNode value = payout.path(name);
        return value.isValueNode() && !value.isNull() ? value.asText().strip() : "";
    }

    /** {@code total_sale_amount} of the file is {@code totals.sale_amount} here, and a balance has {@code _amount} added. */
    @Override
    public OptionalLong total(String field) {
        String name = field.startsWith("total_") ? field.substring("total_".length()) : field + "_amount";
        JsonNode value = payout.path("totals").path(name);
        if (value.isMissingNode() || value.isNull()) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(whole(value, currency, 1));
    }

    private long whole(JsonNode value, Currency of, long line) {
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw texts.badAmount(value.asText(), of, line, new NumberFormatException("not whole minor units"));
        }
        return value.asLong();
    }

    @Override
    public String reference() {
        String reference = field(REFERENCE);
        if (reference.isEmpty()) {
            throw new UnreadableDocument(Reason.of("PAYOUT_NOT_NAMED", "name", document.name()));
        }
        return KlarnaText.payment(reference);
    }

    @Override
    public Instant paid() {
        String stated = field("payout_date");
        if (stated.isEmpty()) {
            throw KlarnaText.dayMissing(reference());
        }
        return texts.instant(stated, 1);
    }

    @Override
    public KlarnaRows rows() throws IOException {
        JsonParser parser = JSON.createParser(document.open());
        parser.nextToken();
        parser.skipChildren();
        return new Rows(parser);
    }

    /** Goes through the pages. The last one must be the last: a payout with a page missing would be another payout. */
    private final class Rows implements KlarnaRows {
        private final JsonParser parser;
        private @Nullable JsonNode row;
        private int number;
        private int pages;
        private boolean inPage;
        private boolean inRows;

        /** What the last page says of how many rows there are; before that, that there are some. */
        private long total = 1;

        private boolean more = true;

        private Rows(JsonParser parser) {
            this.parser = parser;
        }

        @Override
        public boolean next() {
            try {
                row = read();
            } catch (JsonProcessingException e) {
                throw notJson(document, e);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            if (row == null) {
                if (pages == 0 || number < total || more) {
                    throw new UnreadableDocument(Reason.of("PAGES_MISSING", "name", document.name(), "pages", pages));
                }
                return false;
            }
            number++;
            String of = text(REFERENCE);
            if (!of.isEmpty() && !of.equals(reference())) {
                throw texts.severalPayouts(line());
            }
            String code = text("currency");
            if (!code.isEmpty() && !code.equalsIgnoreCase(currency.getCurrencyCode())) {
                throw KlarnaText.mixedCurrencies(currency, code, number);
            }
            return true;
        }

        /** The next transaction, or null after the last answer. */
        private @Nullable JsonNode read() throws IOException {
            while (true) {
                JsonToken token = parser.nextToken();
                if (inRows) {
                    if (token != JsonToken.END_ARRAY) {
                        return parser.readValueAsTree();
                    }
                    inRows = false;
                } else if (!inPage) {
                    if (token == null) {
                        return null;
                    }
                    if (token != JsonToken.START_OBJECT) {
                        throw new UnreadableDocument(
                                Reason.of("NOT_AN_ANSWER", "name", document.name(), "found", token, "line", line()));
                    }
                    inPage = true;
                } else if (token == JsonToken.END_OBJECT) {
                    inPage = false;
                } else {
                    field();
                }
            }
        }

        private void field() throws IOException {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            switch (name) {
                case TRANSACTIONS -> {
                    if (token != JsonToken.START_ARRAY) {
                        throw notAPage(name);
                    }
                    pages++;
                    inRows = true;
                }
                case "pagination" -> paged(parser.readValueAsTree());
                case "error_code", REFERENCE -> throw notAPage(name);
                default -> parser.skipChildren();
            }
        }

        private void paged(JsonNode pagination) {
            total = pagination.path("total").asLong(0);
            more = !pagination.path("total").isIntegralNumber()
                    && !pagination.path("next").asText("").isEmpty();
        }

        private UnreadableDocument notAPage(String found) {
            return new UnreadableDocument(
                    Reason.of("NOT_AN_ANSWER", "name", document.name(), "found", found, "line", line()));
        }

        @Override
        public int number() {
            return number;
        }

        @Override
        public long line() {
            return parser.currentLocation().getLineNr();
        }

        /** What is null, absent or empty is all the same. */
        private JsonNode value(String column) {
            if (row != null) {
                for (String name : names(column)) {
                    JsonNode value = row.path(name);
                    if (value.isValueNode()
                            && !value.isNull()
                            && !value.asText().isBlank()) {
                        return value;
                    }
                }
            }
            return JSON.missingNode();
        }

        private List<String> names(String column) {
            List<String> names = words.names(column);
            return names.isEmpty() ? List.of(column) : names;
        }

        @Override
        public String text(String column) {
            return value(column).asText("").strip();
        }

        @Override
        public List<String> texts(String column) {
            @Nullable JsonNode from = row;
            return from == null
                    ? List.of()
                    : names(column).stream()
                            .map(name -> from.path(name).asText("").strip())
                            .toList();
        }

        @Override
        public String shown(String column) {
            JsonNode value = value(column);
            return value.isIntegralNumber() && value.canConvertToLong()
                    ? BigDecimal.valueOf(value.asLong(), currency.getDefaultFractionDigits())
                            .toPlainString()
                    : value.asText("");
        }

        @Override
        public long minor(String column) {
            return whole(value(column), currency, line());
        }

        @Override
        public Instant instant(String column) {
            return KlarnaAnswers.this.texts.instant(text(column), line());
        }

        @Override
        public VatRate rate(String column) {
            JsonNode value = value(column);
            if (!value.isIntegralNumber() || !value.canConvertToInt()) {
                throw new UnreadableDocument(Reason.of("BAD_VAT_RATE", "row", number, "text", value.asText()));
            }
            try {
                return new VatRate(value.asInt());
            } catch (IllegalArgumentException e) {
                throw new UnreadableDocument(Reason.of("BAD_VAT_RATE", "row", number, "text", value.asText()), e);
            }
        }

        @Override
        public Money money(String column, String currencyColumn) {
            Currency other = KlarnaAnswers.this.texts.currency(text(currencyColumn), line());
            return Money.ofMinor(whole(value(column), other, line()), other);
        }

        @Override
        public void close() throws IOException {
            parser.close();
        }
    }
}
