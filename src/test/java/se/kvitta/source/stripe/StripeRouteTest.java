package se.kvitta.source.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.operations.Operations;
import se.kvitta.sandbox.stripe.Fault;
import se.kvitta.sandbox.stripe.GeneratedRows;
import se.kvitta.sandbox.stripe.StripeAccount;
import se.kvitta.sandbox.stripe.StripeAccount.Sum;
import se.kvitta.sandbox.stripe.StripeSandbox;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;

/** What the laws of all sources do not say of Stripe: keys, accounts, versions, pace, and what cannot be read. */
class StripeRouteTest {

    private static final Instant MONDAY = Instant.parse("2026-02-09T09:00:00Z");

    private static final Set<String> PERMISSIONS = Set.of("payouts", "balance_transactions");

    /** {@code -Dstripe.rows} says how many rows the large payout has. */
    private static final int ROWS = Integer.getInteger("stripe.rows", 5_000);

    @TempDir
    Path folder;

    private StripeSandbox sandbox;
    private TestHome home;
    private TestKvitta kvitta;

    @BeforeEach
    void start() throws IOException {
        sandbox = StripeSandbox.start(0);
        sandbox.limit(100_000);
        home = new TestHome(folder.resolve("home")).merchant("kruka", """
                merchant: kruka
                name: Krukmakaren i Lund AB
                organisationNumber: 559999-0016
                target: { system: sie }
                profiles:
                  kruka-se:
                    source: stripe
                    currencies: [SEK]
                    start: 2026-01-01
                    modes: [daily, payout]
                    vat: { home: SE, rates: { SE: 25 } }
                    connection: { key: secret:TEST_STRIPE_KEY }
                """);
    }

    @AfterEach
    void stop() {
        if (kvitta != null) {
            kvitta.close();
        }
        sandbox.close();
    }

    private void run(String key, int callsPerSecond) {
        kvitta = TestKvitta.in(home)
                .set("stripe.api-url", sandbox.apiUrl())
                .set("stripe.calls-per-second", callsPerSecond)
                .set("kvitta.reads.attempts", 1)
                .set("TEST_STRIPE_KEY", key)
                .clock(new MovableClock(Instant.parse("2026-02-20T12:00:00Z")))
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
        List<Map<String, String>> tasks = kvitta.bean(Operations.class).tasks();
        assertThat(tasks).hasSize(1);
        assertThat(tasks.get(0)).containsEntry("code", "SOURCE_NOT_READ");
        return tasks.get(0);
    }

    @Test
    void aKeyThatMayNotReadRowsIsToldAndNotTriedAgain() {
        paysOut(sandbox.account("rk_test_narrow", Set.of("payouts")), "po_narrow");
        run("rk_test_narrow", 100_000);

        assertThat(task().get("cause")).contains("403");
        assertThat(references()).isEmpty();
        assertThat(sandbox.calls()).as("payouts, the payout, its rows").isEqualTo(3);
    }

    @Test
    void aPublishableKeyIsNeverSent() {
        run("pk_test_of_the_shop", 100_000);

        assertThat(task().get("cause")).contains("rk_").doesNotContain("of_the_shop");
        assertThat(sandbox.calls()).isZero();
    }

    @Test
    void aPlatformsKeyReadsTheAccountThatIsNamed() {
        StripeAccount account = sandbox.account("rk_test_own", PERMISSIONS);
        paysOut(account, "po_connected");
        paysOut(sandbox.account("rk_test_other", PERMISSIONS), "po_of_another");
        sandbox.platformKey("sk_test_platform", PERMISSIONS);
        home.edit(
                "mappings/merchants/kruka.yaml",
                text -> text.replace("TEST_STRIPE_KEY }", "TEST_STRIPE_KEY, account: " + account.id() + " }"));
        run("sk_test_platform", 100_000);

        assertThat(references()).containsExactly("po_connected");
    }

    @Test
    void anAnswerOfAnotherVersionIsNotRead() {
        paysOut(sandbox.account("rk_test_version", PERMISSIONS), "po_version");
        sandbox.lastingFault(Fault.OTHER_VERSION);
        run("rk_test_version", 100_000);

        assertThat(task().get("cause")).contains(StripeSandbox.OLDER_VERSION).contains(StripeSandbox.VERSION);
        assertThat(references()).isEmpty();
    }

    @Test
    void aPayoutMadeByHandIsToldAndKeepsNoOtherBack() throws IOException {
        StripeAccount account = sandbox.account("rk_test_hand", PERMISSIONS);
        paysOut(account, "po_automatic");
        String byHand = account.manualPayout("sek", MONDAY.plusSeconds(60), 5_000);
        run("rk_test_hand", 100_000);

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

    @Test
    void aPayoutThatIsNeverCompleteIsTold() {
        StripeAccount account = sandbox.account("rk_test_open", PERMISSIONS);
        account.payout("po_open", "sek", MONDAY, List.of(), false);
        run("rk_test_open", 100_000);

        assertThat(task().get("cause")).contains("po_open").contains("not complete");
        assertThat(references()).isEmpty();
    }

    @Test
    void itStaysWithinWhatStripeAllows() {
        StripeAccount account = sandbox.account("rk_test_pace", PERMISSIONS);
        account.generatedPayout("po_pace", "sek", MONDAY, 4_000);
        sandbox.limit(25);
        run("rk_test_pace", 24);

        assertThat(references()).containsExactly("po_pace");
        assertThat(sandbox.limited()).isZero();
        assertThat(sandbox.calls()).isEqualTo(2 + 41);
    }

    @Test
    void aPayoutOfAnySizeTiesToTheOre() throws IOException {
        StripeAccount account = sandbox.account("rk_test_large", PERMISSIONS);
        GeneratedRows rows = account.generatedPayout("po_large", "sek", MONDAY, ROWS);
        run("rk_test_large", 100_000);

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
