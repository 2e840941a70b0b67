package se.kvitta.merchant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;
import se.kvitta.booking.Capabilities;
import se.kvitta.booking.Mode;
import se.kvitta.home.Home;
import se.kvitta.home.Settings;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestMerchants;

/** A merchant file that is wrong says where and why, is left out, and leaves the others running. */
class MerchantsReaderTest {

    private static final String GOOD = TestMerchants.FORTNOX;

    @TempDir
    Path folder;

    private final MockEnvironment environment = new MockEnvironment();
    private TestHome home;

    @BeforeEach
    void aNeighbour() {
        home = new TestHome(folder).merchant("a-neighbour", TestMerchants.SIE);
    }

    private Merchants read() {
        var settings = new Settings(environment, List.of(folder.resolve("secrets")));
        return new Merchants(
                new Home(folder),
                settings,
                false,
                slug -> Set.of("fortnox", "sie").contains(slug)
                        ? Optional.of(new Capabilities(Set.of(Mode.DAILY, Mode.PAYOUT), slug.equals("sie"), Map.of()))
                        : Optional.empty(),
                slug -> ConnectionCheck.ANY,
                new MovableClock(Instant.parse("2026-03-05T12:00:00Z")));
    }

    /** Reads a bad file; answers what is said of it. */
    private FileProblem problem(String yaml) {
        home.merchant("ljus", yaml);
        Merchants merchants = read();
        assertThat(merchants.all()).extracting(Merchant::name).containsExactly("kaffe");
        assertThat(merchants.problems()).hasSize(1);
        return merchants.problems().get(0);
    }

    private static String with(String text, String instead) {
        assertThat(GOOD).contains(text);
        return GOOD.replace(text, instead);
    }

    /** The line, counted from 1, of the first that holds the text. */
    private static int line(String yaml, String text) {
        List<String> lines = Arrays.asList(yaml.split("\n"));
        return 1
                + lines.indexOf(lines.stream()
                        .filter(line -> line.contains(text))
                        .findFirst()
                        .orElseThrow());
    }

    @Test
    void refusesToAttachDocumentsWhereTheTargetTakesNone() {
        FileProblem problem = problem(with("system: fortnox", "system: fortnox\n  evidence: attach"));
        assertThat(problem.toString()).contains("target.evidence").contains("fortnox takes no documents");
        home.merchant("ljus", with("system: fortnox", "system: fortnox\n  evidence: none"));
        assertThat(read().merchant("ljus").orElseThrow().evidence()).isFalse();
        home.merchant("ljus", GOOD);
        assertThat(read().merchant("ljus").orElseThrow().evidence())
                .as("what the target cannot")
                .isFalse();
    }

    @Test
    void readsAGoodFile() {
        home.merchant("ljus", GOOD);
        assertThat(read().problems()).isEmpty();
        assertThat(read().profiles()).extracting(Profile::name).containsExactly("kaffe-se", "ljus-se", "ljus-eu");
    }

