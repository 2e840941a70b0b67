package se.kvitta.sandbox.klarna;

import java.io.IOException;
import java.time.ZoneOffset;
import java.util.Set;

/** Passes rows on and breaks those that the faults name. */
final class FaultySink implements RowSource.Sink {

    private final Set<Fault> faults;
    private final RowSource.Sink sink;
    private int sales;
    private boolean feeSeen;

    FaultySink(Set<Fault> faults, RowSource.Sink sink) {
        this.faults = faults;
        this.sink = sink;
    }

    @Override
    public void accept(SettlementRow row) throws IOException {
        if (row.type == RowType.FEE && !feeSeen) {
            feeSeen = true;
            if (faults.contains(Fault.MISSING_FEE_ROW)) {
                return;
            }
        }
        if (row.type == RowType.SALE) {
            sales++;
            spoilSale(row);
        }
        sink.accept(row);
        if (row.type == RowType.SALE && sales == 1 && faults.contains(Fault.DUPLICATED_ROW)) {
            sink.accept(row);
        }
    }

    private void spoilSale(SettlementRow row) {
        if (sales == 1 && faults.contains(Fault.UNKNOWN_TYPE)) {
            row.typeName = "SALE_ADJUSTMENT_V2";
        }
        if (sales == 1 && faults.contains(Fault.DATE_IN_YEAR_0026)) {
            row.captured = row.captured.atZone(ZoneOffset.UTC).withYear(26).toInstant();
        }
        if (sales == 2 && faults.contains(Fault.TWO_CURRENCIES)) {
            row.currency = row.currency.equals("EUR") ? "SEK" : "EUR";
        }
    }
}
