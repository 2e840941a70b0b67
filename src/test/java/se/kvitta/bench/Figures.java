package se.kvitta.bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The figures of one run: a file for machines, a table for people. */
final class Figures {

    private static final Path FILE = Path.of("target", "bench", "results.json");

    private final List<Figure> figures = new ArrayList<>();

    /** Keeps it, and writes everything measured so far: what comes later may fail. */
    void add(Figure figure) throws IOException {
        figures.add(figure);
        Files.createDirectories(FILE.getParent());
        JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build().writeValue(FILE.toFile(), figures);
    }

    String table() {
        var table = new StringBuilder();
        int width = figures.stream()
                .mapToInt(figure -> figure.name().length())
                .max()
                .orElse("name".length());
        String line = "%-" + width + "s  %12s  %12s  %6s  %-8s  %s%n";
        table.append(String.format(Locale.ROOT, line, "name", "value", "baseline", "ratio", "unit", "how"));
        for (Figure figure : figures) {
            table.append(String.format(
                    Locale.ROOT,
                    line,
                    figure.name(),
                    number(figure.value()),
                    number(figure.baseline()),
                    figure.ratio() == null ? "" : String.format(Locale.ROOT, "%.2f", figure.ratio()),
                    figure.unit(),
                    figure.how()));
        }
        return table.toString();
    }

    private static String number(double number) {
        return number == Math.rint(number)
                ? String.format(Locale.ROOT, "%,.0f", number).replace(',', ' ')
                : String.format(Locale.ROOT, "%.2f", number);
    }
}
