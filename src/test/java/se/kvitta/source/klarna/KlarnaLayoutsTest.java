package se.kvitta.source.klarna;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.kvitta.intake.Taken;
import se.kvitta.intake.Taken.How;
import se.kvitta.journal.Settlements.HeldEvent;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestJournal;

/** One payout may come by several ways, in several layouts, with late rows: it is booked once, and to the öre. */
class KlarnaLayoutsTest {

    private static final String MERCHANT = """
            merchant: shop
            name: Ljusbutiken i Lund AB
            organisationNumber: 559999-0016
            target: { system: books }
            profiles:
              shop:
                source: klarna
                start: 2026-01-01
                modes: [daily, payout]
                vat: { home: SE, rates: { SE: 25 }, zeroRules: [{ name: gift cards and tips, box: "42" }] }
            """;

    @TempDir
    Path folder;

    private TestHome home;
    private TestJournal journal;

    @BeforeEach
    void start() {
        home = new TestHome(folder).merchant("shop", MERCHANT);
        journal = new TestJournal(home);
    }

    @AfterEach
    void stop() {
        journal.close();
    }

    static Stream<List<String>> everyOrder() {
        List<String> layouts = List.of("sek", "sek-extended", "sek-configured");
        return layouts.stream().flatMap(first -> layouts.stream()
                .filter(second -> !second.equals(first))
                .map(second -> List.of(
                        first,
                        second,
                        layouts.stream()
                                .filter(third -> !third.equals(first) && !third.equals(second))
                                .findFirst()
                                .orElseThrow())));
    }

    @ParameterizedTest
    @MethodSource("everyOrder")
    void onePayoutInEveryLayoutIsBookedOnceWhenItIsPlannedLast(List<String> order) throws IOException {
        for (String layout : order) {
            takeIn(layout);
        }
        journal.takeInLeftBehind();
        journal.plan("shop");

        assertThat(counting()).hasSize(1);
        assertThat(journal.documents().held()).isEmpty();
        assertThat(held())
                .extracting(HeldEvent::event)
                .extracting(event -> event.order().number())
                .containsExactly("10236");
        assertThat(balances()).as("the fullest layout counts").isEqualTo(BOOKS);
    }

    @ParameterizedTest
    @MethodSource("everyOrder")
    void onePayoutInEveryLayoutIsBookedOnceWhenItIsPlannedAtOnce(List<String> order) throws IOException {
        for (String layout : order) {
            takeIn(layout);
            journal.plan("shop");
            journal.takeInLeftBehind();
        }
        journal.planHeld(counting().get(0));

        assertThat(counting()).hasSize(1);
        assertThat(journal.documents().held()).isEmpty();
        assertThat(balances())
                .containsEntry("1979", 890571L)
                .containsEntry("6064", 56128L)
                .containsEntry("2641", 14031L)
                .containsEntry("1591", 50000L)
                .containsEntry("1516", 145000L);
        assertThat(clearing()).isEqualTo(waitingOnClearing());
    }

    /** What every account ends at when the extended layout is booked, in öre: {@code bookkeeping.md} applied by hand. */
    private static final Map<String, Long> BOOKS = Map.ofEntries(
            Map.entry("1516", 145000L),
            Map.entry("1581", -54900L),
            Map.entry("1591", 50000L),
            Map.entry("1979", 890571L),
            Map.entry("2611", -194300L),
            Map.entry("2621", -4879L),
            Map.entry("2631", -1800L),
            Map.entry("2641", 14031L),
            Map.entry("3001", -777199L),
            Map.entry("3002", -40656L),
            Map.entry("3003", -30000L),
            Map.entry("3004", -51996L),
            Map.entry("6064", 56128L));

