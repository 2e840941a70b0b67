package se.kvitta.kills;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real SIGKILLs of the real process, a few in every build; {@code -Pchaos} does as many as one likes. */
class KillIT {

    @TempDir
    Path folder;

    @Test
    void booksTheSameAfterBeingKilledAgainAndAgain() throws Exception {
        // Side by side: both wait for the pace of the target most of the time.
        ExecutorService beside = Executors.newSingleThreadExecutor();
        try (var run = new KillRun(folder.resolve("killed"), "", "daily", false)) {
            Future<List<String>> undisturbed = beside.submit(this::undisturbed);
            run.loseReplies(17);
            run.kill(2, new Random(17));
            run.finish();
            assertThat(undisturbed.get()).hasSizeGreaterThan(60);
            assertThat(run.books()).isEqualTo(undisturbed.get());
            assertThat(run.writing()).isEmpty();
        } finally {
            beside.shutdownNow();
            assertThat(beside.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private List<String> undisturbed() throws Exception {
        try (var run = new KillRun(folder.resolve("undisturbed"), "", "daily", false)) {
            run.finish();
            return run.books();
        }
    }
}
