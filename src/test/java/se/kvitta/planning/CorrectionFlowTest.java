package se.kvitta.planning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.kvitta.evidence.Evidence;
import se.kvitta.intake.Taken;
import se.kvitta.journal.BookFigures;
import se.kvitta.journal.Documents;
import se.kvitta.journal.LedgerReads;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.journal.Settlements;
import se.kvitta.journal.Settlements.Settlement;
import se.kvitta.journal.Tasks;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.merchant.Merchants;
import se.kvitta.operations.Operations;
import se.kvitta.report.MonthReport;
import se.kvitta.report.MonthReports;
import se.kvitta.sheet.SheetFormat;
import se.kvitta.testing.Databases;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestJournal;
import se.kvitta.testing.TestKvitta;

/** A booked payout that is told anew is corrected by new vouchers: what stands then says what is told, on both databases. */
class CorrectionFlowTest {

    private static final String FIRST = sale("1041", "2026-02-02", "1250.00", "25.00", "250.00");
    private static final String FIRST_AT_12 = sale("1041", "2026-02-02", "1250.00", "12.00", "133.93");
    private static final String FIRST_AT_6 = sale("1041", "2026-02-02", "1250.00", "6.00", "70.75");
    private static final String FEE = fee("1041", "2026-02-02", "36.88", "25.00", "9.22");
    private static final String FEE_WITHOUT_VAT = fee("1041", "2026-02-02", "46.10", "0.00", "0.00");
    private static final String SECOND = sale("1042", "2026-02-04", "500.00", "25.00", "100.00");
    private static final String THIRD = sale("1043", "2026-02-05", "500.00", "25.00", "100.00");
    private static final String SECOND_FEE = fee("1042", "2026-02-04", "14.75", "25.00", "3.69");

    @TempDir
    Path folder;

    private static String sale(String order, String day, String amount, String rate, String vat) {
        return "SALE;%sT09:00:00Z;%sT08:00:00Z;o-%s;;c-%s;%s;;%s;SEK;;SE;;;PURCHASE;%s;%s\n"
                .formatted(day, day, order, order, order, amount, rate, vat);
    }

    private static String fee(String order, String day, String amount, String rate, String vat) {
        return "FEE;%sT09:00:00Z;%sT08:00:00Z;o-%s;;c-%s;%s;;%s;SEK;;SE;%s;%s;PURCHASE_FEE_PERCENTAGE;;\n"
                .formatted(day, day, order, order, order, amount, rate, vat);
    }

    /** A settlement file whose summary its rows explain. */
    private static String file(String... rows) {
        long sales = 0;
        long fees = 0;
        long tax = 0;
        for (String row : rows) {
            String[] cells = row.strip().split(";", -1);
            long amount = Long.parseLong(cells[8].replace(".", ""));
            sales += cells[0].equals("SALE") ? amount : 0;
            fees += cells[0].equals("FEE") ? amount : 0;
            tax += cells[13].isEmpty() ? 0 : Long.parseLong(cells[13].replace(".", ""));
        }
        return "total_sale_amount;total_fee_amount;total_tax_amount;total_settlement_amount;payment_reference;"
                + "settlement_currency;payout_date\n"
                + List.of(sales, fees, tax, sales - fees - tax).stream()
                        .map(minor -> minor / 100 + "." + "%02d".formatted(minor % 100) + ";")
                        .reduce("", String::concat)
                + "2201500400;SEK;2026-02-16T07:45:00Z\n"
                + "type;capture_date;sale_date;order_id;short_order_id;capture_id;merchant_reference1;merchant_reference2;"
                + "amount;posting_currency;refund_id;purchase_country;tax_rate;tax_amount;detailed_type;tax_rate_1;"
                + "tax_amount_1\n"
                + String.join("", rows);
    }

    private static String merchant(String target, String modes, String company, String profile) {
        return """
                merchant: shop
                name: Butiken AB
                organisationNumber: 559999-1246
                %s
                target: { system: %s }
                profiles:
                  shop-klarna:
                    source: klarna
                    currencies: [SEK]
                    start: 2026-01-01
                    modes: [%s]
                    vat: { home: SE, rates: { SE: 25 } }
                    %s
                """.formatted(company, target, modes, profile);
    }

