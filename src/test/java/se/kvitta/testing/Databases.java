package se.kvitta.testing;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;

/** Both databases that Kvitta runs on, empty or with its tables. Every test gets one of its own. */
public enum Databases {
    H2 {
        @Override
        public DataSource empty() {
            var source = new JdbcDataSource();
            source.setURL("jdbc:h2:mem:" + UUID.randomUUID()
                    + ";DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
            source.setUser("kvitta");
            return source;
        }
    },
    POSTGRESQL {
        @Override
        public DataSource empty() {
            return postgres();
        }
    };

    private static @Nullable EmbeddedPostgres server;

    /** A new database without a single table. */
    public abstract DataSource empty();

    /** A new database with the journal's tables. */
    public DataSource migrated() {
        DataSource source = empty();
        Flyway.configure().dataSource(source).load().migrate();
        return source;
    }

    /** The server is started once for all tests of the process and ends with it. */
    private static synchronized DataSource postgres() {
        try {
            if (server == null) {
                server = EmbeddedPostgres.builder().start();
            }
            String name = "kvitta_" + UUID.randomUUID().toString().replace("-", "");
            try (Connection connection = server.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + name);
            }
            var source = new HikariDataSource();
            source.setJdbcUrl(server.getJdbcUrl("postgres", name) + "&reWriteBatchedInserts=true");
            source.setMaximumPoolSize(20);
            source.setMinimumIdle(0);
            return source;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