    @Test
    void aRicherLayoutResolvesWhatAPoorerOneLeftWaiting() throws IOException {
        takeIn("sek");
        journal.plan("shop");
        Settlement payout = counting().get(0);
        assertThat(codes()).containsExactly("RETURN_KIND_UNKNOWN", "RETURN_KIND_UNKNOWN", "REVERSAL_KIND_UNKNOWN");

        Taken again = takeIn("sek-extended");

        assertThat(again.how()).isEqualTo(How.ACCEPTED);
        assertThat(again.settlement()).isEqualTo(journal.settlement(payout.id()));
        assertThat(journal.planHeld(payout)).isEqualTo(3);
        assertThat(held()).isEmpty();
        assertThat(clearing()).isZero();
        assertThat(texts())
                .contains(
                        "Klarna återbetalning 2026-02-05, 1 order (10232)",
                        "Klarna återbetalning 2026-02-06, 1 order (10188)",
                        "Klarna tvist order 10175");
    }

    @Test
    void aPoorerLayoutTakesNothingAwayFromARicherOneThatWaitsToBePlanned() throws IOException {
        takeIn("sek-extended");

        assertThat(takeIn("sek").how()).isEqualTo(How.KNOWN);

        journal.plan("shop");
        assertThat(balances()).isEqualTo(BOOKS);
    }

    @Test
    void aPoorerLayoutTakesNothingAwayFromWhatWaits() {
        takeIn("a.csv", extended(SALE, PAYMENT_DEFAULT));
        journal.plan("shop");
        assertThat(codes()).containsExactly("BAD_DEBT_DECIDE");

        assertThat(takeIn("b.csv", standard(SALE, PAYMENT_DEFAULT)).how()).isEqualTo(How.KNOWN);

        assertThat(journal.planHeld(counting().get(0))).isZero();
        assertThat(codes()).containsExactly("BAD_DEBT_DECIDE");
    }

    @Test
    void twoRowsAlikeAreBothToldByARicherLayout() {
        takeIn("a.csv", standard(SALE, REFUND, REFUND));
        journal.plan("shop");
        assertThat(codes()).containsExactly("RETURN_KIND_UNKNOWN", "RETURN_KIND_UNKNOWN");

        takeIn("b.csv", extended(SALE, REFUND, REFUND));

        assertThat(journal.planHeld(counting().get(0))).isEqualTo(2);
        assertThat(balances()).containsEntry("3001", -100000L + 2 * 16000).containsEntry("2611", -25000L + 2 * 4000);
    }

    @Test
    void ofTwoRowsThatCannotBeToldApartAPersonDecides() {
        takeIn("a.csv", standard(SALE, REFUND, REFUND));
        journal.plan("shop");

        Taken again = takeIn("b.csv", extended(SALE, REFUND, REFUND.replace("PURCHASE_RETURN", "PAYMENT_DEFAULT")));

        assertThat(again.how()).isEqualTo(How.KNOWN);
        assertThat(journal.planHeld(counting().get(0))).isZero();
        assertThat(codes()).containsExactly("RETURN_KIND_UNKNOWN", "RETURN_KIND_UNKNOWN");
    }

    @Test
    void ofTwoRowsAlikeOfDifferentTimesEachIsToldItsOwnKind() {
        String later = REFUND.replace("T09:", "T10:").replace("PURCHASE_RETURN", "PAYMENT_DEFAULT");
        takeIn("a.csv", standard(SALE, REFUND, later));
        journal.plan("shop");

        takeIn("b.csv", extended(SALE, REFUND, later));

        assertThat(journal.planHeld(counting().get(0))).isEqualTo(1);
        assertThat(codes()).containsExactly("BAD_DEBT_DECIDE");
    }

    @Test
    void aRicherLayoutWithoutSummaryIsHeededBeforeThePayoutIsPlanned() {
        takeIn("2201500400_20260216T000000_0.csv", standard(SALE, REFUND));

        Taken again = takeIn("2201500400_20260216T000000_1.csv", withoutSummary(extended(SALE, REFUND)));

        assertThat(again.how()).isEqualTo(How.ACCEPTED);
        assertThat(again.reason().code()).isEqualTo("PAYOUT_RETOLD");
        journal.plan("shop");
        assertThat(held()).isEmpty();
    }

