package se.kvitta;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.intake.Taken;
import se.kvitta.journal.BookFigures;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.reason.Reason;
import se.kvitta.reason.Reasons;
import se.kvitta.testing.BookingNotation;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestJournal;

/**
 * What every source's documents are booked as, case by case. A case is a folder without folders below
 * {@code golden/sources/<slug>/}, and its path is a sentence:
 *
 * <pre>
 * input.*            the document; taken from the nearest folder above when the case has none
 * earlier.*          a document that came before it, if one matters
 * orders.json        what the source answers when it is asked for orders, each with its order_id; others are gone
 * profile.yaml       what differs from {@code golden/sources/profile.yaml}, folder by folder down to the case
 * expected.bookings  the vouchers, and
 * expected.held      the events that wait for a person, or
 * expected.refusal   why nothing is booked: the code, and what people are told
 * </pre>
 *
 * <p>{@code mvn test -Dtest=GoldenSourcesTest -Dgolden.update=true} writes what is booked now, and the tables of samples
 * in {@code docs/sources}; read the difference before it is committed.
 */
@TestMethodOrder(OrderAnnotation.class)
class GoldenSourcesTest {

    private static final Path TREE = Path.of("src/test/resources/golden/sources");
    private static final Path SAMPLES = Path.of("src/test/resources");
    private static final Path PAGES = Path.of("docs/sources");
    private static final boolean UPDATE = Boolean.getBoolean("golden.update");
    private static final List<String> EXPECTED = List.of("expected.bookings", "expected.held", "expected.refusal");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Reasons ENGLISH = Reasons.in("en");

    @TempDir
    static Path folder;

    private static TestJournal journal;

    @BeforeAll
    static void start() throws IOException {
        var home = new TestHome(folder).goldenRates();
        for (Path slug : folders(TREE)) {
            for (Path place : cases(slug)) {
                String name = name(slug, place);
                home.merchant(name, YAML.writeValueAsString(merchant(slug, place, name)));
            }
        }
        journal = new TestJournal(home);
    }

    @AfterAll
    static void stop() {
        journal.close();
    }

    @TestFactory
    @Order(1)
    Stream<DynamicContainer> aSourceBooksItsCasesAsExpected() {
        return folders(TREE).stream()
                .map(slug -> DynamicContainer.dynamicContainer(
                        String.valueOf(slug.getFileName()),
                        cases(slug).stream()
                                .map(place -> DynamicTest.dynamicTest(
                                        String.valueOf(slug.relativize(place)), () -> check(slug, place)))));
    }

    /** After the cases, so that an update of them is told at once. */
    @TestFactory
    @Order(2)
    Stream<DynamicTest> thePageOfASourceTellsWhatIsBookedOfItsSamples() {
        return folders(TREE).stream()
                .map(slug -> DynamicTest.dynamicTest(String.valueOf(slug.getFileName()), () -> new SamplePage(
                                PAGES.resolve(slug.getFileName() + ".md"), SAMPLES.resolve(slug.getFileName()), slug)
                        .check(UPDATE)));
    }

    private static void check(Path slug, Path place) throws IOException {
        Map<String, String> actual = run(slug, place);
        for (String name : EXPECTED) {
            Path file = place.resolve(name);
            String now = actual.get(name);
            if (UPDATE) {
                if (now == null) {
                    Files.deleteIfExists(file);
                } else {
                    Files.writeString(file, now);
                }
            }
            assertThat(Files.exists(file) ? Files.readString(file) : null)
                    .as("%s", file)
                    .isEqualTo(now);
        }
    }

    private static Map<String, String> run(Path slug, Path place) throws IOException {
        String merchant = name(slug, place);
        assertThat(journal.merchants().merchant(merchant))
                .as("%s", journal.merchants().problems())
                .isPresent();
        journal.answerOrders(orders(slug, place));
        Optional<Path> earlier = nearest(slug, place, "earlier.");
        if (earlier.isPresent()) {
            takeIn(merchant, slug, place, earlier.get());
            journal.plan(merchant);
        }
        Path input = nearest(slug, place, "input.").orElseThrow(() -> new AssertionError(place + " has no input"));
        Taken taken = takeIn(merchant, slug, place, input);
        Settlement settlement = taken.settlement();
        if (taken.how() != Taken.How.ACCEPTED || settlement == null) {
            return Map.of("expected.refusal", refusal(taken.reason()));
        }
        journal.plan(merchant);
        Settlement planned = journal.settlement(settlement.id());
        if (planned.reason() != null) {
            return Map.of("expected.refusal", refusal(planned.reason()));
        }
        assertThatItIsProven(merchant, planned);
        var result = new LinkedHashMap<String, String>();
        result.put(
                "expected.bookings",
                BookingNotation.bookings(journal.postings(planned).stream()
                        .map(Posting::booking)
                        .map(booking -> booking.voucher())
                        .toList()));
        if (!journal.held(planned).isEmpty()) {
            result.put("expected.held", BookingNotation.held(journal.held(planned)));
        }
        return result;
    }

