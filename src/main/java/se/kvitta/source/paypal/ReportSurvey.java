package se.kvitta.source.paypal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.UnreadableDocument;
import se.kvitta.table.Table;

/**
 * A first look over a whole settlement report: its sections, what each states per currency, and the legs of exchanges. What
 * is kept of a row is a few bytes, and only of an exchange.
 */
final class ReportSurvey {

    /** One section: an account and a period, as {@code SH} says. */
    static final class Section {
        final List<String> head;

        /** The lines {@code SF} by currency. */
        final Map<String, List<String>> footers = new LinkedHashMap<>();

        /** How many lines {@code SB} it has, by currency. */
        final Map<String, Integer> rowsOf = new HashMap<>();

        int rows;

        /** How many rows it says that it has; below zero when it does not say. */
        int stated = -1;

        Section(List<String> head) {
            this.head = head;
        }
    }

    /** One side of an exchange; amounts as the report writes them, signed. */
    record Leg(String currency, long hundredths) {}

    private final List<Section> sections = new ArrayList<>();
    private final Map<String, List<Leg>> legs = new HashMap<>();
    private boolean ended;
    private boolean detail;
    private int number = 1;
    private int stated = -1;

    private ReportSurvey() {}

    /** Throws {@link UnreadableDocument} when it is no settlement report. */
    static ReportSurvey of(SourceDocument document) throws IOException {
        var survey = new ReportSurvey();
        ReportColumns columns = new ReportColumns(List.of());
        try (Table.Records records = Table.of(document, Table.byMark(document)).records()) {
            while (records.hasNext()) {
                List<String> fields = records.next().getFields();
                switch (fields.get(0)) {
                    case "SH" -> survey.sections.add(new Section(fields));
                    case "CH" -> {
                        columns = new ReportColumns(fields);
                        survey.detail |= columns.has("transactionalstatus");
                    }
                    case "SB" -> survey.row(document, columns, fields);
                    case "SF" -> survey.last(document).footers.put(fields.get(1), fields);
                    case "SC" -> survey.last(document).stated = SettlementReport.count(document, fields);
                    case "FH" -> survey.number = SettlementReport.count(document, fields);
                    case ReportFiles.LAST -> survey.stated = SettlementReport.count(document, fields);
                    case "FF" -> survey.ended = true;
                    default -> {
                        // RH and RF repeat what the sections say.
                    }
                }
            }
        }
        return survey;
    }

    /** Which of its report's files it says that it is, from 1. */
    int number() {
        return number;
    }

    /** How many rows the report has, all its files together; below zero where the file does not say. */
    int stated() {
        return stated;
    }

    /** Rows of the file. */
    int rows() {
        return sections.stream().mapToInt(section -> section.rows).sum();
    }

    /** Whether the file has its last line. */
    boolean ended() {
        return ended;
    }

    /** Whether it is a report of transactions (TRR), which has rows that move no money, and no balances. */
    boolean isDetail() {
        return detail;
    }

    /** Sections of accounts; mostly one. */
    List<Section> sections() {
        return sections;
    }

    /** Whether the file is whole: it has its last line, and as many rows as it says. */
    boolean isWhole() {
        return ended
                && !sections.isEmpty()
                && sections.stream().allMatch(section -> section.stated < 0 || section.stated == section.rows);
    }

    /** The other legs of an exchange that a row belongs to. */
    List<Leg> legs(ReportColumns columns, List<String> fields) {
        return legs.getOrDefault(exchange(columns, fields), List.of());
    }

    static boolean isExchange(ReportColumns columns, List<String> fields) {
        return columns.text(fields, "transactioneventcode").startsWith("T02");
    }

    /** What the two legs of an exchange share: the payment it was made for, else its moment. */
    static String exchange(ReportColumns columns, List<String> fields) {
        String reference = columns.text(fields, "paypalreferenceid");
        return reference.isEmpty() ? columns.text(fields, "transactioninitiationdate") : reference;
    }

    private void row(SourceDocument document, ReportColumns columns, List<String> fields) {
        Section section = last(document);
        section.rows++;
        String currency = columns.text(fields, "grosstransactioncurrency");
        section.rowsOf.merge(currency, 1, Integer::sum);
        if (isExchange(columns, fields)) {
            legs.computeIfAbsent(exchange(columns, fields), first -> new ArrayList<>(2))
                    .add(new Leg(currency, SettlementReport.gross(document, columns, fields)));
        }
    }

    private Section last(SourceDocument document) {
        if (sections.isEmpty()) {
            throw new UnreadableDocument(Reason.of("NOT_A_SETTLEMENT_REPORT", "name", document.name()));
        }
        return sections.get(sections.size() - 1);
    }
}
