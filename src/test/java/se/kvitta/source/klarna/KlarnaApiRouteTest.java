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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.evidence.Evidence;
import se.kvitta.journal.Documents;
import se.kvitta.journal.Documents.Document;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.operations.Operations;
import se.kvitta.planning.Planning;
import se.kvitta.sandbox.klarna.ApiFault;
import se.kvitta.sandbox.klarna.ApiSwitches;
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

/** What the laws of all sources do not say of Klarna's API: logins, hosts, days, pages, pace, reports, and Kustom. */
class KlarnaApiRouteTest {

    private static final String MID = "K700123";
    private static final LocalDate MONDAY = LocalDate.of(2026, 2, 2);

    /** {@code -Dklarna.orders} says how many orders the large payout has. */
    private static final int ORDERS = Integer.getInteger("klarna.orders", 1_500);

    @TempDir
    Path folder;

    private KlarnaApiSandbox sandbox;
    private TestHome home;
    private TestKvitta kvitta;
    private final MovableClock clock = new MovableClock(Instant.parse("2026-02-20T12:00:00Z"));

    @BeforeEach
    void start() throws IOException {
        sandbox = KlarnaApiSandbox.start(
                SandboxOptions.in(folder.resolve("klarna")).withAccount(MerchantAccount.of(MID, "password")));
        home = new TestHome(folder.resolve("home"));
        connect("way: api, username: K700123, password: secret:TEST_KLARNA_PASSWORD");
    }

    @AfterEach
    void stop() {
        if (kvitta != null) {
            kvitta.close();
        }
        sandbox.close();
    }

    private void connect(String connection) {
        home.merchant("kruka", """
                merchant: kruka
                name: Krukmakaren i Lund AB
                organisationNumber: 559999-0016
                target: { system: sie }
                profiles:
                  kruka-se:
                    source: klarna
                    currencies: [SEK]
                    start: 2026-01-01
                    modes: [daily, payout]
                    vat: { home: SE, rates: { SE: 25 } }
                    connection: { %s }
                """.formatted(connection));
    }

    private TestKvitta.Builder service() {
        return TestKvitta.in(home)
                .set("klarna.api.europe", sandbox.url())
                .set("klarna.api.north-america", "http://127.0.0.1:1")
                .set("klarna.api.kustom", "http://127.0.0.1:1")
                .set("klarna.api.calls-per-second", 100_000)
                .set("kvitta.reads.attempts", 2)
                .set("TEST_KLARNA_PASSWORD", "password")
                .clock(clock);
    }

    private void run() {
        run(service());
    }

    private void run(TestKvitta.Builder service) {
        kvitta = service.start();
        kvitta.fetch("kruka-se");
    }

    private SettlementGenerator publish(SettlementPlan plan) throws IOException {
        var settlement = new SettlementGenerator(plan);
        sandbox.publish(settlement, ReportFormat.extended());
        return settlement;
    }

    private static SettlementPlan plan(String reference, int orders) {
        return SettlementPlan.weekly(reference, MID, 7, orders, MONDAY);
    }

    private List<String> references() {
        return kvitta.settlements("kruka").stream().map(Settlement::reference).toList();
    }

    private List<Map<String, String>> tasks() {
        return kvitta.bean(Operations.class).tasks();
    }

    private String cause() {
        assertThat(tasks()).singleElement().satisfies(task -> assertThat(task)
                .containsEntry("code", "SOURCE_NOT_READ"));
        return String.valueOf(tasks().get(0).get("cause"));
    }

    private List<Document> beside(String reference) {
        return kvitta.bean(Documents.class).beside("kruka-se", reference);
    }

    @Test
    void aPayoutIsTakenInWithItsReportBesideItAndIsNotFetchedAgain() throws IOException {
        SettlementGenerator settlement = publish(plan("2201600001", 30));
        run();

        assertThat(tasks()).isEmpty();
        assertThat(references()).containsExactly("2201600001");
        assertThat(beside("2201600001")).singleElement().satisfies(report -> assertThat(report.name())
                .isEqualTo("settlement.2201600001.csv"));
        assertThat(kvitta.settlements("kruka").get(0).payout().minor())
                .isEqualTo(settlement.totals().settlement());
        assertThat(sandbox.calls())
                .as("payouts, the payout, its rows, its report")
                .isEqualTo(4);

        sandbox.calm();
        clock.advance(Duration.ofDays(1));
        kvitta.fetch("kruka-se");
        assertThat(sandbox.calls()).as("payouts").isEqualTo(1);
        assertThat(references()).containsExactly("2201600001");
        try (var left = Files.list(home.folder().resolve("data/work/kruka-se"))) {
            assertThat(left).as("the work folder").isEmpty();
        }
    }

