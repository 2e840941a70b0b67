package se.kvitta.source.paypal;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.Stockholm;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Statement.Tie;
import se.kvitta.settlement.UnreadableDocument;
import se.kvitta.table.Table;

/**
 * A settlement report (STL) of one Stockholm day, or the part of it that is about one balance: that balance's rows and
 * footer, and the other legs of its exchanges. Amounts are hundredths of whatever currency, without a sign.
 */
final class SettlementReport implements PayPalDocument {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm:ss xx");

    /**
     * Where a footer has its pairs of opening and closing balance, as places of their CR or DR: PayPal does not say which
     * pair is which, so the first that the footer's own sums explain counts. They are thought to be available and total.
     */
    private static final int[][] PAIRS = {{6, 8}, {10, 12}};

    private final SourceDocument document;
    private final Table.Records records;
    private final ReportSurvey survey;
    private final ReportSurvey.Section section;
    private final List<String> footer;
    private final Currency currency;
    private final LocalDate day;
    private final int[] pair;
    private final long[] sums = new long[4];
    private ReportColumns columns = new ReportColumns(List.of());
    private @Nullable List<String> ahead;
    private int rows;

    private SettlementReport(SourceDocument document, ReportSurvey survey) throws IOException {
        this.document = document;
        this.survey = survey;
        this.section = survey.sections().get(0);
        this.footer = section.footers.values().iterator().next();
        this.currency = currency(footer.get(1));
        this.day = dayOf(section.head);
        this.pair = pair();
        this.records = Table.of(document, Table.byMark(document)).records();
        this.ahead = nextRow();
    }

    /** Throws {@link UnreadableDocument} when it is none, is cut off, or is about several balances. */
    static SettlementReport of(SourceDocument document) throws IOException {
        ReportSurvey survey = ReportSurvey.of(document);
        if (survey.isDetail()) {
            throw new UnreadableDocument(Reason.of("REPORT_WITHOUT_BALANCES", "name", document.name()));
        }
        if (survey.sections().isEmpty()) {
            throw new UnreadableDocument(Reason.of("NOT_A_SETTLEMENT_REPORT", "name", document.name()));
        }
        if (ReportFiles.isOneOfSeveral(document.name(), survey)) {
            throw new UnreadableDocument(Reason.of(
                    ReportFiles.MISSING, "name", document.name(), "number", survey.number(), "rows", survey.rows()));
        }
        if (!survey.isWhole()) {
            ReportSurvey.Section first = survey.sections().get(0);
            throw new UnreadableDocument(Reason.of(
                    "REPORT_NOT_WHOLE",
                    "name",
                    document.name(),
                    "rows",
                    first.rows,
                    "stated",
                    Math.max(first.stated, 0)));
        }
        if (survey.sections().size() > 1 || survey.sections().get(0).footers.size() != 1) {
            throw new UnreadableDocument(Reason.of(
                    "SEVERAL_BALANCES",
                    "name",
                    document.name(),
                    "currencies",
                    survey.sections().stream()
                            .flatMap(section -> section.footers.keySet().stream())
                            .distinct()
                            .toList()));
        }
        return new SettlementReport(document, survey);
    }

    /** What a row moves apart from its fee, in hundredths, signed. */
    static long gross(SourceDocument document, ReportColumns columns, List<String> fields) {
        return signed(
                document,
                columns.text(fields, "transactiondebitorcredit"),
                columns.text(fields, "grosstransactionamount"));
    }

    static int count(SourceDocument document, List<String> fields) {
        return Math.toIntExact(number(document, fields.get(1)));
    }

    @Override
    public String account() {
        return section.head.size() > 3 ? section.head.get(3) : "";
    }

    @Override
    public Currency currency() {
        return currency;
    }

    @Override
    public LocalDate day() {
        return day;
    }

    @Override
    public Money opening() {
        return money(balance(pair[0]));
    }

    @Override
    public Money closing() {
        return money(balance(pair[1]));
    }

    @Override
    public @Nullable Money openingWithheld() {
        return null;
    }

    @Override
    public @Nullable Money closingWithheld() {
        return null;
    }

    @Override
    public boolean hasRowBalances() {
        return false;
    }

    @Override
    public List<Tie> ties() {
        String[] names = {"gross credits", "gross debits", "fee credits", "fee debits"};
        var ties = new ArrayList<Tie>();
        for (int i = 0; i < names.length; i++) {
            ties.add(new Tie(names[i], money(number(document, footer.get(i + 2))), money(sums[i])));
        }
        Money counted = Money.ofMinor(rows, currency);
        if (footer.size() > 18) {
            ties.add(new Tie("rows", Money.ofMinor(number(document, footer.get(18)), currency), counted));
        }
        return ties;
    }

    @Override
    public boolean hasNext() {
        return ahead != null;
    }

    @Override
    public PayPalRow next() {
        @Nullable List<String> fields = ahead;
        if (fields == null) {
            throw new NoSuchElementException();
        }
        PayPalRow row = row(fields, columns);
        ahead = nextRow();
        return row;
    }

    @Override
    public void close() throws IOException {
        records.close();
    }

