package se.kvitta.source.paypal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import se.kvitta.hint.Hints;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Tasks;
import se.kvitta.journal.Watermarks;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.Operations;
import se.kvitta.sandbox.paypal.Assumptions;
import se.kvitta.sandbox.paypal.Assumptions.Order;
import se.kvitta.sandbox.paypal.Assumptions.SearchBy;
import se.kvitta.sandbox.paypal.Disputes;
import se.kvitta.sandbox.paypal.LedgerRow;
import se.kvitta.sandbox.paypal.PayPalSamples;
import se.kvitta.sandbox.paypal.PayPalSandbox;
import se.kvitta.sandbox.paypal.SandboxAccount;
import se.kvitta.sandbox.paypal.Webhooks;
import se.kvitta.settlement.EventKind;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;

/** What the route asks PayPal, and what comes of what PayPal may answer. */
class PayPalSearchTest {

    private static final String MERCHANT = """
            merchant: fjallrum
            name: Fjällrum Design AB
            organisationNumber: 559999-0016
            rates: golden
            target: { system: sie }
            profiles:
              fjallrum-paypal:
                source: paypal
                start: 2026-09-01
                modes: [daily, payout]
                accounts: { CLEARING_USD: "1588", CLEARING_JPY: "1583" }
                vat:
                  home: SE
                  rates: { SE: 25, DE: 19, FI: 25.5, US: 0, JP: 0 }
                  oss: [DE, FI]
                  zeroRules: [{ name: export, box: "36", countries: [outside-eu] }]
                connection: { account: FJ7LLRVMDS6N2, clientId: app, clientSecret: secret:TEST_PAYPAL_SECRET, webhook: 8PT597110X687430LKGECATA }
            """;

    private final MovableClock clock = new MovableClock(Instant.parse("2026-09-10T04:00:00Z"));

    @TempDir
    private Path folder;

    private PayPalSandbox sandbox;
    private SandboxAccount account;
    private TestKvitta kvitta;

    @BeforeEach
    void start() throws IOException {
        sandbox = PayPalSandbox.start(0, clock);
        sandbox.assume(usual());
        account = sandbox.account(PayPalSamples.ACCOUNT, "app", "a secret of the app");
        var home = new TestHome(folder)
                .merchant("fjallrum", MERCHANT)
                .write("mappings/rates/golden.csv", Files.readString(Path.of("src/test/resources/golden/rates.csv")));
        kvitta = TestKvitta.in(home)
                .clock(clock)
                .set("paypal.api-url", sandbox.apiUrl())
                .set("paypal.certificates-url", sandbox.apiUrl() + Webhooks.CERTIFICATES)
                .set("kvitta.hints.per-second", 1000)
                .set("paypal.call-spacing", 1)
                .set("paypal.search.page-size", 50)
                .set("TEST_PAYPAL_SECRET", "a secret of the app")
                .start();
    }

    @AfterEach
    void stop() {
        kvitta.close();
        sandbox.close();
    }

    private static Assumptions usual() {
        return Assumptions.usual().perMinute(Integer.MAX_VALUE);
    }

    private void fetch() {
        kvitta.fetch("fjallrum-paypal");
    }

    private List<Settlement> settlements() {
        return kvitta.settlements("fjallrum");
    }

    /** What was taken in, per currency: every event's effect but for holds, in minor units. */
    private Map<String, Long> moved() {
        var sums = new TreeMap<String, Long>();
        for (Settlement settlement : settlements()) {
            kvitta.bean(Settlements.class).events(settlement).forEachRemaining(event -> {
                if (event.kind() != EventKind.CHARGEBACK_LOST) {
                    sums.merge(
                            settlement.currency().getCurrencyCode(),
                            event.effect().minor(),
                            Math::addExact);
                }
            });
        }
        return sums;
    }

    private List<String> tasks() {
        return kvitta.bean(Tasks.class).open("fjallrum").stream()
                .map(task -> task.reason().toString())
                .toList();
    }

