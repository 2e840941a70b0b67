package se.kvitta.sandbox.klarna;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Makes settlements of any size whose totals are exact. A file is written row by row in constant memory: the rows are
 * told twice from the plan's seed, once to add them up and once to write them.
 */
public final class SettlementGenerator {

    private final SettlementPlan plan;
    private final Totals totals;

    public SettlementGenerator(SettlementPlan plan) {
        this.plan = plan;
        var sum = new Totals.Sum();
        try {
            new RowSource(plan).tell(sum::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.totals = sum.totals(plan.openingDebt(), plan.negativePayout());
    }

    public SettlementPlan plan() {
        return plan;
    }

    /** The true totals of the settlement, in minor units of its currency. */
    public Totals totals() {
        return totals;
    }

    /** Writes the report in UTF-8, flushes it and leaves the stream open. */
    public void write(ReportFormat format, OutputStream out) throws IOException {
        write(format, Set.of(), out);
    }

    /** Writes a report that is wrong in the given ways. */
    public void write(ReportFormat format, Set<Fault> faults, OutputStream out) throws IOException {
        var notation = format.notation();
        var characters = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
        if (notation.byteOrderMark()) {
            characters.write('\uFEFF');
        }
        var csv = CsvWriter.builder()
                .fieldSeparator(notation.delimiter())
                .lineDelimiter(notation.crlf() ? LineDelimiter.CRLF : LineDelimiter.LF)
                .quoteStrategy(notation.quoteAll() ? QuoteStrategies.ALWAYS : QuoteStrategies.REQUIRED)
                .bufferSize(0)
                .build(characters);
        try {
            writeSummary(format, faults, csv);
            csv.writeRecord(
                    format.columns().stream().map(ReportFormat.Column::heading).toList());
            var cells = new String[format.columns().size()];
            new RowSource(plan).tell(new FaultySink(faults, row -> {
                for (var i = 0; i < cells.length; i++) {
                    cells[i] = format.columns().get(i).field().cell(row, plan.contract(), format);
                }
                csv.writeRecord(cells);
            }));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        characters.flush();
    }

    private void writeSummary(ReportFormat format, Set<Fault> faults, CsvWriter csv) {
        var columns = format.summary().stream()
                .filter(column -> column != SummaryColumn.TOTAL_TAX_REFUND_AMOUNT || totals.taxRefund() != 0)
                .toList();
        if (columns.isEmpty()) {
            return;
        }
        csv.writeRecord(columns.stream().map(SummaryColumn::heading).toList());
        List<String> cells = new ArrayList<>();
        for (var column : columns) {
            var wrong = column == SummaryColumn.TOTAL_SETTLEMENT_AMOUNT && faults.contains(Fault.TOTALS_DO_NOT_ADD_UP);
            cells.add(
                    wrong
                            ? format.notation().amount(totals.settlement() + 1, plan.currency())
                            : column.cell(plan, totals, format.notation()));
        }
        csv.writeRecord(cells);
    }
}
