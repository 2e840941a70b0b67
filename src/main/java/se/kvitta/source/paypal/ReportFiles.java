package se.kvitta.source.paypal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import se.kvitta.settlement.Divider.Joined;
import se.kvitta.settlement.Divider.Part;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.UnreadableDocument;
import se.kvitta.table.Table;

/**
 * The files of one report: PayPal begins another one, with the next number, after a million rows. They are one report, and are read when all
 * of them are there. That the report's own count stands in its last file alone is thought [?]; so is that a section which goes on in the
 * next file has its footer in the last one, or a footer in each.
 */
final class ReportFiles {

    /** Why a file waits for the others of its report. */
    static final String MISSING = "REPORT_FILES_MISSING";

    /** The line that only the last file of a report has: how many rows all of them have [?]. */
    static final String LAST = "RC";

    /** Day, letter of the reporting window if there is one, number of the file, version. */
    private static final Pattern NAME =
            Pattern.compile("(?i)(STL-[0-9]{8}(?:\\.[A-Z])?)\\.([0-9]{2})\\.([0-9A-Z]{3})\\.CSV");

    /** Where a footer has its sums and its count, which add up; between them stand pairs of an opening and a closing balance. */
    private static final int FIRST_SUM = 2;

    private static final int LAST_SUM = 5;
    private static final int COUNT = 18;

    private ReportFiles() {}

    private record File(SourceDocument document, ReportSurvey survey) {}

    /** Whether a file, as PayPal names it, is only a part of its report. One that is cut off is no part of anything. */
    static boolean isOneOfSeveral(String name, ReportSurvey survey) {
        return NAME.matcher(name).matches() && survey.ended() && (survey.number() > 1 || survey.stated() < 0);
    }

    /** The whole report, as one file; empty when the document is none of several, or others are missing. */
    static Optional<Joined> join(SourceDocument document, List<SourceDocument> held, Path into) throws IOException {
        Matcher name = NAME.matcher(document.name());
        if (!name.matches()) {
            return Optional.empty();
        }
        try {
            ReportSurvey survey = ReportSurvey.of(document);
            if (!isOneOfSeveral(document.name(), survey)) {
                return Optional.empty();
            }
            var files = new TreeMap<Integer, File>();
            for (SourceDocument other : held) {
                Matcher of = NAME.matcher(other.name());
                if (of.matches()
                        && of.group(1).equals(name.group(1))
                        && of.group(3).equals(name.group(3))) {
                    ReportSurvey theirs = ReportSurvey.of(other);
                    files.put(theirs.number(), new File(other, theirs));
                }
            }
            files.put(survey.number(), new File(document, survey));
            if (!isWhole(files)) {
                return Optional.empty();
            }
            Path whole = into.resolve("%s.01-%02d.%s.CSV".formatted(name.group(1), files.lastKey(), name.group(3)));
            write(List.copyOf(files.values()), whole);
            return Optional.of(new Joined(
                    new Part(String.valueOf(whole.getFileName()), whole),
                    files.values().stream().map(file -> file.document().name()).collect(Collectors.toSet())));
        } catch (UnreadableDocument e) {
            // The translator says what is wrong with it, and it is held.
            return Optional.empty();
        }
    }

    /** From the first number on without a gap, and the last file counts the rows of all. */
    private static boolean isWhole(SortedMap<Integer, File> files) {
        int rows =
                files.values().stream().mapToInt(file -> file.survey().rows()).sum();
        return files.firstKey() == 1
                && files.lastKey() == files.size()
                && files.values().stream()
                                .reduce((first, second) -> second)
                                .orElseThrow()
                                .survey()
                                .stated()
                        == rows;
    }

