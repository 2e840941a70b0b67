package se.kvitta.source.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.Operations;
import se.kvitta.sandbox.stripe.Fault;
import se.kvitta.sandbox.stripe.GeneratedRows;
import se.kvitta.sandbox.stripe.SoldThings.Thing;
import se.kvitta.sandbox.stripe.StripeAccount;
import se.kvitta.sandbox.stripe.StripeAccount.Sum;
import se.kvitta.sandbox.stripe.StripeSandbox;
import se.kvitta.settlement.EventKind;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/** What the laws of all sources do not say of Stripe: keys, accounts, versions, pace, and what cannot be read. */
class StripeRouteTest {

    private static final Instant MONDAY = Instant.parse("2026-02-09T09:00:00Z");

    private static final Path SAMPLES = Path.of("src/test/resources/stripe");

    private static final Instant NOW = Instant.parse("2026-02-20T12:00:00Z");

    /** {@code -Dstripe.rows} says how many rows the large payout has. */
    private static final int ROWS = Integer.getInteger("stripe.rows", 5_000);

    @TempDir
    Path folder;

    private StripeSandbox sandbox;
    private TestHome home;
    private TestKvitta kvitta;
    private final MovableClock clock = new MovableClock(NOW);

    @BeforeEach
    void start() throws IOException {
        sandbox = StripeSandbox.start(0);
        sandbox.limit(100_000);
        home = new TestHome(folder.resolve("home"))
                .merchant(
                        "kruka",
                        TestMerchants.STRIPE
                                .replace(
                                        "modes: [payout]",
                                        "modes: [daily, payout]\n    vat: { home: SE, rates: { SE: 25 } }")
                                .replace(", webhook: secret:TEST_WEBHOOK", ""));
    }

    @AfterEach
    void stop() {
        if (kvitta != null) {
            kvitta.close();
        }
        sandbox.close();
    }

    private void run(String key, int callSpacing) {
        kvitta = TestKvitta.in(home)
                .set("stripe.api-url", sandbox.apiUrl())
                .set("stripe.call-spacing", callSpacing)
                .set("kvitta.reads.attempts", 1)
                .set("TEST_STRIPE_KEY", key)
                .clock(clock)
                .start();
        kvitta.fetch("kruka-se");
    }

    /** One sale with its fee, paid out. */
    private static void paysOut(StripeAccount account, String name) {
        Instant at = MONDAY.minusSeconds(86_400);
        String charge = account.chargeObject("1041", at, new Sum(125_000, "sek"));
        String row = account.row("charge", "charge", at, new Sum(125_000, "sek"), 2_055, charge);
        account.payout(name, "sek", MONDAY, List.of(row), true);
    }

    private List<String> references() {
        return kvitta.settlements("kruka").stream().map(Settlement::reference).toList();
    }

    private Map<String, String> task() {
        return task("SOURCE_NOT_READ");
    }

    /** The only task, with its words. */
    private Map<String, String> task(String code) {
        List<Map<String, String>> tasks = kvitta.bean(Operations.class).tasks();
        assertThat(tasks).hasSize(1);
        assertThat(tasks.get(0)).containsEntry("code", code);
        assertThat(tasks.get(0).get("cause") + tasks.get(0).get("fix"))
                .doesNotContain("{")
                .contains("kruka-se");
        return tasks.get(0);
    }

    @Test
    void aKeyThatMayNotReadRowsIsToldAndNotTriedAgain() {
        paysOut(sandbox.account("rk_test_narrow", Set.of("payouts")), "po_narrow");
        run("rk_test_narrow", 1);

        assertThat(task().get("cause")).contains("403");
        assertThat(references()).isEmpty();
        assertThat(sandbox.calls()).as("payouts, the payout, its rows").isEqualTo(3);
        obeysWhatIsSaidOfRepeating();
    }

