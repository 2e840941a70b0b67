package se.kvitta.rows;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import se.kvitta.settlement.Divider;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.UnreadableDocument;

/**
 * Divides a document whose rows belong to several settlements. A part has the names of the columns and the rows of one
 * settlement, as they were written.
 */
public final class RowDivider implements Divider {

    private final RowMapping mapping;

    public RowDivider(RowMapping mapping) {
        this.mapping = mapping;
    }

    @Override
    public List<Part> divide(SourceDocument document, Path into) throws IOException {
        if (!mapping.isDivisible()) {
            return List.of();
        }
        Map<String, Path> parts = new LinkedHashMap<>();
        try {
            write(document, into, parts);
        } catch (UnreadableDocument e) {
            // The translator says what is wrong with it, and it is held.
            return List.of();
        }
        if (parts.size() < 2) {
            return List.of();
        }
        var divided = new ArrayList<Part>();
        parts.forEach((reference, file) -> divided.add(new Part(named(document.name(), reference), file)));
        return divided;
    }

    private void write(SourceDocument document, Path into, Map<String, Path> parts) throws IOException {
        RowFile file = RowFile.of(document, mapping);
        List<String> columns =
                mapping.place(RowMapping.Fact.REFERENCE).orElseThrow().columns();
        try (RowFile.Rows rows = file.rows();
                InputStream lines = new BufferedInputStream(document.open(), 1 << 16)) {
            boolean more = rows.next();
            long line = 1;
            byte[] head = lines(lines, more ? rows.line() - line : Long.MAX_VALUE);
            String open = "";
            OutputStream part = OutputStream.nullOutputStream();
            try {
                while (more) {
                    line = rows.line();
                    String reference = rows.join(columns, "-");
                    more = rows.next();
                    byte[] row = lines(lines, more ? rows.line() - line : Long.MAX_VALUE);
                    if (parts.isEmpty() || !reference.equals(open)) {
                        part.close();
                        part = part(into, parts, reference, head);
                        open = reference;
                    }
                    part.write(row);
                }
            } finally {
                part.close();
            }
        }
    }

    /** One is open at a time: rows of a settlement mostly stand together. */
    private static OutputStream part(Path into, Map<String, Path> parts, String reference, byte[] head)
            throws IOException {
        @Nullable Path known = parts.get(reference);
        Path file = known == null ? Files.write(into.resolve("part-" + (parts.size() + 1)), head) : known;
        parts.put(reference, file);
        return new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.APPEND), 1 << 16);
    }

    /** So many lines, with their ends. */
    private static byte[] lines(InputStream in, long count) throws IOException {
        var bytes = new ByteArrayOutputStream();
        long left = count;
        while (left > 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            bytes.write(next);
            left -= next == '\n' ? 1 : 0;
        }
        return bytes.toByteArray();
    }

    private static String named(String document, String reference) {
        int dot = document.lastIndexOf('.');
        String end = dot < 0 ? "" : document.substring(dot);
        String start = dot < 0 ? document : document.substring(0, dot);
        return start + "-" + reference.replaceAll("[^A-Za-z0-9._-]", "_") + end;
    }
}
