package se.kvitta.source.klarna;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.HeldEvent;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Settlements.State;
import se.kvitta.journal.Tasks;
import se.kvitta.operations.Operations;
import se.kvitta.reason.Reasons;
import se.kvitta.sandbox.klarna.Happening;
import se.kvitta.sandbox.klarna.KlarnaOrdersSandbox;
import se.kvitta.sandbox.klarna.OrdersFault;
import se.kvitta.sandbox.klarna.OrdersHabits;
import se.kvitta.sandbox.klarna.ReportFormat;
import se.kvitta.sandbox.klarna.SettlementGenerator;
import se.kvitta.sandbox.klarna.SettlementPlan;
import se.kvitta.testing.CrashingDataSource;
import se.kvitta.testing.Databases;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;

/** Orders are asked for over the real routes: each once, in spite of faults, limits and deaths, and no more than are needed. */
class KlarnaOrdersTest {

    private static final String USER = "K700123_0a1b";
    private static final String PASSWORD = "klarna-orders-secret";

    private static final String MERCHANT = """
            merchant: kaffe
            name: Kaffebutiken på Söder AB
            organisationNumber: 559999-1246
            target: { system: sie }
            profiles:
              kaffe-se:
                source: klarna
                currencies: [SEK]
                start: 2026-01-01
                modes: [daily, payout]
                vat: { home: SE, rates: { SE: 25 }, giftCards: multi }
                connection:
                  username: K700123
                  password: secret:TEST_KLARNA_PASSWORD
                  orders: { username: K700123_0a1b, password: secret:TEST_KLARNA_ORDERS }
            """;

    private static final SettlementPlan PLAN = SettlementPlan.weekly(
                    "2201700001", Sandboxes.MID, 7, 120, LocalDate.of(2026, 2, 2))
            .withHappenings(Map.of(
                    Happening.PART_CAPTURE, 100,
                    Happening.RETURN, 100,
                    Happening.EARLIER_RETURN, 40,
                    Happening.PAYMENT_DEFAULT, 40,
                    Happening.REVERSAL, 20));

    @TempDir
    Path folder;

    private TestHome home;
    private Sandboxes sandboxes;
    private KlarnaOrdersSandbox orders;
    private JdbcConnectionPool database;
    private CrashingDataSource crashing;
    private TestKvitta kvitta;

    @BeforeEach
    void start() throws IOException {
        home = new TestHome(folder.resolve("home")).merchant("kaffe", MERCHANT);
        sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
        orders = KlarnaOrdersSandbox.start(0);
        orders.account(USER, PASSWORD);
        orders.limit(1_000_000);
        database = JdbcConnectionPool.create(Databases.h2("mem:orders" + System.identityHashCode(this)), "kvitta", "");
        restart();
    }

    private void restart() {
        if (kvitta != null) {
            kvitta.close();
        }
        crashing = new CrashingDataSource(database);
        kvitta = service().database(crashing).start();
    }

    private TestKvitta.Builder service() {
        return TestKvitta.in(home)
                .with(sandboxes)
                .set("klarna.orders.api-url", orders.apiUrl())
                .set("klarna.orders.calls-per-second", 100_000)
                .set("klarna.orders.response-timeout", 1500)
                .set("kvitta.orders.lanes", 8)
                .set("TEST_KLARNA_ORDERS", PASSWORD);
    }

    @AfterEach
    void stop() {
        kvitta.close();
        orders.close();
        sandboxes.close();
        database.dispose();
    }

    @Test
    void everyOrderOfAReportThatSaysNothingOfVatIsAskedForOnceAndBookedByItsLines() throws IOException {
        Settlement planned = plan(PLAN);

        assertThat(planned.state()).isEqualTo(State.PLANNED);
        assertThat(orders.asked().values()).containsOnly(1).hasSizeGreaterThan(120);
        assertThat(orders.changes()).isZero();
        assertThat(rules(planned)).contains("provider line").noneMatch(rule -> rule.contains("profile rule"));
        assertThat(rates(planned)).containsExactly("12", "25", "6");
        // A return that the order shows is a refund; one that it does not show may be a bad debt; disputes stay as they
        // are.
        assertThat(held(planned)).containsOnlyKeys("REFUND_NOT_AT_ORDER", "REVERSAL_KIND_UNKNOWN");
        assertThat(booked(planned)).isEqualTo(booked(extended()));
    }

    @Test
    void itIsTheSameOnPostgresql() throws IOException {
        kvitta.close();
        kvitta = service().postgresql().start();
        orders.habits(OrdersHabits.usual().withoutLinesOfTen(3));
        orders.generate(USER, PASSWORD, PLAN);
        orders.fault(OrdersFault.SERVER_ERROR, 2);
        orders.refuse(orders.anyOrder(USER, PASSWORD), 410);
        deliver(PLAN);
        kvitta.deliver("kaffe");
        deliverUntilPlanned();
        assertThat(lookups("NOT_HAD")).isEqualTo(1);
        assertThat(tasks()).containsExactlyInAnyOrder("EVENTS_HELD", "LINES_IN_PROPORTION");
    }