    /** Stripe's word comes before the status of the answer. */
    private void obeysWhatIsSaidOfRepeating() {
        sandbox.calm();
        sandbox.shouldRetry(true);
        kvitta.fetch("kruka-se");
        assertThat(task().get("cause")).contains("403", "may pass");
        assertThat(sandbox.calls()).as("payouts, the payout, its rows twice").isEqualTo(4);

        for (Fault fault : List.of(Fault.CONFLICT, Fault.TOO_MANY_REQUESTS, Fault.RATE_LIMIT, Fault.SERVER_ERROR)) {
            sandbox.calm();
            sandbox.lastingFault(fault);
            kvitta.fetch("kruka-se");
            assertThat(sandbox.calls()).as("%s, and nothing is said", fault).isEqualTo(2);
            task();

            sandbox.calm();
            sandbox.lastingFault(fault);
            sandbox.shouldRetry(false);
            kvitta.fetch("kruka-se");
            assertThat(sandbox.calls()).as("%s, and not to be repeated", fault).isEqualTo(1);
            Map<String, String> told = task("CALL_NOT_REPEATED");
            assertThat(told.get("cause")).contains("/v1/payouts", "not repeated");
            assertThat(told.get("fix")).contains("req_1", "next run");
        }

        // The next fetch asks for the same again; what Stripe says of an answer that is the same tomorrow changes
        // nothing.
        sandbox.calm();
        sandbox.shouldRetry(false);
        kvitta.fetch("kruka-se");
        assertThat(sandbox.calls()).isEqualTo(3);
        task();
    }

    @Test
    void aPublishableKeyIsNeverSent() {
        run("pk_test_of_the_shop", 1);

        assertThat(task().get("cause")).contains("rk_").doesNotContain("of_the_shop");
        assertThat(sandbox.calls()).isZero();
    }

    @Test
    void aPlatformsKeyReadsTheAccountThatIsNamed() {
        StripeAccount account = sandbox.account("rk_test_own", StripeSandbox.READS_ROWS);
        paysOut(account, "po_connected");
        paysOut(sandbox.account("rk_test_other", StripeSandbox.READS_ROWS), "po_of_another");
        sandbox.platformKey("sk_test_platform", StripeSandbox.READS_ROWS);
        home.edit(
                "mappings/merchants/kruka.yaml",
                text -> text.replace("TEST_STRIPE_KEY }", "TEST_STRIPE_KEY, account: " + account.id() + " }"));
        run("sk_test_platform", 1);

        assertThat(references()).containsExactly("po_connected");
    }

    @Test
    void anAnswerOfAnotherVersionIsNotRead() {
        paysOut(sandbox.account("rk_test_version", StripeSandbox.READS_ROWS), "po_version");
        sandbox.lastingFault(Fault.OTHER_VERSION);
        run("rk_test_version", 1);

        assertThat(task().get("cause")).contains(StripeSandbox.OLDER_VERSION).contains(StripeSandbox.VERSION);
        assertThat(references()).isEmpty();
    }

    @Test
    void aPayoutMadeByHandIsToldAndKeepsNoOtherBack() throws IOException {
        StripeAccount account = sandbox.account("rk_test_hand", StripeSandbox.READS_ROWS);
        paysOut(account, "po_automatic");
        String byHand = account.manualPayout("sek", MONDAY.plusSeconds(60), 5_000);
        run("rk_test_hand", 1);

        List<Map<String, String>> tasks = kvitta.bean(Operations.class).tasks();
        assertThat(tasks).singleElement().satisfies(task -> assertThat(task)
                .containsEntry("code", "PAYOUT_BY_HAND")
                .hasEntrySatisfying("cause", cause -> assertThat(cause).contains(byHand, "50.00")));
        assertThat(references()).containsExactly("po_automatic");

        // It is told once, and what comes after it is not kept back.
        paysOut(account, "po_next");
        long before = sandbox.calls();
        kvitta.fetch("kruka-se");
        assertThat(references()).containsExactly("po_automatic", "po_next");
        assertThat(sandbox.calls() - before)
                .as("payouts, the new payout, its rows")
                .isEqualTo(3);
        assertThat(kvitta.bean(Operations.class).tasks()).hasSize(1);
        seesWhereOrderNumbersAre();
    }

    /** The two payments of one order that were taken in. */
    private void seesWhereOrderNumbersAre() throws IOException {
        assertThat(kvitta.bean(Operations.class).orderNumbers("kruka-se"))
                .containsExactly(
                        Map.of("place", "4. charge.metadata.order_id", "payments", "2", "of", "2", "share", "100.0 %"));
        assertThat(kvitta.bean(Operations.class).orderNumberPlaces("kruka-se").get(0))
                .containsEntry("setting", "- { in: charge, at: /metadata/order_id, pattern: '^([0-9]+)$' }")
                .containsEntry("examples", "1041")
                .containsEntry("foundNow", "2 of 2");
    }

