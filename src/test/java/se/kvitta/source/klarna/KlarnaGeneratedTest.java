package se.kvitta.source.klarna;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.springframework.util.FileSystemUtils;
import se.kvitta.intake.Taken;
import se.kvitta.intake.Taken.How;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.sandbox.klarna.Fault;
import se.kvitta.sandbox.klarna.FeeContract;
import se.kvitta.sandbox.klarna.Happening;
import se.kvitta.sandbox.klarna.NegativePayout;
import se.kvitta.sandbox.klarna.Notation;
import se.kvitta.sandbox.klarna.ReportFormat;
import se.kvitta.sandbox.klarna.SettlementGenerator;
import se.kvitta.sandbox.klarna.SettlementPlan;
import se.kvitta.sandbox.klarna.Totals;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestJournal;

/** Whatever happens in a settlement and however its report is laid out, it is taken in; a wrong one never is. */
class KlarnaGeneratedTest {

    private static final String MERCHANT = """
            merchant: shop
            name: Ljusbutiken i Lund AB
            organisationNumber: 559999-0016
            rates: riksbank-demo
            target: { system: books }
            profiles:
              shop:
                source: klarna
                start: 2026-01-01
                modes: [daily, payout]
                vat: { home: SE, rates: { SE: 25 }, oss: [DE, FI] }
            """;

    private static Path folder;
    private static TestJournal journal;
    private static int references;

    @BeforeContainer
    static void start() throws IOException {
        folder = Files.createTempDirectory("kvitta");
        journal = new TestJournal(new TestHome(folder).merchant("shop", MERCHANT));
    }

    @AfterContainer
    static void stop() throws IOException {
        journal.close();
        FileSystemUtils.deleteRecursively(folder);
    }

    @Property(tries = 150)
    void everyGeneratedSettlementIsProvenAndBookedToTheOre(
            @ForAll("plans") SettlementPlan plan, @ForAll("layouts") ReportFormat layout) throws IOException {
        var generated = new SettlementGenerator(numbered(plan));
        Totals totals = generated.totals();

        Taken taken = takeIn(generated, layout, Set.of());

        assertThat(taken.how()).as("%s", taken.reason()).isEqualTo(How.ACCEPTED);
        Settlement settlement = taken.settlement();
        assertThat(settlement.reference()).isEqualTo(generated.plan().reference());
        assertThat(settlement.payout().minor()).isEqualTo(Math.max(totals.settlement(), 0));
        assertThat(settlement.sourceRows()).isEqualTo((int) totals.rows());
        assertThat(proof(settlement, "SALE")).isEqualTo(totals.sale());
        assertThat(proof(settlement, "REFUND")).isEqualTo(-totals.returned());
        assertThat(proof(settlement, "FEE")).isEqualTo(-totals.fee() - totals.tax());
        assertThat(proof(settlement, "FEE_REFUND")).isEqualTo(totals.feeRefund() + totals.taxRefund());
        assertThat(proof(settlement, "DEBT_INCURRED")).isEqualTo(totals.deposit());
        assertThat(proof(settlement, "DEBT_REPAID")).isEqualTo(-totals.repay());
        if (settlement.currency().getCurrencyCode().equals("SEK")) {
            assertBooked(settlement, totals);
        }
    }

    @Property(tries = 30)
    void everyWrongSettlementIsHeld(
            @ForAll("plans") SettlementPlan plan, @ForAll("layouts") ReportFormat layout, @ForAll Fault fault)
            throws IOException {
        SettlementPlan big = numbered(plan).orders() < 3
                ? SettlementPlan.weekly(nextReference(), "K700123", plan.seed(), 3, plan.firstDay())
                : numbered(plan);
        boolean nothingToMiss =
                fault == Fault.MISSING_FEE_ROW && big.settlementType().equals("GROSS");

        Taken taken = takeIn(
                new SettlementGenerator(big), layout, Set.of(nothingToMiss ? Fault.TOTALS_DO_NOT_ADD_UP : fault));

        assertThat(taken.how()).isEqualTo(How.HELD);
        assertThat(taken.reason().code())
                .isIn(
                        switch (fault) {
                            case TOTALS_DO_NOT_ADD_UP, DUPLICATED_ROW, MISSING_FEE_ROW -> List.of("DOES_NOT_ADD_UP");
                            case UNKNOWN_TYPE -> List.of("UNKNOWN_ROW");
                            case TWO_CURRENCIES -> List.of("MIXED_CURRENCIES");
                            case DATE_IN_YEAR_0026 -> List.of("BAD_DATE");
                        });
    }

    @Property(tries = 20)
    void aReportWithoutSummaryTellsOfThePayoutThatIsKnown(
            @ForAll("plans") SettlementPlan plan, @ForAll("layouts") ReportFormat layout) throws IOException {
        var generated = new SettlementGenerator(numbered(plan));

        Taken alone = takeIn(generated, ReportFormat.hostile(), Set.of());
        // Two plans of the same week differ in their reference only, which this layout does not tell.
        Assume.that(alone.how() != How.KNOWN);
        assertThat(alone.how()).isEqualTo(How.HELD);
        assertThat(alone.reason().code()).isIn("NO_SUMMARY", "CURRENCY_UNKNOWN");

        Taken withSummary = takeIn(generated, layout, Set.of());
        assertThat(withSummary.how()).as("%s", withSummary.reason()).isEqualTo(How.ACCEPTED);
        journal.takeInLeftBehind();

        assertThat(journal.documents().held("shop", generated.plan().reference()))
                .isEmpty();
        assertThat(journal.settlements().counting("shop", generated.plan().reference(), 1))
                .isEmpty();
    }

