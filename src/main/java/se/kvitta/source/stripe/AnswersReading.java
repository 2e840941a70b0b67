package se.kvitta.source.stripe;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.NumberSurvey;
import se.kvitta.settlement.OrderReference;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Statement;
import se.kvitta.settlement.Statement.Tie;
import se.kvitta.settlement.StreamedReading;
import se.kvitta.settlement.UnreadableDocument;

/**
 * The events of a payout from the API's answers, one after the other as they came: the payout, and the pages of its balance
 * transactions. One row is in memory at a time.
 */
final class AnswersReading extends StreamedReading {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A document that is wrong in every row is told by its first ones. */
    private static final int MOST_TIES = 20;

    private static final String LIST = "list";
    private static final String PAYOUT = "payout";

    private final SourceDocument document;
    private final StripeWords words;
    private final JsonParser parser;
    private final List<Tie> broken = new ArrayList<>();

    private final NumberSurvey numbers = new NumberSurvey();

    /** The fields of the answer that is being read, apart from its list. */
    private @Nullable ObjectNode answer;

    private boolean inData;
    private boolean more;
    private int pages;
    private int rows;
    private @Nullable JsonNode payout;
    private @Nullable Money left;

    AnswersReading(SourceDocument document, StripeWords words) throws IOException {
        this.document = document;
        this.words = words;
        this.parser = JSON.createParser(document.open());
    }

    @Override
    protected boolean readOn() {
        @Nullable JsonNode item = nextItem();
        if (item == null) {
            end();
            return false;
        }
        take(item);
        return true;
    }

    @Override
    public NumberSurvey numbers() {
        return numbers;
    }

