package se.kvitta.kills;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.testing.Databases;

/**
 * As many real SIGKILLs as one likes, by {@code mvn verify -Pchaos -Dchaos.kills=200 -Dchaos.seed=1}: some in each round,
 * on the embedded database and on PostgreSQL in turn, two rounds with sales as vouchers, two as invoices, and two as invoices that
 * are rounded to whole kronor. The seed decides the
 * moments and which replies get lost; a failure names its round and seed.
 */
class ChaosKills {

    private static final int KILLS_IN_A_ROUND = 10;

    private static final List<Sales> SALES =
            List.of(new Sales("daily", false), new Sales("ledger", false), new Sales("ledger", true));

    /** The mode in which sales are booked, and whether invoices are rounded to whole kronor. */
    private record Sales(String mode, boolean wholeKronor) {}

    private final int kills = Integer.getInteger("chaos.kills", 200);
    private final long seed = Long.getLong("chaos.seed", System.nanoTime());

    @TempDir
    Path folder;

    /** What a run that nothing disturbs books, by how its sales are booked. */
    private final Map<Sales, List<String>> undisturbed = new HashMap<>();

    @TestFactory
    List<DynamicTest> booksTheSameHoweverOftenItIsKilled() {
        int rounds = (kills + KILLS_IN_A_ROUND - 1) / KILLS_IN_A_ROUND;
        return IntStream.range(0, rounds)
                .mapToObj(round -> DynamicTest.dynamicTest(
                        "round %d of seed %d".formatted(round, seed),
                        () -> round(round, Math.min(KILLS_IN_A_ROUND, kills - round * KILLS_IN_A_ROUND))))
                .toList();
    }

    private void round(int round, int times) throws Exception {
        boolean embedded = round % 2 == 0;
        Sales sales = SALES.get(round / 2 % SALES.size());
        System.out.printf(
                "chaos: seed %d, round %d, %d kills, sales %s, on %s%n",
                seed, round, times, sales, embedded ? "H2" : "PostgreSQL");
        List<String> expected = undisturbed(sales);
        try (var run = new KillRun(
                folder.resolve("round" + round), embedded ? "" : postgresql(), sales.mode(), sales.wholeKronor())) {
            run.loseReplies(seed + round);
            run.kill(times, new Random(seed + round));
            run.finish();
            assertThat(run.books()).isEqualTo(expected);
            assertThat(run.writing()).isEmpty();
        }
    }

    private List<String> undisturbed(Sales sales) throws Exception {
        @Nullable List<String> known = undisturbed.get(sales);
        if (known == null) {
            try (var run = new KillRun(
                    folder.resolve("undisturbed-" + SALES.indexOf(sales)), "", sales.mode(), sales.wholeKronor())) {
                run.finish();
                known = run.books();
            }
            assertThat(known).hasSizeGreaterThan(60);
            undisturbed.put(sales, known);
        }
        return known;
    }

    private static String postgresql() {
        try (var source = (HikariDataSource) Databases.POSTGRESQL.empty()) {
            return source.getJdbcUrl();
        }
    }
}