    @Test
    void takesInEveryDayOfEveryBalanceOfTheSamples() throws IOException {
        PayPalSamples.load(account);
        fetch();
        assertThat(tasks()).isEmpty();
        assertThat(settlements().stream().map(Settlement::reference))
                .containsExactlyInAnyOrder(
                        "2026-09-07-SEK",
                        "2026-09-08-EUR",
                        "2026-09-08-JPY",
                        "2026-09-08-SEK",
                        "2026-09-08-USD",
                        "2026-09-09-SEK");
        // Opening 1 000.00 and closing 7 093.80; EUR 231.49 is kept; USD and JPY are exchanged.
        assertThat(moved()).containsEntry("SEK", 609_380L).containsEntry("EUR", 23_149L);
        assertThat(moved()).containsEntry("USD", 0L).containsEntry("JPY", 0L);
        kvitta.deliver("fjallrum");
        assertThat(settlements()).allSatisfy(settlement -> assertThat(settlement.state())
                .as("%s %s", settlement.reference(), settlement.reason())
                .isEqualTo(Settlements.State.PLANNED));
        assertThat(sandbox.tokenCalls()).isEqualTo(1);
        seesWhereOrderNumbersAre();
    }

    /** Every payment is counted once, at the place of the chain that had its number; one has none anywhere. */
    private void seesWhereOrderNumbersAre() throws IOException {
        long sales = 0;
        for (Settlement settlement : settlements()) {
            var events = kvitta.bean(Settlements.class).events(settlement);
            while (events.hasNext()) {
                sales += events.next().kind() == EventKind.SALE ? 1 : 0;
            }
        }
        List<Map<String, String>> found = kvitta.bean(Operations.class).orderNumbers("fjallrum-paypal");
        assertThat(found.stream()
                        .mapToLong(one -> Long.parseLong(one.get("payments")))
                        .sum())
                .isEqualTo(sales);
        assertThat(found).allSatisfy(one -> assertThat(one)
                .containsEntry("of", found.get(0).get("of")));
        assertThat(found.get(0).get("of")).isEqualTo(String.valueOf(sales));
        assertThat(found).extracting(one -> one.get("place")).contains("1. invoice_id", "");
        // The shop's own id of an order stands beside its number: a person sees by the examples which is which.
        assertThat(kvitta.bean(Operations.class).orderNumberPlaces("fjallrum-paypal"))
                .extracting(one -> one.get("setting"))
                .containsExactly(
                        "- { field: custom_field, pattern: '^([0-9]+)$' }",
                        "- { field: invoice_id, pattern: '^WC-([0-9]+)$' }");
    }

