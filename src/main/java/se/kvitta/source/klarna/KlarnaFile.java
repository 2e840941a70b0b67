package se.kvitta.source.klarna;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.UnreadableDocument;
import se.kvitta.table.Decimals;
import se.kvitta.table.Table;

/**
 * The layout of one settlement file: two lines of summary, unless it is switched off, then the names of the columns, then
 * rows. Columns are found by name, in any order; what they are called and how amounts and days are written is a setting
 * at Klarna, so it is read off the file.
 */
final class KlarnaFile {

    /** The line with column names is among the first of the file; before it can only stand the summary. */
    private static final int HEADER_WITHIN = 4;

    /**
     * {@code 2201447718_20260216T000226_0.csv}, {@code settlement.2201447718.csv}: the payout in a name that Klarna gives.
     * A name that a person gave says nothing: two payouts may be saved as {@code export.csv}.
     */
    private static final Pattern NAMED = Pattern.compile(
            "(?:settlement\\.)?(?<stamped>[A-Za-z0-9-]+)[._]\\d{8}T\\d{6}.*|settlement\\.(?<plain>[A-Za-z0-9-]+)\\.csv");

    /** The field of the summary without which it proves nothing. */
    private static final String PAYOUT = "total_settlement_amount";

    /** Without these there is nothing to book. */
    private static final List<String> NEEDED = List.of("type", "amount", "capture_date");

    private static final Pattern OFFSET_WITHOUT_COLON = Pattern.compile("([+-]\\d{2})(\\d{2})$");

    /** Klarna's payment references have about ten characters. */
    private static final int LONGEST_REFERENCE = 100;

    private static final int SHOWN = 30;

    private static final int FIRST_YEAR = 2005;
    private static final int LAST_YEAR = 2100;

    private final SourceDocument document;
    private final Table table;
    private final Map<String, String> summary;
    private final Map<String, Integer> columns;
    private final int headerLine;
    private final int width;
    private final Decimals decimals;
    private final Currency currency;

