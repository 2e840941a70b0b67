package se.kvitta.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import se.kvitta.testing.Databases;

class EmbeddedFileTest {

    @TempDir
    Path folder;

    @Test
    void theFileStaysSmallHoweverOftenTheSameIsChanged() throws IOException {
        long left = fileAfterManyChanges("left", false);
        long tidied = fileAfterManyChanges("tidied", true);
        assertThat(tidied).isLessThan(left / 2);
    }

    /** Its length in bytes. Room is used again at once, not only when it is three quarters of a minute old. */
    private long fileAfterManyChanges(String name, boolean tidy) throws IOException {
        JdbcConnectionPool pool = JdbcConnectionPool.create(
                Databases.h2("file:" + folder.resolve(name)) + ";RETENTION_TIME=0", "kvitta", "");
        try {
            var jdbc = new JdbcTemplate(pool);
            var file = new EmbeddedFile(pool);
            jdbc.execute("create table number (id int primary key, text varchar(200), times int)");
            jdbc.execute("create index number_times on number (times, id)");
            for (int id = 0; id < 5_000; id++) {
                jdbc.update("insert into number values (?, ?, 0)", id, "a text of some length of number " + id);
                jdbc.update("update number set times = times + 1 where id = ?", id * 7_919L % (id + 1));
                if (tidy && id % 100 == 99) {
                    file.tidy();
                }
            }
            if (tidy) {
                while (file.tidy()) {
                    // until there is no more to do
                }
                assertThat(file.fill()).isGreaterThanOrEqualTo(50);
            }
            assertThat(jdbc.queryForObject("select sum(times) from number", Integer.class))
                    .isEqualTo(5_000);
            return Files.size(folder.resolve(name + ".mv.db"));
        } finally {
            pool.dispose();
        }
    }

    @Test
    void aDatabaseWithoutAFileIsLeftAlone() {
        for (Databases database : Databases.values()) {
            DataSource source = database.empty();
            var file = new EmbeddedFile(source);
            assertThat(file.tidy()).isFalse();
            assertThat(file.fill()).isEqualTo(100);
        }
    }
}