    /** One file with the sections of all, each with all of its rows and the footers that they lead to. */
    private static void write(List<File> files, Path whole) throws IOException {
        var sections = new LinkedHashMap<String, List<ReportSurvey.Section>>();
        for (File file : files) {
            for (ReportSurvey.Section section : file.survey().sections()) {
                sections.computeIfAbsent(key(section.head), first -> new ArrayList<>())
                        .add(section);
            }
        }
        int rows = files.stream().mapToInt(file -> file.survey().rows()).sum();
        var footers = new ArrayList<List<String>>();
        try (Writer out = Files.newBufferedWriter(whole)) {
            head(files.get(0), out);
            for (Map.Entry<String, List<ReportSurvey.Section>> section : sections.entrySet()) {
                ReportDivider.put(out, line(section.getValue().get(0).head));
                boolean named = false;
                for (File file : files) {
                    named = rows(file, section.getKey(), named, out);
                }
                for (List<String> footer : footers(section.getValue())) {
                    ReportDivider.put(out, line(footer));
                    footers.add(footer);
                }
                int of = section.getValue().stream().mapToInt(one -> one.rows).sum();
                ReportDivider.put(out, "\"SC\"," + of);
            }
            for (List<String> footer : footers) {
                var report = new ArrayList<>(footer);
                report.set(0, "RF");
                ReportDivider.put(out, line(report));
            }
            ReportDivider.put(out, "\"" + LAST + "\"," + rows);
            ReportDivider.put(out, "\"FF\"," + rows);
        }
    }

    /** What the report begins with. */
    private static void head(File first, Writer out) throws IOException {
        try (BufferedReader lines = lines(first.document())) {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                String text = unmarked(line);
                List<String> fields = ReportDivider.fields(text);
                if (fields.isEmpty() || fields.get(0).equals("SH")) {
                    return;
                }
                ReportDivider.put(out, text);
            }
        }
    }

    /** Copies the column names of a section, once, and its rows in one file; answers whether the names are written. */
    private static boolean rows(File file, String section, boolean named, Writer out) throws IOException {
        boolean names = named;
        String at = "";
        try (BufferedReader lines = lines(file.document())) {
            for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
                String text = unmarked(line);
                List<String> fields = ReportDivider.fields(text);
                String type = fields.isEmpty() ? "" : fields.get(0);
                if (type.equals("SH")) {
                    at = key(fields);
                } else if (at.equals(section) && (type.equals("SB") || (type.equals("CH") && !names))) {
                    names |= type.equals("CH");
                    ReportDivider.put(out, text);
                }
            }
        }
        return names;
    }

    /** Account and period. */
    private static String key(List<String> head) {
        return String.join("|", head.subList(1, Math.min(4, head.size())));
    }

    /** Of every currency the footer that counts all rows; where each file counts its own, their sums, from the first balance to the last. */
    private static List<List<String>> footers(List<ReportSurvey.Section> parts) {
        var all = new LinkedHashMap<String, List<List<String>>>();
        var rows = new LinkedHashMap<String, Integer>();
        for (ReportSurvey.Section part : parts) {
            part.footers.forEach((currency, footer) ->
                    all.computeIfAbsent(currency, first -> new ArrayList<>()).add(footer));
            part.rowsOf.forEach((currency, count) -> rows.merge(currency, count, Math::addExact));
        }
        var footers = new ArrayList<List<String>>();
        all.forEach((currency, stated) -> {
            List<String> last = stated.get(stated.size() - 1);
            boolean countsAll =
                    last.size() <= COUNT || last.get(COUNT).equals(String.valueOf(rows.getOrDefault(currency, 0)));
            footers.add(stated.size() == 1 || countsAll ? last : sum(stated));
        });
        return footers;
    }

    private static List<String> sum(List<List<String>> footers) {
        var sum = new ArrayList<>(footers.get(0));
        List<String> last = footers.get(footers.size() - 1);
        for (int place = FIRST_SUM; place < sum.size() && place < last.size(); place++) {
            if (place <= LAST_SUM || place == COUNT) {
                long total = 0;
                for (List<String> one : footers) {
                    total = Math.addExact(total, Long.parseLong(one.get(place)));
                }
                sum.set(place, String.valueOf(total));
            } else if ((place - LAST_SUM - 1) % 4 >= 2) {
                // Of each pair of balances the closing one: as the last file has it.
                sum.set(place, last.get(place));
            }
        }
        return sum;
    }

    private static BufferedReader lines(SourceDocument document) throws IOException {
        return new BufferedReader(new InputStreamReader(document.open(), Table.byMark(document)));
    }

    private static String unmarked(String line) {
        return line.startsWith(ReportDivider.MARK) ? line.substring(ReportDivider.MARK.length()) : line;
    }

    /** Numbers and times stand without quotation marks. */
    private static String line(List<String> fields) {
        return fields.stream()
                .map(field -> field.matches("[0-9][0-9 /:+-]*") ? field : "\"" + field.replace("\"", "\"\"") + "\"")
                .collect(Collectors.joining(","));
    }
}
