package se.kvitta.kills;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real SIGKILLs of the real process, a few in every build; {@code -Pchaos} does as many as one likes. */
class KillIT {

    @TempDir
    Path folder;

    @Test
    void booksTheSameAfterBeingKilledAgainAndAgain() throws Exception {
        List<String> undisturbed;
        try (var run = new KillRun(folder.resolve("undisturbed"), "", "daily", false)) {
            run.finish();
            undisturbed = run.books();
        }
        assertThat(undisturbed).hasSizeGreaterThan(60);
        try (var run = new KillRun(folder.resolve("killed"), "", "daily", false)) {
            run.loseReplies(17);
            run.kill(2, new Random(17));
            run.finish();
            assertThat(run.books()).isEqualTo(undisturbed);
            assertThat(run.writing()).isEmpty();
        }
    }
}
