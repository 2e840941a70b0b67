package se.kvitta.source.klarna;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.booking.Decision;
import se.kvitta.evidence.Evidence;
import se.kvitta.journal.Documents;
import se.kvitta.journal.Documents.Document;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.HeldEvent;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.Operations;
import se.kvitta.planning.Planning;
import se.kvitta.sandbox.klarna.ApiFault;
import se.kvitta.sandbox.klarna.ApiSwitches;
import se.kvitta.sandbox.klarna.Happening;
import se.kvitta.sandbox.klarna.KlarnaApiSandbox;
import se.kvitta.sandbox.klarna.MerchantAccount;
import se.kvitta.sandbox.klarna.ReportFormat;
import se.kvitta.sandbox.klarna.SandboxOptions;
import se.kvitta.sandbox.klarna.SettlementGenerator;
import se.kvitta.sandbox.klarna.SettlementPlan;
import se.kvitta.sheet.SheetFormat;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;

/**
 * What the laws of all sources do not say of Klarna's API: logins, hosts, days, pages, pace, reports, and Kustom. One service, and a
 * merchant with an account of its own for every test.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KlarnaApiRouteTest {

    private static final LocalDate MONDAY = LocalDate.of(2026, 2, 2);
    private static final Instant FRIDAY = Instant.parse("2026-02-20T12:00:00Z");

    /** {@code -Dklarna.orders} says how many orders the large payout has. */
    private static final int ORDERS = Integer.getInteger("klarna.orders", 1_500);

    private final MovableClock clock = new MovableClock(FRIDAY);

    private Path folder = Path.of("");
    private KlarnaApiSandbox sandbox;
    private KlarnaApiSandbox overseas;
    private KlarnaApiSandbox kustom;
    private TestHome home;
    private TestKvitta kvitta;
    private int shops;
    private String shop = "";
    private String mid = "";

    @BeforeAll
    void start(@TempDir Path given) throws IOException {
        folder = given;
        sandbox = KlarnaApiSandbox.start(SandboxOptions.in(folder.resolve("klarna")));
        overseas = KlarnaApiSandbox.start(SandboxOptions.in(folder.resolve("overseas")));
        kustom = KlarnaApiSandbox.start(SandboxOptions.in(folder.resolve("kustom")));
        home = new TestHome(folder.resolve("home"));
        kvitta = service().start();
    }

    private TestKvitta.Builder service() {
        return TestKvitta.in(home)
                .set("klarna.api.europe", sandbox.url())
                .set("klarna.api.north-america", overseas.url())
                .set("klarna.api.kustom", kustom.url())
                .set("klarna.api.calls-per-second", 100_000)
                .set("klarna.api.page-size", 50)
                .set("kvitta.reads.attempts", 2)
                .set("TEST_KLARNA_PASSWORD", "password")
                .set("TEST_WRONG_PASSWORD", "another")
                .set("TEST_KLARNA_KEY", "klarna_test_api_7Qb")
                .set("TEST_KUSTOM_KEY", "kco_test_api_9fX")
                .clock(clock);
    }

    @AfterAll
    void stop() {
        kvitta.close();
        kustom.close();
        overseas.close();
        sandbox.close();
    }

    @BeforeEach
    void openAShop() throws IOException {
        shop = "kruka" + ++shops;
        mid = "K73%04d".formatted(shops);
        sandbox.add(MerchantAccount.of(mid, "password"));
        sandbox.flip(ApiSwitches.documented());
        sandbox.calm();
        clock.set(FRIDAY);
        connect("way: api, username: %s, password: secret:TEST_KLARNA_PASSWORD".formatted(mid));
    }

    private void connect(String connection) {
        profiles(profile("se", "", connection));
    }

    private String profile(String name, String provider, String connection) {
        return """
                  %s-%s:
                    source: klarna
                    %s
                    currencies: [SEK]
                    start: 2026-01-01
                    modes: [daily, payout]
                    vat: { home: SE, rates: { SE: 25 } }
                    connection: { %s }
                """.formatted(shop, name, provider, connection);
    }

    private void profiles(String profiles) {
        home.merchant(shop, """
                merchant: %s
                name: Krukmakaren i Lund AB
                organisationNumber: 559999-0016
                target: { system: sie }
                profiles:
                %s
                """.formatted(shop, profiles));
        kvitta.bean(Merchants.class).refresh();
        assertThat(kvitta.bean(Merchants.class).problems()).isEmpty();
    }

    private void fetch() {
        kvitta.fetch(shop + "-se");
    }

    private SettlementGenerator publish(SettlementPlan plan) throws IOException {
        var settlement = new SettlementGenerator(plan);
        sandbox.publish(settlement, ReportFormat.extended());
        return settlement;
    }

    private SettlementPlan plan(String reference, int orders) {
        return SettlementPlan.weekly(reference, mid, 7, orders, MONDAY);
    }

    private List<String> references() {
        return kvitta.settlements(shop).stream().map(Settlement::reference).toList();
    }

    private List<Map<String, String>> tasks() {
        return kvitta.bean(Operations.class).tasks().stream()
                .filter(task -> shop.equals(task.get("merchant")))
                .toList();
    }

    private String cause() {
        assertThat(tasks()).singleElement().satisfies(task -> assertThat(task)
                .containsEntry("code", "SOURCE_NOT_READ"));
        return String.valueOf(tasks().get(0).get("cause"));
    }

    private List<Document> beside(String reference) {
        return kvitta.bean(Documents.class).beside(shop + "-se", reference);
    }

    @Test
    void aPayoutIsTakenInWithItsReportBesideItAndIsNotFetchedAgain() throws IOException {
        SettlementGenerator settlement = publish(plan("2201600001", 10));
        fetch();

        assertThat(tasks()).isEmpty();
        assertThat(references()).containsExactly("2201600001");
        assertThat(beside("2201600001")).singleElement().satisfies(report -> assertThat(report.name())
                .isEqualTo("settlement.2201600001.csv"));
        assertThat(kvitta.settlements(shop).get(0).payout().minor())
                .isEqualTo(settlement.totals().settlement());
        assertThat(sandbox.calls())
                .as("payouts, the payout, its rows, its report")
                .isEqualTo(4);

        sandbox.calm();
        clock.advance(Duration.ofDays(1));
        fetch();
        assertThat(sandbox.calls()).as("payouts").isEqualTo(1);
        assertThat(references()).containsExactly("2201600001");
        try (var left = Files.list(home.folder().resolve("data/work").resolve(shop + "-se"))) {
            assertThat(left).as("the work folder").isEmpty();
        }
    }

    @Test
    void theDocumentBehindAVoucherNamesTheReport() throws IOException {
        publish(plan("2201600001", 3));
        fetch();
        books();
        var posting = kvitta.postings(kvitta.settlements(shop).get(0)).get(0);
        var sheet = new ByteArrayOutputStream();
        kvitta.bean(Evidence.class).write(posting, null, SheetFormat.CSV, "en", sheet);

        assertThat(sheet.toString(StandardCharsets.UTF_8))
                .contains("2201600001.json")
                .contains("settlement.2201600001.csv, "
                        + beside("2201600001").get(0).sha256());
    }

    @Test
    void aWrongPasswordIsToldAndNotTriedAgain() throws IOException {
        publish(plan("2201600001", 3));
        connect("way: api, username: %s, password: secret:TEST_WRONG_PASSWORD".formatted(mid));
        fetch();

        assertThat(cause()).contains("401").doesNotContain("another");
        assertThat(sandbox.calls()).isEqualTo(1);
    }

    @Test
    void aKeyStandsAloneAfterTheWordBasic() throws IOException {
        sandbox.key(mid, "klarna_test_api_7Qb");
        publish(plan("2201600001", 3));
        connect("way: api, key: secret:TEST_KLARNA_KEY");
        fetch();

        assertThat(references()).containsExactly("2201600001");
    }

    @Test
    void aRegionHasItsOwnHost() throws IOException {
        overseas.add(MerchantAccount.of(mid, "password"));
        overseas.publish(new SettlementGenerator(plan("2201600001", 3)), ReportFormat.extended());
        connect("way: api, region: north-america, username: %s, password: secret:TEST_KLARNA_PASSWORD".formatted(mid));
        fetch();

        assertThat(references()).containsExactly("2201600001");
    }

    @Test
    void aPayoutOfTheLastDayIsFoundAndOneOfBeforeTheStartIsNotAskedFor() throws IOException {
        clock.set(Instant.parse("2026-02-16T06:00:00Z"));
        publish(plan("2201600001", 3));
        publish(SettlementPlan.weekly("2201500009", mid, 7, 3, LocalDate.of(2025, 12, 1)));
        fetch();

        assertThat(references()).as("paid on the 16th at 07:45").containsExactly("2201600001");
        assertThat(sandbox.calls()).isEqualTo(4);
    }

    @Test
    void aPayoutThatKlarnaTellsLateIsFound() throws IOException {
        fetch();
        assertThat(references()).isEmpty();

        publish(plan("2201600001", 3));
        clock.advance(Duration.ofDays(9));
        fetch();
        assertThat(references()).as("paid eleven days before it is told").containsExactly("2201600001");
    }

    @ParameterizedTest
    @EnumSource(ApiSwitches.Next.class)
    void everyPageIsReadHoweverTheNextIsNamedAndNoCallLeavesTheHost(ApiSwitches.Next next) throws IOException {
        sandbox.flip(sandbox.switches().withNext(next));
        SettlementGenerator settlement = publish(plan("2201600001", 60));
        fetch();

        assertThat(tasks()).isEmpty();
        assertThat(kvitta.settlements(shop)).singleElement().satisfies(one -> assertThat(one.sourceRows())
                .isEqualTo((int) settlement.totals().rows()));
    }

    @ParameterizedTest
    @EnumSource(ApiSwitches.Missing.class)
    void answersAreReadAsTheyAreSeenLive(ApiSwitches.Missing captureId) throws IOException {
        sandbox.flip(sandbox.switches().asSeenLive().withCaptureId(captureId));
        publish(plan("2201600001", 20).withEverything(5));
        fetch();
        String live = books();

        assertThat(tasks()).noneMatch(task -> task.get("code").equals("SOURCE_NOT_READ"));
        assertThat(references()).containsExactly("2201600001");
        assertThat(live).contains("1581").contains("6064");
    }

    private String books() {
        kvitta.bean(Planning.class).waiting(shop).forEach(settlement -> kvitta.routes()
                .sendBody("direct:plan", settlement));
        return kvitta.settlements(shop).stream()
                .flatMap(settlement -> kvitta.postings(settlement).stream())
                .map(posting -> posting.booking().voucher().toString())
                .toList()
                .toString();
    }

    @Test
    void itWaitsWhenTheAllowanceIsGone() throws IOException {
        sandbox.flip(sandbox.switches().withCallsPerSecond(3));
        publish(plan("2201600001", 3));
        publish(plan("2201600002", 3));
        fetch();

        assertThat(tasks()).isEmpty();
        assertThat(references()).containsExactlyInAnyOrder("2201600001", "2201600002");
        assertThat(sandbox.calls()).isEqualTo(7);
        assertThat(sandbox.limited()).as("calls that were one too many").isZero();
    }

    @Test
    void aCallTooManyIsMadeAgainWhenItsTimeHasCome() throws IOException {
        publish(plan("2201600001", 3));
        sandbox.fault(ApiFault.TOO_MANY_REQUESTS, 2);
        fetch();

        assertThat(tasks()).isEmpty();
        assertThat(references()).containsExactly("2201600001");
        assertThat(sandbox.limited()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = ApiSwitches.Reports.class,
            names = {"NOT_FOUND", "BROKEN", "CUT"})
    void aReportThatCannotBeHadKeepsNothingBackAndIsAskedForAgain(ApiSwitches.Reports reports) throws IOException {
        sandbox.flip(sandbox.switches().withReports(reports));
        publish(plan("2201600001", 3));
        publish(plan("2201600002", 3));
        fetch();
        assertThat(references()).containsExactlyInAnyOrder("2201600001", "2201600002");
        assertThat(tasks()).as("nobody is told at once").isEmpty();
        assertThat(beside("2201600001")).isEmpty();

        clock.advance(Duration.ofDays(7));
        fetch();
        assertThat(cause()).contains("reports of").contains("220160000").contains("klarna.api.reports");

        sandbox.flip(ApiSwitches.documented());
        clock.advance(Duration.ofDays(1));
        fetch();
        assertThat(tasks()).isEmpty();
        assertThat(beside("2201600001")).hasSize(1);
        assertThat(beside("2201600002")).hasSize(1);
    }

    @Test
    void noReportIsFetchedWhereNoneIsWanted() throws IOException {
        publish(plan("2201600001", 3));
        kvitta.close();
        kvitta = service().set("klarna.api.reports", "false").start();
        try {
            fetch();
            assertThat(references()).containsExactly("2201600001");
        } finally {
            kvitta.close();
            kvitta = service().start();
        }
        assertThat(sandbox.calls()).as("payouts, the payout, its rows").isEqualTo(3);
    }

    /** Fees that are invoiced stand in a statement of their own, which no money moves by. */
    @Test
    void anInvoiceForFeesIsForAPersonAndKeepsNoPayoutBack() throws IOException {
        SettlementGenerator gross = publish(plan("2201600001", 20).gross());
        publish(plan("2201600002", 20).feeInvoice());
        fetch();

        assertThat(references()).containsExactly("2201600001");
        assertThat(kvitta.settlements(shop).get(0).proof()).doesNotContainKey("FEE");
        assertThat(kvitta.settlements(shop).get(0).payout().minor())
                .isEqualTo(gross.totals().settlement());
        assertThat(tasks()).singleElement().satisfies(task -> assertThat(task).containsEntry("code", "FEES_INVOICED"));
    }

    /** Two providers that speak alike: neither may take or hide what is the other's. */
    @Test
    void aMerchantHasAKlarnaAndAKustomProfileAtOnce() throws IOException {
        kustom.add(MerchantAccount.of("M900001", "unused"));
        kustom.key("M900001", "kco_test_api_9fX");
        kustom.publish(
                new SettlementGenerator(SettlementPlan.weekly("2201600002", "M900001", 8, 5, MONDAY)),
                ReportFormat.extended());
        publish(plan("2201600001", 5));
        profiles(profile(
                        "se",
                        "",
                        "account: %1$s, way: api, username: %1$s, password: secret:TEST_KLARNA_PASSWORD".formatted(mid))
                + profile("kustom", "provider: kustom", "account: M900001, way: api, key: secret:TEST_KUSTOM_KEY"));
        fetch();
        kvitta.fetch(shop + "-kustom");

        assertThat(tasks()).isEmpty();
        assertThat(references()).containsExactlyInAnyOrder("2201600001", "2201600002");
        assertThat(books())
                .contains("Klarna utbetalning 2201600001")
                .contains("Kustom utbetalning 2201600002")
                .contains("1581")
                .contains("1583");
    }

    /** It says so in a comment only; the rows look like a reserve, or like any charge. */
    @Test
    void whatKustomKeepsForADebtToKlarnaIsBookedWhereThatDebtStands() throws IOException {
        kustom.add(MerchantAccount.of("M900002", "unused"));
        kustom.key("M900002", "kco_test_api_9fX");
        var settlement = new SettlementGenerator(SettlementPlan.weekly("2201600003", "M900002", 8, 20, MONDAY)
                .withHappenings(Map.of(Happening.NETTED_DEBT, 200)));
        kustom.publish(settlement, ReportFormat.extended());
        profiles(profile("kustom", "provider: kustom", "account: M900002, way: api, key: secret:TEST_KUSTOM_KEY"));
        kvitta.fetch(shop + "-kustom");
        assertThat(books()).contains("Kustom utbetalning 2201600003").doesNotContain("1593");

        long id = kvitta.settlements(shop).get(0).id();
        List<HeldEvent> held = kvitta.bean(Settlements.class).held(id);
        assertThat(held).hasSizeGreaterThan(2).allSatisfy(one -> {
            assertThat(one.reason().code()).isEqualTo("NETTED_DEBT_DECIDE");
            assertThat(one.reason().facts().get("words")).contains("«Klarna debt, payment reference 22");
        });
        assertThat(held)
                .extracting(one -> one.reason().facts().get("words").replaceAll(" .*", ""))
                .contains("HOLDBACK", "CHARGE");

        // Handed in as files, with the comment and without the column, it is the same payout.
        for (ReportFormat format : List.of(ReportFormat.extended(), ReportFormat.standard())) {
            var report = new ByteArrayOutputStream();
            settlement.write(format, report);
            Path file = Files.write(folder.resolve("netted.csv"), report.toByteArray());
            var document = kvitta.bean(Documents.class)
                    .store(
                            shop + "-kustom",
                            "klarna",
                            "inbox",
                            "settlement." + format.columns().size() + ".csv",
                            file);
            kvitta.routes().sendBodyAndProperty("direct:settlement-again", document, "profile", shop + "-kustom");
            assertThat(tasks())
                    .as("columns " + format.columns().size())
                    .extracting(task -> task.get("code"))
                    .containsOnly("EVENTS_HELD");
            assertThat(kvitta.settlements(shop)).hasSize(1);
            assertThat(kvitta.bean(Settlements.class).held(id)).isEqualTo(held);
        }

        held.forEach(one -> kvitta.bean(Operations.class)
                .decide(id, one.seq(), Decision.Choice.ACCOUNT, "1581", "Klarna's debt", "accountant"));
        long netted = settlement.totals().holdback() + settlement.totals().charge();
        assertThat(kvitta.settlements(shop).stream()
                        .flatMap(one -> kvitta.postings(one).stream())
                        .flatMap(posting -> posting.booking().voucher().rows().stream())
                        .filter(row -> row.account().number().equals("1581"))
                        .mapToLong(row -> row.amount().minor())
                        .sum())
                .isEqualTo(netted);
    }

    @Test
    void aPayoutOfAnySizeTiesToTheOre() throws IOException {
        SettlementGenerator settlement = publish(plan("2201600001", ORDERS).withEverything(50));
        fetch();

        assertThat(tasks()).isEmpty();
        assertThat(kvitta.settlements(shop)).singleElement().satisfies(one -> {
            assertThat(one.payout().minor()).isEqualTo(settlement.totals().settlement());
            assertThat(one.sourceRows()).isEqualTo((int) settlement.totals().rows());
            assertThat(one.payoutDay())
                    .isEqualTo(LocalDate.ofInstant(settlement.plan().paid(), ZoneOffset.UTC));
            assertThat(one.proof())
                    .containsEntry("SALE", major(settlement.totals().sale()));
        });
    }

    private static String major(long ore) {
        return BigDecimal.valueOf(ore, 2).toPlainString() + " SEK";
    }
}
