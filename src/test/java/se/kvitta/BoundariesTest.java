package se.kvitta;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What belongs where. A new source, target or publisher of rates is new files with its slug; nothing else changes. */
class BoundariesTest {

    private static final Path CODE = Path.of("src/main/java/se/kvitta");
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Pattern DIRECT =
            Pattern.compile("direct:([a-z][a-z0-9-]*)(\\$\\{body\\.target}|\\$\\{[^}]*}|\" \\+)?");

    /** Everything that is not a source, a target, a publisher of rates, a stand-in of one, or the demo that shows them. */
    private static final Set<String> PLUG_INS = Set.of("source", "target", "rate", "sandbox", "demo");

    /** Sources and targets that are to come: the core must not begin to say their names before they are there. */
    private static final Set<String> TO_COME =
            Set.of("paypal", "kustom", "woocommerce", "quickbutik", "office24", "bjornlunden");

    /** What the core calls at a target, before its slug. */
    private static final Set<String> OF_TARGETS =
            Set.of("target-", "lookup-", "preflight-", "repair-", "bank-", "credits-", "ledger-");

    /** Where web shops will end, beside {@code direct:settlement}. */
    private static final Set<String> FOR_SHOPS = Set.of("order");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("se.kvitta");

    @Test
    void everySourceAndTargetFillsItsSlots() throws IOException {
        for (String kind : List.of("source", "target")) {
            Set<String> slugs = slugs(kind);
            assertThat(slugs).isNotEmpty();
            for (String slug : slugs) {
                assertThat(slug).matches("[a-z][a-z0-9]*");
                assertThat(Path.of("routes", kind + "s", slug + ".camel.yaml")).exists();
                assertThat(Path.of("mappings", kind + "s", slug + ".yaml")).exists();
                assertThat(GOLDEN.resolve(kind + "s").resolve(slug)).isNotEmptyDirectory();
                assertThat(Path.of("docs", kind + "s", slug + ".md")).exists();
            }
        }
    }

    @Test
    void everySourceAndTargetIsHeldToTheLawsOfItsKind() throws IOException {
        for (String kind : List.of("source", "target")) {
            String laws = "%S%sConformance".formatted(kind.charAt(0), kind.substring(1));
            for (String slug : slugs(kind)) {
                if (kind.equals("source") && isPickedUp(slug)) {
                    continue;
                }
                String name = Character.toUpperCase(slug.charAt(0)) + slug.substring(1) + "ConformanceTest";
                Path test = Path.of("src/test/java/se/kvitta", kind, slug, name + ".java");
                assertThat(test).exists();
                assertThat(Files.readString(test)).as("%s", test).contains("class " + name + " extends " + laws);
            }
        }
    }

    /**
     * A source without code has rows in its mapping, which the generic translator reads. Nothing is called that needs a stand-in.
     * It stays small: what is more than flat rows is code.
     */
    @Test
    void aSourceWithoutCodeIsAShortRouteAndAShortMapping() throws IOException {
        List<String> flat = new ArrayList<>();
        for (String slug : slugs("source")) {
            if (isFlatRows(slug)) {
                flat.add(slug);
                assertThat(new YAMLMapper()
                                .readTree(Path.of("mappings/sources", slug + ".yaml")
                                        .toFile())
                                .has("rows"))
                        .as("%s has code or rows", slug)
                        .isTrue();
                int lines = Files.readAllLines(Path.of("routes/sources", slug + ".camel.yaml"))
                                .size()
                        + Files.readAllLines(Path.of("mappings/sources", slug + ".yaml"))
                                .size();
                assertThat(lines).as("lines of %s", slug).isLessThanOrEqualTo(80);
            }
        }
        assertThat(flat).isNotEmpty();
    }

