package se.kvitta.sandbox.paypal;

/**
 * How a settlement report is written; what is not known of real ones is here.
 *
 * @param mark whether it begins with the mark of the byte order
 * @param blanks between «Transaction» and «Debit or Credit» in the name of that column: two were seen, and one
 * @param footer whether the last line is there
 * @param wrongBy what the gross credits in the footers are off by, in hundredths
 */
public record ReportFormat(boolean mark, int blanks, boolean footer, long wrongBy) {

    /** As they were seen. */
    public static ReportFormat usual() {
        return new ReportFormat(true, 2, true, 0);
    }

    public ReportFormat blanks(int value) {
        return new ReportFormat(mark, value, footer, wrongBy);
    }

    public ReportFormat mark(boolean value) {
        return new ReportFormat(value, blanks, footer, wrongBy);
    }

    public ReportFormat footer(boolean value) {
        return new ReportFormat(mark, blanks, value, wrongBy);
    }

    public ReportFormat wrongBy(long value) {
        return new ReportFormat(mark, blanks, footer, value);
    }
}