    /** The composed samples as an account: fetched, the 20 rows prove the payout to the öre; their report adds nothing. */
    @Test
    void theSamplesAreFetchedAndTheirReportIsBookedOnceWithThem() throws IOException {
        sandbox.account("rk_live_sample", StripeSandbox.READS_ROWS).load(SAMPLES);
        clock.set(Instant.parse("2026-09-10T12:00:00Z"));
        home.edit("mappings/merchants/kruka.yaml", text -> text.replace("modes: [daily, payout]", "modes: [payout]"));
        // Something else holds a lock, then there are too many calls: it is asked again.
        sandbox.fault(Fault.CONFLICT, 1);
        run("rk_live_sample", 1);
        sandbox.fault(Fault.RATE_LIMIT, 1);
        kvitta.fetch("kruka-se");

        assertThat(kvitta.bean(Operations.class).tasks()).isEmpty();
        assertThat(kvitta.settlements("kruka")).singleElement().satisfies(settlement -> {
            assertThat(settlement.payout().minor()).isEqualTo(1_587_818);
            assertThat(settlement.proof())
                    .containsEntry("SALE", major(1_772_730 + 89_500))
                    .containsEntry("REFUND", major(-77_655))
                    .containsEntry("CHARGEBACK_OPENED", major(-124_900))
                    .containsEntry("FEE", major(-45_139 - 3_006 - 20_000 - 3_712));
        });
        kvitta.deliver("kruka");
        int booked = kvitta.postings(kvitta.settlements("kruka").get(0)).size();

        String report = "report_payout_reconciliation_itemized.csv";
        kvitta.routes().request("direct:settlement", exchange -> {
            exchange.setProperty("profile", "kruka-se");
            exchange.setProperty("origin", "inbox");
            exchange.getIn().setHeader("CamelFileNameOnly", report);
            exchange.getIn().setBody(SAMPLES.resolve(report).toFile());
        });
        kvitta.deliver("kruka");
        assertThat(kvitta.settlements("kruka")).hasSize(1);
        assertThat(kvitta.postings(kvitta.settlements("kruka").get(0))).hasSize(booked);
    }

    @Test
    void aPayoutThatIsNeverCompleteIsTold() {
        StripeAccount account = sandbox.account("rk_test_open", StripeSandbox.READS_ROWS);
        account.payout("po_open", "sek", MONDAY, List.of(), false);
        run("rk_test_open", 1);

        assertThat(references()).isEmpty();
        assertThat(task("PAYOUTS_NOT_COMPLETE").get("cause")).contains("po_open", "7 days");
        // It closes when the rows are complete.
        account.complete("po_open", List.of(sale(account, "1", "2026-02-08T10:00:00Z", 10_000)));
        kvitta.fetch("kruka-se");
        assertThat(kvitta.bean(Operations.class).tasks()).isEmpty();
        assertThat(counted()).containsExactly("po_open SALE 1", "po_open PAYOUT 98.00 SEK");
    }

    /** A charge with its fee; its row. */
    private static String sale(StripeAccount account, String order, String at, long amount) {
        Instant when = Instant.parse(at);
        var paid = new Sum(amount, "sek");
        return account.row("charge", "charge", when, paid, 200, account.chargeObject(order, when, paid));
    }

    private void days(String setting) {
        home.edit(
                "mappings/merchants/kruka.yaml",
                text -> text.replaceAll("TEST_STRIPE_KEY.*", "TEST_STRIPE_KEY" + setting + " }"));
    }

    /** Every sale and payout that counts, with its settlement. */
    private List<String> counted() {
        var counted = new ArrayList<String>();
        for (Settlement settlement : kvitta.settlements("kruka")) {
            kvitta.bean(Settlements.class).events(settlement).forEachRemaining(event -> {
                if (event.kind() == EventKind.SALE || event.kind() == EventKind.PAYOUT) {
                    counted.add(settlement.reference() + " " + event.kind() + " "
                            + (event.kind() == EventKind.SALE ? event.order().number() : event.amount()));
                }
            });
        }
        return counted;
    }