    @Test
    void whatIsNotNeededIsNotAskedFor() throws IOException {
        home.merchant("kaffe", MERCHANT.replace("modes: [daily, payout]", "modes: [payout]"));
        restart();
        assertThat(plan(PLAN).state()).isEqualTo(State.PLANNED);
        assertThat(orders.calls()).isZero();
    }

    @Test
    void nobodyIsAskedWhoMayNot() throws IOException {
        home.merchant(
                "kaffe",
                MERCHANT.replace("modes: [daily, payout]", "modes: [daily, payout]\n    orderLines: { ask: never }"));
        restart();
        Settlement planned = plan(PLAN);
        assertThat(planned.state()).isEqualTo(State.PLANNED);
        assertThat(orders.calls()).isZero();
        assertThat(held(planned)).containsKey("RETURN_KIND_UNKNOWN");
    }

    @Test
    void everyOrderIsAskedForWhenThatIsWanted() throws IOException {
        home.merchant(
                "kaffe",
                MERCHANT.replace("modes: [daily, payout]", "modes: [payout]\n    orderLines: { ask: always }"));
        restart();
        plan(PLAN);
        assertThat(orders.asked().values()).containsOnly(1).hasSizeGreaterThan(120);
    }

    @Test
    void anOrderIsAskedForAgainOnlyWhenSomethingOfItIsNew() throws IOException {
        orders.put(USER, PASSWORD, sample("orders-2201447718.json"));
        deliver("2201447718_20260216T000000_0.csv", sample("settlement-2201447718-sek.csv"));
        assertThat(orders.asked()).hasSize(9).doesNotContainKey("bcb208cc-67f7-45ca-a360-61ccdd1c5b6e");
        orders.calm();
        orders.put(USER, PASSWORD, sample("orders-0041822931-2201459034.json"));
        kvitta.clock().advance(Duration.ofDays(7));

        deliver(
                "0041822931_20260223T000000_0.csv",
                withoutVat(sample("settlement-0041822931-negative-zero-payout.csv")));
        // 10231 came back after it was told, 10240 is new.
        assertThat(orders.asked())
                .containsOnlyKeys("686adbc4-fd3f-4688-b527-617394bf68af", "f15f0067-3f77-4b6f-8d9e-03bff050e757");
    }

    @Test
    void ordersThatCannotBeHadStopNothingAndAreNotAskedForAgain() throws IOException {
        orders.put(USER, PASSWORD, sample("orders-2201447718.json"));
        orders.refuse("686adbc4-fd3f-4688-b527-617394bf68af", 410);
        orders.refuse("16d69711-44c7-475b-8bb7-3bc1cb68bce3", 403);
        orders.refuse("95cef8eb-d459-4d2d-80f6-bb7ae2ecb24a", 404);

        Settlement planned = deliver("2201447718_20260216T000000_0.csv", sample("settlement-2201447718-sek.csv"));

        assertThat(planned.state()).isEqualTo(State.PLANNED);
        assertThat(rules(planned)).contains("provider line", "profile rule SE 25 %");
        assertThat(held(planned)).containsEntry("RETURN_KIND_UNKNOWN", 2L);
        assertThat(lookups("NOT_HAD")).isEqualTo(3);
        orders.calm();
        kvitta.clock().advance(Duration.ofHours(1));

        // A person who lets go what waits may have got Klarna to tell.
        kvitta.routes().sendBody("direct:plan-held", planned);
        assertThat(orders.asked().keySet())
                .containsExactlyInAnyOrder(
                        "16d69711-44c7-475b-8bb7-3bc1cb68bce3", "95cef8eb-d459-4d2d-80f6-bb7ae2ecb24a");
        assertThat(held(planned)).containsOnlyKeys("REVERSAL_KIND_UNKNOWN");
    }

    @Test
    void tooManyCallsAreALaterDueTimeAndNobodyIsDisturbed() throws IOException {
        orders.limit(30);
        orders.generate(USER, PASSWORD, PLAN);
        deliver(PLAN);
        kvitta.deliver("kaffe");
        Settlement waiting = settlement();
        assertThat(waiting.state()).isEqualTo(State.PROVEN);
        assertThat(String.valueOf(waiting.reason())).startsWith("ORDERS_LATER");
        assertThat(tasks()).isEmpty();
        int told = lookups("TOLD");
        assertThat(told).isPositive();

        orders.limit(1_000_000);
        deliverUntilPlanned();
        assertThat(orders.asked().values()).containsOnly(1);
        assertThat(lookups("TOLD")).isEqualTo(orders.asked().size());
    }

