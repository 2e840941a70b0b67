package se.kvitta.rows;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.Closeable;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Stockholm;
import se.kvitta.reason.Reason;
import se.kvitta.rows.RowMapping.Column;
import se.kvitta.settlement.Layout;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.UnreadableDocument;
import se.kvitta.table.Decimals;
import se.kvitta.table.Table;

/**
 * The layout of one document of rows: lines of a word and a value, the names of the columns, rows, and again lines of a
 * word and a value. Columns are found by name, in any order.
 */
final class RowFile {

    /** The names of the columns are among the first lines of a document. */
    private static final int HEADER_WITHIN = 50;

    private static final int FIRST_YEAR = 2005;
    private static final int LAST_YEAR = 2100;
    private static final int SHOWN = 30;

    private final SourceDocument document;
    private final RowMapping mapping;
    private final Table table;
    /** By the names that the mapping has for the columns. */
    private final Map<String, Integer> places;

    private final Map<String, String> head;
    private final int headerLine;
    private final int width;
    private final Layout layout;
    private final Decimals decimals;

    private RowFile(
            SourceDocument document,
            RowMapping mapping,
            Table table,
            Map<String, Integer> places,
            Map<String, String> head,
            int headerLine,
            List<String> names) {
        this.document = document;
        this.mapping = mapping;
        this.table = table;
        this.places = places;
        this.head = head;
        this.headerLine = headerLine;
        this.width = names.size();
        this.layout = layout(names, mapping);
        this.decimals = Decimals.with(mapping.decimal());
    }

    /** Throws {@link UnreadableDocument} when no line of the document has the names of all columns that are needed. */
    static RowFile of(SourceDocument document, RowMapping mapping) throws IOException {
        @Nullable Character delimiter = mapping.delimiter();
        Table table = delimiter == null
                ? Table.of(document, mapping.charset())
                : Table.of(document, mapping.charset(), delimiter);
        try (Table.Records records = table.records()) {
            var before = new ArrayList<List<String>>();
            while (before.size() < HEADER_WITHIN && records.hasNext()) {
                List<String> fields = records.next().getFields();
                Map<String, Integer> places = places(fields);
                if (mapping.needed().stream().allMatch(name -> places.containsKey(folded(name)))) {
                    var head = new LinkedHashMap<String, String>();
                    for (int i = 0; i < before.size(); i++) {
                        put(document, mapping, head, before.get(i), i + 1L);
                    }
                    var byName = new HashMap<String, Integer>();
                    mapping.needed().forEach(name -> byName.put(name, places.get(folded(name))));
                    return new RowFile(document, mapping, table, byName, head, before.size(), fields);
                }
                before.add(fields);
            }
            throw new UnreadableDocument(missingColumns(document, mapping, before));
        }
    }

    /** Every column that the mapping names is needed; of all others nothing is read. */
    private static Layout layout(List<String> names, RowMapping mapping) {
        Set<String> needed = mapping.needed().stream().map(RowFile::folded).collect(Collectors.toSet());
        Set<String> unused = new LinkedHashSet<>();
        names.stream()
                .map(String::strip)
                .filter(name -> !name.isEmpty() && !needed.contains(folded(name)))
                .forEach(unused::add);
        return new Layout(Set.of(), Set.of(), unused);
    }

    Layout layout() {
        return layout;
    }

    private static Map<String, Integer> places(List<String> fields) {
        var places = new HashMap<String, Integer>();
        for (int i = 0; i < fields.size(); i++) {
            places.putIfAbsent(folded(fields.get(i)), i);
        }
        return places;
    }

    private static String folded(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    /** Names what is missing in the line that looks most like the names of the columns. */
    private static Reason missingColumns(SourceDocument document, RowMapping mapping, List<List<String>> lines) {
        List<String> best = lines.stream()
                .max(Comparator.comparingLong(line -> mapping.needed().stream()
                        .filter(name -> places(line).containsKey(folded(name)))
                        .count()))
                .orElse(List.of());
        Map<String, Integer> found = places(best);
        return Reason.of(
                "MISSING_COLUMNS",
                "name",
                document.name(),
                "missing",
                mapping.needed().stream()
                        .filter(name -> !found.containsKey(folded(name)))
                        .collect(Collectors.joining(", ")),
                "found",
                best.isEmpty() ? "-" : String.join(", ", best));
    }

    /** Keeps the value of a line that the mapping names; others say nothing of money before the rows. */
    private static boolean put(
            SourceDocument document, RowMapping mapping, Map<String, String> values, List<String> line, long number) {
        String label = line.get(0).strip();
        if (!mapping.labels().contains(label)) {
            return false;
        }
        String value = line.stream()
                .skip(1)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("; "));
        if (values.putIfAbsent(label, value) != null) {
            throw new UnreadableDocument(Reason.of("SEVERAL_PAYOUTS", "name", document.name(), "line", number));
        }
        return true;
    }

