package se.kvitta.source.klarna;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Layout;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.UnreadableDocument;
import se.kvitta.table.Decimals;
import se.kvitta.table.Table;

/**
 * The layout of one settlement file: two lines of summary, unless it is switched off, then the names of the columns, then
 * rows. Columns are found by name, in any order; what they are called and how amounts and days are written is a setting
 * at Klarna, so it is read off the file.
 */
final class KlarnaFile implements KlarnaDocument {

    /** The line with column names is among the first of the file; before it can only stand the summary. */
    private static final int HEADER_WITHIN = 4;

    /**
     * {@code 2201447718_20260216T000226_0.csv}, {@code settlement.2201447718.csv}: the payout in a name that Klarna gives.
     * A name that a person gave says nothing: two payouts may be saved as {@code export.csv}.
     */
    private static final Pattern NAMED = Pattern.compile(
            "(?:settlement\\.)?(?<stamped>[A-Za-z0-9-]+)[._]\\d{8}T\\d{6}.*|settlement\\.(?<plain>[A-Za-z0-9-]+)\\.csv");

    private static final Pattern CONSUMER_VAT =
            Pattern.compile("tax_(rate|amount)_[1-" + KlarnaReading.CONSUMER_VAT_PAIRS + "]");

    /** Without these there is nothing to book. */
    private static final List<String> NEEDED = List.of("type", "amount", "capture_date");

    private final SourceDocument document;
    private final KlarnaText texts;
    private final Table table;
    private final Map<String, String> summary;
    private final Map<String, Integer> columns;
    private final int headerLine;
    private final int width;
    private final Decimals decimals;
    private final Currency currency;
    private final Layout layout;

    private KlarnaFile(
            SourceDocument document,
            KlarnaText texts,
            Table table,
            Map<String, String> summary,
            Map<String, Integer> columns,
            int headerLine,
            int width,
            Decimals decimals,
            Currency currency,
            Layout layout) {
        this.document = document;
        this.texts = texts;
        this.table = table;
        this.summary = summary;
        this.columns = columns;
        this.headerLine = headerLine;
        this.width = width;
        this.decimals = decimals;
        this.currency = currency;
        this.layout = layout;
    }

    /** Throws {@link UnreadableDocument} when the document is no settlement file. */
    static KlarnaFile of(SourceDocument document, KlarnaWords words) throws IOException {
        Table table = Table.of(document, Table.utf8());
        try (Table.Records records = table.records()) {
            var before = new ArrayList<List<String>>();
            while (before.size() < HEADER_WITHIN && records.hasNext()) {
                List<String> fields = records.next().getFields();
                Map<String, Integer> columns = columns(fields, words);
                if (columns.keySet().containsAll(NEEDED)) {
                    Map<String, String> summary = before.size() < 2 ? Map.of() : summary(before.get(0), before.get(1));
                    if (before.size() > 2 && summary.containsKey(PAYOUT)) {
                        throw new KlarnaText(document.name())
                                .severalPayouts(3); // two lines of values: Klarna's report over a range of days
                    }
                    return rest(document, table, summary, columns, before.size(), fields, words, records);
                }
                before.add(fields);
            }
            throw new UnreadableDocument(missingColumns(document, before, words));
        }
    }

    /** Names what is missing in the line that looks most like column names. */
    private static Reason missingColumns(SourceDocument document, List<List<String>> lines, KlarnaWords words) {
        List<String> names = lines.stream()
                .max(Comparator.comparingInt(
                        (List<String> line) -> columns(line, words).size()))
                .orElse(List.of());
        Map<String, Integer> columns = columns(names, words);
        return Reason.of(
                "MISSING_COLUMNS",
                "name",
                document.name(),
                "missing",
                NEEDED.stream()
                        .filter(column -> !columns.containsKey(column))
                        .map(column -> words.names(column).get(0))
                        .collect(Collectors.joining(", ")),
                "found",
                columns.isEmpty() ? "-" : String.join(", ", names));
    }

    private static KlarnaFile rest(
            SourceDocument document,
            Table table,
            Map<String, String> summary,
            Map<String, Integer> columns,
            int headerLine,
            List<String> names,
            KlarnaWords words,
            Table.Records records) {
        @Nullable CsvRecord first = records.hasNext() ? records.next() : null;
        String amounts = first == null ? "" : field(first, columns, "amount");
        char decimal = summary.entrySet().stream()
                .filter(field -> field.getKey().startsWith("total_"))
                .map(field -> Decimals.shownBy(field.getValue()))
                .flatMap(Optional::stream)
                .findFirst()
                .or(() -> Decimals.shownBy(amounts))
                .orElse('.');
        String code =
                summary.getOrDefault("settlement_currency", first == null ? "" : field(first, columns, "currency"));
        var texts = new KlarnaText(document.name());
        return new KlarnaFile(
                document,
                texts,
                table,
                summary,
                columns,
                headerLine,
                names.size(),
                Decimals.with(decimal),
                texts.currency(code, headerLine + 1),
                layout(names, words));
    }

    /** A column that is wanted is there under any of the names that it may have. */
    private static Layout layout(List<String> fields, KlarnaWords words) {
        Set<String> names = new LinkedHashSet<>();
        fields.forEach(field -> names.add(field.strip().toLowerCase(Locale.ROOT)));
        Set<String> had = new LinkedHashSet<>(words.wanted());
        had.removeIf(column -> Collections.disjoint(words.namesLike(column), names));
        Set<String> lacking = new LinkedHashSet<>(words.wanted());
        lacking.removeAll(had);
        names.removeIf(name -> name.isEmpty()
                || words.knows(name)
                || CONSUMER_VAT.matcher(name).matches());
        return new Layout(had, lacking, names);
    }

