package se.kvitta.testing;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import se.kvitta.journal.Settlements.HeldEvent;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.ledger.VoucherRow.Foreign;
import se.kvitta.ledger.VoucherRow.VatMark;

/**
 * Bookings as golden files show them to an accountant: debit positive, credit negative, one voucher per block.
 *
 * <pre>
 * 2026-02-02  KV  Klarna försäljning 2026-02-02, 1 order  [CAPTURE_DAY]
 *   1581     125.00 SEK
 *   3001    -100.00 SEK  box 05  25 % provider line
 *   2611     -25.00 SEK  box 10  25 % provider line
 * </pre>
 */
public final class BookingNotation {

    private BookingNotation() {}

    /** One block per voucher, in their order. */
    public static String bookings(List<Voucher> vouchers) {
        if (vouchers.isEmpty()) {
            return "# no vouchers\n";
        }
        return vouchers.stream().map(BookingNotation::voucher).collect(Collectors.joining("\n"));
    }

    private static String voucher(Voucher voucher) {
        var text = new StringBuilder();
        text.append(voucher.date())
                .append("  ")
                .append(voucher.series())
                .append("  ")
                .append(voucher.text())
                .append("  [")
                .append(voucher.dateRule())
                .append("]\n");
        voucher.rows().forEach(row -> text.append(row(row)).append('\n'));
        return text.toString();
    }

    private static String row(VoucherRow row) {
        var text = new StringBuilder(String.format("  %s %14s", row.account().number(), row.amount()));
        @Nullable Foreign foreign = row.foreign();
        if (foreign != null) {
            @Nullable ExchangeRate rate = foreign.rate();
            text.append("  = ").append(foreign.amount());
            if (rate != null) {
                text.append(" at ").append(rate.value()).append(" of ").append(rate.day());
            }
        }
        @Nullable VatMark vat = row.vat();
        if (vat != null) {
            text.append(vat.box() == null ? "" : "  box " + vat.box());
            text.append(vat.rate() == null ? "  " : "  " + vat.rate() + " % ").append(vat.rule());
        }
        if (!row.text().isEmpty()) {
            text.append("  ").append(row.text());
        }
        return text.toString().stripTrailing();
    }

    /** One line per event: its row in the document, the code of what it waits for, and the facts. */
    public static String held(List<HeldEvent> held) {
        return held.stream()
                .map(event ->
                        "row " + event.event().row() + "  " + event.reason().code() + "  "
                                + event.reason().facts().entrySet().stream()
                                        .map(fact -> fact.getKey() + "=" + fact.getValue())
                                        .collect(Collectors.joining("  "))
                                + "\n")
                .collect(Collectors.joining());
    }
}
