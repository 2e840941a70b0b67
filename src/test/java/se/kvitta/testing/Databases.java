package se.kvitta.testing;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
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
            source.setURL(h2("mem:" + UUID.randomUUID()));
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

    /**
     * The address of an H2 database at a place ({@code mem:} and a name, or {@code file:} and a path), with every option
     * that the embedded one ships with. One in memory lives as long as the process.
     */
    public static String h2(String place) {
        var shipped = new Properties();
        try (InputStream in = Databases.class.getResourceAsStream("/application.properties")) {
            shipped.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String url = shipped.getProperty("spring.datasource.url");
        String options = url.substring(url.indexOf(';'));
        return "jdbc:h2:" + place + options + (place.startsWith("mem:") ? ";DB_CLOSE_DELAY=-1" : "");
    }

    /** A new database without a single table. */
    public abstract DataSource empty();

    /** A new database with the journal's tables. */
    public DataSource migrated() {
        DataSource source = empty();
        migrate(source);
        return source;
    }

    /** Gives an empty database of this kind the journal's tables. */
    public void migrate(DataSource source) {
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .placeholders(Map.of("idsAhead", this == H2 ? "1000" : "1"))
                .load()
                .migrate();
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
