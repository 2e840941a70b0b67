package se.kvitta.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.Currency;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.ledger.VatRate;
import se.kvitta.reason.Reasons;
import se.kvitta.settlement.EventKind;

/** The section {@code rows} of {@code mappings/sources/<slug>.yaml}: what the rows of a source's documents mean. */
public final class RowMapping {

    private static final Money ONE = Money.ofMinor(1, Currency.getInstance("SEK"));

    private final JsonNode rows;
    private final Charset charset;
    private final Map<Column, List<String>> columns = new EnumMap<>(Column.class);
    private final Map<Fact, Place> facts = new EnumMap<>(Fact.class);
    private final Map<String, Meaning> types = new LinkedHashMap<>();
    private final Map<String, Meaning> lines = new LinkedHashMap<>();
    private final Map<String, Sum> sums = new LinkedHashMap<>();
    private final List<VatRate> vatRates = new ArrayList<>();
    private final @Nullable DateTimeFormatter dates;
    private final ZoneId zone;

    private RowMapping(JsonNode rows) {
        this.rows = rows;
        this.charset = charset(rows);
        this.zone = zone(rows);
        this.dates = dates(rows);
        rows.path("columns")
                .properties()
                .forEach(column -> columns.put(
                        Column.valueOf(column.getKey().toUpperCase(Locale.ROOT)), texts(column.getValue())));
        rows.path("vatRates").forEach(rate -> vatRates.add(vatRate(rate.asText())));
        rows.path("types")
                .properties()
                .forEach(type -> types.put(type.getKey(), meaning("types." + type.getKey(), type.getValue())));
        rows.path("lines")
                .properties()
                .forEach(line -> lines.put(line.getKey(), meaning("lines." + line.getKey(), line.getValue())));
        rows.path("sums").properties().forEach(sum -> sums.put(sum.getKey(), sum(sum.getKey(), sum.getValue())));
        rows.path("settlement")
                .properties()
                .forEach(fact ->
                        facts.put(Fact.valueOf(fact.getKey().toUpperCase(Locale.ROOT)), place(fact.getValue())));
        checkWhole();
    }

    /**
     * Reads the section, which the published schema has passed. Throws {@link Wrong} for what a schema cannot say.
     */
    public static RowMapping of(JsonNode rows) {
        return new RowMapping(rows);
    }

    /**
     * The same words for rows that are written instead of read from a file: every column is called as the mapping's own field
     * for it, amounts are signed and in major units with a point, costs are negative, days and times as ISO 8601 writes them, in
     * Stockholm where they do not say. Reference, day, currency and account stand in columns, and the payout is the sum of net.
     */
    public static RowMapping written(JsonNode rows) {
        ObjectNode written = rows.deepCopy();
        written.remove(List.of("dates", "zone", "sums", "lines"));
        written.put("charset", StandardCharsets.UTF_8.name());
        written.put("delimiter", ";");
        written.put("decimal", ".");
        written.put("amounts", "signed");
        written.put("costs", "negative");
        ObjectNode columns = written.putObject("columns");
        rows.path("columns").fieldNames().forEachRemaining(name -> columns.put(name, name));
        columns.put("net", "net");
        ObjectNode settlement = written.putObject("settlement");
        for (String fact : List.of("reference", "day", "currency", "account")) {
            settlement.putObject(fact).put("column", fact);
        }
        settlement.putObject("payout").put("sumOf", "net");
        return new RowMapping(written);
    }

    /** A field of the section that is wrong, and what is allowed. */
    public static final class Wrong extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final String field;

        Wrong(String field, String message) {
            super(message);
            this.field = field;
        }