    /** The next member of a list, or null after the last answer. */
    private @Nullable JsonNode nextItem() {
        try {
            while (true) {
                JsonToken token = parser.nextToken();
                if (inData) {
                    if (token != JsonToken.END_ARRAY) {
                        return parser.readValueAsTree();
                    }
                    inData = false;
                } else if (answer == null) {
                    if (token == null) {
                        return null;
                    }
                    if (token != JsonToken.START_OBJECT) {
                        throw notStripes(token.toString());
                    }
                    answer = JSON.createObjectNode();
                } else if (token == JsonToken.END_OBJECT) {
                    ObjectNode whole = answer;
                    answer = null;
                    answered(whole);
                } else {
                    field(answer);
                }
            }
        } catch (JsonProcessingException e) {
            throw new UnreadableDocument(
                    Reason.of(
                            "NOT_JSON",
                            "name",
                            document.name(),
                            "line",
                            e.getLocation() == null ? 0 : e.getLocation().getLineNr()),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void field(ObjectNode of) throws IOException {
        String name = parser.currentName();
        if (parser.nextToken() == JsonToken.START_ARRAY && name.equals("data")) {
            inData = true;
        } else {
            of.set(name, parser.readValueAsTree());
        }
    }

    private void answered(ObjectNode whole) {
        switch (whole.path("object").asText()) {
            case LIST -> {
                pages++;
                more = whole.path("has_more").asBoolean();
            }
            case PAYOUT -> isOf(whole);
            default ->
                throw notStripes(
                        whole.has("error") ? "error" : whole.path("object").asText("-"));
        }
    }

    private void take(JsonNode item) {
        switch (item.path("object").asText()) {
            case PAYOUT -> isOf(item);
            case "balance_transaction" -> row(item);
            default -> throw notStripes(item.path("object").asText("-"));
        }
    }

    private void isOf(JsonNode told) {
        if (payout != null && !payout.path("id").equals(told.path("id"))) {
            throw new UnreadableDocument(Reason.of("SEVERAL_PAYOUTS", "name", document.name(), "line", line()));
        }
        payout = told;
    }

    private void row(JsonNode item) {
        rows++;
        Movement movement = movement(item);
        tie(item, movement);
        if (isOwn(item)) {
            left = movement.amount().negated();
            // Its fee is a row; the payout itself is told by the document as a whole, so that a report tells the same.
            movement.events(words, rows).stream()
                    .filter(event -> event.kind() != EventKind.PAYOUT)
                    .forEach(this::tell);
            return;
        }
        tell(movement.events(words, rows));
    }

    /** Whether the row is that of the payout that the document is of. */
    private boolean isOwn(JsonNode item) {
        if (!item.path("reporting_category").asText().equals(PAYOUT)) {
            return false;
        }
        JsonNode source = item.path("source");
        if (payout == null && source.isObject()) {
            payout = source;
        }
        String id = source.isObject() ? source.path("id").asText() : source.asText();
        return payout != null && payout.path("id").asText().equals(id);
    }

    /** Every row must add up by itself: a sum over all could hide two that do not. */
    private void tie(JsonNode item, Movement movement) {
        String currency = text(item, "currency");
        add(new Tie(
                "net of " + movement.id(),
                money(item, "net", currency),
                movement.amount().minus(movement.fee())));
        long details = 0;
        for (JsonNode detail : item.path("fee_details")) {
            details = Math.addExact(details, detail.path("amount").asLong());
        }
        add(new Tie("fee_details of " + movement.id(), money(details, currency), movement.fee()));
    }

    private void add(Tie tie) {
        if (!tie.holds() && broken.size() < MOST_TIES) {
            broken.add(tie);
        }
    }

    private Movement movement(JsonNode item) {
        String currency = text(item, "currency");
        Money amount = money(item, "amount", currency);
        long tax = 0;
        for (JsonNode detail : item.path("fee_details")) {
            if (detail.path("type").asText().endsWith("tax")) {
                tax = Math.addExact(tax, detail.path("amount").asLong());
            }
        }
        JsonNode source = item.path("source");
        var objects = new Objects(source);
        Optional<StripeWords.Place> place = words.places().stream()
                .filter(one -> objects.number(one).isPresent())
                .findFirst();
        if (words.isSale(
                item.path("reporting_category").asText(""), item.path("type").asText(""), amount)) {
            numbers.payment(place.map(words::turn).orElse(NumberSurvey.NOWHERE), objects.texts());
        }
        @Nullable Money original = null;
        String paidIn = source.path("currency").asText("");
        if (!paidIn.isEmpty()
                && !paidIn.equalsIgnoreCase(currency)
                && source.path("amount").isIntegralNumber()) {
            original = money(source.path("amount").asLong(), paidIn).abs();
        }
        return new Movement(
                text(item, "id"),
                item.path("reporting_category").asText(""),
                item.path("type").asText(""),
                Instant.ofEpochSecond(whole(item, "created")),
                amount,
                money(item, "fee", currency),
                money(tax, currency),
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
                subject(item));
    }

    /** The dispute, the payout, or the refund whose money comes back, that a row is of. */
    private static String subject(JsonNode item) {
        JsonNode source = item.path("source");
        if (item.path("reporting_category").asText().startsWith(PAYOUT)) {
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

    private void end() {
        if (payout != null
                && payout.has("automatic")
                && !payout.get("automatic").asBoolean()) {
            throw new UnreadableDocument(Reason.of(
                    "PAYOUT_BY_HAND",
                    "payout",
                    text(payout, "id"),
                    "amount",
                    payoutAmount(payout),
                    "day",
                    Stockholm.dayOf(Instant.ofEpochSecond(whole(payout, "created")))));
        }
        if (pages == 0 || more) {
            throw new UnreadableDocument(Reason.of("PAGES_MISSING", "name", document.name(), "pages", pages));
        }
        if (payout == null) {
            return;
        }
        Money amount = payoutAmount(payout);
        if (left == null) {
            left = amount;
        }
        tell(Event.of(EventKind.PAYOUT, "PAYOUT", Instant.ofEpochSecond(whole(payout, "created")), left)
                .subject(text(payout, "id"))
                .detail("payout " + text(payout, "id"))
                .build());
    }

    private Money payoutAmount(JsonNode told) {
        return money(told, "amount", text(told, "currency"));
    }

    @Override
    protected Statement stated() {
        if (payout == null || left == null) {
            throw new UnreadableDocument(Reason.of("PAYOUT_NOT_NAMED", "name", document.name()));
        }
        Money amount = payoutAmount(payout);
        Money zero = Money.zero(amount.currency());
        var ties = new ArrayList<Tie>(broken);
        ties.add(new Tie("payout.amount", amount, left));
        return new Statement(
                text(payout, "id"),
                amount.currency(),
                Stockholm.dayOf(Instant.ofEpochSecond(whole(payout, "created"))),
                bankDay(payout),
                amount,
                zero,
                zero,
                "",
                rows,
                ties);
    }

    /** Midnight UTC of the day that Stripe expects it at the bank. */
    private static @Nullable LocalDate bankDay(JsonNode payout) {
        JsonNode day = payout.path("arrival_date");
        return day.isIntegralNumber() ? LocalDate.ofInstant(Instant.ofEpochSecond(day.asLong()), ZoneOffset.UTC) : null;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    private Money money(JsonNode node, String field, String currency) {
        return money(whole(node, field), currency);
    }

    private Money money(long amount, String currency) {
        try {
            return words.money(amount, currency);
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new UnreadableDocument(
                    Reason.of(
                            "BAD_AMOUNT",
                            "name",
                            document.name(),
                            "line",
                            line(),
                            "text",
                            amount,
                            "currency",
                            currency.toUpperCase(Locale.ROOT)),
                    e);
        }
    }

    private long whole(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw missing(node, field);
        }
        return value.asLong();
    }

    private String text(JsonNode node, String field) {
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
                document.name(),
                "field",
                field,
                "object",
                node.path("object").asText("-"),
                "line",
                line()));
    }

    private UnreadableDocument notStripes(String found) {
        return new UnreadableDocument(
                Reason.of("NOT_AN_ANSWER", "name", document.name(), "found", found, "line", line()));
    }

    private int line() {
        return parser.currentLocation().getLineNr();
    }
}
