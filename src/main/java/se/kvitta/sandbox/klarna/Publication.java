package se.kvitta.sandbox.klarna;

/**
 * How a report is delivered.
 *
 * @param counter 0 at first, higher when the same report is delivered again
 * @param withPdf whether a PDF is delivered beside the CSV
 */
public record Publication(ReportFileName spelling, int counter, boolean withPdf) {

    /** The newer spelling, for the first time, CSV only. */
    public static Publication first() {
        return new Publication(ReportFileName.UNDERSCORES, 0, false);
    }

    /** The same report once more, under the next name. */
    public Publication again() {
        return new Publication(spelling, counter + 1, withPdf);
    }

    public Publication withSpelling(ReportFileName other) {
        return new Publication(other, counter, withPdf);
    }

    public Publication withPdfBeside() {
        return new Publication(spelling, counter, true);
    }
}