    /**
     * At the end of every day of the payout's month and the one before, clearing is what the proof says, to the minor unit, where
     * Kvitta books what moves on it.
     */
    private static void assertThatItIsProven(String merchant, Settlement settlement) {
        if (!journal.merchants().requireProfile(settlement.profile()).booksMoney()) {
            return;
        }
        assertThat(journal.figures().cleared(List.of(settlement.id()))).allMatch(BookFigures.Cleared::holds);
        YearMonth paid = YearMonth.from(settlement.payoutDay());
        for (YearMonth month : List.of(paid.minusMonths(1), paid)) {
            assertThat(journal.month(merchant, month).clearings()).allSatisfy(clearing -> assertThat(clearing.days())
                    .filteredOn(day -> !day.difference().isZero())
                    .as("%s %s", clearing.profile(), month)
                    .isEmpty());
        }
    }

    private static Map<String, byte[]> orders(Path slug, Path place) throws IOException {
        var orders = new LinkedHashMap<String, byte[]>();
        Optional<Path> file = nearest(slug, place, "orders.");
        if (file.isPresent()) {
            for (JsonNode order : YAML.readTree(Files.readString(file.get()))) {
                orders.put(order.path("order_id").asText(), order.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return orders;
    }

    private static Taken takeIn(String profile, Path slug, Path place, Path document) throws IOException {
        String name = settings(slug, place).path("document").asText(String.valueOf(document.getFileName()));
        return journal.takeIn(profile, name, Files.readAllBytes(document));
    }

    private static String refusal(@Nullable Reason reason) {
        if (reason == null) {
            throw new AssertionError("refused without a reason");
        }
        return reason.code() + "\n" + ENGLISH.text(reason) + "\n";
    }

    /** A merchant with one profile, both named alike, as the settings of the case say. */
    private static ObjectNode merchant(Path slug, Path place, String name) throws IOException {
        JsonNode settings = settings(slug, place);
        ObjectNode merchant = settings.path("merchant").deepCopy();
        ObjectNode profile = settings.path("profile").deepCopy();
        merchant.put("merchant", name);
        profile.put("source", String.valueOf(slug.getFileName()));
        merchant.putObject("target").put("system", TestJournal.TARGET);
        merchant.putObject("profiles").set(name, profile);
        return merchant;
    }

    private static JsonNode settings(Path slug, Path place) throws IOException {
        JsonNode settings = YAML.readTree(Files.readString(TREE.resolve("profile.yaml")));
        Path at = slug;
        List<Path> down = new ArrayList<>(List.of(slug));
        for (Path step : slug.relativize(place)) {
            at = at.resolve(step);
            down.add(at);
        }
        for (Path level : down) {
            Path file = level.resolve("profile.yaml");
            if (Files.exists(file)) {
                merge((ObjectNode) settings, YAML.readTree(Files.readString(file)));
            }
        }
        return settings;
    }

    /** The source and the case's path as a name that a merchant can have. */
    private static String name(Path slug, Path place) {
        String path = slug.resolveSibling(".").normalize().relativize(place).toString();
        String name = path.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return name.length() <= 40 ? name : name.substring(0, 31) + "-" + Integer.toHexString(path.hashCode());
    }

    private static void merge(ObjectNode into, JsonNode from) {
        from.properties().forEach(field -> {
            if (field.getValue().isObject() && into.path(field.getKey()).isObject()) {
                merge((ObjectNode) into.path(field.getKey()), field.getValue());
            } else {
                into.set(field.getKey(), field.getValue());
            }
        });
    }

    private static Optional<Path> nearest(Path slug, Path place, String prefix) {
        for (Path at = place; at.startsWith(slug); at = at.resolveSibling(".").normalize()) {
            Optional<Path> found = list(at).stream()
                    .filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
                    .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The folders without folders, below a source's. */
    private static List<Path> cases(Path slug) {
        List<Path> below = folders(slug);
        return below.isEmpty()
                ? List.of(slug)
                : below.stream().flatMap(each -> cases(each).stream()).toList();
    }

    private static List<Path> folders(Path place) {
        return list(place).stream().filter(Files::isDirectory).toList();
    }

    private static List<Path> list(Path place) {
        try (Stream<Path> files = Files.list(place)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
