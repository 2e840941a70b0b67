package se.kvitta.bench;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import se.kvitta.testing.Databases;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestMerchants;

/** The heap that taking in a file needs, small or huge, in a process that may have 256 MB. */
final class IntakeHeap {

    private static final int SMALL = 20_000;
    private static final int HUGE = 2_000_000;

    /** How often all that can be collected is collected, to see what is left. */
    private static final Duration BETWEEN_SAMPLES = Duration.ofSeconds(3);

    private final Path folder;
    private final Figures figures;

    IntakeHeap(Path folder, Figures figures) {
        this.folder = folder;
        this.figures = figures;
    }

    private record Peak(double megabytes, int samples, long seconds) {}

    void measure() throws IOException, SQLException, InterruptedException {
        Peak small = takeIn("small", SMALL);
        Peak huge = takeIn("huge", HUGE);
        figures.add(Figure.of(
                "intake-heap",
                huge.megabytes(),
                "MB",
                small.megabytes(),
                "most that was alive while 2 million rows came from inbox to PROVEN, process of its own, -Xmx256m, H2"
                        + " file, " + huge.seconds()
                        + " s; baseline: 20 thousand rows; a full collection at least every "
                        + BETWEEN_SAMPLES.toSeconds() + " s says what is alive (" + huge.samples() + " and "
                        + small.samples() + " samples)"));
    }

    private Peak takeIn(String name, int rows) throws IOException, SQLException, InterruptedException {
        Path own = Files.createDirectories(folder.resolve(name));
        var home = new TestHome(own.resolve("home")).merchant("kaffe", TestMerchants.SIE);
        Path inbox = Files.createDirectories(home.folder().resolve("inbox/kaffe-se"));
        GeneratedFile file = GeneratedFile.write(own, "H" + rows, rows);
        var heap = new AliveHeap(own.resolve("gc.log"));
        long began = System.nanoTime();
        try (MeasuredProcess service = MeasuredProcess.start(
                "se.kvitta.Kvitta",
                heap.flags("256m"),
                List.of(
                        "--kvitta.home=" + home.folder(),
                        // Nothing fetches, plans or delivers: what counts is the intake.
                        "--kvitta.jobs.enabled=false",
                        "--server.port=0",
                        "--logging.structured.format.console="))) {
            service.await("Kvitta runs", Duration.ofMinutes(2));
            Files.move(file.path(), inbox.resolve(file.path().getFileName()));
            began = System.nanoTime();
            do {
                heap.collect(service);
                TimeUnit.NANOSECONDS.sleep(rows > SMALL ? BETWEEN_SAMPLES.toNanos() : 1);
            } while (!ended(inbox) && service.isAlive());
            assertThat(inbox.resolve(".done")).as(service.text()).isDirectory();
            assertThat(service.isAlive()).as(service.text()).isTrue();
        }
        long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
        assertThat(state(home.folder(), file)).isEqualTo("PROVEN " + file.rows());
        AliveHeap.Peak peak = heap.peak();
        return new Peak(peak.megabytes(), peak.samples(), seconds);
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
        try (Connection connection =
                        DriverManager.getConnection(Databases.h2("file:" + home + "/data/kvitta"), "kvitta", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select state, source_rows from settlement where reference = '" + file.reference() + "'")) {
            return row.next() ? row.getString(1) + " " + row.getLong(2) : "not there";
        }
    }
}
