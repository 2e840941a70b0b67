package se.kvitta.sie;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes up vouchers: a #VER record, then the rows in its block, then the end of the block. */
final class VoucherRecords {

    private final Problems problems;
    private final HeaderRecords header;
    private final ChartRecords chart;
    private final List<SieVoucher> vouchers = new ArrayList<>();
    private final Map<String, Long> highestNumbers = new HashMap<>();
    private @Nullable Begun begun;

    VoucherRecords(Problems problems, HeaderRecords header, ChartRecords chart) {
        this.problems = problems;
        this.header = header;
        this.chart = chart;
    }

    /** A voucher whose block is not at its end. */
    private static final class Begun {
        final int line;
        final String name;
        final SieRecord record;
        final List<SieRow> rows = new ArrayList<>();

        @Nullable
        LocalDate date;

        @Nullable
        SieRecord added;

        boolean struckRows;
        boolean broken;

        Begun(SieRecord record, String name) {
            this.line = record.line();
            this.name = name;
            this.record = record;
        }
    }

    /** Takes up #VER. With a fault in it the block still belongs to it, but the voucher will be missing. */
    void begin(SieRecord record, boolean faulty) {
        var voucher = new Begun(record, name(record));
        voucher.broken = faulty;
        begun = voucher;
        try {
            checkOrder(record, record.text(0), record.text(1));
            if (!faulty) {
                voucher.date = record.requiredDate(2, "date");
                var unused = record.date(4);
            }
        } catch (UnreadableRecord e) {
            fail(record.line(), e.plainWords());
        }
    }

    private static String name(SieRecord record) {
        try {
            var name = (record.text(0) + " " + record.text(1)).strip();
            return name.isEmpty() ? "the voucher '" + record.text(3) + "'" : "the voucher " + name;
        } catch (UnreadableRecord e) {
            return "the voucher";
        }
    }

    private void checkOrder(SieRecord record, String series, String number) {
        if (!SieFormat.isNumber(number) || number.length() > 18) {
            return;
        }
        var value = Long.parseLong(number);
        var highest = highestNumbers.get(series);
        if (value == 0) {
            return;
        }
        if (highest != null && value <= highest) {
            problems.warning(
                    record.line(),
                    "number " + value + " stands after number " + highest + " in series '" + series + "'");
        } else if (highest != null && value > highest + 1) {
            problems.warning(
                    record.line(), "number " + value + " follows number " + highest + " in series '" + series + "'");
        }
        highestNumbers.put(series, highest == null ? value : Math.max(highest, value));
    }

    /** Takes up #TRANS; #RTRANS and #BTRANS are history and never booked (SIE 4B, #RTRANS and #BTRANS). */
    void row(SieRecord record) {
        var voucher = required();
        if (voucher.added != null
                && !(record.label().equals("#TRANS") && record.fields().equals(voucher.added.fields()))) {
            problems.warning(voucher.added.line(), "#RTRANS is not followed by the identical #TRANS");
        }
        voucher.added = record.label().equals("#RTRANS") ? record : null;
        voucher.struckRows |= record.label().equals("#BTRANS");
        if (!record.label().equals("#TRANS")) {
            return;
        }
        try {
            var row = new SieRow(
                    record.account(0),
                    record.objects(1),
                    record.amount(2),
                    record.date(3),
                    record.text(4),
                    record.quantity(5),
                    record.text(6));
            voucher.rows.add(row);
            chart.use(record.line(), row.account(), row.objects());
        } catch (UnreadableRecord | IllegalArgumentException e) {
            fail(record.line(), String.valueOf(e.getMessage()));
        }
    }

    /** The block is closed: the voucher is whole, or not. */
    void end() {
        var voucher = required();
        if (voucher.added != null) {
            problems.warning(voucher.added.line(), "#RTRANS is not followed by the identical #TRANS");
        }
        var current = header.currentYear();
        if (voucher.date != null && current != null && !current.contains(voucher.date)) {
            problems.warning(
                    voucher.line,
                    voucher.name + " is dated " + voucher.date + ", outside the financial year " + current.start()
                            + " to " + current.end());
        }
        if (!voucher.broken) {
            complete(voucher);
        }
        begun = null;
    }

    private void complete(Begun voucher) {
        var sum = SieVoucher.sum(voucher.rows);
        if (voucher.rows.isEmpty() && voucher.struckRows) {
            problems.warning(voucher.line, voucher.name + " has only struck rows and is left out");
        } else if (voucher.rows.isEmpty()) {
            problems.fatal(voucher.line, voucher.name + " has no rows");
        } else if (sum.signum() != 0) {
            problems.fatal(
                    voucher.line,
                    "the rows of " + voucher.name + " add up to " + SieVoucher.printed(sum) + ", not to zero");
        } else {
            try {
                vouchers.add(new SieVoucher(
                        voucher.record.text(0),
                        voucher.record.text(1),
                        voucher.record.requiredDate(2, "date"),
                        voucher.record.text(3),
                        voucher.record.date(4),
                        voucher.record.text(5),
                        voucher.rows));
            } catch (UnreadableRecord e) {
                problems.fatal(voucher.line, e.plainWords());
            }
        }
    }

    /** The file goes on without the block, or without its end. */
    void abandon(String why) {
        var voucher = required();
        problems.fatal(voucher.line, voucher.name + " " + why);
        begun = null;
    }

    /** A row or line inside the block is faulty. */
    void fail(int line, String message) {
        problems.fatal(line, message);
        required().broken = true;
    }

    boolean isBegun() {
        return begun != null;
    }

    private Begun required() {
        if (begun == null) {
            throw new IllegalStateException("no voucher is begun");
        }
        return begun;
    }

    List<SieVoucher> vouchers() {
        return vouchers;
    }
}
