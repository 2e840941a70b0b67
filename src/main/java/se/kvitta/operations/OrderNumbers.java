package se.kvitta.operations;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import se.kvitta.home.Home;
import se.kvitta.intake.NumberLooks;
import se.kvitta.journal.NumberHits.Hits;
import se.kvitta.merchant.Merchants;
import se.kvitta.settlement.NumberSurvey;

/** What people see of order numbers: where payments have them, and where they could have them. */
final class OrderNumbers {

    /** A sample that is larger than this is not read: one settlement is enough. */
    private static final int LARGEST_SAMPLE = 64 * 1024 * 1024;

    private final NumberLooks looks;
    private final Merchants merchants;
    private final Home home;

    OrderNumbers(NumberLooks looks, Merchants merchants, Home home) {
        this.looks = looks;
        this.merchants = merchants;
        this.home = home;
    }

    List<Map<String, String>> found(String profile) {
        merchants.requireProfile(profile);
        List<Hits> hits = looks.recent().stream()
                .filter(one -> one.profile().equals(profile))
                .toList();
        long payments = hits.stream().mapToLong(Hits::payments).sum();
        return hits.stream()
                .map(one -> row(
                        "place", one.place(),
                        "payments", String.valueOf(one.payments()),
                        "of", String.valueOf(payments),
                        "share", share(one.payments(), payments)))
                .toList();
    }

    List<Map<String, String>> places(String profile) throws IOException {
        return rows(looks.taken(profile));
    }

    List<Map<String, String>> places(String profile, String name, InputStream document) throws IOException {
        Path file = Files.createTempFile(home.data(), "sample-", ".tmp");
        try {
            keep(document, file);
            return rows(looks.sample(profile, name, file));
        } finally {
            Files.delete(file);
        }
    }

    private static void keep(InputStream document, Path file) throws IOException {
        var block = new byte[1 << 16];
        long bytes = 0;
        try (OutputStream out = Files.newOutputStream(file)) {
            for (int read = document.read(block); read >= 0; read = document.read(block)) {
                bytes += read;
                if (bytes > LARGEST_SAMPLE) {
                    throw new IllegalArgumentException("the sample is larger than " + LARGEST_SAMPLE
                            + " bytes; it was not read; one settlement is enough");
                }
                out.write(block, 0, read);
            }
        }
    }

    private static List<Map<String, String>> rows(NumberSurvey survey) {
        int numbered = survey.payments() - survey.found().getOrDefault(NumberSurvey.NOWHERE, 0);
        return survey.candidates().stream()
                .map(one -> row(
                        "place", one.place(),
                        "payments", String.valueOf(survey.payments()),
                        "withText", String.valueOf(one.texts()),
                        "withNumber", String.valueOf(one.numbers()),
                        "share", share(one.numbers(), survey.payments()),
                        "different", String.valueOf(one.different()),
                        "advice", one.tellsApart() ? "use" : "the same numbers again and again: not orders",
                        "setting", one.setting(),
                        "examples", String.join(", ", one.examples()),
                        "foundNow", numbered + " of " + survey.payments()))
                .toList();
    }

    private static Map<String, String> row(String... namesAndValues) {
        var row = new LinkedHashMap<String, String>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            row.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return row;
    }

    /** In per cent with one decimal, rounded down, so that 100.0 means all of them. */
    private static String share(long part, long all) {
        long thousandths = all == 0 ? 0 : part * 1_000 / all;
        return thousandths / 10 + "." + thousandths % 10 + " %";
    }
}