        /** The path inside the section, such as {@code types.CHARGE.plus}. */
        public String field() {
            return field;
        }
    }

    /** What a column of a row can hold. */
    enum Column {
        TYPE,
        AT,
        ORDERED,
        AMOUNT,
        VAT,
        FEE,
        FEEVAT,
        NET,
        NUMBER,
        SECOND,
        ID,
        CAPTURE,
        REFUND,
        COUNTRY,
        METHOD,
        KEY
    }

    /** What is known of a settlement apart from its rows. */
    enum Fact {
        REFERENCE,
        DAY,
        CURRENCY,
        ACCOUNT,
        PAYOUT
    }

    /**
     * Where a fact stands: in columns, in a line before or after the rows, always the same, or the sum of a column. One of
     * them is not empty.
     */
    record Place(List<String> columns, String line, String is, String sumOf) {}

    /**
     * What a row or line is.
     *
     * @param plus what it is when it adds to what is paid out; null when it must not
     * @param minus what it is when it lowers that; null when it must not
     * @param whole whether the fee columns belong to it, instead of being a fee of their own
     */
    record Meaning(
            @Nullable EventKind plus,
            @Nullable EventKind minus,
            boolean whole,
            @Nullable String waits) {}

    /** A stated sum: of a column, over the rows of the types; of all rows when there are none. */
    record Sum(Column of, Set<String> types) {}

    Charset charset() {
        return charset;
    }

    private static Charset charset(JsonNode rows) {
        String name = rows.path("charset").asText(StandardCharsets.UTF_8.name());
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw new Wrong("charset", "'" + name + "' is no character set, such as UTF-8, ISO-8859-1, windows-1252");
        }
    }

    /** The sign between fields; null when it is found in the document. */
    @Nullable
    Character delimiter() {
        String text = rows.path("delimiter").asText("");
        return text.isEmpty() ? null : text.equals("tab") ? '\t' : text.charAt(0);
    }

    char decimal() {
        return rows.path("decimal").asText(".").charAt(0);
    }

    /** Whether amounts have no sign, and the type alone tells the direction. */
    boolean unsigned() {
        return rows.path("amounts").asText("signed").equals("unsigned");
    }

    /** Whether fees that are paid are written as positive amounts. */
    boolean positiveCosts() {
        return rows.path("costs").asText("negative").equals("positive");
    }

    /** How days are written; null when as ISO 8601 does. */
    @Nullable
    DateTimeFormatter datePattern() {
        return dates;
    }

    /** Where days and times are that say nothing of it. */
    ZoneId timeZone() {
        return zone;
    }

    /** The names of a column; empty when the documents do not have it. */
    List<String> names(Column column) {
        return columns.getOrDefault(column, List.of());
    }

    boolean has(Column column) {
        return columns.containsKey(column);
    }

    Optional<Place> place(Fact fact) {
        return Optional.ofNullable(facts.get(fact));
    }

    List<VatRate> vatRates() {
        return vatRates;
    }

    Map<String, Meaning> lines() {
        return lines;
    }

    Map<String, Sum> sums() {
        return sums;
    }

    /** Every column that a document must have, as it is called there. */
    Set<String> needed() {
        var names = new LinkedHashSet<String>();
        columns.values().forEach(names::addAll);
        facts.values().forEach(place -> names.addAll(place.columns()));
        return names;
    }

    /** The first words of the lines beside the rows that are understood. */
    Set<String> labels() {
        var labels = new LinkedHashSet<>(lines.keySet());
        labels.addAll(sums.keySet());
        facts.values().stream().map(Place::line).filter(line -> !line.isEmpty()).forEach(labels::add);
        return labels;
    }

    /** Whether rows say which settlement they belong to, and nothing else does: then a document may have several. */
    boolean isDivisible() {
        Place reference = facts.get(Fact.REFERENCE);
        return reference != null && !reference.columns().isEmpty() && labels().isEmpty();
    }

    /** The type that a word is; empty when nobody knows it. A {@code *} at the end of a type is any end. */
    Optional<Map.Entry<String, Meaning>> type(String word) {
        return types.entrySet().stream()
                .filter(type -> fits(type.getKey(), word))
                .findFirst();
    }

    private static boolean fits(String type, String word) {
        return type.endsWith("*")
                ? word.regionMatches(true, 0, type, 0, type.length() - 1)
                : word.equalsIgnoreCase(type);
    }

    private static List<String> texts(JsonNode node) {
        var texts = new ArrayList<String>();
        if (node.isArray()) {
            node.forEach(each -> texts.add(each.asText()));
        } else if (!node.isMissingNode()) {
            texts.add(node.asText());
        }
        return List.copyOf(texts);
    }

    private static Place place(JsonNode node) {
        return new Place(
                texts(node.path("column")),
                node.path("line").asText(""),
                node.path("is").asText(""),
                node.path("sumOf").asText(""));
    }

    private Meaning meaning(String field, JsonNode node) {
        @Nullable EventKind plus = kind(field, "plus", node);
        @Nullable EventKind minus = kind(field, "minus", node);
        if (plus == null && minus == null) {
            throw new Wrong(field, "says neither plus nor minus: what it is when it adds to the payout, or lowers it");
        }
        if (unsigned() && plus != null && minus != null) {
            throw new Wrong(field, "says plus and minus; without signs (amounts: unsigned) a type goes one way only");
        }
        String waits = node.path("waits").asText("");
        if (!waits.isEmpty() && !Reasons.in("en").codes().contains(waits)) {
            throw new Wrong(field + ".waits", "'" + waits + "' is no code of docs/errors.md, such as NEEDS_DECISION");
        }
        return new Meaning(plus, minus, node.path("whole").asBoolean(false), waits.isEmpty() ? null : waits);
    }

    private static @Nullable EventKind kind(String field, String way, JsonNode node) {
        if (!node.has(way)) {
            return null;
        }
        EnumSet<EventKind> allowed = EnumSet.noneOf(EventKind.class);
        Stream.of(EventKind.values())
                .filter(kind -> kind.goesBothWays() || kind.effectOf(ONE).minor() == (way.equals("plus") ? 1 : -1))
                .forEach(allowed::add);
        return allowed.stream()
                .filter(kind -> kind.name().equals(node.path(way).asText()))
                .findFirst()
                .orElseThrow(() -> new Wrong(
                        field + "." + way,
                        "'" + node.path(way).asText() + "' is not one of " + allowed + ", which can be " + way));
    }

    private Sum sum(String label, JsonNode node) {
        Column of = Column.valueOf(node.path("of").asText().toUpperCase(Locale.ROOT));
        if (!columns.containsKey(of)) {
            throw new Wrong(
                    "sums." + label + ".of",
                    "columns names no " + node.path("of").asText());
        }
        var named = new LinkedHashSet<>(texts(node.path("types")));
        named.stream().filter(type -> !types.containsKey(type)).findFirst().ifPresent(type -> {
            throw new Wrong("sums." + label + ".types", "'" + type + "' is none of the types " + types.keySet());
        });
        return new Sum(of, named);
    }

    private void checkWhole() {
        if (has(Column.FEEVAT) && !has(Column.FEE)) {
            throw new Wrong("columns.feeVat", "needs the column fee beside it");
        }
        if (has(Column.VAT) && vatRates.isEmpty()) {
            throw new Wrong("vatRates", "is missing: columns has vat, which does not say its rate");
        }
        Place payout = facts.get(Fact.PAYOUT);
        if (payout != null && !payout.sumOf().isEmpty() && !has(Column.NET)) {
            throw new Wrong("settlement.payout.sumOf", "columns names no net");
        }
        for (Map.Entry<Fact, Place> fact : facts.entrySet()) {
            String field = "settlement." + fact.getKey().name().toLowerCase(Locale.ROOT);
            if (!fact.getValue().is().isEmpty() && fact.getKey() != Fact.CURRENCY) {
                throw new Wrong(field, "only the currency can be the same in every document");
            }
            if (!fact.getValue().sumOf().isEmpty() && fact.getKey() != Fact.PAYOUT) {
                throw new Wrong(field, "only the payout can be a sum");
            }
        }
    }

    private static VatRate vatRate(String text) {
        try {
            return VatRate.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Wrong("vatRates", String.valueOf(e.getMessage()));
        }
    }

    private static ZoneId zone(JsonNode rows) {
        String name = rows.path("zone").asText(Stockholm.ZONE.getId());
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new Wrong("zone", "'" + name + "' is no time zone, such as Europe/Stockholm or UTC");
        }
    }

    private static @Nullable DateTimeFormatter dates(JsonNode rows) {
        String pattern = rows.path("dates").asText("");
        if (pattern.isEmpty()) {
            return null;
        }
        try {
            return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
        } catch (IllegalArgumentException e) {
            throw new Wrong("dates", "'" + pattern + "' is no pattern of a day, such as dd.MM.uuuu");
        }
    }
}
