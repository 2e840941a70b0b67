package se.kvitta.rows;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import se.kvitta.settlement.SourceDocument;

/**
 * A document that tells the same as a file of rows in another form, such as the answers of an API: its rows are written while
 * they are read, a few at a time, with the columns that the mapping names.
 */
public final class WrittenRows implements SourceDocument {

    private static final String DELIMITER = ";";

    private final String name;
    private final List<String> columns;
    private final From from;

    /** Rows of which none is written yet. */
    @FunctionalInterface
    public interface From {

        /** Begins at the first row. */
        Rows begin() throws IOException;
    }

    /** Rows, one after the other. */
    public interface Rows extends Closeable {

        /** The cells of the next row by the names of their columns, without those that are empty; null after the last. */
        @Nullable
        Map<String, String> next() throws IOException;
    }

    /**
     * The rows of a document.
     *
     * @param mapping of written rows: {@link RowMapping#written}
     */
    public WrittenRows(String name, RowMapping mapping, From from) {
        this.name = name;
        this.columns = List.copyOf(mapping.needed());
        this.from = from;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public InputStream open() throws IOException {
        return new Lines(from.begin());
    }

    private static byte[] line(List<String> cells) {
        var line = new StringBuilder();
        for (String cell : cells) {
            line.append(line.length() == 0 ? "" : DELIMITER)
                    .append('"')
                    .append(cell.replace("\"", "\"\""))
                    .append('"');
        }
        return line.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** One line at a time. */
    private final class Lines extends InputStream {
        private final Rows rows;
        private InputStream line;

        private Lines(Rows rows) {
            this.line = new ByteArrayInputStream(line(columns));
            this.rows = rows;
        }

        /** Whether there is something left to read. */
        private boolean more() throws IOException {
            while (line.available() == 0) {
                Map<String, String> cells = rows.next();
                if (cells == null) {
                    return false;
                }
                line = new ByteArrayInputStream(line(columns.stream()
                        .map(column -> cells.getOrDefault(column, ""))
                        .toList()));
            }
            return true;
        }

        @Override
        public int read() throws IOException {
            return more() ? line.read() : -1;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            return length == 0 ? 0 : more() ? line.read(into, offset, length) : -1;
        }

        @Override
        public void close() throws IOException {
            rows.close();
        }
    }
}
