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
 * on the embedded database and on PostgreSQL in turn, two rounds with sales as vouchers and two as invoices. The seed decides the
 * moments and which replies get lost; a failure names its round and seed.
 */
class ChaosKills {

    private static final int KILLS_IN_A_ROUND = 10;

    private static final List<String> SALES = List.of("daily", "ledger");

    private final int kills = Integer.getInteger("chaos.kills", 200);
    private final long seed = Long.getLong("chaos.seed", System.nanoTime());

    @TempDir
    Path folder;

    /** What a run that nothing disturbs books, by the mode of its sales. */
    private final Map<String, List<String>> undisturbed = new HashMap<>();

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
        String sales = SALES.get(round / 2 % SALES.size());
        System.out.printf(
                "chaos: seed %d, round %d, %d kills, sales %s, on %s%n",
                seed, round, times, sales, embedded ? "H2" : "PostgreSQL");
        List<String> expected = undisturbed(sales);
        try (var run = new KillRun(folder.resolve("round" + round), embedded ? "" : postgresql(), sales)) {
            run.loseReplies(seed + round);
            run.kill(times, new Random(seed + round));
            run.finish();
            assertThat(run.books()).isEqualTo(expected);
            assertThat(run.writing()).isEmpty();
        }
    }

    private List<String> undisturbed(String sales) throws Exception {
        @Nullable List<String> known = undisturbed.get(sales);
        if (known == null) {
            try (var run = new KillRun(folder.resolve("undisturbed-" + sales), "", sales)) {
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