    @Test
    void theDocumentBehindAVoucherNamesTheReport() throws IOException {
        publish(plan("2201600001", 3));
        run();
        books();
        var posting = kvitta.postings(kvitta.settlements("kruka").get(0)).get(0);
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
        run(service().set("TEST_KLARNA_PASSWORD", "another"));

        assertThat(cause()).contains("401").doesNotContain("another");
        assertThat(sandbox.calls()).isEqualTo(1);
    }

    @Test
    void aKeyStandsAloneAfterTheWordBasic() throws IOException {
        sandbox.key(MID, "klarna_test_api_7Qb");
        publish(plan("2201600001", 3));
        connect("way: api, key: secret:TEST_KLARNA_KEY");
        run(service().set("TEST_KLARNA_KEY", "klarna_test_api_7Qb"));

        assertThat(references()).containsExactly("2201600001");
    }

    @Test
    void aRegionHasItsOwnHost() throws IOException {
        publish(plan("2201600001", 3));
        connect("way: api, region: north-america, username: K700123, password: secret:TEST_KLARNA_PASSWORD");
        run(service().set("klarna.api.europe", "http://127.0.0.1:1").set("klarna.api.north-america", sandbox.url()));

        assertThat(references()).containsExactly("2201600001");
    }

    @Test
    void aPayoutOfTheLastDayIsFoundAndOneOfBeforeTheStartIsNotAskedFor() throws IOException {
        clock.set(Instant.parse("2026-02-16T06:00:00Z"));
        publish(plan("2201600001", 3));
        publish(SettlementPlan.weekly("2201500009", MID, 7, 3, LocalDate.of(2025, 12, 1)));
        run();

        assertThat(references()).as("paid on the 16th at 07:45").containsExactly("2201600001");
        assertThat(sandbox.calls()).isEqualTo(4);
    }

    @Test
    void aPayoutThatKlarnaTellsLateIsFound() throws IOException {
        run();
        assertThat(references()).isEmpty();

        publish(plan("2201600001", 3));
        clock.advance(Duration.ofDays(9));
        kvitta.fetch("kruka-se");
        assertThat(references()).as("paid eleven days before it is told").containsExactly("2201600001");
    }

    @ParameterizedTest
    @EnumSource(ApiSwitches.Next.class)
    void everyPageIsReadHoweverTheNextIsNamedAndNoCallLeavesTheHost(ApiSwitches.Next next) throws IOException {
        sandbox.flip(sandbox.switches().withNext(next));
        SettlementGenerator settlement = publish(plan("2201600001", 60));
        run(service().set("klarna.api.page-size", 50));

        assertThat(tasks()).isEmpty();
        assertThat(kvitta.settlements("kruka")).singleElement().satisfies(one -> assertThat(one.sourceRows())
                .isEqualTo((int) settlement.totals().rows()));
    }

    @ParameterizedTest
    @EnumSource(ApiSwitches.Missing.class)
    void answersAreReadAsTheyAreSeenLive(ApiSwitches.Missing captureId) throws IOException {
        sandbox.flip(sandbox.switches().asSeenLive().withCaptureId(captureId));
        publish(plan("2201600001", 20).withEverything(5));
        run();
        String live = books();

        assertThat(tasks()).noneMatch(task -> task.get("code").equals("SOURCE_NOT_READ"));
        assertThat(references()).containsExactly("2201600001");
        assertThat(live).contains("1581").contains("6064");
    }

    private String books() {
        kvitta.bean(Planning.class).waiting("kruka").forEach(settlement -> kvitta.routes()
                .sendBody("direct:plan", settlement));
        return kvitta.settlements("kruka").stream()
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
        run();

        assertThat(tasks()).isEmpty();
        assertThat(references()).containsExactlyInAnyOrder("2201600001", "2201600002");
        assertThat(sandbox.calls()).isEqualTo(7);
        assertThat(sandbox.limited()).as("calls that were one too many").isZero();
    }