    /** The rows, with what the lines before them say. The caller closes it. */
    Rows rows() throws IOException {
        Table.Records records = table.records();
        for (int i = 0; i <= headerLine; i++) {
            records.next();
        }
        return new Rows(records);
    }

    String name() {
        return document.name();
    }

    /** Minor units of a currency. */
    long minor(String text, Currency currency, long line) {
        try {
            return decimals.minor(text, currency);
        } catch (NumberFormatException | ArithmeticException e) {
            throw new UnreadableDocument(
                    Reason.of("BAD_AMOUNT", "name", document.name(), "line", line, "text", text, "currency", currency),
                    e);
        }
    }

    Currency currency(String code, long line) {
        try {
            return Currency.getInstance(code.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new UnreadableDocument(
                    Reason.of("CURRENCY_UNKNOWN", "name", document.name(), "line", line, "text", code), e);
        }
    }

    /** When something happened; a day alone begins in the time zone of the mapping. */
    Instant instant(String text, long line) {
        try {
            Instant instant = parsed(text);
            int year = instant.atZone(Stockholm.ZONE).getYear();
            if (year >= FIRST_YEAR && year <= LAST_YEAR) {
                return instant;
            }
        } catch (DateTimeException e) {
            throw new UnreadableDocument(badDate(text, line), e);
        }
        throw new UnreadableDocument(badDate(text, line));
    }

    private Instant parsed(String text) {
        @Nullable DateTimeFormatter pattern = mapping.datePattern();
        String iso = text.replace(' ', 'T');
        TemporalAccessor read = pattern != null
                ? pattern.parseBest(text, LocalDateTime::from, LocalDate::from)
                : iso.length() <= 10
                        ? LocalDate.parse(iso)
                        : DateTimeFormatter.ISO_DATE_TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
        if (read instanceof OffsetDateTime exact) {
            return exact.toInstant();
        }
        LocalDateTime local = read instanceof LocalDate day ? day.atStartOfDay() : (LocalDateTime) read;
        return local.atZone(mapping.timeZone()).toInstant();
    }

    private Reason badDate(String text, long line) {
        return Reason.of("BAD_DATE", "name", document.name(), "line", line, "text", text);
    }

    /** The text, if the journal keeps that much of it. */
    static String kept(String text, int limit, long line) {
        if (text.length() > limit) {
            throw new UnreadableDocument(Reason.of(
                    "REFERENCE_TOO_LONG",
                    "line",
                    line,
                    "text",
                    text.substring(0, Math.min(SHOWN, text.length())) + "…",
                    "length",
                    text.length(),
                    "limit",
                    limit));
        }
        return text;
    }

    /** Rows one at a time; {@link #next} moves on, the others read the row it came to. */
    final class Rows implements Closeable {
        private final Table.Records records;
        private final Map<String, String> values = new LinkedHashMap<>(head);
        private @Nullable CsvRecord row;
        private int number;

        private Rows(Table.Records records) {
            this.records = records;
        }

        /** Moves to the next row; false after the last. Lines beside the rows are kept and passed over. */
        boolean next() {
            while (records.hasNext()) {
                CsvRecord record = records.next();
                if (put(document, mapping, values, record.getFields(), record.getStartingLineNumber())) {
                    continue;
                }
                records.requireWidth(record, width);
                row = record;
                number++;
                return true;
            }
            return false;
        }

        /** Counted from 1 after the names of the columns. */
        int number() {
            return number;
        }

        /** The line of the document. */
        long line() {
            return row == null ? headerLine + 1L : row.getStartingLineNumber();
        }

        /** The value of a line beside the rows that has been passed; null when there was none. */
        @Nullable
        String value(String label) {
            return values.get(label);
        }

        /** What stands in a column; empty when the mapping has none. */
        String text(Column column) {
            return join(mapping.names(column), " ");
        }

        /** The cells of columns as they are called in the document, without the empty ones. */
        String join(List<String> names, String between) {
            return names.stream()
                    .map(this::cell)
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining(between));
        }

        String cell(String name) {
            @Nullable Integer place = places.get(name);
            return row == null || place == null ? "" : row.getField(place).strip();
        }

        @Override
        public void close() throws IOException {
            records.close();
        }
    }
}