    /**
     * A source whose route calls nothing but the pick-up has no stand-in and no addresses of its own, and all such sources are
     * held to the laws together: each with its files, or by the translator of rows if it has no code.
     */
    @Test
    void sourcesThatArePickedUpAreHeldToTheLawsTogether() throws IOException {
        String test = Files.readString(Path.of("src/test/java/se/kvitta/source/PickedUpConformanceTest.java"));
        assertThat(test).contains("class PickedUpConformanceTest extends SourceConformance");
        String stand = Files.readString(Path.of("src/test/java/se/kvitta/source/PickedUpUnderTest.java"));
        List<String> pickedUp = new ArrayList<>();
        for (String slug : slugs("source")) {
            if (isPickedUp(slug)) {
                pickedUp.add(slug);
                assertThat(Path.of("src/main/resources/settings", slug + ".properties"))
                        .doesNotExist();
                if (!isFlatRows(slug)) {
                    assertThat(stand).as("the files of %s", slug).contains("(\"" + slug + "\", \"");
                }
            }
        }
        assertThat(pickedUp).isNotEmpty();
    }

    private static boolean isPickedUp(String slug) throws IOException {
        Matcher sent = DIRECT.matcher(code(Path.of("routes/sources", slug + ".camel.yaml")));
        return sent.results().map(one -> one.group(1)).toList().equals(List.of("pick-up"));
    }

    private static boolean isFlatRows(String slug) {
        return !Files.isDirectory(CODE.resolve("source").resolve(slug));
    }

    @Test
    void everyPublisherOfRatesFillsItsSlots() throws IOException {
        assertThat(slugs("rate")).isNotEmpty();
        for (String slug : slugs("rate")) {
            assertThat(slug).matches("[a-z][a-z0-9]*");
            for (String place : List.of(
                    "routes/rates/" + slug + ".camel.yaml",
                    "mappings/rates/" + slug + ".yaml",
                    "src/main/resources/settings/" + slug + ".properties",
                    "docs/rates/" + slug + ".md")) {
                assertThat(Path.of(place)).exists();
            }
            assertThat(CODE.resolve("rate").resolve(slug)).isNotEmptyDirectory();
            assertThat(CODE.resolve("sandbox").resolve(slug)).isNotEmptyDirectory();
        }
    }

    @Test
    void theCoreNamesNoPlugIn() throws IOException {
        var slugs = new TreeSet<>(slugs("source"));
        slugs.addAll(slugs("target"));
        slugs.addAll(slugs("rate"));
        slugs.addAll(TO_COME);
        var words = new TreeSet<String>();
        for (Path file : core()) {
            String text = Files.readString(file);
            for (String slug : slugs) {
                // The package of a file format may be called like the target that writes it.
                String searched = text.replaceAll("(package|import( static)?) se\\.kvitta\\.[\\w.]+;", "");
                if (!file.startsWith(CODE.resolve(slug))
                        && Pattern.compile("(?i)(?<![a-z])" + slug + "(?![a-z])")
                                .matcher(searched)
                                .find()) {
                    words.add(file + " says " + slug);
                }
            }
        }
        assertThat(words).isEmpty();
    }

    @Test
    void theCoreKnowsNoPlugInAndNoPlugInKnowsASibling() throws IOException {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "se.kvitta",
                        "se.kvitta.source..",
                        "se.kvitta.target..",
                        "se.kvitta.rate..",
                        "se.kvitta.sandbox..",
                        "se.kvitta.demo..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "se.kvitta.source..",
                        "se.kvitta.target..",
                        "se.kvitta.rate..",
                        "se.kvitta.sandbox..",
                        "se.kvitta.demo..")
                .check(CLASSES);
        for (String kind : List.of("source", "target", "rate", "sandbox")) {
            SlicesRuleDefinition.slices()
                    .matching("se.kvitta." + kind + ".(*)..")
                    .should()
                    .notDependOnEachOther()
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
        noClasses()
                .that()
                .resideInAPackage("se.kvitta.source..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "se.kvitta.target..",
                        "se.kvitta.sandbox..",
                        "se.kvitta.delivery..",
                        "se.kvitta.booking..",
                        "se.kvitta.journal..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("se.kvitta.rate..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "se.kvitta.source..",
                        "se.kvitta.target..",
                        "se.kvitta.sandbox..",
                        "se.kvitta.delivery..",
                        "se.kvitta.intake..",
                        "se.kvitta.booking..",
                        "se.kvitta.journal..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("se.kvitta.target..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "se.kvitta.source..", "se.kvitta.rate..", "se.kvitta.sandbox..", "se.kvitta.intake..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("se.kvitta.sandbox..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "se.kvitta.source..",
                        "se.kvitta.target..",
                        "se.kvitta.rate..",
                        "se.kvitta.exchange..",
                        "se.kvitta.delivery..",
                        "se.kvitta.journal..",
                        "se.kvitta.booking..")
                .because("a stand-in that shares our code shares our mistakes")
                .check(CLASSES);
    }