    /** The next row of this balance; those of others are there for the exchanges. */
    private @Nullable List<String> nextRow() {
        while (records.hasNext()) {
            List<String> fields = records.next().getFields();
            if (fields.get(0).equals("CH")) {
                columns = new ReportColumns(fields);
                if (!columns.missing().isEmpty()) {
                    throw new UnreadableDocument(Reason.of(
                            "MISSING_COLUMNS",
                            "name",
                            document.name(),
                            "missing",
                            String.join(", ", columns.missing()),
                            "found",
                            String.join(", ", fields)));
                }
            } else if (fields.get(0).equals("SB")
                    && columns.text(fields, "grosstransactioncurrency").equals(currency.getCurrencyCode())) {
                return fields;
            }
        }
        return null;
    }

    private PayPalRow row(List<String> fields, ReportColumns of) {
        rows++;
        long gross = gross(document, of, fields);
        String feeText = of.text(fields, "feeamount");
        long fee = feeText.isEmpty() ? 0 : signed(document, of.text(fields, "feedebitorcredit"), feeText);
        sums[gross < 0 ? 1 : 0] += Math.abs(gross);
        sums[fee < 0 ? 3 : 2] += Math.abs(fee);
        String feeCurrency = of.text(fields, "feecurrency");
        return new PayPalRow(
                rows,
                of.text(fields, "transactionid"),
                of.text(fields, "paypalreferenceid"),
                of.text(fields, "transactioneventcode"),
                true,
                instant(of.text(fields, "transactioninitiationdate")),
                money(gross),
                fee == 0 ? null : money(fee, feeCurrency.isEmpty() ? currency : currency(feeCurrency)),
                null,
                counterpart(fields, of, gross),
                of.text(fields, "invoiceid"),
                of.text(fields, "customfield"),
                "",
                "",
                "",
                List.of());
    }

    private @Nullable Money counterpart(List<String> fields, ReportColumns of, long gross) {
        if (!ReportSurvey.isExchange(of, fields)) {
            return null;
        }
        List<ReportSurvey.Leg> others = survey.legs(of, fields).stream()
                .filter(leg -> !leg.currency().equals(currency.getCurrencyCode()))
                .filter(leg -> Long.signum(leg.hundredths()) == -Long.signum(gross))
                .toList();
        return others.size() == 1
                ? money(others.get(0).hundredths(), currency(others.get(0).currency()))
                : null;
    }

    /** The pair of balances that the footer's sums lead from and to; the first when none does, which proves nothing. */
    private int[] pair() {
        long moved = number(document, footer.get(2))
                - number(document, footer.get(3))
                + number(document, footer.get(4))
                - number(document, footer.get(5));
        for (int[] one : PAIRS) {
            if (footer.size() > one[1] + 1 && balance(one[0]) + moved == balance(one[1])) {
                return one;
            }
        }
        return PAIRS[0];
    }

    private long balance(int place) {
        return signed(document, footer.get(place), footer.get(place + 1));
    }

    /** Throws {@link UnreadableDocument} when the period is not one Stockholm day: its money could come again by day. */
    private LocalDate dayOf(List<String> head) {
        Instant from = instant(head.get(1));
        Instant to = instant(head.get(2));
        LocalDate first = Stockholm.dayOf(from);
        if (!Stockholm.startOf(first).equals(from)
                || !Set.of(to, to.plusSeconds(1)).contains(Stockholm.startOf(first.plusDays(1)))) {
            throw new UnreadableDocument(
                    Reason.of("REPORT_OF_OTHER_DAYS", "name", document.name(), "from", head.get(1), "to", head.get(2)));
        }
        return first;
    }

    private Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text, TIME).toInstant();
        } catch (DateTimeException e) {
            throw notRead(text, e);
        }
    }

    private Currency currency(String code) {
        try {
            return Currency.getInstance(code);
        } catch (IllegalArgumentException e) {
            throw notRead(code, e);
        }
    }

    private Money money(long hundredths) {
        return money(hundredths, currency);
    }

    /** Hundredths of a currency that has fewer or more decimals, exactly. */
    private Money money(long hundredths, Currency of) {
        try {
            return Money.of(BigDecimal.valueOf(hundredths, 2), of);
        } catch (ArithmeticException e) {
            throw notRead(hundredths + " " + of, e);
        }
    }

    private static long signed(SourceDocument document, String sign, String amount) {
        long number = number(document, amount);
        return switch (sign) {
            case "CR" -> number;
            case "DR" -> -number;
            default ->
                throw new UnreadableDocument(
                        Reason.of("ROW_NOT_READ", "name", document.name(), "row", 0, "cause", "CR/DR: '" + sign + "'"));
        };
    }

    private static long number(SourceDocument document, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new UnreadableDocument(
                    Reason.of("ROW_NOT_READ", "name", document.name(), "row", 0, "cause", "'" + text + "'"), e);
        }
    }

    private UnreadableDocument notRead(String text, RuntimeException cause) {
        return new UnreadableDocument(
                Reason.of("ROW_NOT_READ", "name", document.name(), "row", rows, "cause", "'" + text + "'"), cause);
    }
}
