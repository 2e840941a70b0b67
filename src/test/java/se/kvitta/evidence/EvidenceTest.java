package se.kvitta.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.journal.Postings.Posting;
import se.kvitta.sheet.SheetFormat;
import se.kvitta.testing.Databases;

/**
 * What the document behind a voucher says, found in it again. {@code mvn test -Dtest=EvidenceTest -Dgolden.update=true}
 * writes what it says now.
 */
class EvidenceTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/evidence");

    /** Sales 25 % and 12 % of the order 10231, in öre. */
    private static final String TWO_RATES = "SALES_25|2500|SE|05|10|80000|20000|80000|20000|provider line;"
            + "SALES_12|1200|SE|05|11|22321|2679|22321|2679|provider line";

    @TempDir
    Path folder;

    private Fixture journal;

    @BeforeEach
    void start() {
        journal = new Fixture(Databases.H2.migrated(), folder);
    }

    @Test
    void listsEveryOrderOfADayWithItsVatAndProvesTheVoucher() throws IOException {
        golden("sales", sales(journal));
        assertThat(journal.tasks().open()).isEmpty();
    }

    @Test
    void listsWhatTheProviderKeptOfAPayoutAndWhatItPaid() throws IOException {
        golden("payout", payout(journal));
        assertThat(journal.tasks().open()).isEmpty();
    }

    @Test
    void showsRefundsWithTheirOrdersAndTheRatesOfForeignMoney() throws IOException {
        golden("refunds-in-euro", refunds(journal));
        assertThat(journal.tasks().open()).isEmpty();
    }

    @Test
    void saysInALineAndInATaskThatTheOrdersDoNotAddUpToTheVoucher() throws IOException {
        Posting posting = sales(journal);
        journal.sql().update("update event set amount = amount + 1 where order_number = '10231'");
        String text = text(journal.write(posting, SheetFormat.PDF, "en"));
        assertThat(text)
                .contains("NOTE: The provider's totals and ours differ by 0.01 SEK.")
                .contains("Sum of the events and the rows of the clearing account differs by 0.01 SEK")
                .doesNotContain("agrees with the voucher");
        assertThat(journal.tasks().open()).singleElement().satisfies(task -> {
            assertThat(task.subject()).isEqualTo("evidence of posting " + posting.id());
            assertThat(task.reason().code()).isEqualTo("EVIDENCE_DIFFERS");
        });
        journal.sql().update("update event set amount = amount - 1 where order_number = '10231'");
        journal.write(posting, SheetFormat.CSV, "sv");
        assertThat(journal.tasks().open()).isEmpty();
    }

    @Test
    void addsUpAPayoutOfManyEventsOnceAMinute() {
        Posting posting = sales(journal);
        journal.sql().update("update settlement set events = 10000");
        journal.write(posting, SheetFormat.CSV, "en");
        journal.sql().update("update event set amount = amount + 1 where order_number = '10231'");

        String differ = "The provider's totals and ours differ by 0.01 SEK.";
        assertThat(new String(journal.write(posting, SheetFormat.CSV, "en"), StandardCharsets.UTF_8))
                .doesNotContain(differ);
        journal.clock().advance(Duration.ofMinutes(1));
        assertThat(new String(journal.write(posting, SheetFormat.CSV, "en"), StandardCharsets.UTF_8))
                .contains(differ);
    }

    @Test
    void leavesADebtThatOnlyPassesClearingOutOfTheSum() throws IOException {
        long settlement = journal.settlement("SEK", "{\"FEE\":\"-38.75 SEK\",\"DEBT_INCURRED\":\"38.75 SEK\"}", 0, 2);
        journal.event(settlement, 0, "FEE", "", "", "2026-02-16T00:00:00Z", 3_875, "2500:775");
        journal.event(settlement, 1, "DEBT_INCURRED", "", "", "2026-02-16T00:00:00Z", 3_875, "");
        journal.booked(settlement, 0, 1, "2026-02-16", "");
        journal.booked(settlement, 1, 1, "2026-02-16", "");
        long posting = journal.posting(
                settlement, 1, "payout", "2026-02-16", "SETTLEMENT_DAY", "Klarna avräkning, 0 utbetalt", 3_875, 2);
        journal.row(posting, 0, "FEE", "6064", "Factoringavgifter", 3_100);
        journal.row(posting, 1, "VAT_IN", "2641", "Debiterad ingående moms", 775);
        journal.row(posting, 2, "CLEARING_SEK", "1581", "Klarna, avräkning SEK", -3_875);
        assertThat(text(journal.write(journal.posting(posting), SheetFormat.PDF, "en")))
                .contains("agrees with the voucher")
                .contains("Debt 1 38.75");
        assertThat(journal.tasks().open()).isEmpty();
    }

    @Test
    void noticesAnEventThatIsMissingThoughItMovedNothing() throws IOException {
        Posting posting = payout(journal);
        journal.sql().update("update posting set events = events + 1 where id = ?", posting.id());
        assertThat(text(journal.write(journal.posting(posting.id()), SheetFormat.PDF, "en")))
                .contains("Events in the list and in the voucher differs by -1");
    }

    @Test
    void saysThatAVoucherOfAnEarlierVersionHasNoListOfItsOrders() throws IOException {
        Posting posting = sales(journal);
        journal.sql().update("delete from booked_event");
        journal.sql().update("update posting set booking_no = 0");
        assertThat(text(journal.write(posting, SheetFormat.PDF, "en")))
                .contains("NOTE: The voucher was planned before Kvitta kept")
                .contains("2201447718_20260216.csv");
        assertThat(journal.tasks().open()).isEmpty();
    }

    @Test
    void saysWhoBookedAVoucherByHandAndThatItMayDifferFromWhatWasPlanned() throws IOException {
        Posting posting = sales(journal);
        journal.sql()
                .update(
                        "update posting set state = 'BOOKED_BY_HAND', receipt_number = null, hand_actor = 'anna',"
                                + " hand_at = ?, hand_note = 'bokförd som KV 200'",
                        OffsetDateTime.parse("2026-03-05T22:59:00Z"));
        Posting byHand = journal.posting(posting.id());
        assertThat(text(journal.write(byHand, SheetFormat.PDF, "en")))
                .contains("Supporting document, booked by hand")
                .contains("Voucher booked by hand, number not told")
                .contains("by anna on 2026-03-05 23:59: bokförd som KV 200")
                .contains("NOTE: The voucher is what Kvitta had planned.");
        assertThat(text(journal.write(byHand, SheetFormat.PDF, "sv")))
                .contains("Underlag, bokfört för hand")
                .contains("av anna den 2026-03-05 23:59: bokförd som KV 200")
                .contains("OBS: Verifikationen är den som Kvitta hade planerat.");
        journal.sql().update("update posting set receipt_series = '', receipt_number = 'KV 200'");
        assertThat(text(journal.write(journal.posting(posting.id()), SheetFormat.PDF, "en")))
                .contains("Supporting document KV 200")
                .contains("by anna on");
    }

    @Test
    void writesTheSameBytesWhenItIsAskedForAgain() {
        Posting posting = sales(journal);
        for (SheetFormat format : SheetFormat.values()) {
            assertThat(journal.write(posting, format, "sv")).isEqualTo(journal.write(posting, format, "sv"));
        }
    }

    @Test
    void writesNothingInALanguageThatItDoesNotKnow() {
        Posting posting = sales(journal);
        assertThatThrownBy(() -> journal.write(posting, SheetFormat.PDF, "fi"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'fi'");
    }

    @ParameterizedTest
    @EnumSource(Databases.class)
    void listsFiftyThousandOrdersInTheirOrder(Databases database) throws IOException {
        var many = new Fixture(database.migrated(), Files.createDirectories(folder.resolve("many")));
        Posting posting = manyOrders(many, database == Databases.H2 ? 50_000 : 5_000);
        List<String> rows = new String(many.write(posting, SheetFormat.CSV, "sv"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.contains(";Köp;order-"))
                .toList();
        assertThat(rows).hasSize(posting.booking().events());
        assertThat(rows.get(rows.size() - 1)).contains("order-" + (rows.size() - 1) + ";");
        byte[] pdf = many.write(posting, SheetFormat.PDF, "sv");
        try (PDDocument document = Loader.loadPDF(pdf)) {
            int pages = document.getNumberOfPages();
            assertThat(pages).isGreaterThan(rows.size() / 60);
            var stripper = new PDFTextStripper();
            stripper.setStartPage(pages - 2);
            String end = stripper.getText(document);
            assertThat(end).contains("stämmer med verifikationen till öret").contains("sida " + pages + " av " + pages);
        }
        assertThat(many.tasks().open()).isEmpty();
    }

    @Test
    void namesItsFilesInWaysThatEverySystemTakes() {
        assertThat(Evidence.fileName(sales(journal), SheetFormat.PDF)).isEqualTo("kvitta-2201447718-7f3a9c21.pdf");
        assertThat(Evidence.plain("../å b/Klarna: \"x\".csv")).isEqualTo("b-Klarna-x-.csv");
        assertThat(Evidence.plain("åäö")).isEqualTo("document");
    }

    private static Posting sales(Fixture journal) {
        long settlement = journal.settlement("SEK", "{\"SALE\":\"2500.00 SEK\"}", 0, 2);
        journal.event(settlement, 0, "SALE", "5b1f-0001", "10231", "2026-02-09T09:15:00Z", 125_000, "");
        journal.booked(settlement, 0, 1, "2026-02-09", TWO_RATES);
        journal.event(settlement, 1, "SALE", "5b1f-0002", "=10232 żółć Ω", "2026-02-09T22:59:59Z", 125_000, "");
        journal.booked(
                settlement,
                1,
                1,
                "2026-02-09",
                "SALES_25|2500|SE|05|10|100000|25000|100000|25000|profile rule SE 25 %");
        long posting = journal.posting(
                settlement,
                1,
                "sales/2026-02-09",
                "2026-02-09",
                "CAPTURE_DAY",
                "Klarna försäljning 2026-02-09, 2 order",
                250_000,
                2);
        journal.row(posting, 0, "CLEARING_SEK", "1581", "Klarna, avräkning SEK", 250_000);
        journal.row(
                posting,
                1,
                "SALES_25",
                "3001",
                "Försäljning inom Sverige, 25 % moms",
                -180_000,
                null,
                null,
                null,
                null,
                2500,
                "SE",
                "05",
                "provider line");
        journal.row(
                posting,
                2,
                "SALES_12",
                "3002",
                "Försäljning inom Sverige, 12 % moms",
                -22_321,
                null,
                null,
                null,
                null,
                1200,
                "SE",
                "05",
                "provider line");
        journal.row(
                posting,
                3,
                "VAT_OUT_25",
                "2611",
                "Utgående moms 25 %",
                -45_000,
                null,
                null,
                null,
                null,
                2500,
                "SE",
                "10",
                "provider line");
        journal.row(
                posting,
                4,
                "VAT_OUT_12",
                "2621",
                "Utgående moms 12 %",
                -2_679,
                null,
                null,
                null,
                null,
                1200,
                "SE",
                "11",
                "provider line");
        return journal.posting(posting);
    }

    private static Posting payout(Fixture journal) {
        long settlement = journal.settlement(
                "SEK",
                "{\"SALE\":\"1250.00 SEK\",\"FEE\":\"-38.75 SEK\",\"RESERVE_HELD\":\"-100.00 SEK\",\"PAYOUT\":\"-1111.25 SEK\"}",
                111_125,
                4);
        journal.event(settlement, 0, "SALE", "5b1f-0001", "10231", "2026-02-09T09:15:00Z", 125_000, "");
        journal.booked(settlement, 0, 1, "2026-02-09", TWO_RATES);
        journal.event(settlement, 1, "FEE", "5b1f-0001", "10231", "2026-02-16T00:00:00Z", 3_875, "2500:775");
        journal.booked(settlement, 1, 2, "2026-02-16", "");
        journal.event(settlement, 2, "RESERVE_HELD", "", "", "2026-02-16T00:00:00Z", 10_000, "");
        journal.booked(settlement, 2, 2, "2026-02-16", "");
        journal.event(settlement, 3, "PAYOUT", "", "", "2026-02-16T00:00:00Z", 111_125, "");
        journal.booked(settlement, 3, 2, "2026-02-16", "");
        long posting = journal.posting(
                settlement,
                2,
                "payout",
                "2026-02-16",
                "SETTLEMENT_DAY",
                "Klarna utbetalning 2201447718, 4 rader",
                125_000,
                3);
        journal.row(posting, 0, "TRANSIT_SEK", "1979", "Utbetalning under väg SEK", 111_125);
        journal.row(posting, 1, "FEE", "6064", "Factoringavgifter", 3_100);
        journal.row(
                posting,
                2,
                "VAT_IN",
                "2641",
                "Debiterad ingående moms",
                775,
                null,
                null,
                null,
                null,
                2500,
                "SE",
                "48",
                "stated by provider");
        journal.row(posting, 3, "RESERVE_SEK", "1591", "Klarna, innehållen reserv SEK", 10_000);
        journal.row(posting, 4, "CLEARING_SEK", "1581", "Klarna, avräkning SEK", -125_000);
        return journal.posting(posting);
    }

    private static Posting refunds(Fixture journal) {
        long settlement = journal.settlement("EUR", "{\"SALE\":\"119.00 EUR\",\"REFUND\":\"-119.00 EUR\"}", 0, 2);
        journal.event(settlement, 0, "SALE", "de-0001", "20077", "2026-02-03T10:00:00Z", 11_900, "");
        journal.booked(settlement, 0, 1, "2026-02-03", "");
        journal.sql().update("update event set sale_hash = ? where seq = 0", saleHash("ljus-se/de-0001"));
        journal.event(settlement, 1, "REFUND", "de-0001", "20077", "2026-02-11T10:00:00Z", 11_900, "");
        journal.booked(
                settlement,
                1,
                2,
                "2026-02-11",
                "SALES_OSS_DE_19|1900|DE|OSS|OSS|-10000|-1900|-112300|-21337|rate of the original sale");
        journal.sql()
                .update("update event set original = '52.30 PLN', original_rate = 'PLN|EUR|0.2334|2026-02-11|Klarna'"
                        + " where seq = 1");
        long posting = journal.posting(
                settlement,
                2,
                "refunds/2026-02-11",
                "2026-02-11",
                "REFUND_DAY",
                "Klarna återbetalning 2026-02-11, 1 order (20077)",
                133_637,
                1);
        journal.row(
                posting,
                0,
                "SALES_OSS_DE_19",
                "3111",
                "Försäljning OSS Tyskland 19 %",
                112_300,
                10_000L,
                "EUR",
                "11.2300",
                "2026-02-03",
                1900,
                "DE",
                "OSS",
                "rate of the original sale");
        journal.row(
                posting,
                1,
                "VAT_OUT_OSS_DE",
                "2671",
                "Utgående moms OSS Tyskland",
                21_337,
                1_900L,
                "EUR",
                "11.2300",
                "2026-02-03",
                1900,
                "DE",
                "OSS",
                "rate of the original sale");
        journal.row(
                posting,
                2,
                "CLEARING_EUR",
                "1582",
                "Klarna, avräkning EUR",
                -133_637,
                -11_900L,
                "EUR",
                "11.2300",
                "2026-02-03",
                null,
                null,
                null,
                null);
        return journal.posting(posting);
    }

    private static Posting manyOrders(Fixture journal, int orders) {
        long settlement = journal.settlement("SEK", "{\"SALE\":\"" + orders + ".00 SEK\"}", 0, orders);
        var rows = new ArrayList<Object[]>();
        for (int i = 0; i < orders; i++) {
            rows.add(new Object[] {settlement, i, "k" + i, "order-" + i, "shop " + i, i + 1});
        }
        journal.sql().batchUpdate("""
                insert into event (settlement_id, seq, kind, event_key, order_id, order_number, second_ref, capture_id,
                    refund_id, happened_at, amount, currency, vat, country, detail, source_row)
                values (?, ?, 'SALE', ?, ?, ?, '', '', '', timestamp with time zone '2026-02-09 10:00:00+00', 100, 'SEK',
                    '', 'SE', '', ?)
                """, rows);
        journal.sql().update("""
                        insert into booked_event (settlement_id, seq, booking_no, booked_day, tax)
                        select settlement_id, seq, 1, date '2026-02-09',
                            'SALES_25|2500|SE|05|10|80|20|80|20|profile rule SE 25 %' from event where settlement_id = ?
                        """, settlement);
        long posting = journal.posting(
                settlement,
                1,
                "sales/2026-02-09",
                "2026-02-09",
                "CAPTURE_DAY",
                "Klarna försäljning 2026-02-09, " + orders + " order",
                orders * 100L,
                orders);
        journal.row(posting, 0, "CLEARING_SEK", "1581", "Klarna, avräkning SEK", orders * 100L);
        journal.row(posting, 1, "SALES_25", "3001", "Försäljning inom Sverige, 25 % moms", orders * -80L);
        journal.row(posting, 2, "VAT_OUT_25", "2611", "Utgående moms 25 %", orders * -20L);
        return journal.posting(posting);
    }

    /** As the journal finds the sale of an order: the first eight bytes of MD5. */
    private static long saleHash(String text) {
        try {
            byte[] digest =
                    java.security.MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return java.nio.ByteBuffer.wrap(digest).getLong();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void golden(String name, Posting posting) throws IOException {
        for (String language : List.of("sv", "en")) {
            byte[] pdf = journal.write(posting, SheetFormat.PDF, language);
            Files.write(
                    Files.createDirectories(Path.of("target/evidence")).resolve(name + "." + language + ".pdf"), pdf);
            compare(name + "." + language + ".pdf.txt", text(pdf));
            compare(
                    name + "." + language + ".csv.txt",
                    new String(journal.write(posting, SheetFormat.CSV, language), StandardCharsets.UTF_8)
                            .replace("\r\n", "\n"));
        }
    }

    private static void compare(String name, String text) throws IOException {
        Path file = GOLDEN.resolve(name);
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            var stripper = new PDFTextStripper();
            stripper.setSortByPosition(true);
            stripper.setLineSeparator("\n");
            return stripper.getText(document);
        }
    }
}
