package se.kvitta.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.kvitta.booking.CannotBook;
import se.kvitta.booking.Decision;
import se.kvitta.booking.Occasions;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.HeldEvent;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Tasks;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.operations.Operations;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Kind;
import se.kvitta.settlement.Basket.Line;
import se.kvitta.settlement.OrderTold;
import se.kvitta.testing.Databases;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;

/**
 * What the rules of bookkeeping need from the whole service: orders that shops tell of, decisions of persons, and bookings
 * that no settlement brings, on both databases.
 */
class BookkeepingFlowTest {

    private static final Path SAMPLES = Path.of("src/test/resources/klarna");
    private static final VatRate STANDARD = VatRate.parse("25");
    private static final VatRate FOOD = VatRate.parse("12");

    @TempDir
    Path folder;

    /** A shop that books in files; {@code more} goes into its profile. */
    private static String merchant(String currency, String rates, String more) {
        return """
                merchant: shop
                name: Butiken AB
                organisationNumber: 559999-1246
                %s
                target: { system: sie }
                profiles:
                  shop-klarna:
                    source: klarna
                    currencies: [%s]
                    start: 2026-01-01
                    modes: [daily, payout]
                %s
                """.formatted(rates, currency, more.indent(4));
    }

    private TestKvitta start(Databases database, String merchant, String now) {
        TestHome home = new TestHome(folder.resolve("home"))
                .merchant("shop", merchant)
                .write("mappings/rates/year-end.csv", """
                                day,currency,rate,source
                                2026-02-02,EUR,10.6044,Riksbanken
                                2026-02-16,EUR,10.6500,Riksbanken
                                2026-12-31,EUR,11.0500,Riksbanken
                                """);
        TestKvitta.Builder service = TestKvitta.in(home).clock(new MovableClock(Instant.parse(now)));
        return (database == Databases.POSTGRESQL ? service.postgresql() : service).start();
    }

    private static void takeIn(TestKvitta kvitta, String sample) {
        kvitta.routes().request("direct:settlement", exchange -> {
            exchange.setProperty("profile", "shop-klarna");
            exchange.setProperty("origin", "inbox");
            exchange.getIn().setHeader("CamelFileNameOnly", sample);
            exchange.getIn().setBody(SAMPLES.resolve(sample).toFile());
        });
    }

    private static void tell(TestKvitta kvitta, String order, Line... lines) {
        kvitta.routes()
                .sendBodyAndProperty(
                        "direct:order",
                        new OrderTold(order, "", new Basket(Basket.StatedBy.SHOP, Money.SEK, List.of(lines), "", null)),
                        "profile",
                        "shop-klarna");
    }

    private static Settlement only(TestKvitta kvitta) {
        assertThat(kvitta.settlements("shop")).hasSize(1);
        return kvitta.settlements("shop").get(0);
    }

    private static List<Posting> all(TestKvitta kvitta) {
        var all = new ArrayList<Posting>();
        for (Postings.State state : List.of(Postings.State.PLANNED, Postings.State.DONE)) {
            all.addAll(kvitta.bean(Postings.class).in("shop", state));
        }
        return all;
    }

    /** {@code role account amount} of every row of the vouchers whose text begins so. */
    private static List<String> rows(TestKvitta kvitta, String text) {
        return all(kvitta).stream()
                .map(posting -> posting.booking().voucher())
                .filter(voucher -> voucher.text().startsWith(text))
                .flatMap(voucher -> voucher.rows().stream())
                .map(row -> row.role() + " " + row.amount())
                .toList();
    }

    private static long count(TestKvitta kvitta, String sql) {
        return JdbcClient.create(kvitta.bean(DataSource.class))
                .sql(sql)
                .query(Long.class)
                .single();
    }

    private static List<HeldEvent> held(TestKvitta kvitta) {
        return kvitta.bean(Settlements.class).held(only(kvitta).id());
    }

    private static HeldEvent heldOrder(TestKvitta kvitta, String order) {
        return held(kvitta).stream()
                .filter(event -> event.event().order().number().equals(order))
                .findFirst()
                .orElseThrow();
    }

