package se.kvitta;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.sandbox.fortnox.Voucher;
import se.kvitta.testing.CrashingDataSource;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/**
 * The process dies at every change of the journal, just before it and just after it; a new process goes on with the same
 * database. The books at the target are then those of a run that nothing disturbed.
 */
class CrashTest {

    private static final int NEVER = Integer.MAX_VALUE;

    @TempDir
    Path folder;

    private int runs;

    @Test
    void booksTheSameInFortnoxWhereverTheProcessDies() throws IOException {
        List<String> undisturbed = fortnox(NEVER, false).books();
        int changes = fortnox(NEVER, false).changes();
        assertThat(changes).isGreaterThan(15);
        for (int at = Integer.getInteger("crash.from", 1);
                at <= Math.min(changes, Integer.getInteger("crash.to", changes));
                at++) {
            for (boolean after : List.of(false, true)) {
                Result result = fortnox(at, after);
                assertThat(result.books())
                        .as("died %s change %d of %d", after ? "after" : "before", at, changes)
                        .isEqualTo(undisturbed);
            }
        }
    }

    @Test
    void writesTheSameFilesWhereverTheProcessDies() throws IOException {
        List<String> undisturbed = sie(NEVER, false).books();
        int changes = sie(NEVER, false).changes();
        assertThat(changes).isGreaterThan(10);
        for (int at = Integer.getInteger("crash.from", 1);
                at <= Math.min(changes, Integer.getInteger("crash.to", changes));
                at++) {
            for (boolean after : List.of(false, true)) {
                Result result = sie(at, after);
                assertThat(result.books())
                        .as("died %s change %d of %d", after ? "after" : "before", at, changes)
                        .isEqualTo(undisturbed);
            }
        }
    }

    private record Result(List<String> books, int changes) {}

    private Result fortnox(int at, boolean after) throws IOException {
        Path place = folder.resolve("run" + runs++);
        TestHome home = new TestHome(place.resolve("home")).merchant("ljus", TestMerchants.FORTNOX);
        try (Sandboxes sandboxes = Sandboxes.start(place.resolve("sandboxes"))) {
            int changes = run(home, sandboxes, "ljus", "ljus-se", at, after);
            List<String> books = sandboxes.company().vouchers().stream()
                    .map(CrashTest::line)
                    .sorted()
                    .toList();
            return new Result(books, changes);
        }
    }

    private Result sie(int at, boolean after) throws IOException {
        Path place = folder.resolve("run" + runs++);
        TestHome home = new TestHome(place.resolve("home")).merchant("kaffe", TestMerchants.SIE);
        try (Sandboxes sandboxes = Sandboxes.start(place.resolve("sandboxes"))) {
            int changes = run(home, sandboxes, "kaffe", "kaffe-se", at, after);
            var books = new ArrayList<String>();
            for (Path file : home.outbox("kaffe")) {
                books.add(file.getFileName() + ": " + new String(Files.readAllBytes(file), "IBM437"));
            }
            try (Stream<Path> writing = Files.list(home.folder().resolve("outbox/kaffe/.writing"))) {
                assertThat(writing).isEmpty();
            }
            return new Result(books, changes);
        }
    }

    private static int run(TestHome home, Sandboxes sandboxes, String merchant, String profile, int at, boolean after)
            throws IOException {
        String file =
                Files.readString(Path.of("src/test/resources/klarna/settlement-0041822931-negative-zero-payout.csv"));
        sandboxes.deliver("0041822931_20260223T000000_0.csv", file);
        JdbcConnectionPool database = JdbcConnectionPool.create(
                "jdbc:h2:mem:crash" + System.identityHashCode(home)
                        + ";DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH",
                "kvitta",
                "");
        var crashing = new CrashingDataSource(database, at, after);
        try (TestKvitta dying =
                TestKvitta.in(home).with(sandboxes).database(crashing).start()) {
            crashing.arm();
            work(dying, merchant, profile);
            assertThat(crashing.isDead()).isEqualTo(at != NEVER);
        }
        if (crashing.isDead()) {
            try (TestKvitta next =
                    TestKvitta.in(home).with(sandboxes).database(database).start()) {
                next.takeInLeftBehind();
                work(next, merchant, profile);
            }
        }
        database.dispose();
        return crashing.changes();
    }

    private static void work(TestKvitta kvitta, String merchant, String profile) {
        try {
            kvitta.fetch(profile);
            kvitta.deliverAll(merchant);
        } catch (RuntimeException | AssertionError e) {
            // The process is dead: whatever it says now, nobody hears.
            assertThat(kvitta.bean(DataSource.class))
                    .isInstanceOfSatisfying(CrashingDataSource.class, source -> assertThat(source.isDead())
                            .isTrue());
        }
    }

    private static String line(Voucher voucher) {
        var text = new StringBuilder(voucher.date() + " " + voucher.description());
        voucher.rows()
                .forEach(row ->
                        text.append(" | ").append(row.account()).append(' ').append(row.debitOre() - row.creditOre()));
        return text.toString();
    }
}
