package se.kvitta.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import se.kvitta.journal.BookFigures;
import se.kvitta.journal.Documents;
import se.kvitta.journal.LedgerReads;
import se.kvitta.journal.Postings;
import se.kvitta.journal.Tasks;
import se.kvitta.journal.Tasks.Task;
import se.kvitta.ledger.Money;
import se.kvitta.merchant.Merchants;
import se.kvitta.reason.Reasons;
import se.kvitta.sheet.SheetFormat;
import se.kvitta.sheet.Words;
import se.kvitta.testing.Databases;
import se.kvitta.testing.MovableClock;
import se.kvitta.testing.Sandboxes;
import se.kvitta.testing.TestHome;
import se.kvitta.testing.TestKvitta;
import se.kvitta.testing.TestMerchants;

/**
 * The reports and the check on what the service has taken in, booked and delivered. {@code mvn test
 * -Dtest=BookReportsTest -Dgolden.update=true} writes what the reports say now.
 */
class BookReportsTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/report");
    private static final Path SAMPLES = Path.of("src/main/resources/sandbox/klarna/K700123");
    private static final YearMonth FEBRUARY = YearMonth.of(2026, 2);

    private final MovableClock clock = new MovableClock(Instant.parse("2026-03-05T12:00:00Z"));

    @TempDir
    Path folder;

    private Sandboxes sandboxes;
    private TestKvitta kvitta;

    @BeforeEach
    void start() {
        sandboxes = Sandboxes.start(folder.resolve("sandboxes"));
    }

    @AfterEach
    void stop() {
        if (kvitta != null) {
            kvitta.close();
        }
        sandboxes.close();
    }

    private void start(Databases database) {
        TestHome home = new TestHome(folder.resolve("home"))
                .merchant("ljus", TestMerchants.FORTNOX)
                .merchant("kaffe", TestMerchants.SIE);
        TestKvitta.Builder builder = TestKvitta.in(home).with(sandboxes).clock(clock);
        kvitta = (database == Databases.POSTGRESQL ? builder.postgresql() : builder).start();
    }

    private void samples() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            for (Path file : files.sorted().toList()) {
                sandboxes.deliver(file.getFileName().toString(), Files.readString(file));
            }
        }
        kvitta.fetch("ljus-se");
        kvitta.fetch("ljus-eu");
        kvitta.deliverAll("ljus");
    }

    /** A settlement of sales without fees: capture, country, amount, and the VAT in it at 25 %. */
    private static String settlement(String reference, String payoutDay, String... sales) {
        long sum = 0;
        var rows = new StringBuilder();
        int number = 0;
        for (String sale : sales) {
            String[] parts = sale.split(" ", -1);
            sum += Money.of(parts[2], "SEK").minor();
            String id = reference + "-" + ++number;
            rows.append("SALE;%s;%s;%s;;%s;%s;;%s;SEK;;%s;;;%s;PURCHASE;25.00;%s\n"
                    .formatted(parts[0], parts[0], id, id + "c", id, parts[2], parts[1], parts[1], parts[3]));
        }
        String total = Money.ofMinor(sum, Money.SEK).major().toPlainString();
        return "total_sale_amount;total_fee_amount;total_fee_correction_amount;total_tax_amount;total_return_amount;"
                + "total_reversal_amount;total_commission_amount;total_credit_amount;total_charge_amount;"
                + "total_holdback_amount;total_release_amount;opening_debt_balance;total_deposit_amount;"
                + "total_repay_amount;closing_debt_balance;total_fee_refund_amount;total_settlement_amount;"
                + "payment_reference;settlement_currency;payout_date;merchant_id;merchant_settlement_type\n"
                + total + ";0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;0.00;" + total + ";"
                + reference + ";SEK;" + payoutDay + "T07:45:00Z;K700123;NET\n"
                + "type;capture_date;sale_date;order_id;short_order_id;capture_id;merchant_reference1;"
                + "merchant_reference2;amount;posting_currency;refund_id;purchase_country;tax_rate;tax_amount;"
                + "shipping_country;detailed_type;tax_rate_1;tax_amount_1\n" + rows;
    }

    private void book(String reference, String payoutDay, String... sales) {
        sandboxes.deliver(
                reference + "_" + payoutDay.replace("-", "") + "T000000_0.csv",
                settlement(reference, payoutDay, sales));
        kvitta.fetch("kaffe-se");
        kvitta.deliverAll("kaffe");
    }

    private MonthReport month(String merchant, YearMonth month) {
        return new MonthReports(
                        kvitta.bean(BookFigures.class),
                        kvitta.bean(LedgerReads.class),
                        kvitta.bean(Documents.class),
                        kvitta.bean(Merchants.class),
                        clock)
                .of(merchant, month, "en");
    }

    private byte[] written(String merchant, YearMonth month, SheetFormat format, String language) {
        var out = new ByteArrayOutputStream();
        try {
            kvitta.bean(BookReports.class).month(merchant, month, format, language, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private List<Task> tasks(String merchant) {
        return kvitta.bean(Tasks.class).open(merchant);
    }

    private List<String> codes(String merchant) {
        return tasks(merchant).stream().map(task -> task.reason().code()).toList();
    }

    private void sql(String sql) {
        assertThat(JdbcClient.create(kvitta.bean(DataSource.class)).sql(sql).update())
                .isPositive();
    }

    private static void golden(String name, String text) throws IOException {
        Path file = GOLDEN.resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }

    private static String pdf(byte[] written) throws IOException {
        try (PDDocument document = Loader.loadPDF(written)) {
            return new PDFTextStripper().getText(document);
        }
    }

    @ParameterizedTest
    @EnumSource
    void saysOfTheSamplesWhatIsBookedAndWhatWaits(Databases database) throws IOException {
        start(database);
        samples();
        assertThat(codes("ljus")).containsOnly("EVENTS_HELD");
        for (String language : Reasons.LANGUAGES) {
            golden(
                    "ljus-2026-02." + language + ".csv.txt",
                    new String(written("ljus", FEBRUARY, SheetFormat.CSV, language), StandardCharsets.UTF_8));
        }
        golden("ljus-2026-02.sv.pdf.txt", pdf(written("ljus", FEBRUARY, SheetFormat.PDF, "sv")));
        var open = new ByteArrayOutputStream();
        kvitta.bean(BookReports.class).openItems("ljus", LocalDate.of(2026, 2, 13), SheetFormat.CSV, "sv", open);
        golden("ljus-open-2026-02-13.sv.csv.txt", open.toString(StandardCharsets.UTF_8));
        var json = new ByteArrayOutputStream();
        kvitta.bean(BookReports.class).monthAsJson("ljus", FEBRUARY, "en", json);
        golden("ljus-2026-02.en.json.txt", json.toString(StandardCharsets.UTF_8));

        MonthReport before = month("ljus", FEBRUARY);
        sql("update posting set state = 'BOOKED_BY_HAND', hand_actor = 'anna', hand_note = 'as KV 200',"
                + " hand_at = timestamp with time zone '2026-03-05 23:30:00Z', receipt_number = null"
                + " where id = (select min(id) from posting where booking_day = date '2026-02-02')");
        MonthReport after = month("ljus", FEBRUARY);
        assertThat(after.clearings()).isEqualTo(before.clearings());
        assertThat(after.boxes()).isEqualTo(before.boxes());
        assertThat(after.completeness()).isEqualTo(before.completeness());
        assertThat(after.byHand()).singleElement().satisfies(one -> {
            assertThat(one.day()).isEqualTo("2026-02-02");
            assertThat(one.amount().minor()).isPositive();
            assertThat(one.since()).isEqualTo("2026-03-06");
        });
        assertThat(new String(written("ljus", FEBRUARY, SheetFormat.CSV, "en"), StandardCharsets.UTF_8))
                .contains("Booked by hand", "what stands in the books may differ", "anna, 2026-03-06", "as KV 200");
        assertThat(new String(written("ljus", FEBRUARY, SheetFormat.CSV, "sv"), StandardCharsets.UTF_8))
                .contains("Bokfört för hand", "anna, 2026-03-06");
    }

    @ParameterizedTest
    @EnumSource
    void explainsEveryDaysEndByWhatWaits(Databases database) throws IOException {
        start(database);
        samples();
        MonthReport report = month("ljus", FEBRUARY);
        assertThat(report.clearings()).allMatch(MonthReport.Clearing::holds);
        assertThat(report.completeness().faults()).isEmpty();
        assertThat(report.completeness().held()).isPositive();
        for (MonthReport.Clearing clearing : report.clearings()) {
            Money held = clearing.held().stream()
                    .map(MonthReport.Held::amount)
                    .reduce(Money.zero(clearing.currency()), Money::plus);
            assertThat(clearing.explained().getOrDefault(MonthReport.Why.HELD, Money.zero(clearing.currency())))
                    .isEqualTo(held.negated());
        }
        assertThat(report.offeredForClosing()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void putsACaptureAtMidnightInTheMonthOfStockholm(Databases database) {
        clock.set(Instant.parse("2026-11-25T12:00:00Z"));
        start(database);
        book("2201600001", "2026-11-02", "2026-10-24T10:00:00Z SE 1250.00 250.00");
        book(
                "2201600002",
                "2026-11-16",
                "2026-10-24T22:30:00Z SE 125.00 25.00", // 25 October, the night the clocks went back
                "2026-10-31T22:59:59Z SE 250.00 50.00",
                "2026-10-31T23:30:00Z SE 500.00 100.00");
        MonthReport october = month("kaffe", YearMonth.of(2026, 10));
        MonthReport.Clearing clearing = october.clearings().get(0);
        assertThat(october.completeness().events()).isEqualTo(3);
        assertThat(clearing.closing()).isEqualTo(Money.of("1625.00", "SEK"));
        assertThat(clearing.booked()).isEqualTo(clearing.closing());
        assertThat(day(clearing, "2026-10-24")).isEqualTo(Money.of("1250.00", "SEK"));
        assertThat(day(clearing, "2026-10-25")).isEqualTo(Money.of("1375.00", "SEK"));
        assertThat(october.boxes())
                .contains(new MonthReport.Box("05", Money.of("1300.00", "SEK"), 3))
                .contains(new MonthReport.Box("10", Money.of("325.00", "SEK"), 3));
        assertThat(clearing.completeThrough()).isEqualTo("2026-10-24");
        assertThat(MonthSheet.verdict(october, Words.of("report", "sv")))
                .isEqualTo("Oktober 2026 är inte komplett: Klarna till 2026-10-24, 0 rader väntar.");
        MonthReport.Clearing november =
                month("kaffe", YearMonth.of(2026, 11)).clearings().get(0);
        assertThat(november.opening()).isEqualTo(clearing.closing());
        assertThat(november.lines().get(MonthReport.Line.SALES)).isEqualTo(Money.of("500.00", "SEK"));
        assertThat(november.closing().isZero()).isTrue();

        book("2201600003", "2026-11-23", "2026-11-09T10:00:00Z SE 100.00 20.00");
        october = month("kaffe", YearMonth.of(2026, 10));
        assertThat(october.offeredForClosing()).isTrue();
        assertThat(MonthSheet.verdict(october, Words.of("report", "en")))
                .isEqualTo("October 2026 is complete and can be closed.");
    }

    private static Money day(MonthReport.Clearing clearing, String day) {
        return clearing.days().stream()
                .filter(one -> one.day().equals(LocalDate.parse(day)))
                .findFirst()
                .orElseThrow()
                .booked();
    }

    @ParameterizedTest
    @EnumSource
    void saysExactlyWhatIsOffWhenARowWasChanged(Databases database) {
        start(database);
        book("2201600001", "2026-02-16", "2026-02-02T10:00:00Z SE 1250.00 250.00");
        assertThat(tasks("kaffe")).isEmpty();

        sql("update posting_row set amount = amount + 700 where role = 'CLEARING_SEK' and amount > 0");
        sql("update posting set updated_at = timestamp with time zone '2026-03-05 13:00:00Z'");
        kvitta.deliver("kaffe");
        assertThat(codes("kaffe")).containsExactlyInAnyOrder("VOUCHER_NOT_BALANCED", "CLEARING_OFF");
        Task clearing = task("CLEARING_OFF");
        assertThat(clearing.profile()).isEqualTo("kaffe-se");
        assertThat(clearing.reason().facts())
                .containsEntry("reference", "2201600001")
                .containsEntry("expected", "0.00 SEK")
                .containsEntry("booked", "7.00 SEK")
                .containsEntry("difference", "7.00 SEK");
        assertThat(task("VOUCHER_NOT_BALANCED").reason().facts())
                .containsEntry("day", "2026-02-02")
                .containsEntry("difference", "7.00 SEK")
                .containsEntry("debit", "1257.00 SEK")
                .containsEntry("total", "1250.00 SEK");
        MonthReport.Clearing february = month("kaffe", FEBRUARY).clearings().get(0);
        assertThat(february.holds()).isFalse();
        assertThat(february.difference()).isEqualTo(Money.of("7.00", "SEK"));
        assertThat(new String(written("kaffe", FEBRUARY, SheetFormat.CSV, "en"), StandardCharsets.UTF_8))
                .contains("On 2026-02-02 1,257.00 SEK stands on the clearing account of kaffe-se,"
                        + " but it should be 1,250.00 SEK. The difference of 7.00 SEK is not explained.");

        sql("update posting_row set amount = amount - 700 where role = 'CLEARING_SEK' and amount > 0");
        kvitta.deliver("kaffe");
        assertThat(tasks("kaffe")).isEmpty();
    }

    @Test
    void tellsOfVatThatIsNotInProportion() {
        start(Databases.H2);
        book("2201600001", "2026-02-16", "2026-02-02T10:00:00Z SE 1250.00 250.00");
        sql("update posting_row set vat_box = '11' where vat_box = '10'");
        sql("update posting set updated_at = timestamp with time zone '2026-03-05 13:00:00Z'");
        kvitta.deliver("kaffe");
        assertThat(codes("kaffe")).containsExactly("VAT_BOX_OFF");
        assertThat(tasks("kaffe").get(0).reason().facts())
                .containsEntry("rate", "25")
                .containsEntry("base", "1000.00 SEK")
                .containsEntry("vat", "0.00 SEK")
                .containsEntry("expected", "250.00 SEK")
                .containsEntry("difference", "-250.00 SEK");
        sql("update posting_row set vat_box = '10' where vat_box = '11'");
        kvitta.deliver("kaffe");
        assertThat(tasks("kaffe")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void tellsOfAnEventThatIsNowhereAndDoesNotOfferItsMonth(Databases database) {
        start(database);
        book("2201600001", "2026-02-16", "2026-02-02T10:00:00Z SE 1250.00 250.00");
        book("2201600002", "2026-03-02", "2026-03-01T10:00:00Z SE 100.00 20.00");
        assertThat(month("kaffe", FEBRUARY).offeredForClosing()).isTrue();
        sql(
                "delete from booked_event where exists (select 1 from event e where e.settlement_id ="
                        + " booked_event.settlement_id and e.seq = booked_event.seq and e.kind = 'SALE' and e.amount = 125000)");
        sql("update posting set updated_at = timestamp with time zone '2026-03-05 13:00:00Z'");
        kvitta.deliver("kaffe");
        assertThat(codes("kaffe")).containsExactlyInAnyOrder("EVENTS_NOT_PLACED", "CLEARING_OFF");
        assertThat(task("EVENTS_NOT_PLACED").reason().facts())
                .containsEntry("reference", "2201600001")
                .containsEntry("events", "2")
                .containsEntry("placed", "1")
                .containsEntry("difference", "-1");
        MonthReport february = month("kaffe", FEBRUARY);
        assertThat(february.offeredForClosing()).isFalse();
        assertThat(february.completeness().faults())
                .containsExactly(
                        new MonthReport.Fault(kvitta.settlements("kaffe").get(0).id(), "kaffe-se", "2201600001", 2, 1));
        assertThat(new String(written("kaffe", FEBRUARY, SheetFormat.CSV, "en"), StandardCharsets.UTF_8))
                .contains("Payout 2201600001 (kaffe-se, settlement ");
    }

    @ParameterizedTest
    @EnumSource
    void warnsOfTheThresholdBeforeItIsCrossed(Databases database) {
        start(database);
        book("2201600001", "2026-02-16", "2026-02-02T10:00:00Z FI 99679.00 19935.80");
        assertThat(tasks("kaffe")).isEmpty();
        book("2201600002", "2026-02-23", "2026-02-10T10:00:00Z DE 12.50 2.50");
        assertThat(codes("kaffe")).containsExactly("EU_THRESHOLD_NEAR");
        assertThat(tasks("kaffe").get(0).reason().facts())
                .containsEntry("current", "79753.20 SEK")
                .containsEntry("share", "80 %");
        book("2201600003", "2026-03-02", "2026-02-17T10:00:00Z DE 24908.50 4981.70");
        assertThat(codes("kaffe")).containsExactly("EU_THRESHOLD_CROSSED");
        MonthReport.Threshold threshold = month("kaffe", FEBRUARY).threshold();
        assertThat(threshold.thisYear()).isEqualTo(threshold.limit());
        assertThat(threshold.level()).isEqualTo(MonthReport.Threshold.Level.CROSSED);
        assertThat(threshold.permille()).isEqualTo(1000);
        // It is counted over the preceding year too.
        clock.set(Instant.parse("2027-12-31T12:00:00Z"));
        assertThat(month("kaffe", YearMonth.of(2027, 12)).threshold().precedingYear())
                .isEqualTo(threshold.limit());
        clock.set(Instant.parse("2028-01-01T12:00:00Z"));
        kvitta.deliver("kaffe");
        assertThat(tasks("kaffe")).isEmpty();
    }

    @Test
    void aCheckThatFailsStopsNoDeliveryAndIsMadeAgain() {
        start(Databases.H2);
        sandboxes.deliver(
                "2201600001_20260216T000000_0.csv",
                settlement("2201600001", "2026-02-16", "2026-02-02T10:00:00Z SE 1250.00 250.00"));
        kvitta.fetch("kaffe-se");
        JdbcClient database = JdbcClient.create(kvitta.bean(DataSource.class));
        database.sql("alter table watermark rename to watermark_away").update();
        kvitta.deliver("kaffe");
        assertThat(codes("kaffe")).containsExactly("BOOKS_NOT_CHECKED");
        assertThat(kvitta.postings(kvitta.settlements("kaffe").get(0)))
                .isNotEmpty()
                .allMatch(posting -> posting.state() == Postings.State.DONE);
        database.sql("alter table watermark_away rename to watermark").update();
        kvitta.deliver("kaffe");
        assertThat(tasks("kaffe")).isEmpty();
    }

    private Task task(String code) {
        return tasks("kaffe").stream()
                .filter(task -> task.reason().code().equals(code))
                .findFirst()
                .orElseThrow();
    }
}