    private KlarnaFile(
            SourceDocument document,
            Table table,
            Map<String, String> summary,
            Map<String, Integer> columns,
            int headerLine,
            int width,
            Decimals decimals,
            Currency currency) {
        this.document = document;
        this.table = table;
        this.summary = summary;
        this.columns = columns;
        this.headerLine = headerLine;
        this.width = width;
        this.decimals = decimals;
        this.currency = currency;
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
                        throw severalPayouts(document, 3); // two lines of values: Klarna's report over a range of days
                    }
                    return rest(document, table, summary, columns, before.size(), fields.size(), records);
                }
                before.add(fields);
            }
            throw new UnreadableDocument(missingColumns(document, before, words));
        }
    }

    private static UnreadableDocument severalPayouts(SourceDocument document, long line) {
        return new UnreadableDocument(Reason.of("SEVERAL_PAYOUTS", "name", document.name(), "line", line));
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
            int width,
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
        return new KlarnaFile(
                document,
                table,
                summary,
                columns,
                headerLine,
                width,
                Decimals.with(decimal),
                currency(document, code, headerLine + 1));
    }

    private static Map<String, Integer> columns(List<String> fields, KlarnaWords words) {
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            places.putIfAbsent(fields.get(i).strip().toLowerCase(Locale.ROOT), i);
        }
        Map<String, Integer> columns = new HashMap<>();
        for (String column : List.of(
                "type",
                "detailed_type",
                "amount",
                "currency",
                "capture_date",
                "sale_date",
                "order_id",
                "capture_id",
                "refund_id",
                "reference1",
                "reference2",
                "tax_rate",
                "tax_amount",
                "tax_in_books",
                "tax_in_books_currency")) {
            words.names(column).stream()
                    .filter(places::containsKey)
                    .findFirst()
                    .ifPresent(name -> columns.put(column, places.get(name)));
        }
        int country = 0;
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

    boolean hasSummary() {
        return summary.containsKey(PAYOUT);
    }

    boolean has(String column) {
        return columns.containsKey(column);
    }

    Currency currency() {
        return currency;
    }

    String summary(String field) {
        return summary.getOrDefault(field, "");
    }

    /** A sum of the summary in minor units; empty when the summary does not have it. */
    OptionalLong total(String field) {
        String text = summary(field);
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(amount(text, 2));
    }

    /**
     * The payout's reference: from the summary, else from the file's name if Klarna gave it. Throws
     * {@link UnreadableDocument} when the file states a payout and nothing says which: it could be any.
     */
    String reference() {
        String reference = statedOrNamed();
        if (reference.length() > LONGEST_REFERENCE) {
            throw tooLong(reference, LONGEST_REFERENCE, 1);
        }
        return reference;
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
        return name.substring(Math.max(0, name.length() - LONGEST_REFERENCE));
    }

    static UnreadableDocument tooLong(String text, int limit, long line) {
        return new UnreadableDocument(Reason.of(
                "REFERENCE_TOO_LONG",
                "line",
                line,
                "text",
                text.substring(0, SHOWN) + "…",
                "length",
                text.length(),
                "limit",
                limit));
    }

    /** The rows, after the line of column names. */
    Rows rows() throws IOException {
        Table.Records records = table.records();
        for (int i = 0; i <= headerLine; i++) {
            records.next();
        }
        return new Rows(records);
    }

    /** Rows one at a time; {@link #next} moves on, the others read the row it came to. */
    final class Rows implements AutoCloseable {
        private final Table.Records records;
        private @Nullable CsvRecord row;
        private int number;

        private Rows(Table.Records records) {
            this.records = records;
        }

        /** Moves to the next row; false after the last. */
        boolean next() {
            if (!records.hasNext()) {
                return false;
            }
            CsvRecord record = records.next();
            number++;
            if (summary.containsKey(record.getField(0).strip().toLowerCase(Locale.ROOT))) {
                throw severalPayouts(document, record.getStartingLineNumber());
            }
            if (record.getFieldCount() != width) {
                throw new UnreadableDocument(Reason.of(
                        "ROW_WIDTH",
                        "name",
                        document.name(),
                        "line",
                        record.getStartingLineNumber(),
                        "fields",
                        record.getFieldCount(),
                        "expected",
                        width));
            }
            row = record;
            String code = text("currency");
            if (!code.isEmpty() && !code.equalsIgnoreCase(currency.getCurrencyCode())) {
                throw new UnreadableDocument(
                        Reason.of("MIXED_CURRENCIES", "first", currency, "second", code, "row", number));
            }
            return true;
        }

        /** Counted from 1 after the column names. */
        int number() {
            return number;
        }

        /** Empty when the column is not there or its cell is. */
        String text(String column) {
            return row == null ? "" : field(row, columns, column);
        }

        long minor(String column) {
            return amount(text(column), line());
        }

        Instant instant(String column) {
            return KlarnaFile.this.instant(text(column), line());
        }

        @Nullable
        LocalDate day(String column) {
            return text(column).isEmpty() ? null : Stockholm.dayOf(instant(column));
        }

        long line() {
            return row == null ? headerLine + 1 : row.getStartingLineNumber();
        }

        @Override
        public void close() throws IOException {
            records.close();
        }
    }

    Instant instant(String text, long line) {
        Instant instant = parse(text, line);
        int year = instant.atOffset(ZoneOffset.UTC).getYear();
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            throw badDate(text, line);
        }
        return instant;
    }

    /** UTC when it says so or says nothing; a day alone is the Stockholm day. */
    private Instant parse(String text, long line) {
        try {
            if (text.length() <= 10) {
                return Stockholm.startOf(LocalDate.parse(text));
            }
            String iso = text.replace(' ', 'T');
            iso = OFFSET_WITHOUT_COLON.matcher(iso).replaceFirst("$1:$2");
            boolean zoned = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
            return zoned
                    ? OffsetDateTime.parse(iso).toInstant()
                    : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            throw badDate(text, line);
        }
    }

    private UnreadableDocument badDate(String text, long line) {
        return new UnreadableDocument(Reason.of("BAD_DATE", "name", document.name(), "line", line, "text", text));
    }

    /** An amount that may be in another currency than the settlement. */
    Money money(String text, String code, long line) {
        Currency other = currency(document, code, line);
        return Money.ofMinor(amount(text, other, line), other);
    }

    private long amount(String text, long line) {
        return amount(text, currency, line);
    }

    private long amount(String text, Currency currency, long line) {
        try {
            return decimals.minor(text, currency);
        } catch (NumberFormatException | ArithmeticException e) {
            throw new UnreadableDocument(
                    Reason.of("BAD_AMOUNT", "name", document.name(), "line", line, "text", text, "currency", currency),
                    e);
        }
    }

    private static String field(CsvRecord record, Map<String, Integer> columns, String column) {
        @Nullable Integer place = columns.get(column);
        return place == null || place >= record.getFieldCount()
                ? ""
                : record.getField(place).strip();
    }

    private static Currency currency(SourceDocument document, String code, long line) {
        try {
            return Currency.getInstance(code.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new UnreadableDocument(
                    Reason.of("CURRENCY_UNKNOWN", "name", document.name(), "line", line, "text", code), e);
        }
    }
}