    @Test
    void aScheduleThatChangesToByHandAndBackNeitherLosesNorDoublesARow() {
        StripeAccount account = sandbox.account("rk_test_switch", StripeSandbox.READS_ROWS);
        String first = sale(account, "1", "2026-02-01T10:00:00Z", 10_000);
        // On the balance when the schedule changes: no automatic payout takes it.
        String rest = sale(account, "2", "2026-02-04T10:00:00Z", 20_000);
        account.payout("po_before", "sek", Instant.parse("2026-02-05T06:00:00Z"), List.of(first), true);
        String third = sale(account, "3", "2026-02-06T10:00:00Z", 30_000);
        String byHand = account.manualPayout("sek", Instant.parse("2026-02-07T08:00:00Z"), 30_000);
        String instant = account.instantPayout("sek", Instant.parse("2026-02-07T09:00:00Z"), 1_000, 15);
        // Left on the balance when the schedule changes back: the first automatic payout takes it.
        String left = sale(account, "4", "2026-02-09T10:00:00Z", 40_000);
        String after = sale(account, "5", "2026-02-11T10:00:00Z", 50_000);
        days(", days: { from: 2026-02-06, until: 2026-02-10 }");
        run("rk_test_switch", 1);
        assertThat(kvitta.bean(Operations.class).tasks()).isEmpty();

        // The first automatic payout takes what the payouts by hand have left, and lists them among what it consists
        // of.
        account.payout(
                "po_after",
                "sek",
                Instant.parse("2026-02-20T06:00:00Z"),
                List.of(rest, third, account.rowOf(byHand), account.rowOf(instant), left, after),
                true);
        kvitta.fetch("kruka-se");

        assertThat(kvitta.bean(Operations.class).tasks()).isEmpty();
        assertThat(counted())
                .containsExactlyInAnyOrder(
                        "po_before SALE 1",
                        "po_before PAYOUT 98.00 SEK",
                        "2026-02-04-SEK SALE 2",
                        "2026-02-06-SEK SALE 3",
                        "2026-02-07-SEK PAYOUT 300.00 SEK",
                        "2026-02-07-SEK PAYOUT 10.00 SEK",
                        "2026-02-09-SEK SALE 4",
                        "po_after SALE 5",
                        "po_after PAYOUT 1081.85 SEK");
        // Asked again, nothing is told twice, and days that are over are not asked for.
        sandbox.calm();
        clock.advance(Duration.ofDays(1));
        kvitta.fetch("kruka-se");
        assertThat(counted()).hasSize(9);
        assertThat(sandbox.calls()).isEqualTo(1);
    }

    @Test
    void whatIsBookedByDayIsNotBookedByPayoutTooWhenTheSettingIsTakenAway() {
        StripeAccount account = sandbox.account("rk_test_taken", StripeSandbox.READS_ROWS);
        String row = sale(account, "1", "2026-02-17T10:00:00Z", 10_000);
        account.payout("po_day", "sek", Instant.parse("2026-02-18T06:00:00Z"), List.of(row), true);
        days(", days: { from: 2026-02-01 }");
        run("rk_test_taken", 1);
        assertThat(counted()).containsExactly("2026-02-17-SEK SALE 1", "2026-02-18-SEK PAYOUT 98.00 SEK");

        days("");
        kvitta.bean(Merchants.class).refresh();
        kvitta.fetch("kruka-se");
        assertThat(counted()).hasSize(2);
        assertThat(task("BALANCE_DAYS_CHANGED").get("fix")).contains("days.from", "days.until");
    }

    @Test
    void theBalanceOfADayIsTheOneBetweenTwoRows() {
        StripeAccount account = sandbox.account("rk_test_still", StripeSandbox.READS_ROWS);
        account.pending(sale(account, "1", "2026-02-17T10:00:00Z", 10_000));
        // Money moves right after the balance was told, twice.
        account.afterBalance(() -> sale(account, "2", "2026-02-20T11:58:00Z", 20_000));
        account.afterBalance(() -> sale(account, "3", "2026-02-20T11:59:00Z", 30_000));
        days(", days: { from: 2026-02-01 }");
        run("rk_test_still", 1);
        assertThat(kvitta.bean(Operations.class).tasks()).isEmpty();
        assertThat(kvitta.settlements("kruka")).singleElement().satisfies(settlement -> {
            assertThat(settlement.reference()).isEqualTo("2026-02-17-SEK");
            assertThat(settlement.proof()).containsEntry("SALE", "100.00 SEK");
        });

        // A row that appears on a day long read makes it be read again, and comes to it.
        sale(account, "4", "2026-02-10T10:00:00Z", 5_000);
        clock.advance(Duration.ofDays(1));
        kvitta.fetch("kruka-se");
        assertThat(kvitta.bean(Operations.class).tasks()).isEmpty();
        assertThat(counted())
                .containsExactlyInAnyOrder(
                        "2026-02-10-SEK SALE 4",
                        "2026-02-17-SEK SALE 1",
                        "2026-02-20-SEK SALE 2",
                        "2026-02-20-SEK SALE 3");
    }

