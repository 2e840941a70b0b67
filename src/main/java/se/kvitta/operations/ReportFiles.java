package se.kvitta.operations;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import se.kvitta.home.Home;
import se.kvitta.report.BookReports;
import se.kvitta.sheet.SheetFormat;

/** Makes the reports over the books when a person asks for them. A file has its name only when it is whole. */
final class ReportFiles {

    private static final String JSON = "json";
    private static final List<String> FORMATS = List.of("pdf", "csv", JSON);

    private final BookReports reports;
    private final Home home;
    private final String language;

    /** @param language the language of a report when nobody asks for another */
    ReportFiles(BookReports reports, Home home, String language) {
        this.reports = reports;
        this.home = home;
        this.language = language;
    }

    /** The reports, by what their files are called. */
    private enum What {
        MONTH("manadsrapport"),
        OPEN_ITEMS("oppna-poster"),
        DEBTS_AND_RESERVES("skulder-och-reserver");

        private final String name;

        What(String name) {
            this.name = name;
        }
    }

    /**
     * What somebody asked for.
     *
     * @param month of a month's report; null for the others
     * @param day of the others; null for a month's report
     * @param format {@code pdf}, {@code csv}, or for a month {@code json}
     * @param language may be empty
     */
    record Asked(
            String merchant,
            What what,
            @Nullable YearMonth month,
            @Nullable LocalDate day,
            String format,
            String language) {

        Asked {
            if (!FORMATS.contains(format) || (day != null && format.equals(JSON))) {
                throw new IllegalArgumentException("there is no report as '" + format + "'");
            }
        }

        static Asked month(String merchant, String month, String format, String language) {
            return new Asked(merchant, What.MONTH, Dates.month(month), null, format, language);
        }

        static Asked openItems(String merchant, String day, String format, String language) {
            return ofDay(merchant, What.OPEN_ITEMS, day, format, language);
        }

        static Asked debtsAndReserves(String merchant, String day, String format, String language) {
            return ofDay(merchant, What.DEBTS_AND_RESERVES, day, format, language);
        }

        private static Asked ofDay(String merchant, What what, String day, String format, String language) {
            return new Asked(merchant, what, null, Dates.day(day), format, language);
        }

        Asked as(String other) {
            return new Asked(merchant, what, month, day, other, language);
        }

        /** What it is called, without its ending. */
        String name() {
            return what.name + "-" + (month == null ? day : month);
        }

        private SheetFormat sheet() {
            return SheetFormat.valueOf(format.toUpperCase(Locale.ROOT));
        }
    }

    /** A file that was made to be sent, and what to call it. Closing it deletes the file. */
    record Made(Path file, String name, String contentType) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
        }
    }

    List<Map<String, String>> debtsAndReserves(String merchant, LocalDate day) {
        return reports.debtsAndReserves(merchant, day);
    }

    Made made(Asked asked) throws IOException {
        Path folder = Files.createDirectories(home.data().resolve("reports"));
        Path file = Files.createTempFile(folder, "made", ".tmp");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
                write(asked, out);
            }
            String type = asked.format().equals(JSON)
                    ? "application/json"
                    : asked.sheet().contentType();
            return new Made(file, asked.merchant() + "-" + asked.name() + "." + asked.format(), type);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /** Writes a report to its merchant's outbox, over an earlier one of the same name, and answers where. */
    Path write(Asked asked) throws IOException {
        try (Made made = made(asked)) {
            Path folder = Files.createDirectories(
                    home.outbox().resolve(asked.merchant()).resolve("rapporter"));
            return Files.move(
                    made.file(),
                    folder.resolve(asked.name() + "." + asked.format()),
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void write(Asked asked, OutputStream out) throws IOException {
        String in = asked.language().isEmpty() ? language : asked.language();
        YearMonth month = asked.month();
        LocalDate day = asked.day();
        if (day != null && asked.what() == What.DEBTS_AND_RESERVES) {
            reports.debtsAndReserves(asked.merchant(), day, asked.sheet(), in, out);
        } else if (day != null) {
            reports.openItems(asked.merchant(), day, asked.sheet(), in, out);
        } else if (month != null && asked.format().equals(JSON)) {
            reports.monthAsJson(asked.merchant(), month, in, out);
        } else if (month != null) {
            reports.month(asked.merchant(), month, asked.sheet(), in, out);
        }
    }
}
