package se.kvitta.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestMerchants;

/** The heap that taking in a file needs, small or huge, in a process that may have 256 MB. */
final class IntakeHeap {

    private static final int SMALL = 20_000;
    private static final int HUGE = 2_000_000;

    private static final Pattern COLLECTION = Pattern.compile("(\\d+)M->(\\d+)M\\(\\d+M\\)");

    private final Path folder;
    private final Figures figures;

    IntakeHeap(Path folder, Figures figures) {
        this.folder = folder;
        this.figures = figures;
    }

    /**
     * In MB.
     *
     * @param kept the most that was left after a collection
     * @param used the most that was in use before one
     */
    private record Peak(double kept, double used, long seconds) {}

    void measure() throws IOException, SQLException, InterruptedException {
        Peak small = takeIn("small", SMALL);
        Peak huge = takeIn("huge", HUGE);
        String how = "process of its own, -Xmx256m, H2 file, taking in 2 million rows in " + huge.seconds()
                + " s until PROVEN; baseline: 20 thousand rows; ";
        figures.add(Figure.of(
                "intake-heap",
                huge.kept(),
                "MB",
                small.kept(),
                how + "most that was left after any collection (GC log, young collections too)"));
        figures.add(Figure.of(
                "intake-heap-with-garbage",
                huge.used(),
                "MB",
                small.used(),
                how + "most that was in use before any collection (GC log)"));
    }

    private Peak takeIn(String name, int rows) throws IOException, SQLException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve(name));
        var home = new TestHome(own.resolve("home")).merchant("kaffe", TestMerchants.SIE);
        Path inbox = Files.createDirectories(home.folder().resolve("inbox/kaffe-se"));
        GeneratedFile file = GeneratedFile.write(own, "H" + rows, rows);
        Path gc = own.resolve("gc.log");
        long began = System.nanoTime();
        try (MeasuredProcess service = MeasuredProcess.start(
                "se.kvitta.Kvitta",
                List.of("-Xmx256m", "-Xlog:gc:file=" + gc + ":none:filecount=0"),
                List.of(
                        "--kvitta.home=" + home.folder(),
                        // Nothing fetches, plans or delivers: what counts is the intake.
                        "--kvitta.jobs.enabled=false",
                        "--server.port=0",
                        "--logging.structured.format.console="))) {
            service.await("Kvitta runs", Duration.ofMinutes(2));
            Files.move(file.path(), inbox.resolve(file.path().getFileName()));
            began = System.nanoTime();
            await().atMost(Duration.ofMinutes(20))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> ended(inbox) || !service.isAlive());
            assertThat(inbox.resolve(".done")).as(service.text()).isDirectory();
            assertThat(service.isAlive()).as(service.text()).isTrue();
        }
        long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
        assertThat(state(home.folder(), file)).isEqualTo("PROVEN " + file.rows());
        double kept = 0;
        double used = 0;
        for (String line : Files.readAllLines(gc)) {
            Matcher collection = COLLECTION.matcher(line);
            if (collection.find()) {
                used = Math.max(used, Double.parseDouble(collection.group(1)));
                kept = Math.max(kept, Double.parseDouble(collection.group(2)));
            }
        }
        return new Peak(kept, used, seconds);
    }

    private static boolean ended(Path inbox) throws IOException {
        for (String end : List.of(".done", ".failed")) {
            if (Files.isDirectory(inbox.resolve(end))) {
                try (Stream<Path> files = Files.list(inbox.resolve(end))) {
                    // The text comes first, the file after it.
                    if (files.anyMatch(file -> file.toString().endsWith(".csv"))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static String state(Path home, GeneratedFile file) throws SQLException {
        String url = "jdbc:h2:file:" + home
                + "/data/kvitta;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH";
        try (Connection connection = DriverManager.getConnection(url, "kvitta", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select state, source_rows from settlement where reference = '" + file.reference() + "'")) {
            return row.next() ? row.getString(1) + " " + row.getLong(2) : "not there";
        }
    }
}