    @Test
    void aBalanceThatNoRowExplainsIsTold() {
        StripeAccount account = sandbox.account("rk_test_rest", StripeSandbox.READS_ROWS);
        // It was there before the rows that are read, and no automatic payout has taken it.
        sale(account, "1", "2026-01-02T10:00:00Z", 10_000);
        sale(account, "2", "2026-02-17T10:00:00Z", 10_000);
        days(", days: { from: 2026-02-15 }");
        run("rk_test_rest", 1);

        assertThat(task("BALANCE_NOT_EXPLAINED").get("cause")).contains("2026-01-16", "98.00 SEK", "2026-02-15");
        assertThat(references()).isEmpty();
    }

    @Test
    void aBalanceThatNeverStandsStillIsToldAndAskedForAgain() {
        StripeAccount account = sandbox.account("rk_test_moving", StripeSandbox.READS_ROWS);
        sale(account, "1", "2026-02-17T10:00:00Z", 10_000);
        for (int i = 0; i < 9; i++) {
            String order = "1" + i;
            account.afterBalance(() -> sale(account, order, "2026-02-20T11:58:00Z", 20_000));
        }
        days(", days: { from: 2026-02-01 }");
        run("rk_test_moving", 1);

        assertThat(task("BALANCE_MOVED").get("cause")).contains("9 times");
        assertThat(references()).isEmpty();
        kvitta.fetch("kruka-se");
        assertThat(kvitta.bean(Operations.class).tasks()).isEmpty();
        assertThat(counted()).containsExactly("2026-02-17-SEK SALE 1");
    }

    /** VAT and sales that are booked, per account. */
    private Map<String, Long> taxed() {
        var sums = new TreeMap<String, Long>();
        kvitta.settlements("kruka").stream()
                .flatMap(settlement -> kvitta.postings(settlement).stream())
                .flatMap(posting -> posting.booking().voucher().rows().stream())
                .filter(row -> row.account().number().matches("(26|30).*"))
                .forEach(row -> sums.merge(row.account().number(), row.amount().minor(), Math::addExact));
        return sums;
    }

    private static StripeAccount sellsAtSeveralRates(StripeAccount account) {
        Instant at = MONDAY.minusSeconds(86_400);
        var rows = new ArrayList<String>();
        var things = new ArrayList<Thing>();
        // More than stand in the session itself.
        for (int i = 0; i < 130; i++) {
            things.add(i % 2 == 0 ? Thing.of("Sak", 1_250, "25.0") : Thing.of("Bok", 1_060, "6.0"));
        }
        String session = account.chargeObject("1", at, new Sum(150_150, "sek"));
        account.sold().checkout(session, things);
        String invoice = account.chargeObject("2", at, new Sum(12 * 1_120, "sek"));
        account.sold().invoice(invoice, Collections.nCopies(12, Thing.of("Bok", 1_120, "12.0")));
        String wrong = account.chargeObject("3", at, new Sum(5_000, "sek"));
        account.sold().checkout(wrong, List.of(Thing.of("Annat", 4_999, "6.0")));
        String plain = account.chargeObject("4", at, new Sum(10_000, "sek"));
        account.sold().customer(plain, "Kruk AB", "SE", "SE559999001601", "none");
        for (String charge : List.of(session, invoice, wrong, plain)) {
            long amount = Map.of(session, 150_150L, invoice, 12 * 1_120L, wrong, 5_000L)
                    .getOrDefault(charge, 10_000L);
            rows.add(account.row("charge", "charge", at, new Sum(amount, "sek"), 0, charge));
        }
        account.payout("po_rates", "sek", MONDAY, rows, true);
        return account;
    }

