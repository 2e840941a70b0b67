package se.kvitta.table;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.UnreadableDocument;

/**
 * A document of delimited text. The delimiter is found in the first line; the bytes must be what the character set says.
 * Reading it any number of times gives the same records.
 */
public final class Table {

    /** Longest record, in characters: no provider writes one of this size. */
    private static final int MAX_RECORD = 1 << 20;

    private static final int PEEK = 1 << 13;
    private static final String DELIMITERS = ";,\t|";

    private final SourceDocument document;
    private final Charset charset;
    private final char delimiter;

    private Table(SourceDocument document, Charset charset, char delimiter) {
        this.document = document;
        this.charset = charset;
        this.delimiter = delimiter;
    }

    /** Throws {@link UnreadableDocument} when it is empty, a web page, a binary file, or has no delimiter. */
    public static Table of(SourceDocument document, Charset charset) throws IOException {
        return new Table(document, charset, delimiter(document, start(document, charset)));
    }

    /** With a delimiter that is known. Throws {@link UnreadableDocument} when it is empty, a web page or a binary file. */
    public static Table of(SourceDocument document, Charset charset, char delimiter) throws IOException {
        start(document, charset);
        return new Table(document, charset, delimiter);
    }

    private static String start(SourceDocument document, Charset charset) throws IOException {
        byte[] head;
        try (InputStream in = document.open()) {
            head = in.readNBytes(PEEK);
        }
        int from = mark(head).length();
        String start = new String(head, from, head.length - from, charset);
        if (start.isBlank()) {
            throw unreadable(document, "EMPTY_DOCUMENT");
        }
        if (!mark(head).allows(charset) || start.indexOf('\0') >= 0) {
            throw new UnreadableDocument(
                    Reason.of("WRONG_ENCODING", "name", document.name(), "charset", charset, "line", 1));
        }
        if (start.stripLeading().startsWith("<")) {
            throw unreadable(document, "WEB_PAGE");
        }
        if (start.startsWith("%PDF-") || start.startsWith("PK\u0003\u0004")) {
            throw unreadable(document, "NOT_TEXT");
        }
        return start;
    }