    @ParameterizedTest
    @EnumSource(
            value = OrdersFault.class,
            names = {"UNAUTHORIZED"},
            mode = EnumSource.Mode.EXCLUDE)
    void whatMayPassIsWaitedOut(OrdersFault fault) throws IOException {
        orders.generate(USER, PASSWORD, PLAN);
        orders.fault(fault, 3);
        deliver(PLAN);
        kvitta.deliver("kaffe");
        assertThat(settlement().state()).isEqualTo(State.PROVEN);
        deliverUntilPlanned();

        assertThat(lookups("TOLD")).isEqualTo(lookups("%"));
        assertThat(tasks()).containsExactly("EVENTS_HELD");
        assertThat(rules(settlement())).contains("provider line").noneMatch(rule -> rule.contains("profile rule"));
    }

    @Test
    void aSourceThatIsDownIsLeftAlone() throws IOException {
        orders.generate(USER, PASSWORD, PLAN);
        orders.lastingFault(OrdersFault.SERVER_ERROR);
        deliver(PLAN);
        kvitta.deliver("kaffe");
        // Ten failures in a row, and what was under way then.
        assertThat(orders.calls()).isBetween(10, 10 + 8);
        assertThat(tasks()).containsExactly("ORDERS_NOT_FETCHED");
        kvitta.deliver("kaffe");
        assertThat(orders.calls()).isBetween(10, 10 + 8);
        orders.calm();
        deliverUntilPlanned();
        assertThat(tasks()).containsExactly("EVENTS_HELD");
    }

    @Test
    void aRefusedLoginIsAskedOnceAndToldWithoutItsPassword() throws IOException {
        orders.generate(USER, PASSWORD, PLAN);
        orders.lastingFault(OrdersFault.UNAUTHORIZED);
        deliver(PLAN);
        kvitta.deliver("kaffe");
        assertThat(orders.calls()).isBetween(1, 8);
        assertThat(tasks()).containsExactly("ORDERS_NOT_FETCHED");
        String told = kvitta.bean(Tasks.class).open("kaffe").stream()
                .map(task -> Reasons.in("en").text(task.reason()))
                .collect(Collectors.joining());
        assertThat(told)
                .contains("401")
                .contains("kaffe-se")
                .contains("orderLines")
                .doesNotContain(PASSWORD);
        orders.calm();
        deliverUntilPlanned();
        assertThat(settlement().state()).isEqualTo(State.PLANNED);
    }

    @Test
    void aDeathInTheMiddleLosesNothingAndWhatWasToldIsNotAskedForAgain() throws IOException {
        orders.generate(USER, PASSWORD, PLAN);
        deliver(PLAN);
        int deaths = 0;
        for (int at : List.of(40, 130, 260, 400)) {
            crashing.dieIn(at, at % 20 == 0);
            try {
                kvitta.deliver("kaffe");
            } catch (RuntimeException e) {
                // Nobody hears what a dead process says.
                assertThat(crashing.isDead()).isTrue();
            }
            deaths += crashing.isDead() ? 1 : 0;
            restart();
        }
        assertThat(deaths).isGreaterThan(1);
        deliverUntilPlanned();

        int again =
                orders.asked().values().stream().mapToInt(times -> times - 1).sum();
        assertThat(again).as("asked for again after %d deaths", deaths).isLessThanOrEqualTo(8 * deaths);
        assertThat(booked(settlement())).isEqualTo(booked(extended()));
    }

    @Test
    void whatIsNotStatedIsDividedAsTheOrderIsAndToldUntilAPersonHasLooked() throws IOException {
        orders.habits(OrdersHabits.usual().withoutLinesOfTen(10).inLowerCase());
        Settlement planned = plan(PLAN);

        assertThat(planned.state()).isEqualTo(State.PLANNED);
        assertThat(rules(planned)).contains("provider line", "provider line, in proportion");
        assertThat(tasks()).containsExactlyInAnyOrder("EVENTS_HELD", "LINES_IN_PROPORTION");
        kvitta.bean(Operations.class).linesReviewed(planned.id(), "compared with the shop", "accountant");
        assertThat(tasks()).containsExactly("EVENTS_HELD");
    }

    @Test
    void ratesThatAreMissingAreTheProfilesOrWait() throws IOException {
        orders.habits(OrdersHabits.usual().withoutRates());
        Settlement planned = plan(PLAN);
        assertThat(rates(planned)).containsExactly("25");
    }

    @Test
    void ofABuyerNothingIsKeptThatNobodyChose() throws IOException {
        plan(PLAN);
        List<String> baskets = JdbcClient.create(kvitta.bean(DataSource.class))
                .sql("select basket from shop_order")
                .query(String.class)
                .list();
        assertThat(baskets).isNotEmpty().allSatisfy(basket -> assertThat(basket)
                .doesNotContain("19840517")
                .doesNotContain("example.com")
                .doesNotContain("Köpare"));
    }

