package se.kvitta.sandbox.klarna;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** How Klarna has named report files on SFTP; both spellings occur in its documentation. Times are UTC. */
public enum ReportFileName {
    /** {@code 123456789_20180809T000226_0.csv}, the newer. */
    UNDERSCORES("'_'uuuuMMdd'T'HHmmss'_'"),
    /** {@code 123456789.20180809T000000+0000.csv}, the older. It has no counter. */
    DOTS("'.'uuuuMMdd'T'HHmmss'+0000'");

    private final DateTimeFormatter stamp;

    ReportFileName(String pattern) {
        this.stamp = DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC);
    }

    /**
     * The name of one report file.
     *
     * @param extension with its dot
     * @param counter 0 at first, higher when the same report is delivered again
     */
    public String of(String reference, Instant generated, int counter, String extension) {
        return reference + stamp.format(generated) + (this == UNDERSCORES ? Integer.toString(counter) : "") + extension;
    }
}