    @Test
    void vatIsThatOfTheInvoiceOrTheSessionWhereTheyAddUpToTheCharge() {
        sellsAtSeveralRates(sandbox.account("rk_test_rates", StripeSandbox.READS_ORDERS));
        run("rk_test_rates", 1);
        sandbox.calm();
        kvitta.deliver("kruka");

        assertThat(kvitta.bean(Operations.class).tasks()).isEmpty();
        // 25 %: 812.50 of the session, and 50.00 and 100.00 by the profile's rule; 12 %: 134.40; 6 %: 689.00.
        assertThat(taxed())
                .containsEntry("2611", -16_250L - 1_000 - 2_000)
                .containsEntry("2621", -1_440L)
                .containsEntry("2631", -3_900L)
                .containsEntry("3001", -65_000L - 4_000 - 8_000)
                .containsEntry("3002", -12_000L)
                .containsEntry("3003", -65_000L);
        assertThat(sandbox.calls())
                .as("4 charges, 4 payments, 3 sessions with 2 pages of items, an invoice with 1 page of lines and"
                        + " its rate")
                .isEqualTo(4 + 4 + 3 + 2 + 2 + 1);
    }

    @Test
    void aRightThatTheKeyLacksIsToldOnceAndTheNextWordCounts() {
        var rights = new HashSet<>(StripeSandbox.READS_ORDERS);
        rights.removeAll(Set.of("invoices", "customers"));
        sellsAtSeveralRates(sandbox.account("rk_test_lacks", rights));
        run("rk_test_lacks", 1);
        asksAgainForOrdersWhenStripeSaysSo();
        kvitta.deliver("kruka");

        assertThat(kvitta.bean(Operations.class).tasks())
                .hasSize(2)
                .allSatisfy(told -> assertThat(told).containsEntry("code", "ORDERS_NOT_ALLOWED"))
                .anySatisfy(told -> assertThat(told.get("cause")).contains("Invoices"))
                .anySatisfy(told -> assertThat(told.get("cause")).contains("Customers"));
        // The session still counts; the invoice is booked by the profile's rule.
        assertThat(taxed()).containsEntry("2631", -3_900L).doesNotContainKey("2621");
    }

    /** No order is given up, and none is asked for twice in a row. */
    private void asksAgainForOrdersWhenStripeSaysSo() {
        sandbox.calm();
        sandbox.lastingFault(Fault.SERVER_ERROR);
        sandbox.shouldRetry(false);
        kvitta.deliver("kruka");
        assertThat(task("ORDERS_NOT_FETCHED").get("cause")).contains("answered 500", "not to be repeated");
        assertThat(sandbox.calls()).as("one for each charge").isEqualTo(4);

        sandbox.calm();
        sandbox.shouldRetry(true);
        clock.advance(Duration.ofMinutes(5));
        kvitta.deliver("kruka");
        assertThat(task("ORDERS_NOT_FETCHED").get("cause")).contains("answered 403", "may pass");
        assertThat(sandbox.calls()).as("one for each charge").isEqualTo(4);
        assertThat(taxed()).isEmpty();
        sandbox.calm();
        clock.advance(Duration.ofMinutes(10));
    }

    @Test
    void itStaysWithinWhatStripeAllows() {
        StripeAccount account = sandbox.account("rk_test_pace", StripeSandbox.READS_ROWS);
        account.generatedPayout("po_pace", "sek", MONDAY, 4_000);
        sandbox.limit(25);
        run("rk_test_pace", 42);

        assertThat(references()).containsExactly("po_pace");
        assertThat(sandbox.limited()).isZero();
        assertThat(sandbox.calls()).isEqualTo(2 + 41);
    }

    @Test
    void aPayoutOfAnySizeTiesToTheOre() throws IOException {
        StripeAccount account = sandbox.account("rk_test_large", StripeSandbox.READS_ROWS);
        GeneratedRows rows = account.generatedPayout("po_large", "sek", MONDAY, ROWS);
        run("rk_test_large", 1);

        assertThat(kvitta.bean(Operations.class).tasks()).isEmpty();
        assertThat(kvitta.settlements("kruka")).singleElement().satisfies(settlement -> {
            assertThat(settlement.payout().minor()).isEqualTo(rows.net());
            assertThat(settlement.sourceRows()).isEqualTo(rows.charges() + 1);
            assertThat(settlement.proof())
                    .containsEntry("SALE", major(rows.gross()))
                    .containsEntry("FEE", major(-rows.fees()));
        });
        try (var left = Files.list(home.folder().resolve("data/work/kruka-se"))) {
            assertThat(left).as("the work folder").isEmpty();
        }
    }

    private static String major(long ore) {
        return BigDecimal.valueOf(ore, 2).toPlainString() + " SEK";
    }
}
