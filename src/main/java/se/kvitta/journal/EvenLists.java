package se.kvitta.journal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.core.PreparedStatementCreatorFactory;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;

/**
 * Makes lists of values ({@code in (:many)}) as long as the next power of two by repeating their last value, which changes nothing
 * of what they mean. A list of another length is another statement, and every connection keeps what it has parsed: of H2
 * {@code QUERY_CACHE_SIZE} statements, whatever their length, of PostgreSQL 256 of altogether 5 MiB.
 */
final class EvenLists extends NamedParameterJdbcTemplate {

    /** From here on a list is as long as a multiple of this: a statement may have 65 535 values on PostgreSQL. */
    private static final int STEP = 1_024;

    EvenLists(JdbcOperations jdbc) {
        super(jdbc);
    }

    @Override
    protected PreparedStatementCreator getPreparedStatementCreator(
            String sql, SqlParameterSource values, @Nullable Consumer<PreparedStatementCreatorFactory> customizer) {
        return super.getPreparedStatementCreator(sql, new Evened(values), customizer);
    }

    private static <T> List<T> even(Collection<T> values) {
        var even = new ArrayList<T>(values);
        if (!even.isEmpty()) {
            T last = even.get(even.size() - 1);
            even.addAll(Collections.nCopies(length(even.size()) - even.size(), last));
        }
        return even;
    }

    private static int length(int size) {
        if (size > STEP) {
            return (size + STEP - 1) / STEP * STEP;
        }
        int power = Integer.highestOneBit(size);
        return power == size ? size : 2 * power;
    }

    /** The values of a statement, with their lists evened. */
    private record Evened(SqlParameterSource values) implements SqlParameterSource {

        @Override
        public boolean hasValue(String name) {
            return values.hasValue(name);
        }

        @Override
        public @Nullable Object getValue(String name) {
            @Nullable Object value = values.getValue(name);
            return value instanceof Collection<?> list ? even(list) : value;
        }

        @Override
        public int getSqlType(String name) {
            return values.getSqlType(name);
        }

        @Override
        public @Nullable String getTypeName(String name) {
            return values.getTypeName(name);
        }

        @Override
        public String @Nullable [] getParameterNames() {
            return values.getParameterNames();
        }
    }
}