    @Test
    void aRicherLayoutLeavesTheSignAndSizeOfWhatWaitsAsTheyAre() {
        String commission = COMMISSION_RETURN;
        takeIn("a.csv", standard(SALE, commission));
        journal.plan("shop");

        takeIn("b.csv", extended(SALE, commission));

        assertThat(journal.planHeld(counting().get(0))).isZero();
        assertThat(held()).extracting(event -> event.event().effect().minor()).containsExactly(-4500L);
        assertThat(codes()).containsExactly("COMMISSION_VAT_UNKNOWN");
        assertThat(clearing()).isEqualTo(waitingOnClearing());
    }

    @Test
    void vatThatALayoutStatesOnItsRowsIsNotCountedBesideTheSumThatWaits() {
        home.merchant("shop", MERCHANT + "lockedThrough: 2026-12-31\n");
        journal.merchants().refresh();
        takeIn("a.csv", standard(SALE));
        journal.plan("shop");
        assertThat(codes()).containsOnly("YEAR_LOCKED", "PERIOD_LOCKED");

        assertThat(takeIn("b.csv", extended(SALE)).how()).isEqualTo(How.ACCEPTED);

        home.merchant("shop", MERCHANT);
        journal.merchants().refresh();
        journal.planHeld(counting().get(0));
        assertThat(held()).isEmpty();
        assertThat(balances())
                .containsEntry("1979", 120390L)
                .containsEntry("6064", 3688L)
                .containsEntry("2641", 922L)
                .containsEntry("1581", 0L);
    }

    @Test
    void aDebtIsRecognisedInALayoutThatTellsOfNone() throws IOException {
        for (String sample : List.of("0041822931-negative-zero-payout", "2201459034-followup-repay")) {
            String text = Files.readString(Path.of("src/test/resources/klarna/settlement-" + sample + ".csv"));
            String name = sample.substring(0, 10) + "_20260302T000000_";
            assertThat(takeIn(name + "0.csv", text).how()).isEqualTo(How.ACCEPTED);

            Taken again = takeIn(name + "1.csv", withoutSummary(text));

            assertThat(again.how()).as("%s", again.reason()).isEqualTo(How.KNOWN);
        }
    }

    @ParameterizedTest
    @CsvSource({"standard, standard", "extended, extended", "standard, extended", "extended, standard"})
    void lateRowsOfAPlannedPayoutFormASupplement(String first, String second) {
        takeIn("a.csv", layout(first, SALE, HELD_BACK));
        journal.plan("shop");

        Taken late = takeIn("b.csv", layout(second, SALE, LATE_SALE, HELD_BACK));

        assertThat(late.how()).as("%s", late.reason()).isEqualTo(How.ACCEPTED);
        journal.plan("shop");
        assertThat(counting()).extracting(Settlement::title).containsExactly("2201500400", "2201500400+1");
        Map<String, Long> twoParts = balances();
        assertThat(twoParts)
                .containsEntry("1979", 120390L - 10000 + 48156)
                .containsEntry("6064", 3688L + 1475)
                .containsEntry("2641", 922L + 369)
                .containsEntry("1591", 10000L)
                .containsEntry("3001", -100000L - 40000)
                .containsEntry("2611", -25000L - 10000)
                .containsEntry("1581", 0L);
        assertThat(takeIn("c.csv", layout(first, SALE, LATE_SALE, HELD_BACK)).how())
                .isEqualTo(How.KNOWN);
        assertThat(takeIn("d.csv", layout(second, HELD_BACK, LATE_SALE, SALE)).how())
                .isEqualTo(How.KNOWN);
        journal.plan("shop");
        assertThat(balances()).isEqualTo(twoParts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"standard", "extended"})
    void aContradictingDeliveryOfAPlannedPayoutIsHeld(String layout) {
        takeIn("a.csv", layout(layout, SALE, LATE_SALE));
        journal.plan("shop");
        Map<String, Long> before = balances();

        for (String contradiction : List.of(
                layout(layout, SALE),
                layout(layout, SALE, LATE_SALE.replace("500.00", "600.00")),
                layout(layout, SALE, LATE_SALE, REFUND),
                layout(layout))) {
            Taken taken = takeIn("b.csv", contradiction);

            assertThat(taken.how()).isEqualTo(How.HELD);
            assertThat(taken.reason().code()).isEqualTo("REDELIVERY_DIFFERS");
        }
        journal.plan("shop");
        assertThat(counting()).hasSize(1);
        assertThat(balances()).isEqualTo(before);
        assertThat(journal.documents().held()).hasSize(4);
    }