    @Test
    void aCallTooManyIsMadeAgainWhenItsTimeHasCome() throws IOException {
        publish(plan("2201600001", 3));
        sandbox.fault(ApiFault.TOO_MANY_REQUESTS, 2);
        run();

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
        run();
        assertThat(references()).containsExactlyInAnyOrder("2201600001", "2201600002");
        assertThat(tasks()).as("nobody is told at once").isEmpty();
        assertThat(beside("2201600001")).isEmpty();

        clock.advance(Duration.ofDays(7));
        kvitta.fetch("kruka-se");
        assertThat(cause()).contains("reports of").contains("220160000").contains("klarna.api.reports");

        sandbox.flip(ApiSwitches.documented());
        clock.advance(Duration.ofDays(1));
        kvitta.fetch("kruka-se");
        assertThat(tasks()).isEmpty();
        assertThat(beside("2201600001")).hasSize(1);
        assertThat(beside("2201600002")).hasSize(1);
    }

    @Test
    void noReportIsFetchedWhereNoneIsWanted() throws IOException {
        publish(plan("2201600001", 3));
        run(service().set("klarna.api.reports", "false"));

        assertThat(references()).containsExactly("2201600001");
        assertThat(sandbox.calls()).as("payouts, the payout, its rows").isEqualTo(3);
    }

    /** Fees that are invoiced stand in a statement of their own, which no money moves by. */
    @Test
    void anInvoiceForFeesIsForAPersonAndKeepsNoPayoutBack() throws IOException {
        SettlementGenerator gross = publish(plan("2201600001", 20).gross());
        publish(plan("2201600002", 20).feeInvoice());
        run();

        assertThat(references()).containsExactly("2201600001");
        assertThat(kvitta.settlements("kruka").get(0).proof()).doesNotContainKey("FEE");
        assertThat(kvitta.settlements("kruka").get(0).payout().minor())
                .isEqualTo(gross.totals().settlement());
        assertThat(tasks()).singleElement().satisfies(task -> assertThat(task).containsEntry("code", "FEES_INVOICED"));
    }

    /** Two providers that speak alike: neither may take or hide what is the other's. */
    @Test
    void aMerchantHasAKlarnaAndAKustomProfileAtOnce() throws IOException {
        try (var kustom = KlarnaApiSandbox.start(
                SandboxOptions.in(folder.resolve("kustom")).withAccount(MerchantAccount.of("M900001", "unused")))) {
            kustom.key("M900001", "kco_test_api_9fX");
            kustom.publish(
                    new SettlementGenerator(SettlementPlan.weekly("2201600002", "M900001", 8, 5, MONDAY)),
                    ReportFormat.extended());
            publish(plan("2201600001", 5));
            home.merchant("kruka", """
                    merchant: kruka
                    name: Krukmakaren i Lund AB
                    organisationNumber: 559999-0016
                    target: { system: sie }
                    profiles:
                      kruka-se:
                        source: klarna
                        currencies: [SEK]
                        start: 2026-01-01
                        modes: [daily, payout]
                        vat: { home: SE, rates: { SE: 25 } }
                        connection: { account: K700123, way: api, username: K700123, password: secret:TEST_KLARNA_PASSWORD }
                      kruka-kustom:
                        source: klarna
                        provider: kustom
                        currencies: [SEK]
                        start: 2026-01-01
                        modes: [daily, payout]
                        vat: { home: SE, rates: { SE: 25 } }
                        connection: { account: M900001, way: api, key: secret:TEST_KUSTOM_KEY }
                    """);
            run(service().set("klarna.api.kustom", kustom.url()).set("TEST_KUSTOM_KEY", "kco_test_api_9fX"));
            kvitta.fetch("kruka-kustom");

            assertThat(tasks()).isEmpty();
            assertThat(references()).containsExactlyInAnyOrder("2201600001", "2201600002");
            assertThat(books())
                    .contains("Klarna utbetalning 2201600001")
                    .contains("Kustom utbetalning 2201600002")
                    .contains("1581")
                    .contains("1583");
        }
    }

    @Test
    void aPayoutOfAnySizeTiesToTheOre() throws IOException {
        SettlementGenerator settlement = publish(plan("2201600001", ORDERS).withEverything(50));
        run();

        assertThat(tasks()).isEmpty();
        assertThat(kvitta.settlements("kruka")).singleElement().satisfies(one -> {
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
