package se.kvitta.kills;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.testing.Databases;

/**
 * As many real SIGKILLs as one likes, by {@code mvn verify -Pchaos -Dchaos.kills=200 -Dchaos.seed=1}: some in each round,
 * on the embedded database and on PostgreSQL in turn. The seed decides the moments and which replies get lost; a failure
 * names its round and seed.
 */
class ChaosKills {

    private static final int KILLS_IN_A_ROUND = 10;

    private final int kills = Integer.getInteger("chaos.kills", 200);
    private final long seed = Long.getLong("chaos.seed", System.nanoTime());

    @TempDir
    Path folder;

    @TestFactory
    List<DynamicTest> booksTheSameHoweverOftenItIsKilled() throws Exception {
        List<String> undisturbed = new ArrayList<>();
        try (var run = new KillRun(folder.resolve("undisturbed"), "")) {
            run.finish();
            undisturbed.addAll(run.books());
        }
        assertThat(undisturbed).hasSizeGreaterThan(60);
        int rounds = (kills + KILLS_IN_A_ROUND - 1) / KILLS_IN_A_ROUND;
        return IntStream.range(0, rounds)
                .mapToObj(round -> DynamicTest.dynamicTest(
                        "round %d of seed %d".formatted(round, seed),
                        () -> round(round, Math.min(KILLS_IN_A_ROUND, kills - round * KILLS_IN_A_ROUND), undisturbed)))
                .toList();
    }

    private void round(int round, int times, List<String> undisturbed) throws Exception {
        boolean embedded = round % 2 == 0;
        System.out.printf(
                "chaos: seed %d, round %d, %d kills, on %s%n", seed, round, times, embedded ? "H2" : "PostgreSQL");
        try (var run = new KillRun(folder.resolve("round" + round), embedded ? "" : postgresql())) {
            run.loseReplies(seed + round);
            run.kill(times, new Random(seed + round));
            run.finish();
            assertThat(run.books()).isEqualTo(undisturbed);
            assertThat(run.writing()).isEmpty();
        }
    }

    private static String postgresql() {
        try (var source = (HikariDataSource) Databases.POSTGRESQL.empty()) {
            return source.getJdbcUrl();
        }
    }
}