    /** The records from the first on; blank lines are passed over. The caller closes it. */
    public Records records() throws IOException {
        InputStream in = new BufferedInputStream(document.open(), 1 << 16);
        in.mark(4);
        byte[] head = in.readNBytes(3);
        in.reset();
        in.skipNBytes(mark(head).length());
        Reader strict = new InputStreamReader(
                in,
                charset.newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        CsvReader<CsvRecord> csv = CsvReader.builder()
                .fieldSeparator(delimiter)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .maxBufferSize(MAX_RECORD)
                .ofCsvRecord(strict);
        return new Records(csv);
    }

    private static char delimiter(SourceDocument document, String start) {
        int end = start.indexOf('\n');
        String line = end < 0 ? start : start.substring(0, end);
        char best = 0;
        long most = 0;
        for (int i = 0; i < DELIMITERS.length(); i++) {
            char candidate = DELIMITERS.charAt(i);
            long count = line.chars().filter(c -> c == candidate).count();
            if (count > most) {
                most = count;
                best = candidate;
            }
        }
        if (best == 0) {
            throw new UnreadableDocument(Reason.of(
                    "NO_TABLE",
                    "name",
                    document.name(),
                    "start",
                    line.strip().substring(0, Math.min(40, line.strip().length()))));
        }
        return best;
    }

    /** The mark of the byte order that a document may begin with. */
    private enum Mark {
        NONE(0),
        UTF_8(3),
        UTF_16LE(2),
        UTF_16BE(2);

        private final int length;

        Mark(int length) {
            this.length = length;
        }

        int length() {
            return length;
        }

        /** A mark of two bytes says for certain what the document is written in; one of three is passed over. */
        boolean allows(Charset charset) {
            return switch (this) {
                case NONE, UTF_8 -> true;
                case UTF_16LE -> charset.equals(StandardCharsets.UTF_16LE);
                case UTF_16BE -> charset.equals(StandardCharsets.UTF_16BE);
            };
        }
    }

    private static Mark mark(byte[] head) {
        if (head.length >= 3 && head[0] == (byte) 0xEF && head[1] == (byte) 0xBB && head[2] == (byte) 0xBF) {
            return Mark.UTF_8;
        }
        if (head.length >= 2 && head[0] == (byte) 0xFF && head[1] == (byte) 0xFE) {
            return Mark.UTF_16LE;
        }
        return head.length >= 2 && head[0] == (byte) 0xFE && head[1] == (byte) 0xFF ? Mark.UTF_16BE : Mark.NONE;
    }

    /** UTF-16 where the mark of its byte order says so, else UTF-8: for sources that write both. */
    public static Charset byMark(SourceDocument document) throws IOException {
        try (InputStream in = document.open()) {
            return switch (mark(in.readNBytes(3))) {
                case UTF_16LE -> StandardCharsets.UTF_16LE;
                case UTF_16BE -> StandardCharsets.UTF_16BE;
                case NONE, UTF_8 -> StandardCharsets.UTF_8;
            };
        }
    }

    private static UnreadableDocument unreadable(SourceDocument document, String code) {
        return new UnreadableDocument(Reason.of(code, "name", document.name()));
    }

    /** The default character set of providers' files. */
    public static Charset utf8() {
        return StandardCharsets.UTF_8;
    }

    /**
     * The line whose bytes are not of the character set. Found by reading again, because a decoder works ahead of the
     * records. In UTF-16 the byte of a line end may be half of another sign: there it is the line after the last that was read.
     */
    private long firstWrongLine(long afterLast) {
        if (charset.equals(StandardCharsets.UTF_16LE) || charset.equals(StandardCharsets.UTF_16BE)) {
            return afterLast;
        }
        long line = 1;
        try (InputStream in = new BufferedInputStream(document.open(), 1 << 16)) {
            var bytes = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                bytes.write(next);
                if (next == '\n' || bytes.size() >= MAX_RECORD) {
                    charset.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray()));
                    bytes.reset();
                    line += next == '\n' ? 1 : 0;
                }
            }
        } catch (CharacterCodingException e) {
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line;
    }

    /** Records in order. Every fault of the text is an {@link UnreadableDocument} that names the line. */
    public final class Records implements Iterator<CsvRecord>, Closeable {
        private final CsvReader<CsvRecord> csv;
        private final CloseableIterator<CsvRecord> records;
        private @Nullable CsvRecord last;

        private Records(CsvReader<CsvRecord> csv) {
            this.csv = csv;
            this.records = csv.iterator();
        }

        @Override
        public boolean hasNext() {
            try {
                return records.hasNext();
            } catch (CsvParseException | UncheckedIOException e) {
                throw fault(e);
            }
        }

        @Override
        public CsvRecord next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            CsvRecord record = records.next();
            last = record;
            return record;
        }

        /** Throws {@link UnreadableDocument} when a record has not as many fields as there are columns. */
        public void requireWidth(CsvRecord record, int columns) {
            if (record.getFieldCount() != columns) {
                throw new UnreadableDocument(Reason.of(
                        "ROW_WIDTH",
                        "name",
                        document.name(),
                        "line",
                        record.getStartingLineNumber(),
                        "fields",
                        record.getFieldCount(),
                        "expected",
                        columns));
            }
        }

        @Override
        public void close() throws IOException {
            csv.close();
        }

        private UnreadableDocument fault(RuntimeException e) {
            long line = last == null ? 1 : last.getStartingLineNumber() + 1;
            for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof CharacterCodingException) {
                    return new UnreadableDocument(
                            Reason.of(
                                    "WRONG_ENCODING",
                                    "name",
                                    document.name(),
                                    "charset",
                                    charset,
                                    "line",
                                    firstWrongLine(line)),
                            e);
                }
            }
            return new UnreadableDocument(Reason.of("BROKEN_TABLE", "name", document.name(), "line", line), e);
        }
    }
}
