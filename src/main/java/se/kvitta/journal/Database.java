package se.kvitta.journal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import se.kvitta.reason.Reason;

/**
 * The journal's database: what its tables share in reading and writing. Instants are kept to the microsecond. What is read block by
 * block is ordered by every column of its key, also by those that are the same in all rows: only then does H2 read in the order of
 * the key and end with the block, and does not read all that is left and sort it.
 */
public final class Database {

    /** Longest value of a fact that is kept; what is longer is cut, because facts are for people. */
    private static final int MAX_FACT = 500;

    /** H2 compares what it finds with each value of a list, and every connection keeps its statements, with lists of any length. */
    private static final int AT_ONCE = 64;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcTemplate jdbc;
    private final JdbcClient client;
    private final TransactionTemplate transaction;
    private final GroupCommit group = new GroupCommit(this::doInTransaction);
    private final Clock clock;
    private @Nullable Boolean embedded;

    public Database(DataSource source, Clock clock) {
        this.jdbc = new JdbcTemplate(source);
        this.client = JdbcClient.create(new EvenLists(jdbc));
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
        this.clock = clock;
    }

    JdbcTemplate jdbc() {
        return jdbc;
    }

    JdbcClient.StatementSpec sql(String sql) {
        return client.sql(sql);
    }

    Clock clock() {
        return clock;
    }

    /** Does it in one transaction; joins the one that is open. */
    <T> T inTransaction(Supplier<T> work) {
        @Nullable T result = transaction.execute(status -> work.get());
        if (result == null) {
            throw new IllegalStateException("a transaction answered nothing");
        }
        return result;
    }

    /**
     * Does it in one transaction, which it may share with the work of others; joins the one that is open. A database server
     * groups the commits of its sessions itself, the embedded one does not. See {@link GroupCommit#commit} for what the work
     * may do.
     */
    <T> T inSharedTransaction(Supplier<T> work) {
        return isEmbedded() && !TransactionSynchronizationManager.isActualTransactionActive()
                ? group.commit(work)
                : inTransaction(work);
    }

    private boolean isEmbedded() {
        @Nullable Boolean known = embedded;
        if (known == null) {
            known = "H2".equals(jdbc.execute((ConnectionCallback<String>)
                    connection -> connection.getMetaData().getDatabaseProductName()));
            embedded = known;
        }
        return known;
    }

    void doInTransaction(Runnable work) {
        transaction.executeWithoutResult(status -> work.run());
    }

    /**
     * One value beside each of many, for {@code (a, b) in (:pairs)}. H2 looks into an index on just these two columns for that; for
     * {@code a = :a and b in (:many)} it would look at every row of {@code a}.
     */
    static List<Object[]> pairs(Object one, Collection<?> many) {
        return many.stream().map(each -> new Object[] {one, each}).toList();
    }

    /** Hands over values for a list in a statement, some at a time and each once: there may be any number of them. */
    static <T> void someAtATime(Collection<T> many, Consumer<List<T>> some) {
        List<T> all = List.copyOf(new LinkedHashSet<>(many));
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            some.accept(all.subList(from, Math.min(from + AT_ONCE, all.size())));
        }
    }

    /** Inserts a row and answers its id. */
    long insert(JdbcClient.StatementSpec statement) {
        var keys = new GeneratedKeyHolder();
        statement.update(keys, "id");
        @Nullable Number id = keys.getKey();
        if (id == null) {
            throw new IllegalStateException("an insert gave no id");
        }
        return id.longValue();
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    OffsetDateTime nowAt() {
        return at(now());
    }

    static OffsetDateTime at(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    static @Nullable OffsetDateTime atOrNull(@Nullable Instant instant) {
        return instant == null ? null : at(instant);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        @Nullable OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    static String facts(Reason reason) {
        var cut = new LinkedHashMap<String, String>();
        reason.facts()
                .forEach((name, value) ->
                        cut.put(name, value.length() > MAX_FACT ? value.substring(0, MAX_FACT) + "…" : value));
        try {
            return JSON.writeValueAsString(cut);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static @Nullable Reason reason(ResultSet row) throws SQLException {
        @Nullable String code = row.getString("reason");
        return code == null ? null : reason(code, row.getString("facts"));
    }

    static Reason reason(String code, String facts) {
        try {
            return new Reason(code, JSON.readValue(facts, new TypeReference<Map<String, String>>() {}));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the facts of a " + code + " in the journal cannot be read", e);
        }
    }
}