    @Test
    void aDifferingDeliveryReplacesAPayoutThatIsNotPlanned() {
        takeIn("a.csv", extended(SALE));
        takeIn("b.csv", extended(SALE, LATE_SALE));

        journal.plan("shop");

        assertThat(counting()).extracting(Settlement::title).containsExactly("2201500400");
        assertThat(balances()).containsEntry("1979", 120390L + 48156);
    }

    private static final String SALE = """
            SALE;2026-02-02T09:00:00Z;2026-02-02T08:00:00Z;o-1041;;c-1;1041;;1250.00;SEK;;SE;;;PURCHASE;25.00;250.00
            FEE;2026-02-02T09:00:00Z;2026-02-02T08:00:00Z;o-1041;;c-1;1041;;36.88;SEK;;SE;25.00;9.22;PURCHASE_FEE_PERCENTAGE;;
            """;
    private static final String LATE_SALE = """
            SALE;2026-02-04T09:00:00Z;2026-02-04T08:00:00Z;o-1042;;c-2;1042;;500.00;SEK;;SE;;;PURCHASE;25.00;100.00
            FEE;2026-02-04T09:00:00Z;2026-02-04T08:00:00Z;o-1042;;c-2;1042;;14.75;SEK;;SE;25.00;3.69;PURCHASE_FEE_PERCENTAGE;;
            """;
    private static final String REFUND = """
            RETURN;2026-02-05T09:00:00Z;2026-02-02T08:00:00Z;o-1041;;;1041;;200.00;SEK;r-1;SE;;;PURCHASE_RETURN;25.00;40.00
            """;
    private static final String PAYMENT_DEFAULT = """
            RETURN;2026-02-06T09:00:00Z;2026-01-02T08:00:00Z;o-990;;;990;;600.00;SEK;r-2;SE;;;PAYMENT_DEFAULT;25.00;120.00
            """;
    private static final String COMMISSION_RETURN = """
            REVERSAL;2026-02-06T09:00:00Z;2026-02-06T09:00:00Z;;;;;;45.00;SEK;;SE;;;COMMISSION_RETURN;;
            """;
    private static final String HELD_BACK = """
            HOLDBACK;2026-02-16T00:00:00Z;2026-02-16T00:00:00Z;;;;;;100.00;SEK;;SE;;;ROLLING_RESERVE;;
            """;

    private static String layout(String name, String... rows) {
        return name.equals("standard") ? standard(rows) : extended(rows);
    }

    private static String extended(String... rows) {
        return summary(rows)
                + "type;capture_date;sale_date;order_id;short_order_id;capture_id;merchant_reference1;merchant_reference2;"
                + "amount;posting_currency;refund_id;purchase_country;tax_rate;tax_amount;detailed_type;tax_rate_1;"
                + "tax_amount_1\n"
                + String.join("", rows);
    }