    /** Every event is in a booking that exists, waits, or is counted with a reason. */
    private static void assertEverythingIsPlaced(TestKvitta kvitta) {
        Settlement settlement = only(kvitta);
        long booked = count(
                kvitta,
                "select count(*) from booked_event b where exists (select 1 from posting p"
                        + " where p.settlement_id = b.settlement_id and p.booking_no = b.booking_no and p.state <> 'STAGED')");
        long left = count(kvitta, "select coalesce(sum(events), 0) from unbooked_count");
        assertThat(booked + held(kvitta).size() + left).isEqualTo(settlement.events());
        assertThat(count(kvitta, "select count(*) from booked_event")).isEqualTo(booked);
    }

    @ParameterizedTest
    @EnumSource
    void aProviderWithoutVatServesAShopWithSeveralRatesThroughItsOrders(Databases database) {
        try (TestKvitta kvitta = start(database, merchant("SEK", "", "vat: { home: SE }"), "2026-03-05T12:00:00Z")) {
            tell(
                    kvitta,
                    "10232",
                    Line.of(Kind.GOODS, STANDARD, 399_00),
                    Line.of(Kind.GOODS, FOOD, 224_00),
                    Line.of(Kind.FREIGHT, null, 43_00));
            takeIn(kvitta, "settlement-2201447718-sek.csv");
            kvitta.deliver("shop");

            List<VoucherRow> sales = all(kvitta).stream()
                    .map(posting -> posting.booking().voucher())
                    .filter(voucher -> voucher.text().startsWith("Klarna försäljning 2026-02-02"))
                    .flatMap(voucher -> voucher.rows().stream())
                    .toList();
            // 43.00 by value: 27.54 at 25 %, 15.46 at 12 %; VAT once per rate for goods and freight.
            assertThat(sales)
                    .extracting(row -> row.role() + " " + row.amount())
                    .containsExactly(
                            "CLEARING_SEK 666.00 SEK",
                            "SALES_25 -319.20 SEK",
                            "SALES_12 -200.00 SEK",
                            "FREIGHT_25 -22.03 SEK",
                            "FREIGHT_12 -13.80 SEK",
                            "VAT_OUT_25 -85.31 SEK",
                            "VAT_OUT_12 -25.66 SEK");
            assertThat(sales.stream().skip(1).map(VoucherRow::vat))
                    .allSatisfy(vat -> assertThat(vat.rule()).isEqualTo("shop order"));
            // The others say nothing of VAT and nobody tells their lines.
            assertThat(held(kvitta))
                    .filteredOn(event -> event.reason().code().equals("VAT_RATE_MISSING"))
                    .isNotEmpty();
            assertEverythingIsPlaced(kvitta);

            tell(kvitta, "10231", Line.of(Kind.GOODS, STANDARD, 1_298_00));
            kvitta.bean(Operations.class).retryHeld(only(kvitta).id(), "accountant");

            assertThat(rows(kvitta, "Klarna försäljning 2026-02-02, 1 order"))
                    .contains("SALES_25 -1038.40 SEK", "VAT_OUT_25 -259.60 SEK");
            assertEverythingIsPlaced(kvitta);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPersonDecidesOnceWhatAnEventIs(Databases database) {
        try (TestKvitta kvitta =
                start(database, merchant("SEK", "", "vat: { home: SE, rates: { SE: 25 } }"), "2026-03-05T12:00:00Z")) {
            takeIn(kvitta, "settlement-2201447718-sek.csv");
            kvitta.deliver("shop");
            var operations = kvitta.bean(Operations.class);
            long settlement = only(kvitta).id();
            int back = heldOrder(kvitta, "10232").seq();
            int lost = heldOrder(kvitta, "10188").seq();

            assertThatThrownBy(() ->
                            operations.decide(settlement, back, Decision.Choice.INCOME_25, null, "", "accountant"))
                    .hasMessageContaining("RETURN_KIND_UNKNOWN")
                    .hasMessageContaining("REFUND");
            assertThatThrownBy(
                            () -> operations.decide(settlement, back, Decision.Choice.REFUND, "6351", "", "accountant"))
                    .hasMessageContaining("account");
            assertThat(operations.decide(settlement, back, Decision.Choice.REFUND, null, "came back", "accountant"))
                    .isEqualTo(1);
            assertThat(operations.decide(settlement, lost, Decision.Choice.LOSS, null, "never paid", "accountant"))
                    .isEqualTo(1);
            assertThatThrownBy(
                            () -> operations.decide(settlement, lost, Decision.Choice.REFUND, null, "", "accountant"))
                    .hasMessageContaining("does not wait");

            assertThat(rows(kvitta, "Klarna återbetalning 2026-02-05, 1 order (10232)"))
                    .containsExactly("SALES_25 239.20 SEK", "VAT_OUT_25 59.80 SEK", "CLEARING_SEK -299.00 SEK");
            assertThat(rows(kvitta, "Klarna kundförlust order 10188"))
                    .containsExactly("BAD_DEBT 899.00 SEK", "CLEARING_SEK -899.00 SEK");
            assertEverythingIsPlaced(kvitta);
            assertThat(count(kvitta, "select count(*) from audit where action = 'decision' and actor = 'accountant'"))
                    .isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theOpeningBalanceIsEnteredOnceAndClearsWhatCameBeforeTheStart(Databases database) {
        String profile = """
                vat: { home: SE, rates: { SE: 25 } }
                opening: { SEK: { amount: "1964.00", confirmedBy: "Anna, redovisning" } }
                """;
        String merchant = merchant("SEK", "", profile).replace("start: 2026-01-01", "start: 2026-02-03");
        try (TestKvitta kvitta = start(database, merchant, "2026-03-05T12:00:00Z")) {
            takeIn(kvitta, "settlement-2201447718-sek.csv");
            kvitta.deliver("shop");
            kvitta.deliver("shop");

            assertThat(rows(kvitta, "Ingående avräkning Klarna 2026-02-03"))
                    .containsExactly("CLEARING_SEK 1964.00 SEK", "OLD_CLEARING -1964.00 SEK");
            assertThat(rows(kvitta, "Klarna försäljning 2026-02-02")).isEmpty();
            assertThat(count(kvitta, "select events from unbooked_count where reason = 'BEFORE_START'"))
                    .isEqualTo(2);
            assertEverythingIsPlaced(kvitta);
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutAnOpeningBalanceTheFirstPayoutWaitsAndIsBookedWhenItIsConfirmed(Databases database) {
        String merchant = merchant("SEK", "", "vat: { home: SE, rates: { SE: 25 } }")
                .replace("start: 2026-01-01", "start: 2026-02-03");
        try (TestKvitta kvitta = start(database, merchant, "2026-03-05T12:00:00Z")) {
            takeIn(kvitta, "settlement-2201447718-sek.csv");
            kvitta.deliver("shop");

            assertThat(all(kvitta)).isEmpty();
            assertThat(kvitta.bean(Tasks.class).open())
                    .extracting(task -> task.reason().code())
                    .contains("OPENING_UNCONFIRMED");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPayoutIsBookedOnTheBankTheDayItArrivesAndNotBefore(Databases database) {
        String profile = """
                vat: { home: SE, rates: { SE: 25 } }
                bankLeg: bank
                """;
        try (TestKvitta kvitta = start(database, merchant("SEK", "", profile), "2026-02-16T12:00:00Z")) {
            takeIn(kvitta, "settlement-2201447718-sek.csv");
            // The provider of this sample does not tell when its money is in the bank.
            JdbcClient.create(kvitta.bean(DataSource.class))
                    .sql("update settlement set bank_day = date '2026-02-18'")
                    .update();
            kvitta.deliver("shop");
            assertThat(rows(kvitta, "Klarna utbetalning 2201447718, 26 rader")).contains("TRANSIT_SEK 8905.71 SEK");
            assertThat(rows(kvitta, "Klarna utbetalning 2201447718 på bank")).isEmpty();

            kvitta.clock().set(Instant.parse("2026-02-18T08:00:00Z"));
            kvitta.deliver("shop");
            kvitta.deliver("shop");

            assertThat(rows(kvitta, "Klarna utbetalning 2201447718 på bank"))
                    .containsExactly("BANK_SEK 8905.71 SEK", "TRANSIT_SEK -8905.71 SEK");
        }
    }

    @ParameterizedTest
    @EnumSource
    void reverseChargeWaitsForTheInvoiceAndIsBookedOnceWhenItTies(Databases database) {
        String profile = """
                vat: { home: SE, rates: { SE: 25 } }
                feeVat: RC_EU
                """;
        try (TestKvitta kvitta = start(database, merchant("SEK", "", profile), "2026-03-15T12:00:00Z")) {
            takeIn(kvitta, "settlement-2201447718-sek.csv");
            kvitta.deliver("shop");
            kvitta.deliver("shop");
            assertThat(kvitta.bean(Tasks.class).open())
                    .filteredOn(task -> task.reason().code().equals("FEE_VAT_UNCONFIRMED"))
                    .extracting(task -> task.reason().facts().get("amount"))
                    .containsExactly("561.28 SEK");
            var operations = kvitta.bean(Operations.class);
            var wrong = new Occasions.FeeInvoice(
                    YearMonth.of(2026, 2), Money.parse("560.00 SEK"), "K-1", LocalDate.of(2026, 2, 28));
            assertThatThrownBy(() -> operations.confirmFeeInvoice("shop-klarna", wrong, "accountant"))
                    .isInstanceOfSatisfying(CannotBook.class, cannot -> {
                        assertThat(cannot.reason().code()).isEqualTo("FEE_INVOICE_DIFFERS");
                        assertThat(cannot.reason().facts()).containsEntry("difference", "-1.28 SEK");
                    });

            var right = new Occasions.FeeInvoice(
                    YearMonth.of(2026, 2), Money.parse("561.28 SEK"), "K-1", LocalDate.of(2026, 2, 28));
            operations.confirmFeeInvoice("shop-klarna", right, "accountant");
            kvitta.deliver("shop");

            assertThat(rows(kvitta, "Klarna avgifter 2026-02, omvänd betalningsskyldighet"))
                    .containsExactly(
                            "SERVICE_EU 561.28 SEK",
                            "RC_BASE_CONTRA -561.28 SEK",
                            "VAT_IN_RC 140.32 SEK",
                            "VAT_OUT_RC_25 -140.32 SEK");
            assertThat(kvitta.bean(Tasks.class).open())
                    .noneMatch(task -> task.reason().code().equals("FEE_VAT_UNCONFIRMED"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aYearIsClosedWhenAPersonAsksForIt(Databases database) {
        String profile = """
                vat: { home: SE, rates: { SE: 25 }, oss: [DE, FI] }
                """;
        try (TestKvitta kvitta = start(database, merchant("EUR", "rates: year-end", profile), "2027-01-10T12:00:00Z")) {
            takeIn(kvitta, "settlement-XE7K2QPD-eur.csv");
            kvitta.deliver("shop");
            var operations = kvitta.bean(Operations.class);
            LocalDate last = LocalDate.of(2026, 12, 31);
            long booked = all(kvitta).stream()
                    .flatMap(posting -> posting.booking().voucher().rows().stream())
                    .filter(row -> row.role().equals("TRANSIT_EUR"))
                    .mapToLong(row -> row.amount().minor())
                    .sum();

            assertThat(operations.yearEnd("shop", last))
                    .anySatisfy(line -> assertThat(line).contains("Omvärdering utbetalt Klarna EUR 2026-12-31"));
            assertThat(all(kvitta))
                    .noneMatch(posting -> posting.booking().voucher().text().startsWith("Omvärdering"));
            int entered = operations.closeYear("shop", last, "accountant");

            // 317.61 EUR on its way, at 11.0500.
            long closing = Money.parse("317.61 EUR")
                    .convertedAt(new BigDecimal("11.0500"), Money.SEK)
                    .minor();
            assertThat(rows(kvitta, "Omvärdering utbetalt Klarna EUR 2026-12-31"))
                    .contains("TRANSIT_EUR " + Money.ofMinor(closing - booked, Money.SEK));
            assertThat(entered).isPositive();
            assertThat(operations.closeYear("shop", last, "accountant")).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyEventOfEverySampleIsPlaced(Databases database) {
        for (String sample : List.of(
                "settlement-2201447718-sek-extended.csv",
                "settlement-0041822931-negative-zero-payout.csv",
                "settlement-2201459034-followup-repay.csv")) {
            folder = folder.resolve(sample);
            try (TestKvitta kvitta = start(
                    database, merchant("SEK", "", "vat: { home: SE, rates: { SE: 25 } }"), "2026-03-05T12:00:00Z")) {
                takeIn(kvitta, sample);
                kvitta.deliver("shop");
                assertEverythingIsPlaced(kvitta);
                assertThat(count(kvitta, "select count(*) from booked_event")).isPositive();
            }
        }
    }
}