    private static Map<String, Integer> columns(List<String> fields, KlarnaWords words) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            places.putIfAbsent(fields.get(i).strip().toLowerCase(Locale.ROOT), i);
        }
        Map<String, Integer> columns = new HashMap<>();
        for (String column : words.columns()) {
            words.names(column).stream()
                    .filter(places::containsKey)
                    .findFirst()
                    .ifPresent(name -> columns.put(column, places.get(name)));
        }
        int country = 0; // each is read, not only the first that is there
        for (String name : words.names("country")) {
            Integer place = places.get(name);
            if (place != null) {
                columns.put("country" + country++, place);
            }
        }
        for (int i = 1; i <= KlarnaReading.CONSUMER_VAT_PAIRS; i++) {
            Integer rate = places.get("tax_rate_" + i);
            Integer amount = places.get("tax_amount_" + i);
            if (rate != null && amount != null) {
                columns.put("tax_rate_" + i, rate);
                columns.put("tax_amount_" + i, amount);
            }
        }
        return columns;
    }

    private static Map<String, String> summary(List<String> names, List<String> values) {
        Map<String, String> summary = new HashMap<>();
        for (int i = 0; i < Math.min(names.size(), values.size()); i++) {
            summary.put(
                    names.get(i).strip().toLowerCase(Locale.ROOT), values.get(i).strip());
        }
        return summary;
    }

    @Override
    public Layout layout() {
        return layout;
    }

    @Override
    public boolean hasSummary() {
        return summary.containsKey(PAYOUT);
    }

    @Override
    public Currency currency() {
        return currency;
    }

    @Override
    public String summary(String field) {
        return summary.getOrDefault(field, "");
    }

    @Override
    public OptionalLong total(String field) {
        String text = summary(field);
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(amount(text, 2));
    }

    /**
     * The payout's reference: from the summary, else from the file's name if Klarna gave it. Throws
     * {@link UnreadableDocument} when the file states a payout and nothing says which: it could be any.
     */
    @Override
    public String reference() {
        return KlarnaText.payment(statedOrNamed());
    }

    @Override
    public Instant paid() {
        String stated = summary("payout_date");
        if (stated.isEmpty()) {
            throw KlarnaText.dayMissing(reference());
        }
        return texts.instant(stated, 2);
    }

    private String statedOrNamed() {
        String stated = summary("payment_reference");
        if (!stated.isEmpty()) {
            return stated;
        }
        Matcher matcher = NAMED.matcher(document.name());
        if (matcher.matches()) {
            @Nullable String stamped = matcher.group("stamped");
            return stamped == null ? matcher.group("plain") : stamped;
        }
        if (hasSummary()) {
            throw new UnreadableDocument(Reason.of("PAYOUT_NOT_NAMED", "name", document.name()));
        }
        String name = document.name();
        return name.substring(Math.max(0, name.length() - KlarnaText.LONGEST_PAYMENT));
    }

    /** The rows, after the line of column names. */
    @Override
    public KlarnaRows rows() throws IOException {
        Table.Records records = table.records();
        for (int i = 0; i <= headerLine; i++) {
            records.next();
        }
        return new Rows(records);
    }

    private final class Rows implements KlarnaRows {
        private final Table.Records records;
        private @Nullable CsvRecord row;
        private int number;

        private Rows(Table.Records records) {
            this.records = records;
        }

        @Override
        public boolean next() {
            if (!records.hasNext()) {
                return false;
            }
            CsvRecord record = records.next();
            number++;
            if (summary.containsKey(record.getField(0).strip().toLowerCase(Locale.ROOT))) {
                throw texts.severalPayouts(record.getStartingLineNumber());
            }
            records.requireWidth(record, width);
            row = record;
            String code = text("currency");
            if (!code.isEmpty() && !code.equalsIgnoreCase(currency.getCurrencyCode())) {
                throw KlarnaText.mixedCurrencies(currency, code, number);
            }
            return true;
        }

        /** Counted from 1 after the column names. */
        @Override
        public int number() {
            return number;
        }

        @Override
        public String text(String column) {
            return row == null ? "" : field(row, columns, column);
        }

        @Override
        public List<String> texts(String column) {
            var found = new ArrayList<String>();
            for (int i = 0; columns.containsKey(column + i); i++) {
                found.add(text(column + i));
            }
            return found;
        }

        @Override
        public String shown(String column) {
            return text(column);
        }

        @Override
        public long minor(String column) {
            return amount(text(column), line());
        }

        @Override
        public Instant instant(String column) {
            return texts.instant(text(column), line());
        }

        @Override
        public VatRate rate(String column) {
            String text = text(column);
            try {
                return VatRate.parse(text.replace(',', '.'));
            } catch (IllegalArgumentException e) {
                throw new UnreadableDocument(Reason.of("BAD_VAT_RATE", "row", number, "text", text), e);
            }
        }

        @Override
        public Money money(String column, String currencyColumn) {
            Currency other = texts.currency(text(currencyColumn), line());
            return Money.ofMinor(amount(text(column), other, line()), other);
        }

        @Override
        public long line() {
            return row == null ? headerLine + 1 : row.getStartingLineNumber();
        }

        @Override
        public void close() throws IOException {
            records.close();
        }
    }

    private long amount(String text, long line) {
        return amount(text, currency, line);
    }

    private long amount(String text, Currency currency, long line) {
        try {
            return decimals.minor(text, currency);
        } catch (NumberFormatException | ArithmeticException e) {
            throw texts.badAmount(text, currency, line, e);
        }
    }

    private static String field(CsvRecord record, Map<String, Integer> columns, String column) {
        @Nullable Integer place = columns.get(column);
        return place == null || place >= record.getFieldCount()
                ? ""
                : record.getField(place).strip();
    }
}
