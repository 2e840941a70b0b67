package se.kvitta.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.kvitta.booking.CannotBook;
import se.kvitta.booking.Decision;
import se.kvitta.booking.Occasions;
import se.kvitta.journal.BookFigures;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.HeldEvent;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Tasks;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.Operations;
import se.kvitta.report.BookReports;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Kind;
import se.kvitta.settlement.Basket.Line;
import se.kvitta.settlement.OrderTold;
import se.kvitta.testing.Databases;
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

    /** One service per database: every test has a merchant of its own in it. */
    private static final Map<Databases, Service> SERVICES = new EnumMap<>(Databases.class);

    private record Service(TestHome home, TestKvitta kvitta) {}

    @TempDir
    static Path folder;

    private static int shops;

    @AfterAll
    static void stop() {
        SERVICES.values().forEach(service -> service.kvitta().close());
        SERVICES.clear();
    }

    private static Service start(Databases database) {
        TestHome home = new TestHome(folder.resolve(database.name())).write("mappings/rates/year-end.csv", """
                                day,currency,rate,source
                                2026-02-02,EUR,10.6044,Riksbanken
                                2026-02-16,EUR,10.6500,Riksbanken
                                2026-12-28,EUR,10.9000,Riksbanken
                                2026-12-31,EUR,11.0500,Riksbanken
                                2027-01-05,EUR,11.2000,Riksbanken
                                """);
        // No provider of this service tells of refunds that came back: a word of its own for it.
        home.edit(
                "mappings/sources/klarna.yaml",
                text -> text.replace(
                        "      LOAN_PAYOUT: { event: ADVANCE }\n",
                        "      LOAN_PAYOUT: { event: ADVANCE }\n      RETURN_FAILED: { event: REFUND_FAILED }\n"));
        TestKvitta.Builder service = TestKvitta.in(home);
        return new Service(home, (database == Databases.POSTGRESQL ? service.postgresql() : service).start());
    }

    /** A merchant that books in files, and its one profile. */
    private record Shop(TestKvitta kvitta, String name) {

        /**
         * Opens it at a time.
         *
         * @param rates a line of the merchant file; may be empty
         * @param more what goes into its profile
         */
        static Shop open(Databases database, String now, String currency, String start, String rates, String more) {
            Service service = SERVICES.computeIfAbsent(database, BookkeepingFlowTest::start);
            var shop = new Shop(service.kvitta(), "shop" + ++shops);
            service.home().merchant(shop.name(), """
                    merchant: %s
                    name: Butiken AB
                    organisationNumber: 559999-1246
                    %s
                    target: { system: sie }
                    profiles:
                      %s:
                        source: klarna
                        currencies: [%s]
                        start: %s
                        modes: [daily, payout]
                    %s
                    """.formatted(
                            shop.name(), rates, shop.profile(), currency, start, more.indent(4)));
            // Whether this or the service's own look reads the file first does not matter.
            shop.kvitta().bean(Merchants.class).refresh();
            assertThat(shop.kvitta().bean(Merchants.class).problems()).isEmpty();
            shop.kvitta().clock().set(Instant.parse(now));
            return shop;
        }

        static Shop open(Databases database, String now, String more) {
            return open(database, now, "SEK", "2026-01-01", "", more);
        }

        String profile() {
            return name + "-klarna";
        }

        void takeIn(String sample) {
            kvitta.routes().request("direct:settlement", exchange -> {
                exchange.setProperty("profile", profile());
                exchange.setProperty("origin", "inbox");
                exchange.getIn().setHeader("CamelFileNameOnly", sample);
                exchange.getIn().setBody(SAMPLES.resolve(sample).toFile());
            });
        }

        /** A settlement in euro without fees: its totals, and rows of type, detail, order and amount. */
        void takeIn(String reference, String payoutDay, String totals, String... rows) {
            var text = new StringBuilder(
                            "total_sale_amount;total_fee_amount;total_fee_correction_amount;total_tax_amount;"
                                    + "total_return_amount;total_reversal_amount;total_commission_amount;total_credit_amount;"
                                    + "total_charge_amount;total_holdback_amount;total_release_amount;opening_debt_balance;"
                                    + "total_deposit_amount;total_repay_amount;closing_debt_balance;total_fee_refund_amount;"
                                    + "total_settlement_amount;payment_reference;settlement_currency;payout_date;merchant_id;"
                                    + "merchant_settlement_type\n")
                    .append(totals.formatted(reference, payoutDay))
                    .append("\ntype;capture_date;sale_date;order_id;short_order_id;capture_id;merchant_reference1;"
                            + "merchant_reference2;amount;posting_currency;refund_id;purchase_country;tax_rate;"
                            + "tax_amount;shipping_country;detailed_type;tax_rate_1;tax_amount_1\n");
            for (String row : rows) {
                String[] parts = row.split(" ", -1);
                text.append("%s;%sT09:00:00Z;%sT09:00:00Z;%s;;%s;%s;;%s;EUR;;SE;;;SE;%s;;\n"
                        .formatted(
                                parts[0],
                                parts[4],
                                parts[4],
                                "id-" + parts[2],
                                reference,
                                parts[2],
                                parts[3],
                                parts[1]));
            }
            Path file = folder.resolve(reference + "_" + payoutDay.replace("-", "") + "T000000_0.csv");
            try {
                Files.writeString(file, text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            kvitta.routes().request("direct:settlement", exchange -> {
                exchange.setProperty("profile", profile());
                exchange.setProperty("origin", "inbox");
                exchange.getIn()
                        .setHeader("CamelFileNameOnly", file.getFileName().toString());
                exchange.getIn().setBody(file.toFile());
            });
        }

        /** What the proof of clearing leaves unexplained at the end of any day of a month. */
        List<String> differences(YearMonth month) {
            var out = new ByteArrayOutputStream();
            try {
                kvitta.bean(BookReports.class).monthAsJson(name, month, "en", out);
                return new ObjectMapper()
                        .readTree(out.toByteArray()).findValues("difference").stream()
                                .map(money -> money.get("amount").asText())
                                .distinct()
                                .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void tell(String order, Line... lines) {
            var basket = new Basket(Basket.StatedBy.SHOP, Money.SEK, List.of(lines), "", null);
            kvitta.routes().sendBodyAndProperty("direct:order", new OrderTold(order, "", basket), "profile", profile());
        }

        void deliver() {
            kvitta.deliver(name);
        }

        Settlement only() {
            assertThat(kvitta.settlements(name)).hasSize(1);
            return kvitta.settlements(name).get(0);
        }

        List<Posting> all() {
            var all = new ArrayList<Posting>();
            for (Postings.State state : List.of(Postings.State.PLANNED, Postings.State.DONE)) {
                all.addAll(kvitta.bean(Postings.class).in(name, state));
            }
            return all;
        }

        /** {@code role account amount} of every row of the vouchers whose text begins so. */
        List<String> rows(String text) {
            return all().stream()
                    .map(posting -> posting.booking().voucher())
                    .filter(voucher -> voucher.text().startsWith(text))
                    .flatMap(voucher -> voucher.rows().stream())
                    .map(row -> row.role() + " " + row.amount())
                    .toList();
        }

        /** What is booked on the clearing account for euro, minor units of the books' currency. */
        long clearing() {
            return all().stream()
                    .flatMap(posting -> posting.booking().voucher().rows().stream())
                    .filter(row -> row.role().equals("CLEARING_EUR"))
                    .mapToLong(row -> row.amount().minor())
                    .sum();
        }

        /** The answer of a query about {@code :settlement}, the only one, or {@code :merchant}. */
        long count(String sql) {
            JdbcClient.StatementSpec query =
                    JdbcClient.create(kvitta.bean(DataSource.class)).sql(sql);
            return (sql.contains(":merchant") ? query.param("merchant", name) : query.param("settlement", only().id()))
                    .query(Long.class)
                    .single();
        }

        List<Tasks.Task> tasks() {
            return kvitta.bean(Tasks.class).open().stream()
                    .filter(task -> task.merchant().equals(name))
                    .toList();
        }

        List<HeldEvent> held() {
            return kvitta.bean(Settlements.class).held(only().id());
        }

        HeldEvent heldOrder(String order) {
            return held().stream()
                    .filter(event -> event.event().order().number().equals(order))
                    .findFirst()
                    .orElseThrow();
        }

        /** Every event is in a booking that exists, waits, or is counted with a reason. */
        void assertEverythingIsPlaced() {
            long booked = count("select count(*) from booked_event b where b.settlement_id = :settlement and exists"
                    + " (select 1 from posting p where p.settlement_id = b.settlement_id and p.booking_no = b.booking_no"
                    + " and p.state <> 'STAGED')");
            long left = count("select coalesce(sum(events), 0) from unbooked_count where settlement_id = :settlement");
            assertThat(booked + held().size() + left).isEqualTo(only().events());
            assertThat(count("select count(*) from booked_event where settlement_id = :settlement"))
                    .isEqualTo(booked);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProviderWithoutVatServesAShopWithSeveralRatesThroughItsOrders(Databases database) {
        Shop shop = Shop.open(database, "2026-03-05T12:00:00Z", "vat: { home: SE }");
        shop.tell(
                "10232",
                Line.of(Kind.GOODS, STANDARD, 399_00),
                Line.of(Kind.GOODS, FOOD, 224_00),
                Line.of(Kind.FREIGHT, null, 43_00));
        shop.takeIn("settlement-2201447718-sek.csv");
        shop.deliver();

        List<VoucherRow> sales = shop.all().stream()
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
        assertThat(shop.held())
                .filteredOn(event -> event.reason().code().equals("VAT_RATE_MISSING"))
                .isNotEmpty();
        shop.assertEverythingIsPlaced();

        shop.tell("10231", Line.of(Kind.GOODS, STANDARD, 1_298_00));
        shop.kvitta().bean(Operations.class).retryHeld(shop.only().id(), "accountant");

        assertThat(shop.rows("Klarna försäljning 2026-02-02, 1 order"))
                .contains("SALES_25 -1038.40 SEK", "VAT_OUT_25 -259.60 SEK");
        shop.assertEverythingIsPlaced();
    }

    @ParameterizedTest
    @EnumSource
    void aPersonDecidesOnceWhatAnEventIs(Databases database) {
        Shop shop = Shop.open(database, "2026-03-05T12:00:00Z", "vat: { home: SE, rates: { SE: 25 } }");
        shop.takeIn("settlement-2201447718-sek.csv");
        shop.deliver();
        var operations = shop.kvitta().bean(Operations.class);
        long settlement = shop.only().id();
        int back = shop.heldOrder("10232").seq();
        int lost = shop.heldOrder("10188").seq();

        assertThatThrownBy(() -> operations.decide(settlement, back, Decision.Choice.INCOME_25, null, "", "accountant"))
                .hasMessageContaining("RETURN_KIND_UNKNOWN")
                .hasMessageContaining("REFUND");
        assertThatThrownBy(() -> operations.decide(settlement, back, Decision.Choice.REFUND, "6351", "", "accountant"))
                .hasMessageContaining("account");
        assertThat(operations.decide(settlement, back, Decision.Choice.REFUND, null, "came back", "accountant"))
                .isEqualTo(new Operations.Tried(1, 0));
        assertThat(operations.decide(settlement, lost, Decision.Choice.LOSS, null, "never paid", "accountant"))
                .isEqualTo(new Operations.Tried(1, 0));
        assertThatThrownBy(() -> operations.decide(settlement, lost, Decision.Choice.REFUND, null, "", "accountant"))
                .hasMessageContaining("does not wait");

        assertThat(shop.rows("Klarna återbetalning 2026-02-05, 1 order (10232)"))
                .containsExactly("SALES_25 239.20 SEK", "VAT_OUT_25 59.80 SEK", "CLEARING_SEK -299.00 SEK");
        assertThat(shop.rows("Klarna kundförlust order 10188"))
                .containsExactly("BAD_DEBT 899.00 SEK", "CLEARING_SEK -899.00 SEK");
        shop.assertEverythingIsPlaced();
        assertThat(shop.count("select count(*) from audit where merchant = :merchant and action = 'decision'"
                        + " and actor = 'accountant'"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void theOpeningBalanceIsEnteredOnceAndClearsWhatCameBeforeTheStart(Databases database) {
        String profile = """
                vat: { home: SE, rates: { SE: 25 } }
                opening: { SEK: { amount: "1964.00", confirmedBy: "Anna, redovisning" } }
                """;
        Shop shop = Shop.open(database, "2026-03-05T12:00:00Z", "SEK", "2026-02-03", "", profile);
        shop.takeIn("settlement-2201447718-sek.csv");
        shop.deliver();
        shop.deliver();

        assertThat(shop.rows("Ingående avräkning Klarna 2026-02-03"))
                .containsExactly("CLEARING_SEK 1964.00 SEK", "OLD_CLEARING -1964.00 SEK");
        assertThat(shop.rows("Klarna försäljning 2026-02-02")).isEmpty();
        assertThat(
                        shop.count(
                                "select events from unbooked_count where settlement_id = :settlement and reason = 'BEFORE_START'"))
                .isEqualTo(2);
        shop.assertEverythingIsPlaced();
    }

    @ParameterizedTest
    @EnumSource
    void withoutAnOpeningBalanceTheFirstPayoutWaitsAndIsBookedWhenItIsConfirmed(Databases database) {
        Shop shop = Shop.open(
                database, "2026-03-05T12:00:00Z", "SEK", "2026-02-03", "", "vat: { home: SE, rates: { SE: 25 } }");
        shop.takeIn("settlement-2201447718-sek.csv");
        shop.deliver();

        assertThat(shop.all()).isEmpty();
        assertThat(shop.tasks()).extracting(task -> task.reason().code()).contains("OPENING_UNCONFIRMED");
    }

    @ParameterizedTest
    @EnumSource
    void aPayoutIsBookedOnTheBankTheDayItArrivesAndNotBefore(Databases database) {
        String profile = """
                vat: { home: SE, rates: { SE: 25 } }
                bankLeg: bank
                """;
        Shop shop = Shop.open(database, "2026-02-16T12:00:00Z", profile);
        shop.takeIn("settlement-2201447718-sek.csv");
        // The provider of this sample does not tell when its money is in the bank.
        JdbcClient.create(shop.kvitta().bean(DataSource.class))
                .sql("update settlement set bank_day = date '2026-02-18' where id = :id")
                .param("id", shop.only().id())
                .update();
        shop.deliver();
        assertThat(shop.rows("Klarna utbetalning 2201447718, 26 rader")).contains("TRANSIT_SEK 8905.71 SEK");
        assertThat(shop.rows("Klarna utbetalning 2201447718 på bank")).isEmpty();

        shop.kvitta().clock().set(Instant.parse("2026-02-18T08:00:00Z"));
        shop.deliver();
        shop.deliver();

        assertThat(shop.rows("Klarna utbetalning 2201447718 på bank"))
                .containsExactly("BANK_SEK 8905.71 SEK", "TRANSIT_SEK -8905.71 SEK");
    }

    @ParameterizedTest
    @EnumSource
    void reverseChargeWaitsForTheInvoiceAndIsBookedOnceWhenItTies(Databases database) {
        String profile = """
                vat: { home: SE, rates: { SE: 25 } }
                feeVat: RC_EU
                """;
        Shop shop = Shop.open(database, "2026-03-15T12:00:00Z", profile);
        shop.takeIn("settlement-2201447718-sek.csv");
        shop.deliver();
        shop.deliver();
        assertThat(shop.tasks())
                .filteredOn(task -> task.reason().code().equals("FEE_VAT_UNCONFIRMED"))
                .extracting(task -> task.reason().facts().get("amount"))
                .containsExactly("561.28 SEK");
        var operations = shop.kvitta().bean(Operations.class);
        var wrong = new Occasions.FeeInvoice(
                YearMonth.of(2026, 2), Money.parse("560.00 SEK"), "K-1", LocalDate.of(2026, 2, 28));
        assertThatThrownBy(() -> operations.confirmFeeInvoice(shop.profile(), wrong, "accountant"))
                .isInstanceOfSatisfying(CannotBook.class, cannot -> {
                    assertThat(cannot.reason().code()).isEqualTo("FEE_INVOICE_DIFFERS");
                    assertThat(cannot.reason().facts()).containsEntry("difference", "-1.28 SEK");
                });

        var right = new Occasions.FeeInvoice(
                YearMonth.of(2026, 2), Money.parse("561.28 SEK"), "K-1", LocalDate.of(2026, 2, 28));
        operations.confirmFeeInvoice(shop.profile(), right, "accountant");
        shop.deliver();

        assertThat(shop.rows("Klarna avgifter 2026-02, omvänd betalningsskyldighet"))
                .containsExactly(
                        "SERVICE_EU 561.28 SEK",
                        "RC_BASE_CONTRA -561.28 SEK",
                        "VAT_IN_RC 140.32 SEK",
                        "VAT_OUT_RC_25 -140.32 SEK");
        assertThat(shop.tasks()).noneMatch(task -> task.reason().code().equals("FEE_VAT_UNCONFIRMED"));
    }

    /** Opened at 10.65, won at 11.05 in another payout: the claim closes at what it was opened at. */
    @ParameterizedTest
    @EnumSource
    void aDisputeClosesAtWhatAnEarlierPayoutBookedItAt(Databases database) {
        String profile = """
                vat: { home: SE, rates: { SE: 25 } }
                """;
        Shop shop = Shop.open(database, "2027-01-10T12:00:00Z", "EUR", "2026-01-01", "rates: year-end", profile);
        String reference = "D" + shop.name();
        shop.takeIn(
                reference + "A",
                "2026-02-16",
                "100.00;0.00;0.00;0.00;0.00;40.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;60.00;%s;EUR;%s"
                        + "T07:45:00Z;K700123;NET",
                "SALE PURCHASE 10231 100.00 2026-02-16",
                "REVERSAL REVERSAL 10231 40.00 2026-02-16");
        shop.deliver();
        shop.takeIn(
                reference + "B",
                "2026-12-31",
                "0.00;0.00;0.00;0.00;0.00;0.00;0.00;40.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;40.00;%s;EUR;%s"
                        + "T07:45:00Z;K700123;NET",
                "CREDIT CORRECTION_DISPUTE 10231 40.00 2026-12-31");
        shop.deliver();

        assertThat(shop.rows("Klarna tvist"))
                .containsExactly(
                        "AR_DISPUTED 426.00 SEK",
                        "CLEARING_EUR -426.00 SEK",
                        "CLEARING_EUR 442.00 SEK",
                        "AR_DISPUTED -426.00 SEK",
                        "FX_GAIN -16.00 SEK");
        assertThat(shop.kvitta().bean(BookFigures.class).remainders(shop.name(), LocalDate.of(2026, 12, 31)))
                .noneMatch(item -> item.role().equals("AR_DISPUTED"));
    }

    /** Clearing is nothing after a settlement below zero; the debt is an open item until it is withheld. */
    @ParameterizedTest
    @EnumSource
    void aDebtOfItsOwnIsAnOpenItemUntilItIsRepaid(Databases database) {
        String profile = """
                vat: { home: SE, rates: { SE: 25 } }
                debts: own
                accounts: { DEBT_SEK: "2897" }
                """;
        Shop shop = Shop.open(database, "2026-03-05T12:00:00Z", profile);
        shop.takeIn("settlement-0041822931-negative-zero-payout.csv");
        shop.deliver();
        BookFigures figures = shop.kvitta().bean(BookFigures.class);

        assertThat(shop.rows("Klarna avräkning 0041822931"))
                .containsExactly("FEE 13.28 SEK", "VAT_IN 3.32 SEK", "DEBT_SEK -864.60 SEK", "CLEARING_SEK 848.00 SEK");
        assertThat(figures.remainders(shop.name(), LocalDate.of(2026, 2, 28)))
                .filteredOn(item -> item.role().equals("DEBT_SEK"))
                .extracting(BookFigures.Remainder::item, BookFigures.Remainder::since, BookFigures.Remainder::amount)
                .containsExactly(tuple("0041822931", LocalDate.of(2026, 2, 23), -864_60L));
        assertThat(figures.remainders(shop.name(), LocalDate.of(2026, 2, 28)))
                .noneMatch(item -> item.role().equals("CLEARING_SEK"));
        assertThat(shop.differences(YearMonth.of(2026, 2))).containsExactly("0.00");

        shop.takeIn("settlement-2201459034-followup-repay.csv");
        shop.deliver();

        assertThat(shop.rows("Klarna utbetalning 2201459034")).contains("DEBT_SEK 864.60 SEK");
        assertThat(figures.remainders(shop.name(), LocalDate.of(2026, 3, 5)).stream()
                        .filter(item -> item.role().equals("DEBT_SEK"))
                        .mapToLong(BookFigures.Remainder::amount)
                        .sum())
                .isZero();
        assertThat(shop.differences(YearMonth.of(2026, 3))).containsExactly("0.00");
        assertThat(figures.cleared(shop.kvitta().settlements(shop.name()).stream()
                        .map(Settlement::id)
                        .toList()))
                .hasSize(2)
                .allMatch(BookFigures.Cleared::holds);
        assertThat(shop.tasks()).noneMatch(task -> task.reason().code().startsWith("BOOKS"));
    }

    /** Carried at 10.65, at 11.05 when the year was closed, and withheld in January: nothing stays behind in kronor. */
    @ParameterizedTest
    @EnumSource
    void aForeignDebtOnClearingIsRevaluedAndRepaidAtThat(Databases database) {
        String profile = """
                vat: { home: SE, rates: { SE: 25 } }
                """;
        Shop shop = Shop.open(database, "2027-01-10T12:00:00Z", "EUR", "2026-01-01", "rates: year-end", profile);
        String reference = "Y" + shop.name();
        shop.takeIn(
                reference + "A",
                "2026-02-16",
                "0.00;0.00;0.00;0.00;90.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;90.00;0.00;90.00;0.00;0.00;%s;EUR;%s"
                        + "T07:45:00Z;K700123;NET",
                "RETURN PURCHASE_RETURN 10231 90.00 2026-02-02");
        shop.deliver();
        assertThat(shop.clearing()).isEqualTo(-958_50);

        shop.kvitta().bean(Operations.class).closeYear(shop.name(), LocalDate.of(2026, 12, 31), "accountant");

        assertThat(shop.rows("Omvärdering avräkning Klarna EUR 2026-12-31"))
                .containsExactly("CLEARING_EUR -36.00 SEK", "FX_LOSS 36.00 SEK");
        shop.takeIn(
                reference + "B",
                "2027-01-05",
                "200.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;90.00;0.00;90.00;0.00;0.00;110.00;%s;EUR;%s"
                        + "T07:45:00Z;K700123;NET",
                "SALE PURCHASE 10300 200.00 2027-01-05");
        shop.deliver();

        // 200.00 at 11.20 less 90.00 at 11.05.
        assertThat(shop.rows("Klarna utbetalning " + reference + "B")).contains("TRANSIT_EUR 1245.50 SEK");
        assertThat(shop.clearing()).isZero();
        assertThat(shop.kvitta().bean(BookFigures.class).remainders(shop.name(), LocalDate.of(2027, 1, 10)).stream()
                        .filter(item -> item.role().equals("CLEARING_EUR"))
                        .mapToLong(BookFigures.Remainder::amount)
                        .sum())
                .isZero();
    }

    /** Refunded and paid out in one payout, back in the next, and paid again in a third: the buyer is owed it in between. */
    @ParameterizedTest
    @EnumSource
    void aRefundThatCameBackIsOwedToTheBuyerUntilItIsPaidAgain(Databases database) {
        String profile = """
                vat: { home: SE, rates: { SE: 25 } }
                """;
        Shop shop = Shop.open(database, "2027-01-10T12:00:00Z", "EUR", "2026-01-01", "rates: year-end", profile);
        var operations = shop.kvitta().bean(Operations.class);
        String reference = "F" + shop.name();
        shop.takeIn(
                reference + "A",
                "2026-02-16",
                "100.00;0.00;0.00;0.00;40.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;60.00;%s;EUR;%s"
                        + "T07:45:00Z;K700123;NET",
                "SALE PURCHASE 10231 100.00 2026-02-02",
                "RETURN PURCHASE_RETURN 10231 40.00 2026-02-02");
        shop.deliver();
        assertThat(shop.tasks()).isEmpty();
        shop.takeIn(
                reference + "B",
                "2026-02-16",
                "0.00;0.00;0.00;0.00;0.00;0.00;0.00;90.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;90.00;%s;EUR;%s"
                        + "T07:45:00Z;K700123;NET",
                "CREDIT RETURN_FAILED 10231 40.00 2026-02-16",
                "CREDIT RETURN_FAILED 10299 50.00 2026-02-16");
        shop.deliver();

        assertThat(shop.rows("Klarna misslyckad återbetalning order 10231"))
                .containsExactly("CLEARING_EUR 426.00 SEK", "REFUND_OWED -426.00 SEK");
        assertThat(shop.tasks())
                .filteredOn(task -> task.reason().code().equals("REFUND_OWED"))
                .extracting(task -> task.reason().facts())
                .containsExactly(Map.of("order", "10231", "amount", "426.00 SEK"));
        assertThat(shop.tasks())
                .filteredOn(task -> task.reason().code().equals("EVENTS_HELD"))
                .extracting(task -> task.reason().facts().get("reasons"))
                .containsExactly("REFUND_UNKNOWN 1");
        BookFigures figures = shop.kvitta().bean(BookFigures.class);
        assertThat(figures.remainders(shop.name(), LocalDate.of(2026, 12, 31)))
                .filteredOn(item -> item.role().equals("REFUND_OWED"))
                .extracting(BookFigures.Remainder::item, BookFigures.Remainder::amount, BookFigures.Remainder::inBooks)
                .containsExactly(tuple("10231", -40_00L, -426_00L));
        assertThat(shop.differences(YearMonth.of(2026, 2))).containsExactly("0.00");

        shop.takeIn(
                reference + "C",
                "2026-12-31",
                "100.00;0.00;0.00;0.00;40.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;60.00;%s;EUR;%s"
                        + "T07:45:00Z;K700123;NET",
                "SALE PURCHASE 10300 100.00 2026-12-31",
                "RETURN PURCHASE_RETURN 10231 40.00 2026-12-31");
        shop.deliver();
        Settlement again = shop.kvitta().settlements(shop.name()).stream()
                .filter(one -> one.reference().endsWith("C"))
                .findFirst()
                .orElseThrow();
        HeldEvent held = shop.kvitta().bean(Settlements.class).held(again.id()).get(0);
        assertThat(held.reason().code()).isEqualTo("REFUND_AFTER_FAILED");
        operations.decide(again.id(), held.seq(), Decision.Choice.REPAID, null, "sent again", "accountant");

        // The debt at 10.65, the money at the rate of the sale.
        assertThat(shop.rows("Klarna återbetalning 10231, igen"))
                .containsExactly("REFUND_OWED 426.00 SEK", "CLEARING_EUR -424.18 SEK", "FX_GAIN -1.82 SEK");
        assertThat(shop.tasks()).noneMatch(task -> task.reason().code().equals("REFUND_OWED"));
        assertThat(figures.remainders(shop.name(), LocalDate.of(2027, 1, 10)))
                .noneMatch(item -> item.role().equals("REFUND_OWED"));
    }

    @ParameterizedTest
    @EnumSource
    void aBuyerWhoseRefundCameBackMayBePaidAnotherWay(Databases database) {
        Shop shop = Shop.open(
                database,
                "2026-03-05T12:00:00Z",
                "EUR",
                "2026-01-01",
                "rates: year-end",
                "vat: { home: SE, rates: { SE: 25 } }");
        var operations = shop.kvitta().bean(Operations.class);
        shop.takeIn(
                "P" + shop.name(),
                "2026-02-16",
                "100.00;0.00;0.00;0.00;40.00;0.00;0.00;40.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;100.00;%s;EUR;%s"
                        + "T07:45:00Z;K700123;NET",
                "SALE PURCHASE 10231 100.00 2026-02-02",
                "RETURN PURCHASE_RETURN 10231 40.00 2026-02-02",
                "CREDIT RETURN_FAILED 10231 40.00 2026-02-16");
        shop.deliver();

        assertThat(shop.held()).isEmpty();
        assertThat(shop.tasks()).extracting(task -> task.reason().code()).contains("REFUND_OWED");
        assertThatThrownBy(() -> operations.buyerPaid(shop.profile(), "10232", "Swish", "accountant"))
                .hasMessageContaining("10232");
        operations.buyerPaid(shop.profile(), "10231", "Swish 2026-03-04", "accountant");

        assertThat(shop.tasks()).noneMatch(task -> task.reason().code().equals("REFUND_OWED"));
        assertThat(shop.count("select count(*) from audit where merchant = :merchant and action = 'buyer paid'"
                        + " and actor = 'accountant' and detail = 'Swish 2026-03-04'"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void giftCardsExpireOnceWhenAPersonSaysSo(Databases database) {
        Shop shop = Shop.open(database, "2026-03-05T12:00:00Z", "vat: { home: SE }");
        var operations = shop.kvitta().bean(Operations.class);
        var cards = new Occasions.ExpiredCards("2023", Money.parse("1250.00 SEK"), null, LocalDate.of(2026, 3, 4));

        assertThat(operations.expireGiftCards(shop.profile(), cards, "accountant"))
                .isTrue();
        assertThat(operations.expireGiftCards(shop.profile(), cards, "accountant"))
                .isFalse();

        assertThat(shop.rows("Utgångna presentkort 2023"))
                .containsExactly("GIFTCARD_MPV 1250.00 SEK", "GIFTCARD_EXPIRED -1250.00 SEK");
        assertThat(shop.count("select count(*) from audit where merchant = :merchant and actor = 'accountant'"
                        + " and action = 'gift cards expired'"))
                .isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void aYearIsClosedWhenAPersonAsksForIt(Databases database) {
        String profile = """
                vat: { home: SE, rates: { SE: 25 }, oss: [DE, FI] }
                """;
        Shop shop = Shop.open(database, "2027-01-10T12:00:00Z", "EUR", "2026-01-01", "rates: year-end", profile);
        String reference = "T" + shop.name();
        // One that has reached the bank long ago, although nobody says when, and one that is on its way.
        shop.takeIn("settlement-XE7K2QPD-eur.csv");
        shop.takeIn(
                reference,
                "2026-12-30",
                "317.61;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;317.61;%s;EUR;%s"
                        + "T07:45:00Z;K700123;NET",
                "SALE PURCHASE 10301 317.61 2026-12-28");
        shop.deliver();
        var operations = shop.kvitta().bean(Operations.class);
        LocalDate last = LocalDate.of(2026, 12, 31);
        long booked = shop.all().stream()
                .filter(posting -> posting.booking().reference().equals(reference))
                .flatMap(posting -> posting.booking().voucher().rows().stream())
                .filter(row -> row.role().equals("TRANSIT_EUR"))
                .mapToLong(row -> row.amount().minor())
                .sum();

        assertThat(operations.yearEnd(shop.name(), last))
                .anySatisfy(line -> assertThat(line).contains("Omvärdering utbetalt Klarna EUR 2026-12-31"));
        assertThat(shop.all())
                .noneMatch(posting -> posting.booking().voucher().text().startsWith("Omvärdering"));
        int entered = operations.closeYear(shop.name(), last, "accountant");

        // 317.61 EUR on its way, at 11.0500.
        long closing = Money.parse("317.61 EUR")
                .convertedAt(new BigDecimal("11.0500"), Money.SEK)
                .minor();
        assertThat(shop.rows("Omvärdering utbetalt Klarna EUR 2026-12-31, utbetalning " + reference))
                .contains("TRANSIT_EUR " + Money.ofMinor(closing - booked, Money.SEK));
        assertThat(shop.rows("Omvärdering utbetalt")).hasSize(2);
        assertThat(entered).isPositive();
        assertThat(operations.closeYear(shop.name(), last, "accountant")).isZero();
    }

    /** Captured at 10.90, closed at 11.05 and settled in January: whether the year is closed before or after it comes. */
    @ParameterizedTest
    @EnumSource
    void decembersCapturesLeaveClearingInJanuaryAtTheClosingRate(Databases database) {
        String profile = """
                vat: { home: SE, rates: { SE: 25 } }
                creditRisk: merchant
                accounts: { CLAIM_EUR: "1512" }
                """;
        Shop shop = Shop.open(database, "2027-01-10T12:00:00Z", "EUR", "2026-01-01", "rates: year-end", profile);
        var operations = shop.kvitta().bean(Operations.class);
        LocalDate last = LocalDate.of(2026, 12, 31);
        operations.closeYear(shop.name(), last, "accountant");
        String reference = "C" + shop.name();
        shop.takeIn(
                reference,
                "2027-01-05",
                "300.00;0.00;0.00;0.00;40.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;260.00;%s;EUR;%s"
                        + "T07:45:00Z;K700123;NET",
                "SALE PURCHASE 10301 200.00 2026-12-28",
                "RETURN PURCHASE_RETURN 10299 40.00 2026-12-28",
                "SALE PURCHASE 10302 100.00 2027-01-05");
        shop.deliver();

        assertThat(shop.rows("Omvärdering avräkning Klarna EUR 2026-12-31, utbetalning " + reference))
                .containsExactly("CLAIM_EUR 24.00 SEK", "FX_GAIN -24.00 SEK");
        assertThat(shop.rows("Klarna kundfordringar betalda 2027-01-05"))
                .containsExactly("CLEARING_EUR 1768.00 SEK", "CLAIM_EUR -1768.00 SEK");
        // 160.00 at 11.05 and 100.00 at 11.20.
        assertThat(shop.rows("Klarna utbetalning " + reference))
                .containsExactly("TRANSIT_EUR 2888.00 SEK", "CLEARING_EUR -2888.00 SEK");
        assertThat(shop.clearing()).isZero();
        BookFigures figures = shop.kvitta().bean(BookFigures.class);
        assertThat(figures.remainders(shop.name(), last))
                .extracting(BookFigures.Remainder::role, BookFigures.Remainder::amount, BookFigures.Remainder::inBooks)
                .containsExactly(tuple("CLAIM_EUR", 160_00L, 1768_00L));
        assertThat(shop.differences(YearMonth.of(2026, 12))).containsExactly("0.00");
        assertThat(shop.differences(YearMonth.of(2027, 1))).containsExactly("0.00");
        // What the settlement has revalued is not revalued again, also not to an öre.
        assertThat(operations.yearEnd(shop.name(), last)).isEmpty();
        assertThat(operations.closeYear(shop.name(), last, "accountant")).isZero();
    }

    /** Paid out at 10.90, in the bank in January at 11.20: the year keeps its share, whichever comes first. */
    @ParameterizedTest
    @CsvSource({"H2, true", "H2, false", "POSTGRESQL, true", "POSTGRESQL, false"})
    void aPayoutOnItsWayOverTheYearEndArrivesAtTheClosingRate(Databases database, boolean closedFirst) {
        String profile = """
                vat: { home: SE, rates: { SE: 25 } }
                bankLeg: bank
                """;
        Shop shop = Shop.open(database, "2026-12-31T12:00:00Z", "EUR", "2026-01-01", "rates: year-end", profile);
        var operations = shop.kvitta().bean(Operations.class);
        LocalDate last = LocalDate.of(2026, 12, 31);
        String reference = "B" + shop.name();
        shop.takeIn(
                reference,
                "2026-12-30",
                "100.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;100.00;%s;EUR;%s"
                        + "T07:45:00Z;K700123;NET",
                "SALE PURCHASE 10301 100.00 2026-12-28");
        // The provider of this sample does not tell when its money is in the bank.
        JdbcClient.create(shop.kvitta().bean(DataSource.class))
                .sql("update settlement set bank_day = date '2027-01-05' where id = :id")
                .param("id", shop.only().id())
                .update();
        shop.deliver();
        if (closedFirst) {
            assertThat(operations.closeYear(shop.name(), last, "accountant")).isEqualTo(1);
        }

        shop.kvitta().clock().set(Instant.parse("2027-01-05T12:00:00Z"));
        shop.deliver();
        shop.deliver();

        assertThat(shop.rows("Omvärdering utbetalt Klarna EUR 2026-12-31, utbetalning " + reference))
                .containsExactly("TRANSIT_EUR 15.00 SEK", "FX_GAIN -15.00 SEK");
        assertThat(shop.rows("Klarna utbetalning " + reference + " på valutakonto"))
                .containsExactly("BANK_EUR 1120.00 SEK", "TRANSIT_EUR -1105.00 SEK", "FX_GAIN -15.00 SEK");
        assertThat(operations.closeYear(shop.name(), last, "accountant")).isZero();
    }

    /** Rows of December that come after the year was closed are revalued when it is closed once more. */
    @ParameterizedTest
    @EnumSource
    void aYearIsClosedAgainForWhatHasComeSince(Databases database) {
        String profile = """
                vat: { home: SE, rates: { SE: 25 } }
                """;
        Shop shop = Shop.open(database, "2027-01-10T12:00:00Z", "EUR", "2026-01-01", "rates: year-end", profile);
        var operations = shop.kvitta().bean(Operations.class);
        LocalDate last = LocalDate.of(2026, 12, 31);
        for (String order : List.of("10231", "10232")) {
            shop.takeIn(
                    "L" + order + shop.name(),
                    "2026-12-28",
                    "0.00;0.00;0.00;0.00;90.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;90.00;0.00;90.00;0.00;0.00;%s;EUR;%s"
                            + "T07:45:00Z;K700123;NET",
                    "RETURN PURCHASE_RETURN " + order + " 90.00 2026-12-28");
            shop.deliver();
            assertThat(operations.closeYear(shop.name(), last, "accountant")).isEqualTo(1);
            assertThat(operations.closeYear(shop.name(), last, "accountant")).isZero();
        }

        assertThat(shop.rows("Omvärdering avräkning Klarna EUR 2026-12-31"))
                .containsExactly(
                        "CLEARING_EUR -13.50 SEK", "FX_LOSS 13.50 SEK", "CLEARING_EUR -13.50 SEK", "FX_LOSS 13.50 SEK");
        assertThat(shop.clearing()).isEqualTo(-1989_00);
    }

    @ParameterizedTest
    @EnumSource
    void everyEventOfEverySampleIsPlaced(Databases database) {
        for (String sample : List.of(
                "settlement-2201447718-sek-extended.csv",
                "settlement-0041822931-negative-zero-payout.csv",
                "settlement-2201459034-followup-repay.csv")) {
            Shop shop = Shop.open(database, "2026-03-05T12:00:00Z", "vat: { home: SE, rates: { SE: 25 } }");
            shop.takeIn(sample);
            shop.deliver();
            shop.assertEverythingIsPlaced();
            assertThat(shop.count("select count(*) from booked_event where settlement_id = :settlement"))
                    .isPositive();
        }
    }
}