    private TestHome home(String name, String company, String profile) {
        return new TestHome(folder.resolve(name)).merchant("shop", merchant("sie", "daily, payout", company, profile));
    }

    private static TestKvitta start(Databases database, TestHome home) {
        TestKvitta.Builder service = TestKvitta.in(home);
        return (database == Databases.POSTGRESQL ? service.postgresql() : service).start();
    }

    /** Takes a file in, plans and delivers; answers what became of it. */
    private Taken deliver(TestKvitta kvitta, String name, String text) {
        Path file = folder.resolve(name);
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Taken taken = kvitta.routes()
                .request("direct:settlement", exchange -> {
                    exchange.setProperty("profile", "shop-klarna");
                    exchange.setProperty("origin", "inbox");
                    exchange.getIn().setHeader("CamelFileNameOnly", name);
                    exchange.getIn().setBody(file.toFile());
                })
                .getMessage()
                .getBody(Taken.class);
        kvitta.deliverAll("shop");
        return taken;
    }

    private static List<Posting> postings(TestKvitta kvitta) {
        return kvitta.bean(Postings.class).in("shop", Postings.State.DONE);
    }

    private static List<Posting> corrections(TestKvitta kvitta) {
        return postings(kvitta).stream()
                .filter(posting -> posting.booking().voucher().text().startsWith("Rättelse av "))
                .toList();
    }

    private static List<String> rows(Posting posting) {
        return posting.booking().voucher().rows().stream()
                .map(row -> row.role() + " " + row.amount())
                .toList();
    }

    /** What everything that is booked adds up to, per role and VAT. */
    private static Map<String, Long> books(List<Posting> postings) {
        var sums = new TreeMap<String, Long>();
        postings.forEach(posting -> posting.booking()
                .voucher()
                .rows()
                .forEach(row -> sums.merge(
                        row.role() + " " + row.account().number() + vat(row),
                        row.amount().minor(),
                        Long::sum)));
        sums.values().removeIf(sum -> sum == 0);
        return sums;
    }

    private static String vat(VoucherRow row) {
        var vat = row.vat();
        return vat == null ? "" : " " + vat.rate() + " " + vat.country() + " " + vat.box();
    }

    /** The same for an installation that was told this only. */
    private Map<String, Long> booksOf(String text) {
        try (var journal = new TestJournal(new TestHome(folder.resolve("fresh-" + Integer.toHexString(text.hashCode())))
                .merchant("shop", merchant("books", "daily, payout", "", "")))) {
            journal.takeIn("shop-klarna", "fresh.csv", text.getBytes(StandardCharsets.UTF_8));
            journal.plan("shop");
            return books(journal.postings(journal.settlements().all("shop").get(0)));
        }
    }

    private static MonthReport report(TestKvitta kvitta, int month) {
        return new MonthReports(
                        kvitta.bean(BookFigures.class),
                        kvitta.bean(LedgerReads.class),
                        kvitta.bean(Documents.class),
                        kvitta.bean(Merchants.class),
                        kvitta.clock())
                .of("shop", YearMonth.of(2026, month), "sv");
    }

    private static List<String> codes(TestKvitta kvitta) {
        return kvitta.bean(Tasks.class).open().stream()
                .map(task -> task.reason().code())
                .toList();
    }

    /** Every event is in one place, clearing is what the events say on every day, and nothing of it is a task. */
    private static void assertProven(TestKvitta kvitta) {
        Settlement settlement = kvitta.settlements("shop").get(0);
        var figures = kvitta.bean(BookFigures.class);
        assertThat(figures.placements(List.of(settlement.id()))).allMatch(BookFigures.Placement::holds);
        assertThat(figures.cleared(List.of(settlement.id()))).allMatch(BookFigures.Cleared::holds);
        for (int month : List.of(2, 3)) {
            assertThat(report(kvitta, month).clearings())
                    .as("clearing in month %s", month)
                    .allMatch(MonthReport.Clearing::holds);
        }
        assertThat(codes(kvitta))
                .doesNotContain("EVENTS_NOT_PLACED", "VOUCHER_NOT_BALANCED", "CLEARING_OFF", "VAT_BOX_OFF");
    }