    private Settlement plan(SettlementPlan plan) throws IOException {
        orders.generate(USER, PASSWORD, plan);
        deliver(plan);
        kvitta.deliver("kaffe");
        return settlement();
    }

    private void deliver(SettlementPlan plan) throws IOException {
        sandboxes.deliver(plan.reference() + "_20260216T000000_0.csv", report(plan, ReportFormat.standard()));
        kvitta.fetch("kaffe-se");
    }

    private static String report(SettlementPlan plan, ReportFormat format) throws IOException {
        var out = new ByteArrayOutputStream();
        new SettlementGenerator(plan).write(format, out);
        return out.toString(UTF_8);
    }

    private Settlement deliver(String name, String report) {
        sandboxes.deliver(name, report);
        kvitta.fetch("kaffe-se");
        kvitta.deliver("kaffe");
        String reference = name.substring(0, name.indexOf('_'));
        return kvitta.settlements("kaffe").stream()
                .filter(settlement -> settlement.reference().equals(reference))
                .findFirst()
                .orElseThrow();
    }

    private void deliverUntilPlanned() {
        for (int i = 0; i < 20 && settlement().state() != State.PLANNED; i++) {
            kvitta.clock().advance(Duration.ofHours(2));
            kvitta.deliver("kaffe");
        }
        assertThat(settlement().state()).isEqualTo(State.PLANNED);
    }

    private Settlement settlement() {
        return kvitta.settlements("kaffe").stream()
                .filter(settlement -> settlement.profile().equals("kaffe-se"))
                .reduce((first, last) -> last)
                .orElseThrow();
    }

    /** The same rows as another payout of another profile, whose report states the consumers' VAT, without orders. */
    private Settlement extended() throws IOException {
        String other = MERCHANT.replace("merchant: kaffe", "merchant: andra")
                .replace("kaffe-se", "andra-se")
                .replaceAll(
                        "(?s)connection:.*",
                        "connection: { username: K700123, password: secret:TEST_KLARNA_PASSWORD }\n");
        home.merchant("andra", other);
        restart();
        kvitta.fetch("andra-se");
        sandboxes.deliver(PLAN.reference() + "_20260217T000000_1.csv", report(PLAN, ReportFormat.extended()));
        kvitta.fetch("andra-se");
        kvitta.deliver("andra");
        return kvitta.settlements("andra").get(0);
    }

    /**
     * The VAT per rate, and all sales: a report that states only VAT per rate leaves open by some öre what it is the VAT of. In
     * minor units.
     */
    private Map<String, Long> booked(Settlement settlement) {
        var sums = new TreeMap<String, Long>();
        for (Posting posting : kvitta.postings(settlement)) {
            posting.booking().voucher().rows().forEach(row -> {
                String account = row.account().number();
                if (account.matches("26[123]1")) {
                    sums.merge(account, row.amount().minor(), Long::sum);
                } else if (account.startsWith("3")) {
                    sums.merge("sales", row.amount().minor(), Long::sum);
                }
            });
        }
        return sums;
    }

    private Set<String> rules(Settlement settlement) {
        var rules = new TreeSet<String>();
        kvitta.postings(settlement)
                .forEach(posting -> posting.booking().voucher().rows().forEach(row -> {
                    if (row.vat() != null) {
                        rules.add(row.vat().rule());
                    }
                }));
        return rules;
    }

    private Set<String> rates(Settlement settlement) {
        var rates = new TreeSet<String>();
        kvitta.postings(settlement)
                .forEach(posting -> posting.booking().voucher().rows().forEach(row -> {
                    if (row.account().number().startsWith("30")) {
                        rates.add(String.valueOf(row.vat().rate()));
                    }
                }));
        return rates;
    }

    private Map<String, Long> held(Settlement settlement) {
        return kvitta.bean(Settlements.class).held(settlement.id()).stream()
                .collect(Collectors.groupingBy((HeldEvent held) -> held.reason().code(), Collectors.counting()));
    }

    private List<String> tasks() {
        var codes = new ArrayList<String>();
        kvitta.bean(Tasks.class)
                .open("kaffe")
                .forEach(task -> codes.add(task.reason().code()));
        return codes;
    }

    private int lookups(String state) {
        return JdbcClient.create(kvitta.bean(DataSource.class))
                .sql("select count(*) from order_lookup where state like :state")
                .param("state", state)
                .query(Integer.class)
                .single();
    }

    private static String sample(String name) throws IOException {
        return Files.readString(Path.of("src/test/resources/klarna", name));
    }

    /** The same report without the columns of the consumers' VAT. */
    private static String withoutVat(String report) {
        return report.replace("tax_rate_1;tax_amount_1", "x1;x2");
    }
}
