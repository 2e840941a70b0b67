package se.kvitta.merchant;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import se.kvitta.booking.AccountPlan;
import se.kvitta.booking.BookingRules;
import se.kvitta.booking.CreditRisk;
import se.kvitta.booking.Mode;
import se.kvitta.booking.MoneyRules;
import se.kvitta.booking.ReferenceUses;
import se.kvitta.booking.VatRules.DatedRate;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;
import se.kvitta.rows.RowMapping;

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
     * @param basedOn the plan that has what this one does not name; empty for one that stands on its own
     * @param vatClasses kinds of goods whose rate has changed or will, by name
     */
    record Plan(
            YamlFile file,
            String name,
            String basedOn,
            List<AccountPlan.Entry> entries,
            Map<String, List<DatedRate>> vatClasses) {

        /** This plan over another: a role or class that it names is its own for all days. */
        Plan over(Plan base) {
            Set<String> own = entries.stream().map(AccountPlan.Entry::role).collect(Collectors.toSet());
            var merged = new ArrayList<AccountPlan.Entry>();
            base.entries.stream().filter(entry -> !own.contains(entry.role())).forEach(merged::add);
            merged.addAll(entries);
            var classes = new LinkedHashMap<>(base.vatClasses);
            classes.putAll(vatClasses);
            return new Plan(file, name, "", merged, classes);
        }
    }

    /** The plans by name. A base that is missing or has a base itself is a problem of the file that names it. */
    Map<String, Plan> plans(List<FileProblem> problems) {
        var read = new LinkedHashMap<String, Plan>();
        readAll("accounts", MappingFiles::plan, problems).forEach(plan -> read.put(plan.name(), plan));
        var plans = new LinkedHashMap<String, Plan>();
        read.values().forEach(plan -> {
            @Nullable Plan base = read.get(plan.basedOn());
            if (plan.basedOn().isEmpty()) {
                plans.put(plan.name(), plan);
            } else if (base != null && base.basedOn().isEmpty()) {
                plans.put(plan.name(), plan.over(base));
            } else {
                problems.add(plan.file()
                        .problem(
                                "basedOn",
                                "'" + plan.basedOn() + "' is no account plan that stands on its own; those are "
                                        + read.values().stream()
                                                .filter(other -> other.basedOn().isEmpty())
                                                .map(Plan::name)
                                                .toList()));
            }
        });
        return plans;
    }

    static Plan plan(YamlFile file) {
        MappingSchema.ACCOUNT_PLAN.check(file);
        var classes = new LinkedHashMap<String, List<DatedRate>>();
        file.at("vatClasses")
                .properties()
                .forEach(field -> classes.put(field.getKey(), datedRates(file, "vatClasses." + field.getKey())));
        return new Plan(file, file.text("plan"), file.at("basedOn").asText(""), entries(file, "accounts"), classes);
    }

    static SourceMapping source(YamlFile file) {
        MappingSchema.SOURCE.check(file);
        return new SourceMapping(
                file.text("source"),
                file.text("name"),
                entries(file, "accounts"),
                choice(file, "feeVat", MoneyRules.FeeVat.UNSET),
                choice(file, "moneyDay", MoneyRules.Day.SETTLEMENT),
                creditRisk(file, "creditRisk", UNTOLD_RISK),
                new OrderLines(
                        OrderLines.Ask.NEEDED, words(file, "orderLines.giftCards"), words(file, "orderLines.tips")),
                Set.copyOf(words(file, "reserveWords")),
                Set.copyOf(words(file, "hints")),
                Duration.ofMinutes(file.at("hintsAfterMinutes").asInt(0)),
                rows(file),
                reports(file),
                providers(file),
                file.root());
    }

    /** Of a source that says nothing of it. */
    static final CreditRisk UNTOLD_RISK = new CreditRisk(CreditRisk.Bearer.ASK, Map.of());

    /** One word for every way to pay; or a word for some, and what else is known for the others. */
    static CreditRisk creditRisk(YamlFile file, String path, CreditRisk otherwise) {
        JsonNode node = file.at(path);
        if (node.isMissingNode()) {
            return otherwise;
        }
        if (node.isTextual()) {
            return new CreditRisk(choice(file, path, CreditRisk.Bearer.ASK), Map.of());
        }
        var methods = new LinkedHashMap<>(otherwise.methods());
        // By the node: a provider's word may hold a dot, which a path cannot.
        node.properties()
                .forEach(field -> methods.put(
                        field.getKey(),
                        CreditRisk.Bearer.valueOf(field.getValue().asText().toUpperCase(Locale.ROOT))));
        CreditRisk.@Nullable Bearer others = methods.remove("others");
        return new CreditRisk(others == null ? otherwise.others() : others, methods);
    }

    /** A list of texts; empty when it is missing. */
    static List<String> words(YamlFile file, String path) {
        var words = new ArrayList<String>();
        file.at(path).forEach(word -> words.add(word.asText()));
        return words;
    }

    private static @Nullable RowMapping rows(YamlFile file) {
        if (file.at("rows").isMissingNode()) {
            return null;
        }
        try {
            return RowMapping.of(file.at("rows"));
        } catch (RowMapping.Wrong e) {
            throw file.bad("rows." + e.field(), String.valueOf(e.getMessage()));
        }
    }

    private static ReportWords reports(YamlFile file) {
        var uses = new LinkedHashMap<String, Map<String, String>>();
        for (String part : List.of("wanted", "needed")) {
            file.at("reports." + part)
                    .properties()
                    .forEach(column -> uses.put(column.getKey(), languages(column.getValue())));
        }
        var wanted = new ArrayList<String>();
        file.at("reports.wanted").fieldNames().forEachRemaining(wanted::add);
        return new ReportWords(
                file.at("reports.keptDays").asInt(0),
                languages(file.at("reports.where")),
                Collections.unmodifiableMap(uses),
                List.copyOf(wanted),
                words(file, "reports.passedOver"));
    }

    private static Map<String, String> languages(JsonNode node) {
        var texts = new LinkedHashMap<String, String>();
        node.properties()
                .forEach(text -> texts.put(text.getKey(), text.getValue().asText()));
        return Collections.unmodifiableMap(texts);
    }

    private static Map<String, SourceMapping.Provider> providers(YamlFile file) {
        var providers = new LinkedHashMap<String, SourceMapping.Provider>();
        file.at("providers").fieldNames().forEachRemaining(word -> {
            String at = "providers." + word;
            providers.put(word, new SourceMapping.Provider(file.text(at + ".name"), entries(file, at + ".accounts")));
        });
        return Collections.unmodifiableMap(providers);
    }

    /** A list of {@code rate}, {@code from} and {@code until}. */
    static List<DatedRate> datedRates(YamlFile file, String path) {
        var rates = new ArrayList<DatedRate>();
        for (int i = 0; i < file.at(path).size(); i++) {
            String at = path + "." + i;
            try {
                rates.add(new DatedRate(
                        VatRate.parse(file.text(at + ".rate")), day(file, at + ".from"), day(file, at + ".until")));
            } catch (IllegalArgumentException e) {
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
        MappingSchema.TARGET.check(file);
        MappingSchema.ofTarget(file.text("target")).ifPresent(own -> own.check(file));
        return new TargetMapping(
                file.text("target"),
                file.text("name"),
                new BookingRules.Series(
                        file.text("series"),
                        file.at("invoiceSeries").asText("B"),
                        file.at("paymentSeries").asText("C")),
                whole(file, "rows", 1000),
                dimensions(file),
                references(file),
                uses(file),
                file.at("orderNumberIn").asText(""),
                ownFile(file),
                new TargetMapping.Asks(
                        file.at("asks.bank").asBoolean(false),
                        file.at("asks.refunds").asBoolean(false),
                        file.at("asks.wait").isMissingNode() ? Duration.ofDays(14) : duration(file, "asks.wait"),
                        file.at("asks.ledger").asBoolean(false)),
                books(file),
                limit(file),
                whole(file, "limits.lanes", 1),
                duration(file, "timing.send-window"),
                duration(file, "timing.timeout"),
                duration(file, "timing.grace"),
                file.root());
    }

    private static TargetMapping.OwnFile ownFile(YamlFile file) {
        var types = new LinkedHashSet<String>();
        file.at("ownFile.types").forEach(type -> types.add(type.asText()));
        return new TargetMapping.OwnFile(types, (long) whole(file, "ownFile.megabytes", 10) << 20);
    }

    private static Set<Currency> books(YamlFile file) {
        var currencies = new LinkedHashSet<Currency>();
        file.at("books").forEach(code -> {
            try {
                currencies.add(Currency.getInstance(code.asText()));
            } catch (IllegalArgumentException e) {
                throw file.bad("books", "'" + code.asText() + "' is no currency");
            }
        });
        return Collections.unmodifiableSet(currencies);
    }

    private static Set<String> references(YamlFile file) {
        var fields = new LinkedHashSet<String>();
        file.at("references").forEach(field -> fields.add(field.asText()));
        String usual = file.at("orderNumberIn").asText("");
        if (!usual.isEmpty() && !fields.contains(usual)) {
            throw file.bad("orderNumberIn", "'" + usual + "' is not among the references " + fields);
        }
        return Collections.unmodifiableSet(fields);
    }

    /** What references become; a field that one of them names must be one that an invoice can be searched by. */
    private static Map<ReferenceUses.Use, TargetMapping.Carried> uses(YamlFile file) {
        var uses = new EnumMap<ReferenceUses.Use, TargetMapping.Carried>(ReferenceUses.Use.class);
        file.at("uses").properties().forEach(field -> {
            String at = "uses." + field.getKey();
            String in = file.at(at + ".in").asText("");
            if (!in.isEmpty() && !references(file).contains(in)) {
                throw file.bad(at + ".in", "'" + in + "' is not among the references " + references(file));
            }
            var modes = EnumSet.noneOf(Mode.class);
            file.at(at + ".modes")
                    .forEach(mode -> modes.add(Mode.valueOf(mode.asText().toUpperCase(Locale.ROOT))));
            uses.put(
                    ReferenceUses.Use.called(field.getKey()),
                    new TargetMapping.Carried(
                            in, modes, form(file, at), file.at(at + ".why").asText("")));
        });
        return Collections.unmodifiableMap(uses);
    }

    private static ReferenceUses.@Nullable Form form(YamlFile file, String at) {
        String form = at + ".form";
        return file.at(form).isMissingNode()
                ? null
                : new ReferenceUses.Form(
                        pattern(file, form), !file.at(at + ".checkDigit").isMissingNode());
    }

    /** A regular expression. */
    static Pattern pattern(YamlFile file, String path) {
        try {
            return Pattern.compile(file.text(path));
        } catch (PatternSyntaxException e) {
            throw file.bad(path, "'" + file.text(path) + "' is no regular expression: " + e.getDescription());
        }
    }

    /** The names of the dimensions; no two may be the same to the target. */
    private static Set<String> dimensions(YamlFile file) {
        var names = new TreeMap<String, String>();
        file.at("dimensions").properties().forEach(field -> {
            @Nullable String other = names.putIfAbsent(field.getValue().asText(), field.getKey());
            if (other != null) {
                throw file.bad(
                        "dimensions." + field.getKey(),
                        other + " is " + field.getValue().asText() + " already");
            }
        });
        return new TreeSet<>(names.values());
    }

    static RatesMapping rates(YamlFile file) {
        MappingSchema.RATES.check(file);
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

    /** Each role's account, or its accounts with their days. */
    static List<AccountPlan.Entry> entries(YamlFile file, String path) {
        var entries = new ArrayList<AccountPlan.Entry>();
        file.at(path).properties().forEach(field -> {
            String at = path + "." + field.getKey();
            if (field.getValue().isArray()) {
                for (int i = 0; i < field.getValue().size(); i++) {
                    entries.add(entry(file, at + "." + i, field.getKey()));
                }
            } else {
                entries.add(entry(file, at, field.getKey()));
            }
        });
        return entries;
    }

    private static AccountPlan.Entry entry(YamlFile file, String at, String role) {
        JsonNode box = file.at(at + ".box");
        return new AccountPlan.Entry(
                role,
                new Account(file.text(at + ".account"), file.text(at + ".name")),
                box.isMissingNode() ? null : new VatBox(box.asText()),
                day(file, at + ".from"),
                day(file, at + ".until"));
    }

    private static int whole(YamlFile file, String path, int otherwise) {
        return file.at(path).asInt(otherwise);
    }

    private static Duration duration(YamlFile file, String path) {
        return DurationStyle.detectAndParse(file.text(path));
    }
}