    /** The money in the books equals the totals, and what is left on clearing is what waits for a person. */
    private static void assertBooked(Settlement settlement, Totals totals) {
        journal.plan("shop");
        Map<String, Long> balances = new TreeMap<>();
        journal.postings(settlement).forEach(posting -> posting.booking()
                .voucher()
                .rows()
                .forEach((VoucherRow row) ->
                        balances.merge(row.account().number(), row.amount().minor(), Long::sum)));
        long waiting = journal.held(settlement).stream()
                .mapToLong(held -> held.event().effect().minor())
                .sum();
        // What a comment says was kept for a debt is no reserve.
        long netted = journal.held(settlement).stream()
                .filter(held -> held.event().detail().startsWith("HOLDBACK «"))
                .mapToLong(held -> held.event().effect().minor())
                .sum();
        assertThat(balances.getOrDefault("1979", 0L)).isEqualTo(Math.max(totals.settlement(), 0));
        assertThat(balances.getOrDefault("6064", 0L)).isEqualTo(totals.fee() - totals.feeRefund());
        assertThat(balances.getOrDefault("2641", 0L)).isEqualTo(totals.tax() - totals.taxRefund());
        assertThat(balances.getOrDefault("1591", 0L)).isEqualTo(totals.holdback() - totals.release() + netted);
        assertThat(balances.getOrDefault("1581", 0L)).isEqualTo(-waiting - totals.deposit() + totals.repay());
    }

    private static long proof(Settlement settlement, String kind) {
        return settlement.proof().containsKey(kind)
                ? Money.parse(settlement.proof().get(kind)).minor()
                : 0;
    }

    private static Taken takeIn(SettlementGenerator generated, ReportFormat layout, Set<Fault> faults)
            throws IOException {
        var file = new ByteArrayOutputStream();
        generated.write(layout, faults, file);
        return journal.takeIn("shop", generated.plan().reference() + "_20260216T000000_0.csv", file.toByteArray());
    }

    private static SettlementPlan numbered(SettlementPlan plan) {
        return new SettlementPlan(
                nextReference(),
                plan.merchantId(),
                plan.currency(),
                plan.seed(),
                plan.orders(),
                plan.firstDay(),
                plan.days(),
                plan.paid(),
                plan.contract(),
                plan.happenings(),
                plan.holdback(),
                plan.release(),
                plan.openingDebt(),
                plan.negativePayout(),
                plan.settlementType());
    }

    private static synchronized String nextReference() {
        return "22016" + String.format("%05d", references++);
    }

    @Provide
    Arbitrary<SettlementPlan> plans() {
        Arbitrary<Map<Happening, Integer>> happenings = Arbitraries.maps(
                        Arbitraries.of(Happening.class), Arbitraries.integers().between(1, 1_500))
                .ofMaxSize(Happening.values().length)
                .map(map -> {
                    var frequencies = new EnumMap<Happening, Integer>(Happening.class);
                    frequencies.putAll(map);
                    return frequencies;
                });
        Arbitrary<Long> amounts = Arbitraries.longs().between(0, 500_000);
        Arbitrary<SettlementPlan> plain = Combinators.combine(
                        Arbitraries.longs(),
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.of(false, false, false, true),
                        happenings)
                .as((seed, orders, euro, often) -> {
                    var week = SettlementPlan.weekly("2201600000", "K700123", seed, orders, LocalDate.of(2026, 2, 2))
                            .withHappenings(often);
                    return euro ? week.withCurrency("EUR", FeeContract.swedishInEuro()) : week;
                });
        return Combinators.combine(
                        plain,
                        amounts,
                        amounts,
                        amounts,
                        Arbitraries.of(NegativePayout.class),
                        Arbitraries.of(false, false, false, true))
                .as((plan, held, released, debt, negative, gross) -> {
                    var more = plan.withReserve(held, released)
                            .withOpeningDebt(debt)
                            .withNegativePayout(negative);
                    return gross ? more.gross() : more;
                });
    }

    @Provide
    Arbitrary<ReportFormat> layouts() {
        Arbitrary<Boolean> choice = Arbitraries.of(false, true);
        Arbitrary<Notation> notations = Combinators.combine(
                        Arbitraries.of(';', ',', '\t'),
                        Arbitraries.of(".", ",", ". ", ", ", ".,", ",."),
                        choice,
                        choice,
                        choice,
                        choice,
                        choice)
                .as((delimiter, numbers, signed, days, mark, crlf, quoted) -> new Notation(
                        delimiter, numbers.charAt(0), numbers.substring(1), signed, days, mark, crlf, quoted));
        return Combinators.combine(
                        Arbitraries.of(ReportFormat.standard(), ReportFormat.extended(), ReportFormat.extendedAbroad()),
                        choice,
                        notations,
                        Arbitraries.randomValue(random -> random))
                .as((format, vatOnRows, notation, random) -> {
                    var columns = new ArrayList<>(format.columns());
                    Collections.shuffle(columns, random);
                    return new ReportFormat(format.summary(), columns, vatOnRows, notation);
                });
    }
}
