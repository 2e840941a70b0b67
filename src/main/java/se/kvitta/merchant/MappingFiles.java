package se.kvitta.merchant;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import se.kvitta.booking.AccountPlan;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.MoneyRules;
import se.kvitta.booking.VatRules.DatedRate;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;

/** Reads account plans and the mappings of sources, targets and publishers of rates. */
final class MappingFiles {

    private final Path mappings;

    MappingFiles(Path mappings) {
        this.mappings = mappings;
    }

    /** The files of a folder of the mappings in the order of their names; those that cannot be read as problems. */
    <T> List<T> readAll(String folder, Function<YamlFile, T> reader, List<FileProblem> problems) {
        var read = new ArrayList<T>();
        for (Path file : files(folder)) {
            try {
                read.add(reader.apply(YamlFile.read(mappings, file)));
            } catch (YamlFile.BadFile e) {
                problems.add(e.problem());
            }
        }
        return read;
    }

    List<Path> files(String folder) {
        return files(folder, ".yaml");
    }

    List<Path> files(String folder, String ending) {
        Path path = mappings.resolve(folder);
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + path, e);
        }
    }

    /**
     * A named plan.
     *
     * @param vatClasses kinds of goods whose rate has changed or will, by name
     */
    record Plan(String name, List<AccountPlan.Entry> entries, Map<String, List<DatedRate>> vatClasses) {}

    static Plan plan(YamlFile file) {
        var classes = new LinkedHashMap<String, List<DatedRate>>();
        file.at("vatClasses")
                .properties()
                .forEach(field -> classes.put(field.getKey(), datedRates(file, "vatClasses." + field.getKey())));
        return new Plan(file.text("plan"), entries(file, "accounts"), classes);
    }

    static SourceMapping source(YamlFile file) {
        return new SourceMapping(
                file.text("source"),
                file.text("name"),
                entries(file, "accounts"),
                choice(file, "feeVat", MoneyRules.FeeVat.UNSET),
                choice(file, "moneyDay", MoneyRules.Day.SETTLEMENT),
                file.root());
    }

    /** A list of {@code rate}, {@code from} and {@code until}. */
    static List<DatedRate> datedRates(YamlFile file, String path) {
        var rates = new ArrayList<DatedRate>();
        for (int i = 0; i < file.at(path).size(); i++) {
            String at = path + "." + i;
            try {
                rates.add(new DatedRate(
                        VatRate.parse(file.text(at + ".rate")), day(file, at + ".from"), day(file, at + ".until")));
            } catch (IllegalArgumentException | DateTimeException e) {
                throw file.bad(at, String.valueOf(e.getMessage()));
            }
        }
        return rates;
    }

    private static @Nullable LocalDate day(YamlFile file, String path) {
        JsonNode node = file.at(path);
        return node.isMissingNode() ? null : LocalDate.parse(node.asText());
    }

    /** A word of a closed set, in any case. */
    static <E extends Enum<E>> E choice(YamlFile file, String path, E otherwise) {
        JsonNode node = file.at(path);
        if (node.isMissingNode()) {
            return otherwise;
        }
        try {
            return Enum.valueOf(otherwise.getDeclaringClass(), node.asText().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw file.bad(
                    path,
                    "'" + node.asText() + "' is not one of "
                            + List.of(otherwise.getDeclaringClass().getEnumConstants()));
        }
    }

    static TargetMapping target(YamlFile file) {
        return new TargetMapping(
                file.text("target"),
                file.text("name"),
                new BookingRules.Series(
                        file.text("series"),
                        file.at("invoiceSeries").asText("B"),
                        file.at("paymentSeries").asText("C")),
                whole(file, "rows", 1000),
                limit(file),
                whole(file, "limits.lanes", 1),
                duration(file, "timing.send-window"),
                duration(file, "timing.timeout"),
                duration(file, "timing.grace"),
                file.root());
    }

    static RatesMapping rates(YamlFile file) {
        return new RatesMapping(
                file.text("rates"),
                file.text("name"),
                file.at("default").asBoolean(false),
                whole(file, "currencies", 1),
                whole(file, "days", 366),
                limit(file),
                whole(file, "limits.burst", 1),
                file.root());
    }

    private static TargetMapping.Limit limit(YamlFile file) {
        return file.at("limits.calls").isMissingNode()
                ? TargetMapping.Limit.NONE
                : new TargetMapping.Limit(
                        whole(file, "limits.calls", 1),
                        duration(file, "limits.window"),
                        whole(file, "limits.share", 100));
    }

    static List<AccountPlan.Entry> entries(YamlFile file, String path) {
        var entries = new ArrayList<AccountPlan.Entry>();
        file.at(path).properties().forEach(field -> {
            String at = path + "." + field.getKey();
            JsonNode node = field.getValue();
            try {
                entries.add(new AccountPlan.Entry(
                        field.getKey(),
                        new Account(file.text(at + ".account"), file.text(at + ".name")),
                        node.has("box") ? new VatBox(node.get("box").asText()) : null,
                        day(file, at + ".from"),
                        day(file, at + ".until")));
            } catch (IllegalArgumentException | DateTimeException e) {
                throw file.bad(at, String.valueOf(e.getMessage()));
            }
        });
        return entries;
    }

    private static int whole(YamlFile file, String path, int otherwise) {
        JsonNode node = file.at(path);
        if (node.isMissingNode()) {
            return otherwise;
        }
        if (!node.isInt() || node.intValue() < 1) {
            throw file.bad(path, "must be a whole number of at least 1, not '" + node.asText() + "'");
        }
        return node.intValue();
    }

    private static Duration duration(YamlFile file, String path) {
        try {
            return DurationStyle.detectAndParse(file.text(path));
        } catch (IllegalArgumentException e) {
            throw file.bad(path, "must be a duration such as 30s, not '" + file.text(path) + "'");
        }
    }
}