    /** Amounts are minor units. What a library wants as a fraction, such as a place on a page, is divided where it is handed over. */
    @Test
    void nothingIsCountedInFractionsOfTwo() throws IOException {
        var found = new TreeSet<String>();
        for (Path file : walk(CODE)) {
            String code =
                    Files.readString(file).replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//.*", "");
            if (Pattern.compile("\\b(float|double|Float|Double)\\b")
                    .matcher(code)
                    .find()) {
                found.add(file.toString());
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void theDomainIsPure() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "se.kvitta.ledger..",
                        "se.kvitta.reason..",
                        "se.kvitta.settlement..",
                        "se.kvitta.table..",
                        "se.kvitta.rows..",
                        "se.kvitta.booking..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.springframework..",
                        "org.apache.camel..",
                        "java.sql..",
                        "java.net.http..",
                        "java.time.Clock")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .matching("se.kvitta.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void everyRouteHasAReadableIdAGroupAndADescription() throws IOException {
        for (Path file : routeFiles()) {
            String slug = file.getParent().endsWith("core")
                    ? "core"
                    : file.getFileName().toString().replace(".camel.yaml", "");
            for (JsonNode route : routes(file)) {
                String id = route.path("id").asText();
                assertThat(id).as("a route of %s", file).matches(slug + "\\.[a-z][a-z-]*");
                assertThat(route.path("group").asText()).as(id).isEqualTo(slug);
                assertThat(route.path("description").asText()).as(id).matches("[A-Z].{20,}");
                assertThat(route.path("routeConfigurationId").asText()).as(id).isNotEmpty();
            }
        }
    }

    @Test
    void everyDirectEndpointThatIsCalledBeginsARoute() throws IOException {
        var receivers = new TreeMap<String, Path>();
        for (Path file : routeFiles()) {
            for (JsonNode route : routes(file)) {
                String uri = route.path("from").path("uri").asText();
                if (uri.startsWith("direct:")) {
                    assertThat(receivers.put(uri.substring(7), file)).as(uri).isNull();
                }
            }
        }
        Map<String, List<String>> dynamic = new HashMap<>(Map.of(
                "source-", List.copyOf(slugs("source")),
                "target-", List.copyOf(slugs("target")),
                "lookup-", List.copyOf(slugs("target")),
                "preflight-", List.copyOf(slugs("target")),
                // Only a source whose mapping says that it can be asked for orders has one.
                "orders-", withRoute("orders-", "source", receivers),
                // Only a source that takes webhooks has one.
                "hint-", withRoute("hint-", "source", receivers),
                "rates-", List.copyOf(slugs("rate"))));
        // Only a target that offers repairs, or whose mapping says that it can be asked, has these.
        for (String start : List.of("repair-", "bank-", "credits-", "ledger-")) {
            dynamic.put(start, withRoute(start, "target", receivers));
        }
        var senders = new TreeSet<String>();
        for (Path file : senders()) {
            Matcher sent = DIRECT.matcher(code(file));
            while (sent.find()) {
                String name = sent.group(1);
                if (!name.endsWith("-")) {
                    senders.add(name);
                    assertThat(receivers)
                            .as("%s sends to direct:%s", file, name)
                            .containsKey(name);
                } else {
                    for (String slug : dynamic.getOrDefault(name, List.of())) {
                        senders.add(name + slug);
                        assertThat(receivers)
                                .as("%s sends to direct:%s%s", file, name, slug)
                                .containsKey(name + slug);
                    }
                }
            }
        }
        senders.addAll(FOR_SHOPS);
        // Shops send articles to the targets that take them, and ask for their stock.
        slugs("target").forEach(slug -> senders.addAll(List.of("article-" + slug, "stock-" + slug)));
        assertThat(senders).as("routes that nobody calls are dead").containsAll(receivers.keySet());
    }

    /**
     * Calls to a company at a target are paced by the memory of one node, so that one running job makes them all: no thread of a page, of
     * the API, of JMX, or of another job reaches a route that calls one.
     */
    @Test
    void onlyTheDeliveryJobReachesATarget() throws IOException {
        var calls = new TreeMap<String, Set<String>>();
        var starts = new TreeMap<String, Set<String>>();
        for (Path file : routeFiles()) {
            for (JsonNode route : routes(file)) {
                String from = route.path("from").path("uri").asText();
                Set<String> to = called(route.path("from").path("steps").toString());
                if (from.startsWith("direct:")) {
                    calls.put(from.substring(7), to);
                } else {
                    starts.put(route.path("id").asText(), to);
                }
            }
        }
        for (Path file : walk(CODE)) {
            starts.put(
                    file.getFileName().toString(), called(Files.readString(file).replaceAll("(?<!\")direct:", "")));
        }
        var reaching = new TreeSet<String>();
        starts.forEach((start, first) -> {
            var reached = new TreeSet<String>();
            var open = new ArrayList<>(first);
            while (!open.isEmpty()) {
                String next = open.remove(open.size() - 1);
                if (reached.add(next)) {
                    calls.forEach((name, to) -> {
                        if (name.equals(next) || (next.endsWith("-") && name.startsWith(next))) {
                            open.addAll(to);
                        }
                    });
                }
            }
            if (reached.stream().anyMatch(OF_TARGETS::contains)) {
                reaching.add(start);
            }
        });
        assertThat(reaching).containsExactly("DeliverJob.java");
    }

    private static Set<String> called(String code) {
        return DIRECT.matcher(code).results().map(one -> one.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> withRoute(String start, String kind, Map<String, Path> receivers) throws IOException {
        return slugs(kind).stream()
                .filter(slug -> receivers.containsKey(start + slug))
                .toList();
    }

    /** Without where a route begins, which is no call. */
    private static String code(Path file) throws IOException {
        return Files.readString(file)
                .replaceAll("(?m)(from:\\s+uri: )direct:[a-z0-9-]+", "$1")
                .replaceAll("(?m)#.*$", "");
    }

    private static Set<String> slugs(String kind) throws IOException {
        var slugs = new TreeSet<String>();
        names(Path.of("routes", kind + "s"), ".camel.yaml", slugs);
        names(Path.of("mappings", kind + "s"), ".yaml", slugs);
        names(CODE.resolve(kind), "", slugs);
        names(GOLDEN.resolve(kind + "s"), "", slugs);
        slugs.removeIf(name -> name.contains("."));
        return slugs;
    }

    private static void names(Path folder, String suffix, Set<String> names) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> name.endsWith(suffix))
                        .map(name -> name.substring(0, name.length() - suffix.length()))
                        .forEach(names::add);
            }
        }
    }

    private static List<Path> core() throws IOException {
        var files = new ArrayList<Path>(walk(Path.of("routes/core")));
        try (Stream<Path> packages = Files.list(CODE)) {
            for (Path place : packages.toList()) {
                if (!PLUG_INS.contains(place.getFileName().toString())) {
                    files.addAll(walk(place));
                }
            }
        }
        files.addAll(walk(Path.of("src/main/resources/db")));
        for (String texts : List.of("reasons", "evidence", "report", "sheet", "connect", "preflight")) {
            files.addAll(walk(Path.of("src/main/resources", texts)));
        }
        files.add(Path.of("src/main/resources/application.properties"));
        return files;
    }

    private static List<Path> routeFiles() throws IOException {
        return walk(Path.of("routes"));
    }

    private static List<Path> senders() throws IOException {
        var files = new ArrayList<>(routeFiles());
        files.addAll(walk(CODE));
        return files;
    }

    private static List<Path> walk(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static List<JsonNode> routes(Path file) throws IOException {
        var routes = new ArrayList<JsonNode>();
        for (JsonNode entry : new YAMLMapper().readTree(file.toFile())) {
            if (entry.has("route")) {
                routes.add(entry.get("route"));
            }
        }
        return routes;
    }
}
