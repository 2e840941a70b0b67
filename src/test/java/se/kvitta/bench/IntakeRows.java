package se.kvitta.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import se.kvitta.intake.Taken;
import se.kvitta.journal.Settlements.State;
import se.kvitta.settlement.Reading;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.Translator;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/**
 * Rows a second from a file to PROVEN in the journal, beside reading the same file and doing nothing with it, and beside
 * writing the same rows to an equal table of the same database and doing nothing else.
 */
final class IntakeRows {

    private static final int ROWS = 200_000;
    private static final int ROUNDS = 3;

    /** Rows in one batch and transaction, as intake has them. */
    private static final int BATCH = 1_000;

    private final Path folder;
    private final Figures figures;

    IntakeRows(Path folder, Figures figures) {
        this.folder = folder;
        this.figures = figures;
    }

    /** @param properties what chooses the database; nothing for the default */
    void measure(String database, Map<String, Object> properties) throws IOException, SQLException {
        var home = new TestHome(folder.resolve("home")).merchant("kaffe", TestMerchants.SIE);
        var intake = new Median();
        var parse = new Median();
        var insert = new Median();
        TestKvitta.Builder builder = TestKvitta.in(home);
        properties.forEach(builder::set);
        try (TestKvitta kvitta = builder.start()) {
            DataSource source = kvitta.bean(DataSource.class);
            makeRawTable(source);
            // The first round warms up.
            for (int round = 0; round <= ROUNDS; round++) {
                GeneratedFile file = GeneratedFile.write(folder, "R" + database + round, ROWS);
                double parsed = rate(file.rows(), () -> parse(kvitta, file));
                Taken[] taken = new Taken[1];
                double tookIn = rate(file.rows(), () -> taken[0] = takeIn(kvitta, file));
                Files.delete(file.path());
                assertThat(taken[0].how()).isEqualTo(Taken.How.ACCEPTED);
                assertThat(taken[0].settlement().state()).isEqualTo(State.PROVEN);
                assertThat((long) taken[0].settlement().sourceRows()).isEqualTo(file.rows());
                List<Object[]> events = events(source, taken[0].settlement().id());
                assertThat(events).hasSize(taken[0].settlement().events());
                double inserted = rate(events.size(), () -> insert(source, events));
                if (round > 0) {
                    parse.add(parsed);
                    intake.add(tookIn);
                    insert.add(inserted);
                }
            }
        }
        String rows = "file of " + ROWS / 1000 + " thousand rows, one thread, median of " + ROUNDS;
        figures.add(Figure.of(
                "intake-rows-" + database + "-vs-parse",
                intake.value(),
                "rows/s",
                parse.value(),
                "from file to PROVEN; baseline: the translator alone; " + rows));
        figures.add(Figure.of(
                "intake-rows-" + database + "-vs-insert",
                intake.value(),
                "rows/s",
                insert.value(),
                "from file to PROVEN; baseline: JDBC batches of " + BATCH + " into an equal table; " + rows));
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException, SQLException;
    }

    private static double rate(long rows, Work work) throws IOException, SQLException {
        long began = System.nanoTime();
        work.run();
        return rows * 1e9 / (System.nanoTime() - began);
    }

    private static void parse(TestKvitta kvitta, GeneratedFile file) throws IOException {
        var translator =
                kvitta.routes().getCamelContext().getRegistry().lookupByNameAndType("klarna", Translator.class);
        var document = new SourceDocument() {
            @Override
            public String name() {
                return file.path().getFileName().toString();
            }

            @Override
            public InputStream open() throws IOException {
                return Files.newInputStream(file.path());
            }
        };
        try (Reading reading = translator.read(document)) {
            reading.forEachRemaining(event -> {});
            assertThat((long) reading.statement().rows()).isEqualTo(file.rows());
        }
    }

    private static Taken takeIn(TestKvitta kvitta, GeneratedFile file) {
        File path = file.path().toFile();
        return kvitta.routes()
                .request("direct:settlement", exchange -> {
                    exchange.setProperty("profile", "kaffe-se");
                    exchange.setProperty("origin", "inbox");
                    exchange.getMessage().setHeader(Exchange.FILE_NAME_ONLY, path.getName());
                    exchange.getMessage().setBody(path);
                })
                .getMessage()
                .getBody(Taken.class);
    }

    /** The same columns, key and index as the journal's events, as its migration words them. */
    private static void makeRawTable(DataSource source) throws IOException, SQLException {
        String journal;
        try (InputStream migration = IntakeRows.class.getResourceAsStream("/db/migration/V1__journal.sql")) {
            journal = new String(migration.readAllBytes(), StandardCharsets.UTF_8);
        }
        String table = journal.substring(journal.indexOf("create table if not exists event ("));
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(table.substring(0, table.indexOf(';')).replace("exists event (", "exists raw_event ("));
            for (String index : journal.lines()
                    .filter(line -> line.startsWith("create") && line.contains(" on event ("))
                    .toList()) {
                statement.execute(
                        index.replace("exists event_", "exists raw_event_").replace(" on event (", " on raw_event ("));
            }
        }
    }

    private static List<Object[]> events(DataSource source, long settlement) throws SQLException {
        var events = new ArrayList<Object[]>();
        try (Connection connection = source.getConnection();
                PreparedStatement query =
                        connection.prepareStatement("select * from event where settlement_id = ? order by seq")) {
            query.setLong(1, settlement);
            try (ResultSet rows = query.executeQuery()) {
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    var event = new Object[columns];
                    for (int i = 0; i < columns; i++) {
                        event[i] = rows.getObject(i + 1);
                    }
                    events.add(event);
                }
            }
        }
        return events;
    }

    private static void insert(DataSource source, List<Object[]> events) throws SQLException {
        int columns = events.get(0).length;
        String places = String.join(", ", Collections.nCopies(columns, "?"));
        try (Connection connection = source.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("insert into raw_event values (" + places + ")")) {
            connection.setAutoCommit(false);
            int batched = 0;
            for (Object[] event : events) {
                for (int i = 0; i < columns; i++) {
                    insert.setObject(i + 1, event[i]);
                }
                insert.addBatch();
                if (++batched % BATCH == 0) {
                    insert.executeBatch();
                    connection.commit();
                }
            }
            insert.executeBatch();
            connection.commit();
            connection.setAutoCommit(true);
        }
    }
}
