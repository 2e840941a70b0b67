package se.kvitta.source.paypal;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import se.kvitta.settlement.Divider;
import se.kvitta.settlement.SourceDocument;
import se.kvitta.settlement.UnreadableDocument;
import se.kvitta.table.Table;

/**
 * Divides a settlement report by account and currency: a part has the rows and the footer of one balance, and the other legs of
 * its exchanges. What is counted over all balances stays behind: the whole is checked before it is divided.
 */
@Component("paypalDivider")
class ReportDivider implements Divider {

    static final String MARK = "\uFEFF";

    @Override
    public List<Part> divide(SourceDocument document, Path into) throws IOException {
        if (!document.name().matches("(?i)STL-.*\\.CSV")) {
            return List.of();
        }
        try {
            ReportSurvey survey = ReportSurvey.of(document);
            long balances = survey.sections().stream()
                    .mapToLong(section -> section.footers.size())
                    .sum();
            boolean whole = survey.isWhole() && !ReportFiles.isOneOfSeveral(document.name(), survey);
            return whole && balances > 1 ? write(document, survey, into) : List.of();
        } catch (UnreadableDocument e) {
            // The translator says what is wrong with it, and it is held.
            return List.of();
        }
    }

    @Override
    public Optional<Joined> join(SourceDocument document, List<SourceDocument> held, Path into) throws IOException {
        return ReportFiles.join(document, held, into);
    }

    @Override
    public String heldAsPart() {
        return ReportFiles.MISSING;
    }

    private static List<Part> write(SourceDocument document, ReportSurvey survey, Path into) throws IOException {
        Map<String, Path> files = new LinkedHashMap<>();
        Map<String, Writer> parts = new LinkedHashMap<>();
        String name = document.name().substring(0, document.name().length() - ".CSV".length());
        var head = new ArrayList<String>();
        int section = -1;
        ReportColumns columns = new ReportColumns(List.of());
        try (var lines = new BufferedReader(new InputStreamReader(document.open(), Table.byMark(document)))) {
            for (@Nullable String raw = lines.readLine(); raw != null; raw = lines.readLine()) {
                String line = raw.startsWith(MARK) ? raw.substring(MARK.length()) : raw;
                List<String> fields = fields(line);
                String type = fields.isEmpty() ? "" : fields.get(0);
                switch (type) {
                    case "RH", "FH" -> head.add(line);
                    case "SH" -> {
                        ReportSurvey.Section of = survey.sections().get(++section);
                        for (String currency : of.footers.keySet()) {
                            if (of.rowsOf.containsKey(currency)) {
                                String key = section + "/" + currency;
                                String account = survey.sections().size() > 1 ? "." + of.head.get(3) : "";
                                Path file = into.resolve(name + account + "." + currency + ".CSV");
                                files.put(key, file);
                                Writer part = Files.newBufferedWriter(file);
                                parts.put(key, part);
                                for (String before : head) {
                                    put(part, before);
                                }
                                put(part, line);
                            }
                        }
                    }
                    case "CH" -> {
                        columns = new ReportColumns(fields);
                        toAll(parts, section, line);
                    }
                    case "SB" -> {
                        if (ReportSurvey.isExchange(columns, fields)) {
                            toAll(parts, section, line);
                        } else {
                            to(parts, section + "/" + columns.text(fields, "grosstransactioncurrency"), line);
                        }
                    }
                    case "SF" -> to(parts, section + "/" + fields.get(1), line);
                    case "FF" -> {
                        for (Writer part : parts.values()) {
                            put(part, line);
                        }
                    }
                    default -> {
                        // SC, RF and RC count over all balances.
                    }
                }
            }
        } finally {
            for (Writer part : parts.values()) {
                part.close();
            }
        }
        return files.values().stream()
                .map(file -> new Part(String.valueOf(file.getFileName()), file))
                .toList();
    }

    static List<String> fields(String line) {
        try (CsvReader<CsvRecord> csv = CsvReader.builder().ofCsvRecord(line)) {
            return csv.stream().findFirst().map(CsvRecord::getFields).orElse(List.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void toAll(Map<String, Writer> parts, int section, String line) throws IOException {
        for (Map.Entry<String, Writer> part : parts.entrySet()) {
            if (part.getKey().startsWith(section + "/")) {
                put(part.getValue(), line);
            }
        }
    }

    private static void to(Map<String, Writer> parts, String key, String line) throws IOException {
        @Nullable Writer part = parts.get(key);
        if (part != null) {
            put(part, line);
        }
    }

    static void put(Writer part, String line) throws IOException {
        part.write(line);
        part.write("\r\n");
    }
}
