package se.kvitta.source.stripe;

import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.OrderReference;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Statement;
import se.kvitta.settlement.Statement.Tie;
import se.kvitta.settlement.StreamedReading;
import se.kvitta.settlement.UnreadableDocument;
import se.kvitta.table.Decimals;
import se.kvitta.table.Table;

/**
 * The events of a payout from the report {@code payout_reconciliation.itemized}. It does not state the payout, so it proves
 * nothing by itself: it tells of a payout that is known from the API.
 */
final class ReportReading extends StreamedReading {

    private static final List<String> NEEDED = List.of(
            "automatic_payout_id",
            "balance_transaction_id",
            "created_utc",
            "currency",
            "gross",
            "fee",
            "net",
            "reporting_category");

    private static final int MOST_TIES = 20;

    private final SourceDocument document;
    private final StripeWords words;
    private final Table.Records records;
    private final Map<String, Integer> columns;
    private final Decimals decimals = Decimals.with('.');
    private final List<Tie> broken = new ArrayList<>();
    private int rows;
    private String payout = "";
    private @Nullable Currency currency;

    private ReportReading(
            SourceDocument document, StripeWords words, Table.Records records, Map<String, Integer> columns) {
        this.document = document;
        this.words = words;
        this.records = records;
        this.columns = columns;
    }

    /** Throws {@link UnreadableDocument} when the document is no such report. */
    static ReportReading of(SourceDocument document, StripeWords words) throws IOException {
        Table.Records records = Table.of(document, Table.utf8()).records();
        List<String> names = records.hasNext() ? records.next().getFields() : List.of();
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            columns.putIfAbsent(names.get(i).strip(), i);
        }
        String missing =
                NEEDED.stream().filter(name -> !columns.containsKey(name)).collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            records.close();
            throw new UnreadableDocument(Reason.of(
                    "MISSING_COLUMNS", "name", document.name(), "missing", missing, "found", String.join(", ", names)));
        }
        return new ReportReading(document, words, records, columns);
    }

    @Override
    protected boolean readOn() {
        if (!records.hasNext()) {
            return false;
        }
        rows++;
        read(records.next());
        return true;
    }

    private void read(CsvRecord row) {
        records.requireWidth(row, columns.size());
        String of = text(row, "automatic_payout_id");
        if (!payout.isEmpty() && !payout.equals(of)) {
            throw new UnreadableDocument(
                    Reason.of("SEVERAL_PAYOUTS", "name", document.name(), "line", row.getStartingLineNumber()));
        }
        payout = of;
        Money gross = money(row, "gross", "currency");
        currency = gross.currency();
        Money fee = money(row, "fee", "currency");
        String id = text(row, "balance_transaction_id");
        Tie net = new Tie("net of " + id, money(row, "net", "currency"), gross.minus(fee));
        if (!net.holds() && broken.size() < MOST_TIES) {
            broken.add(net);
        }
        tell(movement(row, id, gross, fee).events(words, rows));
    }

    private Movement movement(CsvRecord row, String id, Money gross, Money fee) {
        String category = text(row, "reporting_category");
        String source = text(row, "source_id");
        String charge = text(row, "charge_id");
        String paidIn = text(row, "customer_facing_currency");
        @Nullable Money original = null;
        if (!paidIn.isEmpty() && !paidIn.equalsIgnoreCase(text(row, "currency"))) {
            original = money(row, "customer_facing_amount", "customer_facing_currency")
                    .abs();
        }
        String number = "";
        String found = "";
        for (StripeWords.Place place : words.places()) {
            String text = place.in().equals("refund")
                    ? text(row, "refund_metadata[" + place.key() + "]")
                    : place.key().isEmpty()
                            ? text(row, "description")
                            : text(row, "payment_metadata[" + place.key() + "]");
            if (!text.isBlank() && place.numberIn(text).isPresent()) {
                number = place.numberIn(text).orElseThrow();
                found = place.toString();
                break;
            }
        }
        return new Movement(
                id,
                category,
                "",
                at(row),
                gross,
                fee,
                Money.zero(gross.currency()),
                original,
                new OrderReference(
                        charge,
                        number,
                        "",
                        charge,
                        source.startsWith("re_") || source.startsWith("pyr_") ? source : ""),
                found,
                "",
                text(row, "payment_method_type"),
                category.startsWith("dispute") || category.startsWith("payout") ? source : "");
    }

    private Instant at(CsvRecord row) {
        String text = text(row, "created_utc");
        try {
            return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new UnreadableDocument(
                    Reason.of("BAD_DATE", "name", document.name(), "line", row.getStartingLineNumber(), "text", text),
                    e);
        }
    }

    private Money money(CsvRecord row, String column, String currencyColumn) {
        String code = text(row, currencyColumn).toUpperCase(Locale.ROOT);
        String text = text(row, column);
        try {
            Currency of = Currency.getInstance(code);
            return Money.ofMinor(decimals.minor(text, of), of);
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw new UnreadableDocument(
                    Reason.of(
                            "BAD_AMOUNT",
                            "name",
                            document.name(),
                            "line",
                            row.getStartingLineNumber(),
                            "text",
                            text,
                            "currency",
                            code),
                    e);
        }
    }

    private String text(CsvRecord row, String column) {
        @Nullable Integer place = columns.get(column);
        return place == null ? "" : row.getField(place).strip();
    }

    @Override
    protected Statement stated() {
        if (currency == null) {
            throw new UnreadableDocument(Reason.of("PAYOUT_NOT_NAMED", "name", document.name()));
        }
        Money zero = Money.zero(currency);
        return new Statement(payout, currency, null, null, zero, zero, "", rows, broken);
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