    private static List<String> boxes(MonthReport report) {
        return report.boxes().stream()
                .map(box -> box.box() + " " + box.amount())
                .toList();
    }

    private static List<String> clearing(MonthReport report) {
        return report.clearings().stream()
                .map(one -> one.lines() + " " + one.closing() + " " + one.booked() + " " + one.difference())
                .toList();
    }

    private static String evidence(TestKvitta kvitta, Posting posting) throws IOException {
        var out = new ByteArrayOutputStream();
        kvitta.bean(Evidence.class).write(posting, posting.receipt(), SheetFormat.CSV, "sv", out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @EnumSource
    void aChangedVatRateIsCorrectedAndCorrectedAgain(Databases database) throws IOException {
        MonthReport fresh;
        try (TestKvitta toldSo = start(database, home("fresh", "", ""))) {
            deliver(toldSo, "b.csv", file(FIRST_AT_12, FEE, SECOND, SECOND_FEE));
            fresh = report(toldSo, 2);
        }
        TestHome home = home("home", "", "");
        try (TestKvitta kvitta = start(database, home)) {
            deliver(kvitta, "a.csv", file(FIRST, FEE, SECOND, SECOND_FEE));
            List<Posting> before = postings(kvitta);
            List<String> evidence = List.of(evidence(kvitta, before.get(0)), evidence(kvitta, before.get(1)));

            Taken taken = deliver(kvitta, "b.csv", file(FIRST_AT_12, FEE, SECOND, SECOND_FEE));

            assertThat(taken.reason().code()).isEqualTo("PAYOUT_TOLD_ANEW");
            assertThat(codes(kvitta)).isEmpty();
            assertThat(corrections(kvitta)).hasSize(1);
            Posting correction = corrections(kvitta).get(0);
            assertThat(rows(correction))
                    .containsExactlyInAnyOrder(
                            "SALES_25 1000.00 SEK",
                            "VAT_OUT_25 250.00 SEK",
                            "SALES_12 -1116.07 SEK",
                            "VAT_OUT_12 -133.93 SEK");
            assertThat(correction.booking().voucher().date()).isEqualTo(LocalDate.of(2026, 2, 2));
            Posting corrected = before.stream()
                    .filter(posting -> posting.booking().voucher().text().contains("försäljning 2026-02-02"))
                    .findFirst()
                    .orElseThrow();
            assertThat(correction.booking().voucher().text())
                    .contains(corrected.receipt().shown())
                    .contains("Klarna försäljning 2026-02-02");
            assertThat(JdbcClient.create(kvitta.bean(DataSource.class))
                            .sql("select corrects from posting where id = :id")
                            .param("id", correction.id())
                            .query(Long.class)
                            .single())
                    .isEqualTo(corrected.id());
            assertThat(Files.readString(home.outbox("shop").get(1), Charset.forName("IBM437")))
                    .contains("Rättelse av " + corrected.receipt().shown());
            assertThat(books(postings(kvitta))).isEqualTo(booksOf(file(FIRST_AT_12, FEE, SECOND, SECOND_FEE)));
            assertProven(kvitta);
            assertThat(evidence(kvitta, correction))
                    .contains("Verifikation som rättas", corrected.receipt().shown(), "25 %: 250,00", "133,93")
                    .doesNotContain("stämmer inte");
            assertThat(List.of(evidence(kvitta, before.get(0)), evidence(kvitta, before.get(1))))
                    .isEqualTo(evidence);
            assertThat(boxes(report(kvitta, 2))).isEqualTo(boxes(fresh));
            assertThat(clearing(report(kvitta, 2))).isEqualTo(clearing(fresh));

            // The same again, in another order of its rows and as it was first told: nothing more is done.
            assertThat(deliver(kvitta, "c.csv", file(SECOND, SECOND_FEE, FIRST_AT_12, FEE))
                            .how())
                    .isEqualTo(Taken.How.KNOWN);
            assertThat(deliver(kvitta, "d.csv", file(SECOND, SECOND_FEE, FIRST, FEE))
                            .how())
                    .isEqualTo(Taken.How.KNOWN);
            assertThat(postings(kvitta)).hasSize(before.size() + 1);

            deliver(kvitta, "e.csv", file(FIRST_AT_6, FEE, SECOND, SECOND_FEE));
            assertThat(corrections(kvitta)).hasSize(2);
            assertThat(rows(corrections(kvitta).get(1)))
                    .containsExactlyInAnyOrder(
                            "SALES_12 1116.07 SEK",
                            "VAT_OUT_12 133.93 SEK",
                            "SALES_6 -1179.25 SEK",
                            "VAT_OUT_6 -70.75 SEK");
            assertThat(books(postings(kvitta))).isEqualTo(booksOf(file(FIRST_AT_6, FEE, SECOND, SECOND_FEE)));
            assertProven(kvitta);
            assertThat(evidence(kvitta, corrections(kvitta).get(1))).doesNotContain("stämmer inte");
            assertThat(codes(kvitta)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anEventThatIsGoneIsTakenBackAndANewOneBookedOnItsOwnDay(Databases database) {
        try (TestKvitta kvitta = start(database, home("home", "", ""))) {
            deliver(kvitta, "a.csv", file(FIRST, FEE, SECOND));
            int before = postings(kvitta).size();

            deliver(kvitta, "b.csv", file(FIRST, FEE, THIRD));

            assertThat(postings(kvitta)).hasSize(before + 2);
            assertThat(corrections(kvitta)).hasSize(1);
            assertThat(rows(corrections(kvitta).get(0)))
                    .containsExactlyInAnyOrder(
                            "CLEARING_SEK -500.00 SEK", "SALES_25 400.00 SEK", "VAT_OUT_25 100.00 SEK");
            assertThat(corrections(kvitta).get(0).booking().voucher().date()).isEqualTo(LocalDate.of(2026, 2, 4));
            assertThat(postings(kvitta))
                    .anySatisfy(posting ->
                            assertThat(posting.booking().voucher().text()).startsWith("Klarna försäljning 2026-02-05"));
            assertThat(books(postings(kvitta))).isEqualTo(booksOf(file(FIRST, FEE, THIRD)));
            assertProven(kvitta);

            // Late rows of the payout as it is told now are a supplement to it.
            assertThat(deliver(kvitta, "c.csv", file(FIRST, FEE, THIRD, SECOND, SECOND_FEE))
                            .how())
                    .isEqualTo(Taken.How.ACCEPTED);
            assertThat(kvitta.settlements("shop"))
                    .extracting(Settlement::title)
                    .containsExactly("2201500400", "2201500400+1");
            assertThat(books(postings(kvitta))).isEqualTo(booksOf(file(FIRST, FEE, THIRD, SECOND, SECOND_FEE)));
            assertProven(kvitta);

            // And told anew once more, both are corrected as one.
            deliver(kvitta, "d.csv", file(FIRST_AT_12, FEE, THIRD, SECOND, SECOND_FEE));
            assertThat(kvitta.settlements("shop")).extracting(Settlement::title).containsExactly("2201500400");
            assertThat(books(postings(kvitta))).isEqualTo(booksOf(file(FIRST_AT_12, FEE, THIRD, SECOND, SECOND_FEE)));
            assertProven(kvitta);
            assertThat(codes(kvitta)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void inAClosedPeriodSalesWaitForAPersonAndMoneyMoves(Databases database) {
        TestHome home = home("home", "", "");
        try (TestKvitta kvitta = start(database, home)) {
            deliver(kvitta, "a.csv", file(FIRST, FEE, SECOND, SECOND_FEE));
            home.merchant("shop", merchant("sie", "daily, payout", "lockedThrough: 2026-02-28", ""));
            kvitta.bean(Merchants.class).refresh();

            deliver(kvitta, "b.csv", file(FIRST_AT_12, FEE_WITHOUT_VAT, THIRD, SECOND_FEE));

            assertThat(corrections(kvitta)).hasSize(1);
            Posting money = corrections(kvitta).get(0);
            assertThat(rows(money)).containsExactlyInAnyOrder("FEE 9.22 SEK", "VAT_IN -9.22 SEK");
            assertThat(money.booking().voucher().date()).isEqualTo(LocalDate.of(2026, 3, 1));
            assertThat(money.booking().voucher().dateRule()).isEqualTo("FIRST_OPEN_DAY");
            assertThat(money.booking().voucher().text()).endsWith("avser 2026-02-16");
            Settlement settlement = kvitta.settlements("shop").get(0);
            assertThat(kvitta.bean(Settlements.class).held(settlement.id()))
                    .extracting(event -> event.event().order().number() + " "
                            + event.reason().code())
                    .containsExactlyInAnyOrder("1041 CORRECTION_PERIOD", "1043 CORRECTION_PERIOD");
            assertThat(codes(kvitta)).contains("CORRECTIONS_WAIT", "EVENTS_HELD");
            assertProven(kvitta);

            home.merchant("shop", merchant("sie", "daily, payout", "", ""));
            kvitta.bean(Merchants.class).refresh();
            kvitta.bean(Operations.class).retryHeld(settlement.id(), "accountant");
            kvitta.deliverAll("shop");

            assertThat(books(postings(kvitta)))
                    .isEqualTo(booksOf(file(FIRST_AT_12, FEE_WITHOUT_VAT, THIRD, SECOND_FEE)));
            assertThat(codes(kvitta)).isEmpty();
            assertProven(kvitta);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCannotBeCorrectedIsSettledByHand(Databases database) {
        TestHome home = home("home", "", "");
        try (TestKvitta kvitta = start(database, home)) {
            deliver(kvitta, "a.csv", file(FIRST, FEE, SECOND, SECOND_FEE));
            home.merchant("shop", merchant("sie", "daily, payout", "vatReportedThrough: 2026-02-28", ""));
            kvitta.bean(Merchants.class).refresh();
            deliver(kvitta, "b.csv", file(FIRST_AT_12, FEE, SECOND, SECOND_FEE));
            assertThat(corrections(kvitta)).isEmpty();
            long settlement = kvitta.settlements("shop").get(0).id();
            var operations = kvitta.bean(Operations.class);
            assertThat(operations.held()).anyMatch(line -> line.startsWith("correction of settlement"));

            assertThat(operations.correctedByHand(settlement, "accountant")).isEqualTo(1);

            assertThatThrownBy(() -> operations.correctedByHand(settlement, "accountant"))
                    .hasMessageContaining("no correction");
            assertThat(codes(kvitta)).isEmpty();
            assertProven(kvitta);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherPayoutWaitsUntilAPersonAcceptsIt(Databases database) {
        try (TestKvitta kvitta = start(database, home("home", "", ""))) {
            deliver(kvitta, "a.csv", file(FIRST, FEE, SECOND, SECOND_FEE));
            int before = postings(kvitta).size();

            Taken taken = deliver(kvitta, "b.csv", file(FIRST, FEE));

            assertThat(taken.how()).isEqualTo(Taken.How.HELD);
            assertThat(taken.reason().code()).isEqualTo("REDELIVERY_DIFFERS");
            assertThat(postings(kvitta)).hasSize(before);
            long document = kvitta.bean(Documents.class).held().get(0).id();
            var operations = kvitta.bean(Operations.class);
            assertThatThrownBy(() -> operations.acceptRetold(document + 1_000, "accountant"))
                    .hasMessageContaining("no document");
            operations.acceptRetold(document, "accountant");
            assertThatThrownBy(() -> operations.acceptRetold(document, "accountant"))
                    .hasMessageContaining("can be accepted");
            kvitta.takeInLeftBehind();
            kvitta.deliverAll("shop");

            assertThat(books(postings(kvitta))).isEqualTo(booksOf(file(FIRST, FEE)));
            assertProven(kvitta);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProfileMayLeaveEveryCorrectionToAPerson(Databases database) {
        try (TestKvitta kvitta = start(database, home("home", "", "retold: hold"))) {
            deliver(kvitta, "a.csv", file(FIRST, FEE));

            Taken taken = deliver(kvitta, "b.csv", file(FIRST_AT_12, FEE));

            assertThat(taken.how()).isEqualTo(Taken.How.HELD);
            assertThat(corrections(kvitta)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatWouldChangeMoreThanTheTellingWaitsForAPerson(Databases database) {
        TestHome home = home("home", "", "");
        try (TestKvitta kvitta = start(database, home)) {
            deliver(kvitta, "a.csv", file(FIRST, FEE));
            home.merchant("shop", merchant("sie", "daily, payout", "accounts: { SALES_25: \"3051\" }", ""));
            kvitta.bean(Merchants.class).refresh();

            deliver(kvitta, "b.csv", file(FIRST, FEE_WITHOUT_VAT));

            assertThat(corrections(kvitta)).isEmpty();
            assertThat(codes(kvitta)).containsExactly("RETOLD_RULES_CHANGED");
            long document = Long.parseLong(
                    kvitta.bean(Tasks.class).open().get(0).reason().facts().get("document"));
            kvitta.bean(Operations.class).acceptRetold(document, "accountant");
            kvitta.deliverAll("shop");

            assertThat(corrections(kvitta)).hasSize(2);
            assertThat(books(postings(kvitta)))
                    .containsEntry("SALES_25 3051 25 SE 05", -100000L)
                    .doesNotContainKey("SALES_25 3001 25 SE 05");
            assertProven(kvitta);
        }
    }

    @Test
    void whatWasNeverSentIsReplaced() {
        try (var journal = new TestJournal(
                new TestHome(folder.resolve("home")).merchant("shop", merchant("books", "daily, payout", "", "")))) {
            journal.takeIn("shop-klarna", "a.csv", file(FIRST, FEE, SECOND).getBytes(StandardCharsets.UTF_8));
            journal.plan("shop");
            journal.takeIn(
                    "shop-klarna", "b.csv", file(FIRST_AT_12, FEE, SECOND).getBytes(StandardCharsets.UTF_8));
            journal.plan("shop");

            var all = new ArrayList<>(journal.postings().in("shop", Postings.State.PLANNED));
            assertThat(all)
                    .noneMatch(posting -> posting.booking().voucher().text().startsWith("Rättelse"));
            assertThat(books(all)).isEqualTo(booksOf(file(FIRST_AT_12, FEE, SECOND)));
        }
    }

    @Test
    void invoicesWaitForAPersonAndMoneyIsCorrected() {
        try (var journal = new TestJournal(
                new TestHome(folder.resolve("home")).merchant("shop", merchant("books", "ledger, payout", "", "")))) {
            journal.takeIn("shop-klarna", "a.csv", file(FIRST, FEE, SECOND).getBytes(StandardCharsets.UTF_8));
            journal.plan("shop");
            List<Posting> before = journal.postings().in("shop", Postings.State.PLANNED);
            journal.takeIn(
                    "shop-klarna",
                    "b.csv",
                    file(FIRST_AT_12, FEE_WITHOUT_VAT, THIRD).getBytes(StandardCharsets.UTF_8));
            journal.plan("shop");

            Settlement told = journal.settlements().all("shop").get(0);
            assertThat(journal.held(told))
                    .allSatisfy(event -> assertThat(event.reason().code()).isEqualTo("CORRECTION_INVOICE"))
                    .extracting(event -> event.event().order().number())
                    .containsExactlyInAnyOrder("1041", "1043");
            assertThat(journal.postings().corrections().waiting(told.id()))
                    .extracting(wait -> wait.reason().facts().get("order") + " "
                            + wait.reason().facts().get("before") + " "
                            + wait.reason().facts().get("now"))
                    .contains("1042 500.00 SEK 0.00 SEK", "1043 0.00 SEK 500.00 SEK", "1041 1250.00 SEK 1250.00 SEK");
            assertThat(journal.tasks().open())
                    .extracting(task -> task.reason().code())
                    .contains("CORRECTIONS_WAIT");
            List<Posting> after = journal.postings().in("shop", Postings.State.PLANNED);
            assertThat(invoices(after)).isEqualTo(invoices(before));
            assertThat(books(after)).containsEntry("FEE 6064", 4610L).doesNotContainKey("VAT_IN 2641 25 SE 48");
        }
    }

    private static List<String> invoices(List<Posting> postings) {
        return postings.stream()
                .filter(posting -> !posting.booking().kind().name().equals("VOUCHER"))
                .map(posting -> posting.id() + " " + posting.booking())
                .toList();
    }
}