    /** Claims and chargebacks with either end, and refunds with and without what PayPal gives back of its fee. */
    @Test
    void takesInWhatBecomesOfDisputesAndRefundsToTheOre() {
        Instant at = Instant.parse("2026-09-07T10:00:00Z");
        var paid = new ArrayList<LedgerRow>();
        for (int i = 0; i < 6; i++) {
            paid.add(account.pay("WC-" + (500 + i), at.plusSeconds(i), 100_000 + i, 3_000 + i));
        }
        Disputes disputes = account.disputes();
        String lost = disputes.claim(paid.get(0), at.plusSeconds(100));
        String won = disputes.claim(paid.get(1), at.plusSeconds(101));
        String charged = disputes.chargeback(paid.get(2), at.plusSeconds(102));
        disputes.chargeback(paid.get(3), at.plusSeconds(103));
        account.refund(paid.get(4), at.plusSeconds(104), 40_000, 1_200, false);
        account.refund(paid.get(5), at.plusSeconds(105), 100_005, 900, true);
        disputes.decide(lost, Disputes.Outcome.BUYER, at.plusSeconds(200));
        disputes.decide(won, Disputes.Outcome.SELLER, at.plusSeconds(201));
        disputes.decide(charged, Disputes.Outcome.SELLER, at.plusSeconds(202));
        fetch();

        assertThat(tasks()).isEmpty();
        assertThat(moved()).isEqualTo(account.totals());
        var kinds = new TreeMap<EventKind, Integer>();
        settlements().forEach(settlement -> kvitta.bean(Settlements.class)
                .events(settlement)
                .forEachRemaining(event -> kinds.merge(event.kind(), 1, Integer::sum)));
        assertThat(kinds)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        EventKind.SALE, 6,
                        // One of each payment, and two of chargebacks.
                        EventKind.FEE, 8,
                        EventKind.REFUND, 2,
                        EventKind.FEE_REFUND, 3,
                        EventKind.RESERVE_HELD, 2,
                        EventKind.RESERVE_RELEASED, 2,
                        EventKind.CHARGEBACK_OPENED, 3,
                        EventKind.CHARGEBACK_LOST, 1,
                        EventKind.CHARGEBACK_WON, 1));
    }

    static Stream<Assumptions> assumptions() {
        return Stream.of(
                usual().offset("Z"),
                usual().offset("+00:00"),
                usual().order(Order.DESCENDING),
                usual().searchBy(SearchBy.INITIATED),
                usual().rowBalances(false),
                usual().drifts(true),
                usual().largest(20));
    }

    @ParameterizedTest
    @MethodSource("assumptions")
    void theSameIsTakenInWhateverIsTrueOfTheApi(Assumptions assumed) {
        sandbox.assume(assumed);
        account.generate(150, Instant.parse("2026-09-02T00:00:00Z"), Instant.parse("2026-09-08T00:00:00Z"), 7);
        fetch();
        assertThat(tasks()).isEmpty();
        assertThat(moved()).isEqualTo(account.totals());
    }

    @Test
    void readsASearchOfExactlyTheLargestSizeAtOnce() {
        account.generate(30, Instant.parse("2026-09-02T00:00:00Z"), Instant.parse("2026-09-03T00:00:00Z"), 8);
        sandbox.assume(usual().largest(account.size()));
        fetch();
        assertThat(tasks()).isEmpty();
        assertThat(moved()).isEqualTo(account.totals());
        sandbox.calm();
        sandbox.assume(usual().largest(account.size() - 1));
        fetch();
        assertThat(tasks()).isEmpty();
    }

    @Test
    void aDayIsTakenInWhenPayPalHasServedAllOfItAndTheNextWindowBeginsThere() {
        account.generate(48, Instant.parse("2026-09-08T00:00:00Z"), Instant.parse("2026-09-10T00:00:00Z"), 9);
        clock.set(Instant.parse("2026-09-10T00:30:00Z")); // 02.30 in Stockholm, and PayPal has served until 23.30
        fetch();
        assertThat(tasks()).isEmpty();
        assertThat(settlements().stream().map(Settlement::reference))
                .contains("2026-09-08-SEK")
                .noneMatch(reference -> reference.startsWith("2026-09-09"));
        assertThat(kvitta.bean(Watermarks.class).at("fjallrum-paypal", Watermarks.FETCHED))
                .hasValue(Instant.parse("2026-09-09T21:30:00Z"));
        clock.set(Instant.parse("2026-09-10T04:00:00Z"));
        fetch();
        assertThat(settlements().stream().map(Settlement::reference)).contains("2026-09-09-SEK");
    }

    @Test
    void aRowThatIsReversedLaterIsNotTakenForALateOne() {
        account.generate(20, Instant.parse("2026-09-02T00:00:00Z"), Instant.parse("2026-09-03T00:00:00Z"), 10);
        fetch();
        Map<String, Long> before = moved();
        clock.advance(Duration.ofDays(20));
        List<Settlement> once = settlements();
        account.change(
                kvitta.bean(Settlements.class)
                        .events(once.get(0))
                        .next()
                        .order()
                        .id(),
                "V",
                clock.instant().minus(Duration.ofDays(1)));
        fetch();
        assertThat(tasks()).isEmpty();
        assertThat(moved()).isEqualTo(before);
        assertThat(settlements()).hasSameSizeAs(once);
    }

    @Test
    void asksForAnotherTokenWhenTheOldOneEnds() {
        account.generate(20, Instant.parse("2026-09-02T00:00:00Z"), Instant.parse("2026-09-03T00:00:00Z"), 11);
        fetch();
        fetch();
        assertThat(sandbox.tokenCalls()).isEqualTo(1);
        clock.advance(Duration.ofHours(10));
        fetch();
        assertThat(sandbox.tokenCalls()).isEqualTo(2);
        // One that PayPal ends before its time is replaced once.
        sandbox.clock(Clock.offset(clock, Duration.ofHours(10)));
        fetch();
        assertThat(sandbox.tokenCalls()).isEqualTo(3);
        assertThat(tasks()).isEmpty();
    }

    @Test
    void tellsWhichSwitchIsOffWhenTheAppMayNotSearch() {
        account.searchable(false);
        fetch();
        assertThat(tasks())
                .singleElement()
                .asString()
                .contains("SOURCE_NOT_READ")
                .contains("Transaction Search");
        account.searchable(true);
        fetch();
        assertThat(tasks()).isEmpty();
    }

    private Hints.Outcome hint(Webhooks.Delivery delivery) {
        Hints hints = kvitta.bean(Hints.class);
        return kvitta.routes()
                .requestBody(
                        "direct:hint",
                        hints.received(
                                kvitta.bean(Merchants.class).requireProfile("fjallrum-paypal"),
                                delivery.headers(),
                                delivery.body().getBytes(StandardCharsets.UTF_8)),
                        Hints.Outcome.class);
    }

    private List<Webhooks.Delivery> burst(Webhooks webhooks, String type, int many) {
        return IntStream.range(0, many)
                .mapToObj(i -> webhooks.happened(type, "8MC585209K74639%02d".formatted(i)))
                .toList();
    }

    /** A burst makes one fetch due, when PayPal tells of what happened; what is sent again, or by somebody else, makes none. */
    @Test
    void takesAWebhookAsAHintThatAFetchIsDue() throws SchedulerException {
        var webhooks = new Webhooks(sandbox.apiUrl(), "8PT597110X687430LKGECATA", clock);
        Scheduler scheduler = kvitta.bean(Scheduler.class);
        var key = new TriggerKey("hint-fjallrum-paypal", "fetch");
        for (Webhooks.Wrong wrong : Webhooks.Wrong.values()) {
            Hints.Outcome outcome = hint(webhooks.happened("PAYMENT.CAPTURE.COMPLETED", "8MC585209K746392H", wrong));
            assertThat(outcome.how()).as("%s", wrong).isEqualTo(Hints.How.REFUSED);
            assertThat(outcome.why()).as("%s", wrong).contains("fjallrum-paypal");
        }
        assertThat(tasks()).singleElement().asString().contains("HINT_");
        assertThat(scheduler.getTrigger(key)).isNull();
        assertThat(sandbox.certificates())
                .as("what signed, what has ended, and one that is not there")
                .isEqualTo(3);

        List<Webhooks.Delivery> burst = burst(webhooks, "PAYMENT.CAPTURE.COMPLETED", 12);
        assertThat(burst).allSatisfy(one -> assertThat(hint(one).how()).isEqualTo(Hints.How.TAKEN));
        assertThat(burst).allSatisfy(one -> assertThat(hint(one).how()).isEqualTo(Hints.How.KNOWN));
        assertThat(burst(webhooks, "PAYMENT.AUTHORIZATION.CREATED", 2))
                .allSatisfy(one -> assertThat(hint(one).how()).isEqualTo(Hints.How.PASSED_OVER));
        assertThat(scheduler.getTrigger(key).getStartTime().toInstant())
                .isEqualTo(clock.instant().plus(Duration.ofMinutes(200)).plusSeconds(30));
        assertThat(sandbox.certificates()).isEqualTo(3);
        assertThat(tasks()).isEmpty();
        assertThat(settlements()).as("nothing of it is booked").isEmpty();
        assertThat(sandbox.calls()).as("nor is anything asked because of one").isZero();
    }
}