    @Test
    void tellsNoValueOfAConnectionWhichMayBeASecret() {
        FileProblem problem = problem(GOOD.replaceFirst("password: secret:\\w+", "password: 90125411"));
        assertThat(problem.field()).endsWith(".connection.password");
        assertThat(problem.toString()).contains("string").doesNotContain("90125411");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    source: klarna       | source: klarnaa         | profiles.ljus-se.source | 'klarnaa' is no source; known are [klarna, klarnav2, nets, paypal, shopify, stripe, svea]
                    system: fortnox      | system: fortknox        | target.system | 'fortknox' is no target; known are [fortnox, sie]
                    modes: [daily, payout] | modes: [ledger]       | profiles.ljus-se.modes | fortnox cannot carry the mode ledger; it carries daily, payout
                    modes: [daily, payout] | modes: [dayly]        | profiles.ljus-se.modes | 'dayly': does not have a value in the enumeration
                    modes: [daily, payout] | modes: []             | profiles.ljus-se.modes | at least 1
                    rates: { SE: 25 }    | rates: { SE: 250 }      | profiles.ljus-se.vat.rates.SE | 100
                    rates: { SE: 25 }    | rates: { SE: -25 }      | profiles.ljus-se.vat.rates.SE | 0
                    rates: { SE: 25 }    | rates: { SE: 25.1234567 } | profiles.ljus-se.vat.rates.SE | 25.1234567
                    rates: { SE: 25 }    | rates: { SE: moms }     | profiles.ljus-se.vat.rates.SE | 'moms' is neither a rate in percent nor a class of goods; known are [food, restaurant, books]
                    currencies: [SEK]    | currencies: [SEX]       | profiles.ljus-se.currencies.0 | 'SEX' is no ISO 4217 currency
                    start: 2026-01-01    | start: 2026-02-30       | profiles.ljus-se.start | full-date
                    start: 2026-01-01    | start: i dag            | profiles.ljus-se.start | date
                    rates: riksbank-demo | rates: riksbanken       | rates | 'riksbanken' is neither a publisher of rates nor a rate file; publishers are [ecb, riksbank], files in mappings/rates are [riksbank-demo]
                    merchant: ljus       | merchant: Ljus & Co     | merchant | pattern
                    organisationNumber: 559999-0016 | organisationNumber: 5599990016 | organisationNumber | string expected
                    rates: riksbank-demo | accountPlan: bas-1976   | accountPlan | 'bas-1976' is no account plan; known are [bas-2025, bas-2026]
                    merchant: ljus       | merchant: kaffe         | merchant | another file has the merchant 'kaffe' already, and counts: merchants/a-neighbour.yaml
                    rates: riksbank-demo | accounts: { FEE: abc }  | accounts.FEE | 'abc': does not match the regex pattern
                    source: klarna       | sauce: klarna           | profiles.ljus-se | sauce
                    rates: riksbank-demo | colour: blue            | colour | additional
                    rates: riksbank-demo | colour: blue            | colour | there are [merchant, demo, name,
                    rates: riksbank-demo | accounts: { FEES: "6064" } | accounts.FEES | nothing is booked on a role of this name; known are [ADVANCE_LOAN
                    rates: riksbank-demo | accounts: { SALES25: "3001" } | accounts.SALES25 | nothing is booked on a role of this name
                    source: klarna       | schedule: { cron: "every day" } | profiles.ljus-se | source
                    """)
    void saysWhereAndWhyAndWhatIsAllowed(String text, String instead, String field, String message) {
        String bad = GOOD.replaceFirst(java.util.regex.Pattern.quote(text), instead.replace("$", "\\$"));
        FileProblem problem = problem(bad);
        assertThat(problem.file()).isEqualTo("merchants/ljus.yaml");
        assertThat(problem.field()).startsWith(field);
        assertThat(problem.message()).contains(message);
        assertThat(problem.line()).isPositive();
        assertThat(problem.toString())
                .startsWith("merchants/ljus.yaml:" + problem.line() + ": " + problem.field() + ": ");
    }

    @Test
    void namesTheLineOfTheFieldThatIsWrong() {
        String bad = with("  ljus-eu:\n    source: klarna", "  ljus-eu:\n    source: unknown");
        assertThat(problem(bad).line()).isEqualTo(line(bad, "unknown"));
    }

    @Test
    void namesTheLineWhereTheYamlIsBroken() {
        String bad = with("name: Ljusbutiken", "name: \"Ljusbutiken");
        FileProblem problem = problem(bad);
        assertThat(problem.line()).isPositive();
        assertThat(problem.toString()).contains("this is no YAML").doesNotContain("\n", "kvitta-sandbox");
        String indented = with("    currencies: [SEK]", "   currencies: [SEK]");
        assertThat(problem(indented).line()).isEqualTo(line(indented, "   currencies: [SEK]"));
        String tab = with("    currencies: [SEK]", "\tcurrencies: [SEK]");
        assertThat(problem(tab).line()).isEqualTo(line(tab, "\tcurrencies: [SEK]"));
    }

    @Test
    void refusesAProfileThatStandsTwiceInAFile() {
        String bad = with("  ljus-eu:", "  ljus-se:");
        FileProblem problem = problem(bad);
        assertThat(problem.message()).contains("ljus-se");
        assertThat(problem.line()).isGreaterThan(line(bad, "  ljus-se:"));
    }

    @Test
    void refusesAProfileNameThatAnotherMerchantHas() {
        FileProblem problem = problem(with("  ljus-eu:", "  kaffe-se:"));
        assertThat(problem.field()).isEqualTo("profiles.kaffe-se");
        assertThat(problem.message()).contains("kaffe has a profile of this name already");
    }

    @Test
    void refusesTwoMerchantsWithTheBooksOfOneCompany() {
        home.merchant("b-ljus", GOOD).merchant("c-lampa", GOOD.replace("ljus", "lampa"));
        Merchants merchants = read();
        assertThat(merchants.all()).extracting(Merchant::name).containsExactly("kaffe", "ljus");
        assertThat(merchants.problems())
                .singleElement()
                .hasToString(
                        "merchants/c-lampa.yaml:7: target.connection: the merchant ljus books in fortnox 704001 already:"
                                + " one company is one merchant, with a profile for each shop");
    }

    @Test
    void refusesOneClearingAccountForTwoProvidersOrCurrencies() {
        home.write("mappings/sources/other.yaml", """
                source: other
                name: Other
                accounts:
                  CLEARING_EUR: { account: "1581", name: "Avräkning Other EUR" }
                  FEE: { account: "6064", name: "Avgifter" }
                """);
        FileProblem problem = problem(with("  ljus-eu:\n    source: klarna", "  ljus-eu:\n    source: other"));
        assertThat(problem.field()).isEqualTo("profiles.ljus-eu.accounts");
        assertThat(problem.message()).contains("the clearing account 1581 cannot serve both klarna SEK and other EUR");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ cron: \"every day\" }",
                "{ cron: \"\" }",
                "{ cron: \"0 0 15 ? * FOO\" }",
                "{ cron: \"0 0 15 1 1 ? 2020\" }",
                "{ cron: \"0 0 15 30 2 ?\" }",
                "{ every: fortnight }",
                "{ every: week, on: 5 }",
                "{ every: month, on: monday }",
                "{ every: month, on: 29 }",
                "{ every: day, on: monday }",
                "{ every: day, cron: \"0 0 15 * * ?\" }",
                "{ at: \"24:00\" }",
                "{ at: 15.30 }",
                "tomorrow"
            })
    void refusesAScheduleThatCannotBeKept(String schedule) {
        FileProblem problem = problem(GOOD.replaceFirst("    start:", "    schedule: " + schedule + "\n    start:"));
        assertThat(problem.field()).startsWith("profiles.ljus-se.schedule");
        assertThat(problem.line()).isEqualTo(12);
        assertThat(problem.message()).isNotBlank();
    }

    @Test
    void takesRatesFromAFileFromANamedPublisherOrElseFromTheDefault() {
        home.merchant("ljus", GOOD);
        assertThat(publisher()).isEmpty();
        home.merchant("ljus", GOOD.replace("rates: riksbank-demo", "rates: ecb"));
        assertThat(publisher()).contains("ecb");
        home.merchant("ljus", GOOD.replace("rates: riksbank-demo", ""));
        assertThat(publisher()).contains("riksbank");
    }

    private Optional<String> publisher() {
        Merchants merchants = read();
        assertThat(merchants.problems()).isEmpty();
        return merchants.publisherOf(merchants.requireMerchant("ljus")).map(RatesMapping::slug);
    }

    @Test
    void asksForRatesWhenNoPublisherIsTheDefault() {
        home.edit("mappings/rates/riksbank.yaml", text -> text.replace("default: true", "default: false"));
        assertThat(problem(GOOD.replace("rates: riksbank-demo", "")).toString())
                .contains("rates: is missing: ljus-eu takes EUR into books in SEK");
    }

    @Test
    void takesNoTwoDefaultsAndNoNameForBothAPublisherAndAFile() {
        home.edit("mappings/rates/riksbank.yaml", text -> text.replace("rates: riksbank", "rates: riksbank-demo"));
        home.edit("mappings/rates/ecb.yaml", text -> text + "default: true\n");
        assertThat(read().problems())
                .extracting(FileProblem::toString)
                .singleElement()
                .asString()
                .startsWith("rates/riksbank.yaml:4: rates: rates/riksbank-demo.csv has this name too");
        home.edit("mappings/rates/riksbank.yaml", text -> text.replace("rates: riksbank-demo", "rates: riksbank"));
        assertThat(read().problems())
                .extracting(FileProblem::toString)
                .singleElement()
                .asString()
                .startsWith("rates/riksbank.yaml:6: default: ecb is the default already");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "day,currency,rate,source\n2026-02-02,EUR,ten,Riksbanken\n",
                "day,currency,rate,source\n2026-02-31,EUR,10,Riksbanken\n",
                "day,currency,rate,source\n2026-02-02,EUR,-10,Riksbanken\n",
                "day,currency,rate,source\n2026-02-02,XYZ,10,Riksbanken\n",
                "day,currency,rate,source\n2026-02-02,EUR\n",
                "datum,valuta,kurs\n2026-02-02,EUR,10\n"
            })
    void namesTheFileAndLineOfABadRate(String rates) {
        home.write("mappings/rates/riksbank-demo.csv", rates);
        assertThat(problem(GOOD).toString()).startsWith("rates/riksbank-demo.csv:2");
    }

    @Test
    void outlivesFilesThatAreNoTextAtAll() throws IOException {
        home.merchant("ljus", GOOD);
        byte[] noText = {'n', (byte) 0xE5, 'm', (byte) 0xFF, 0, '"'};
        Files.write(folder.resolve("mappings/rates/riksbank-demo.csv"), noText);
        Files.write(folder.resolve("mappings/merchants/b.yaml"), noText);
        Files.write(folder.resolve("mappings/merchants/c.yaml"), new byte[0]);
        Files.write(folder.resolve("mappings/merchants/d.yaml"), "[1, 2, 3]".getBytes(StandardCharsets.UTF_8));
        Files.write(
                folder.resolve("mappings/merchants/e.yaml"),
                "x: ".concat("[".repeat(20_000)).getBytes(StandardCharsets.UTF_8));
        Merchants merchants = read();
        assertThat(merchants.all()).extracting(Merchant::name).containsExactly("kaffe");
        assertThat(merchants.problems())
                .extracting(FileProblem::file)
                .containsExactlyInAnyOrder(
                        "rates/riksbank-demo.csv",
                        "merchants/b.yaml",
                        "merchants/c.yaml",
                        "merchants/d.yaml",
                        "merchants/e.yaml");
    }

    @Test
    void aBadSourceMappingLeavesOutThoseWhoUseItAndSaysWhichFile() {
        home.merchant("ljus", GOOD);
        home.edit("mappings/targets/fortnox.yaml", text -> text.replace("send-window: 30s", "send-window: soon"));
        Merchants merchants = read();
        assertThat(merchants.all()).extracting(Merchant::name).containsExactly("kaffe");
        assertThat(merchants.problems())
                .extracting(FileProblem::toString)
                .anyMatch(problem -> problem.matches("targets/fortnox.yaml:\\d+: timing.send-window: .*pattern.*"
                        + "\\(How long after it was decided a call may still be made\\)"))
                .anyMatch(problem -> problem.contains("'fortnox' is no target; known are [sie]"));
    }

    @Test
    void takesUpAMendedFileAndDropsABrokenOne() {
        home.merchant("ljus", with("source: klarna", "source: unknown"));
        Merchants merchants = read();
        assertThat(merchants.refresh()).isFalse();
        home.merchant("ljus", GOOD);
        assertThat(merchants.refresh()).isTrue();
        assertThat(merchants.problems()).isEmpty();
        assertThat(merchants.merchant("ljus")).isPresent();
        home.merchant("a-neighbour", "merchant: [");
        assertThat(merchants.refresh()).isTrue();
        assertThat(merchants.all()).extracting(Merchant::name).containsExactly("ljus");
        assertThat(merchants.problems()).hasSize(1);
        assertThatThrownBy(() -> merchants.requireProfile("kaffe-se"))
                .hasMessage("there is no profile 'kaffe-se'; known are [ljus-se, ljus-eu]");
    }

    @Test
    void namesAMissingSecretWhenItIsNeededAndNeverAValue() {
        home.merchant("ljus", GOOD);
        environment.setProperty("TEST_FORTNOX_SECRET", "s3cret");
        Merchants merchants = read();
        assertThat(merchants.problems()).isEmpty();
        Connection source = merchants.requireProfile("ljus-se").connection();
        assertThatThrownBy(() -> source.get("password"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'password' in the connection of ljus-se")
                .hasMessageContaining("TEST_KLARNA_PASSWORD")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> source.get("hostKey")).hasMessage("the connection of ljus-se lacks 'hostKey'");
        Merchant ljus = merchants.requireMerchant("ljus");
        assertThat(ljus.connection().get("clientSecret")).isEqualTo("s3cret");
        assertThat(ljus.toString() + merchants.profiles()).doesNotContain("s3cret", "K700123", "kvitta-sandbox");
    }

    @Test
    void passesOverTheMerchantsOfTheDemo() {
        assertThat(read().all()).extracting(Merchant::name).containsExactly("kaffe");
        assertThat(read().problems()).isEmpty();
    }
}
