package se.kvitta.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.Status;
import se.kvitta.home.Home;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/** A route file that is wrong is one slug's trouble: it says where and why, and all others run and book. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RouteIsolationTest {

    private static final String FILE = "routes/sources/paypal.camel.yaml";
    private static final String GOOD = """
            - route:
                id: paypal.fetch
                group: paypal
                description: Fetches nothing
                from:
                  uri: direct:source-paypal
                  steps:
                    - setBody:
                        constant: first
                    - to: log:paypal
            """;

    @TempDir
    static Path folder;

    private Sandboxes sandboxes;
    private TestHome home;
    private TestKvitta kvitta;
    private RouteFiles routes;
    private int fetched;

    @BeforeAll
    void start() {
        sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
        home = new TestHome(folder.resolve("home")).merchant("kaffe", TestMerchants.SIE);
        home.write("routes/targets/broken.camel.yaml", "- route: [\n");
        kvitta = TestKvitta.in(home).with(sandboxes).start();
        routes = kvitta.bean(RouteFiles.class);
    }

    @AfterAll
    void stop() {
        kvitta.close();
        sandboxes.close();
    }

    @BeforeEach
    void mendTheFileThatWasBrokenAtTheStart() throws IOException {
        Files.deleteIfExists(folder.resolve("home/routes/targets/broken.camel.yaml"));
    }

    @AfterEach
    void takeTheFileAway() throws IOException {
        Files.deleteIfExists(folder.resolve("home").resolve(FILE));
        routes.refresh();
        assertThat(kvitta.bean(KvittaHealth.class).health().getStatus()).isEqualTo(Status.UP);
        assertThat(ids()).noneMatch(id -> id.startsWith("paypal"));
    }

    private List<String> ids() {
        return kvitta.bean(CamelContext.class).getRoutes().stream()
                .map(Route::getRouteId)
                .toList();
    }

    private RouteFiles.Status status() {
        return routes.status().stream()
                .filter(status -> status.slug().equals("paypal"))
                .findFirst()
                .orElseThrow();
    }

    private String answer() {
        return kvitta.routes().requestBody("direct:source-paypal", "", String.class);
    }

    /** A settlement that was never there before comes in and is booked. */
    private void assertOthersBook() throws IOException {
        int before = home.outbox("kaffe").size();
        String reference = "22019" + (10_000 + fetched++);
        sandboxes.deliver(
                reference + "_20260216T000000_0.csv",
                Files.readString(Path.of("src/test/resources/golden/sources/klarna/plain-sale-and-fee/input.csv"))
                        .replace("2201500101", reference));
        kvitta.fetch("kaffe-se");
        kvitta.deliverAll("kaffe");
        assertThat(home.outbox("kaffe")).hasSize(before + 1);
    }

    static List<List<String>> bad() {
        var bad = new ArrayList<List<String>>();
        bad.add(List.of("broken YAML", GOOD.replace("    group: paypal", "   group: paypal"), ":3", "<block end>"));
        bad.add(List.of("a tab", GOOD.replace("    group: paypal", "\tgroup: paypal"), ":3", "(TAB)"));
        bad.add(List.of("no routes at all", "hello\n", "", "paypal"));
        bad.add(List.of("an empty file", "", "", "empty"));
        bad.add(List.of("an unknown word", GOOD.replace("setBody:", "setBodi:"), ":8", "setBodi"));
        bad.add(List.of("an unknown field", GOOD.replace("group:", "groop:"), ":2", "groop"));
        bad.add(List.of(
                "an unknown component",
                GOOD.replace("log:paypal", "logg:paypal"),
                ":10",
                "there is no component 'logg'"));
        bad.add(List.of(
                "an unknown option",
                GOOD.replace("log:paypal", "log:paypal?colour=blue"),
                ":10",
                "has no option colour"));
        bad.add(List.of(
                "an unknown property",
                GOOD.replace("log:paypal", "\"log:{{paypal.no-such}}\""),
                ":10",
                "paypal.no-such"));
        bad.add(List.of(
                "another's door",
                GOOD.replace("direct:source-paypal", "direct:source-klarna"),
                "",
                "the route klarna.fetch begins at direct:source-klarna"));
        bad.add(List.of(
                "its own and another's door",
                GOOD + GOOD.replace("source-paypal", "source-klarna").replace("paypal.fetch", "paypal.more"),
                "",
                "the route klarna.fetch begins at direct:source-klarna"));
        bad.add(List.of(
                "an id of the core",
                GOOD.replace("paypal.fetch", "core.fetch"),
                ":1",
                "another file has a route of the id core.fetch"));
        bad.add(List.of(
                "an id twice",
                GOOD + GOOD.replace("source-paypal", "source-paypal2"),
                ":11",
                "the id paypal.fetch stands twice"));
        bad.add(List.of("no id", GOOD.replace("id: paypal.fetch", "autoStartup: true"), ":1", "has no id"));
        bad.add(List.of(
                "an unknown bean", GOOD.replace("to: log:paypal", "bean: {ref: nobody, method: any}"), "", "nobody"));
        bad.add(List.of(
                "a mistyped expression", GOOD.replace("constant: first", "simple: \"${bodi\""), "", "functionEnd"));
        return bad;
    }

    @ParameterizedTest
    @MethodSource("bad")
    void leavesOutABadFileSaysWhereAndWhyAndTheOthersBook(List<String> bad) throws IOException {
        home.write(FILE, bad.get(1));
        routes.refresh();
        assertThat(status().running()).isFalse();
        assertThat(status().file()).isEqualTo(FILE);
        assertThat(status().problems()).isNotEmpty().allSatisfy(problem -> assertThat(problem)
                .doesNotContain("\n")
                .startsWith("paypal.camel.yaml" + bad.get(2))
                .containsIgnoringCase(bad.get(3)));
        Health health = kvitta.bean(KvittaHealth.class).health();
        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails()).containsOnlyKeys(FILE);
        assertThat(String.valueOf(health.getDetails().get(FILE))).contains("is down", bad.get(3));
        assertThat(ids()).noneMatch(id -> id.startsWith("paypal"));

        home.write(FILE, GOOD);
        routes.refresh();
        assertThat(status()).isEqualTo(new RouteFiles.Status("paypal", FILE, true, List.of()));
        assertThat(answer()).isEqualTo("first");
    }

    @ParameterizedTest
    @MethodSource("bad")
    void keepsTheLastGoodVersionWhenAReloadIsBad(List<String> bad) {
        home.write(FILE, GOOD);
        routes.refresh();
        home.write(FILE, bad.get(1));
        routes.refresh();
        assertThat(status().running()).isTrue();
        assertThat(status().problems()).isNotEmpty();
        assertThat(kvitta.bean(KvittaHealth.class).health().getDetails())
                .hasEntrySatisfying(FILE, text -> assertThat(text.toString()).startsWith("the last good version runs"));
        assertThat(answer()).isEqualTo("first");
        home.write(FILE, GOOD.replace("first", "second"));
        routes.refresh();
        assertThat(status().problems()).isEmpty();
        assertThat(answer()).isEqualTo("second");
    }

    @Test
    void theOthersBookWhileAFileIsBroken() throws IOException {
        home.write(FILE, "- route: [\n");
        routes.refresh();
        assertThat(routes.status())
                .filteredOn(status -> !status.slug().equals("paypal"))
                .allSatisfy(status -> assertThat(status.problems()).isEmpty());
        assertOthersBook();
    }

    @Test
    void outlivesAFileThatIsNoText() throws IOException {
        Files.write(folder.resolve("home").resolve(FILE), new byte[] {'-', ' ', (byte) 0xE5, (byte) 0xFF, 0});
        routes.refresh();
        assertThat(status().problems()).singleElement().satisfies(problem -> assertThat(problem)
                .startsWith("paypal.camel.yaml"));
        assertOthersBook();
    }

    @Test
    void takesUpAFileThatIsNewAndStopsTheRoutesOfOneThatIsDeleted() throws IOException {
        home.write(FILE, GOOD);
        routes.refresh();
        assertThat(ids()).contains("paypal.fetch");
        Files.delete(folder.resolve("home").resolve(FILE));
        routes.refresh();
        assertThat(ids()).doesNotContain("paypal.fetch");
        assertThat(routes.status()).noneMatch(status -> status.slug().equals("paypal"));
        assertThatThrownBy(this::answer).isInstanceOf(org.apache.camel.CamelExecutionException.class);
        assertOthersBook();
    }

    @Test
    void aTargetNeedsItsThreeDoors() throws IOException {
        Path file = folder.resolve("home/routes/targets/broken.camel.yaml");
        home.write(
                "routes/targets/broken.camel.yaml",
                GOOD.replace("paypal", "broken").replace("source-", "target-"));
        routes.refresh();
        assertThat(routes.status())
                .filteredOn(status -> status.slug().equals("broken"))
                .flatExtracting(RouteFiles.Status::problems)
                .containsExactly(
                        "broken.camel.yaml: no route begins at direct:lookup-broken",
                        "broken.camel.yaml: no route begins at direct:preflight-broken");
        Files.delete(file);
    }

    @Test
    void aPublisherOfRatesNeedsItsDoor() throws IOException {
        Path file = folder.resolve("home/routes/rates/broken.camel.yaml");
        home.write("routes/rates/broken.camel.yaml", GOOD.replace("paypal", "broken"));
        routes.refresh();
        assertThat(routes.status())
                .filteredOn(status -> !status.problems().isEmpty())
                .flatExtracting(RouteFiles.Status::problems)
                .containsExactly("broken.camel.yaml: no route begins at direct:rates-broken");
        assertOthersBook();
        Files.delete(file);
    }

    @Test
    void startsNotWithoutItsCoreAndNamesTheFile() throws Exception {
        for (Map.Entry<String, String> broken : Map.of(
                        "intake.camel.yaml", "- route: [\n", "delivery.camel.yaml", "- rout:\n    id: core.deliver\n")
                .entrySet()) {
            TestHome other = new TestHome(Files.createTempDirectory(folder, "core"));
            other.write("routes/core/" + broken.getKey(), broken.getValue());
            try (var camel = new DefaultCamelContext()) {
                assertThatThrownBy(() -> new RouteFiles(new Home(other.folder()), camel).loadCore())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("routes/core")
                        .hasMessageContaining(broken.getKey());
            }
        }
        TestHome empty = new TestHome(Files.createTempDirectory(folder, "core"));
        try (var files = Files.list(empty.folder().resolve("routes/core"));
                var camel = new DefaultCamelContext()) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(empty.folder().resolve("routes/core"));
            assertThatThrownBy(() -> new RouteFiles(new Home(empty.folder()), camel).loadCore())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("KVITTA_HOME");
        }
    }
}