    /** The same without the columns that Klarna leaves out unless they are switched on. */
    private static String standard(String... rows) {
        return summary(rows)
                + "type;capture_date;sale_date;order_id;short_order_id;capture_id;merchant_reference1;merchant_reference2;"
                + "amount;posting_currency\n"
                + String.join("", rows)
                        .lines()
                        .map(row -> String.join(";", List.of(row.split(";", -1)).subList(0, 10)) + "\n")
                        .reduce("", String::concat);
    }

    private static String withoutSummary(String file) {
        return file.lines().skip(2).map(line -> line + "\n").reduce("", String::concat);
    }

    /** Adds the rows up as Klarna's table of the settlement amount does. */
    private static String summary(String... rows) {
        var sums = new TreeMap<String, Long>();
        String.join("", rows).lines().map(row -> row.split(";", -1)).forEach(cells -> {
            sums.merge(cells[0], minor(cells[8]), Long::sum);
            sums.merge("TAX", minor(cells[13]), Long::sum);
        });
        long fees = sums.getOrDefault("FEE", 0L);
        long net = sum(sums, "SALE")
                - fees
                - sum(sums, "TAX")
                - sum(sums, "RETURN")
                - sum(sums, "REVERSAL")
                - sum(sums, "HOLDBACK");
        return "total_sale_amount;total_fee_amount;total_tax_amount;total_return_amount;total_reversal_amount;"
                + "total_holdback_amount;total_deposit_amount;total_settlement_amount;payment_reference;"
                + "settlement_currency;payout_date\n"
                + Stream.of(
                                sum(sums, "SALE"),
                                fees,
                                sum(sums, "TAX"),
                                sum(sums, "RETURN"),
                                sum(sums, "REVERSAL"),
                                sum(sums, "HOLDBACK"),
                                Math.max(-net, 0),
                                Math.max(net, 0))
                        .map(minor -> minor / 100 + "." + String.format("%02d", minor % 100))
                        .reduce("", (line, cell) -> line + cell + ";")
                + "2201500400;SEK;2026-02-16T07:45:00Z\n";
    }

    private static long sum(Map<String, Long> sums, String type) {
        return sums.getOrDefault(type, 0L);
    }

    private static long minor(String cell) {
        return cell.isEmpty() ? 0 : Long.parseLong(cell.replace(".", ""));
    }

    private Taken takeIn(String sample) throws IOException {
        return journal.takeIn(
                "shop",
                "2201447718_20260216T000000_" + sample.length() + ".csv",
                Files.readAllBytes(Path.of("src/test/resources/klarna/settlement-2201447718-" + sample + ".csv")));
    }

    private Taken takeIn(String name, String text) {
        return journal.takeIn("shop", name, text.getBytes(StandardCharsets.UTF_8));
    }

    private List<Settlement> counting() {
        return journal.settlements().all("shop");
    }

    private List<HeldEvent> held() {
        return counting().stream()
                .flatMap(settlement -> journal.held(settlement).stream())
                .toList();
    }

    private List<String> codes() {
        return held().stream().map(event -> event.reason().code()).toList();
    }

    private List<VoucherRow> rows() {
        var rows = new ArrayList<VoucherRow>();
        counting().forEach(settlement -> journal.postings(settlement)
                .forEach(posting -> rows.addAll(posting.booking().voucher().rows())));
        return rows;
    }

    private List<String> texts() {
        return counting().stream()
                .flatMap(settlement -> journal.postings(settlement).stream())
                .map(posting -> posting.booking().voucher().text())
                .toList();
    }

    private Map<String, Long> balances() {
        var balances = new TreeMap<String, Long>();
        rows().forEach(row ->
                balances.merge(row.account().number(), row.amount().minor(), Long::sum));
        return balances;
    }

    private long clearing() {
        return balances().getOrDefault("1581", 0L);
    }

    /** The payout took it off the clearing account; the other side waits for a person. */
    private long waitingOnClearing() {
        return held().stream()
                .mapToLong(event -> -event.event().effect().minor())
                .sum();
    }
}
