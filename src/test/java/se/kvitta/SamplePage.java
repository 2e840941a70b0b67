package se.kvitta;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table on a source's page that says what is booked of each sample file in each mode. Its rows name the golden folders
 * {@code sample-<file>/<mode>}, and say what these say.
 */
final class SamplePage {

    private static final String HEADING = "| sample | mode | booked how, or held why |";
    private static final Map<String, String> DAYS = Map.of(
            "PAYOUT_DAY", "on the payout day",
            "SETTLEMENT_DAY", "on the payout day",
            "CAPTURE_DAY", "on capture days",
            "REFUND_DAY", "on refund days",
            "BALANCE_DAY", "on balance days");

    private final Path page;
    private final Path samples;
    private final Path cases;

    SamplePage(Path page, Path samples, Path cases) {
        this.page = page;
        this.samples = samples;
        this.cases = cases;
    }

    /** Every sample and mode has its row, in this order, with these words. */
    void check(boolean update) throws IOException {
        checkSamples();
        List<String> lines = Files.readAllLines(page);
        int from = lines.indexOf(HEADING) + 2;
        assertThat(from).as("%s has no table %s", page, HEADING).isGreaterThan(1);
        int to = from;
        while (to < lines.size() && lines.get(to).startsWith("|")) {
            to++;
        }
        List<String> rows = rows();
        if (update) {
            var changed = new ArrayList<>(lines.subList(0, from));
            changed.addAll(rows);
            changed.addAll(lines.subList(to, lines.size()));
            Files.write(page, changed);
        } else {
            assertThat(lines.subList(from, to)).as("the table in %s", page).isEqualTo(rows);
        }
    }

    /** Every sample file of the source has its folder, unchanged. */
    private void checkSamples() throws IOException {
        if (!Files.isDirectory(samples)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(samples, "settlement-*.csv")) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                Path input =
                        cases.resolve(name.replace("settlement-", "sample-").replace(".csv", "/input.csv"));
                assertThat(input).hasSameBinaryContentAs(file);
            }
        }
    }

    private List<String> rows() throws IOException {
        var rows = new ArrayList<String>();
        for (Path sample : folders(cases)) {
            String name = String.valueOf(sample.getFileName());
            if (name.startsWith("sample-")) {
                for (Path mode : folders(sample)) {
                    rows.add("| " + name + " | " + mode.getFileName() + " | " + outcome(mode) + " |");
                }
            }
        }
        return rows;
    }

    private static String outcome(Path mode) throws IOException {
        Path refusal = mode.resolve("expected.refusal");
        if (Files.exists(refusal)) {
            String code = Files.readAllLines(refusal).get(0);
            return (code.startsWith("KNOWN_") ? "nothing more: " : "the file is held: ") + code;
        }
        Path held = mode.resolve("expected.held");
        String waits = Files.exists(held)
                ? "; waits: " + counted(Files.readAllLines(held).stream().map(line -> line.split("  ", -1)[1]))
                : "";
        return booked(Files.readAllLines(mode.resolve("expected.bookings"))) + waits;
    }

    /** The first voucher, which is the payout's, with what reached the bank; and how many there are of which day. */
    private static String booked(List<String> bookings) {
        List<String> vouchers =
                bookings.stream().filter(line -> line.endsWith("]")).toList();
        if (vouchers.isEmpty()) {
            return "nothing";
        }
        String first = vouchers.get(0).split("  ", -1)[2];
        String row = bookings.get(1).strip();
        String paid = row.startsWith("19") ? " (" + row.replaceAll("^(\\S+) +(\\S+ \\S+).*", "$1 $2") + ")" : "";
        return first + paid + "; vouchers: "
                + counted(vouchers.stream()
                        .map(line -> line.substring(line.lastIndexOf('[') + 1, line.length() - 1))
                        .map(rule -> DAYS.getOrDefault(rule, rule.toLowerCase(Locale.ROOT))));
    }

    private static String counted(Stream<String> words) {
        Map<String, Long> counts =
                words.collect(Collectors.groupingBy(Function.identity(), LinkedHashMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(word -> word.getValue() + " " + word.getKey())
                .collect(Collectors.joining(", "));
    }

    private static List<Path> folders(Path place) throws IOException {
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(Files::isDirectory).sorted().toList();
        }
    }
}
