package se.kvitta.source.paypal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The rows of a fetch in files, one per day and currency: what stands in memory does not grow with the rows. Rows come slice by
 * slice, each slice in the order of time; what is older than what a file has makes it be sorted when it is whole.
 */
final class DaySpool {

    /** One day of one balance. */
    record Key(LocalDate day, String currency) implements Comparable<Key> {

        @Override
        public int compareTo(Key other) {
            int byDay = day.compareTo(other.day);
            return byDay != 0 ? byDay : currency.compareTo(other.currency);
        }

        @Override
        public String toString() {
            return day + "-" + currency;
        }
    }

    /**
     * A row with the lines that belong to it.
     *
     * @param order rows of a day stand in the order of this text
     * @param lines the row itself, and what is known beside it
     */
    record Entry(Key key, String order, String lines) {}

    private final Path folder;
    private final Map<Key, String> last = new HashMap<>();
    private final TreeSet<Key> unsorted = new TreeSet<>();

    /** Begins empty: whatever a fetch before left behind goes. */
    DaySpool(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        try (Stream<Path> left = Files.list(folder)) {
            for (Path file : left.toList()) {
                Files.delete(file);
            }
        }
    }

    void add(List<Entry> entries) throws IOException {
        var byKey = new HashMap<Key, StringBuilder>();
        for (Entry entry : entries) {
            String before = last.getOrDefault(entry.key(), "");
            if (entry.order().compareTo(before) < 0) {
                unsorted.add(entry.key());
            } else {
                last.put(entry.key(), entry.order());
            }
            byKey.computeIfAbsent(entry.key(), first -> new StringBuilder())
                    .append(entry.order())
                    .append('\t')
                    .append(entry.lines().replace('\n', '\t'))
                    .append('\n');
        }
        for (Map.Entry<Key, StringBuilder> rows : byKey.entrySet()) {
            Files.writeString(
                    rows(rows.getKey()), rows.getValue(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
    }

    /** Days with rows, in order. */
    SortedSet<Key> keys() {
        return new TreeSet<>(last.keySet());
    }

    /** Writes the document of a day: its head, then every row. Answers where it is. */
    Path write(Key key, String head) throws IOException {
        Path file = folder.resolve("paypal-" + key + ".jsonl");
        try (Writer out = Files.newBufferedWriter(file);
                BufferedReader rows = Files.newBufferedReader(rows(key))) {
            out.write(head);
            out.write('\n');
            Stream<String> lines = rows.lines();
            for (String line : (Iterable<String>)
                    (unsorted.contains(key) ? lines.sorted(Comparator.naturalOrder()) : lines)::iterator) {
                out.write(line.substring(line.indexOf('\t') + 1).replace('\t', '\n'));
                out.write('\n');
            }
        }
        Files.delete(rows(key));
        return file;
    }

    private Path rows(Key key) {
        return folder.resolve(key + ".rows");
    }
}
