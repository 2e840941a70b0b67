package se.kvitta.sandbox.paypal;

import java.nio.charset.StandardCharsets;

/**
 * How a settlement report is written; what is not known of real ones is here.
 *
 * @param mark whether it begins with the mark of the byte order
 * @param blanks between «Transaction» and «Debit or Credit» in the name of that column: two were seen, and one
 * @param footer whether the last line is there
 * @param legacy whether it is written as years ago: UTF-16, and no blanks in the names of columns
 * @param largest rows of a file; what is more goes on in the next one
 * @param footers whether each file of several has footers of its own rows, or only the last, of all of them
 * @param wrongBy what the gross credits in the footers are off by, in hundredths
 */
public record ReportFormat(
        boolean mark, int blanks, boolean footer, boolean legacy, int largest, boolean footers, long wrongBy) {

    /** As they were seen. */
    public static ReportFormat usual() {
        return new ReportFormat(true, 2, true, false, 1_000_000, false, 0);
    }

    public ReportFormat blanks(int value) {
        return new ReportFormat(mark, value, footer, legacy, largest, footers, wrongBy);
    }

    public ReportFormat mark(boolean value) {
        return new ReportFormat(value, blanks, footer, legacy, largest, footers, wrongBy);
    }

    public ReportFormat footer(boolean value) {
        return new ReportFormat(mark, blanks, value, legacy, largest, footers, wrongBy);
    }

    public ReportFormat wrongBy(long value) {
        return new ReportFormat(mark, blanks, footer, legacy, largest, footers, value);
    }

    public ReportFormat legacy(boolean value) {
        return new ReportFormat(mark, blanks, footer, value, largest, footers, wrongBy);
    }

    public ReportFormat largest(int value) {
        return new ReportFormat(mark, blanks, footer, legacy, value, footers, wrongBy);
    }

    public ReportFormat footers(boolean value) {
        return new ReportFormat(mark, blanks, footer, legacy, largest, value, wrongBy);
    }

    /** What a file with this text is, byte for byte. */
    public byte[] bytes(String text) {
        return text.getBytes(legacy ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
    }
}
