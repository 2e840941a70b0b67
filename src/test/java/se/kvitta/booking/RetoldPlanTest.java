package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import se.kvitta.ledger.Account;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatBox;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.ledger.VoucherRow.Foreign;
import se.kvitta.ledger.VoucherRow.Party;
import se.kvitta.ledger.VoucherRow.VatMark;
import se.kvitta.reason.Reason;

/** What is entered, taken back or left to a person when a booked payout is told anew. */
class RetoldPlanTest {

    private static final String SALES = "2201/sales/2026-02-02";
    private static final String PAYOUT = "2201/payout";

    private final Map<String, List<Retold.Stands>> standing = new HashMap<>();
    private final List<Booking> before = new ArrayList<>();
    private final List<Booking> told = new ArrayList<>();
    private TestRules rules = new TestRules();
    private long postings;

    @Test
    void whatIsToldAsItStandsIsLeftAlone() {
        stood(sale(SALES, "2026-02-02", 125_00, 3), true);
        told.add(sale(SALES, "2026-02-02", 125_00, 3));

        Retold.Plan plan = retold().plan();

        assertThat(plan.changes()).isEmpty();
        assertThat(plan.waits()).isEmpty();
        assertThat(retold().drifted(Set.of())).isEmpty();
    }

    @Test
    void aVoucherThatWasSentIsCorrectedByTheDifferenceAndNamed() {
        stood(sale(SALES, "2026-02-02", 125_00, 3), false);
        told.add(sale(SALES, "2026-02-02", 150_00, 4));

        Retold.Entry entry = onlyEntry();

        assertThat(entry.corrects()).isEqualTo(1);
        assertThat(entry.booking().key()).isEqualTo(SALES + "/correction-7");
        assertThat(entry.booking().events()).isEqualTo(4);
        assertThat(entry.booking().voucher().date()).isEqualTo("2026-02-02");
        assertThat(entry.booking().voucher().dateRule()).isEqualTo("CAPTURE_DAY");
        assertThat(entry.booking().voucher().text()).isEqualTo("Rättelse av KV 1: " + SALES);
        assertThat(rows(entry))
                .containsExactly("CLEARING_SEK 25.00 SEK", "SALES_25 -20.00 SEK", "VAT_OUT_25 -5.00 SEK");
    }

    /** Who booked it by hand may have booked something else than was planned. */
    @Test
    void whatWasBookedByHandIsLeftToAPerson() {
        Booking sale = sale(SALES, "2026-02-02", 125_00, 3);
        standing.put("/sales/2026-02-02", List.of(new Retold.Stands(1, "KV 200", sale, false, true)));
        Booking payout = money(PAYOUT, "2026-02-16", 500_00);
        standing.put("/payout", List.of(new Retold.Stands(2, "(kv 2201:1)", payout, false, true)));
        told.add(sale(SALES, "2026-02-02", 150_00, 4));
        told.add(money(PAYOUT, "2026-02-16", 600_00));

        Retold.Plan plan = retold().plan();

        assertThat(plan.changes()).isEmpty();
        assertThat(plan.waits())
                .extracting(
                        Retold.Wait::key,
                        wait -> wait.reason().code(),
                        wait -> wait.reason().facts().get("voucher"),
                        wait -> wait.reason().facts().get("before"),
                        wait -> wait.reason().facts().get("now"))
                .containsExactly(
                        tuple("/sales/2026-02-02", "CORRECTION_BY_HAND", "KV 200", "125.00 SEK", "150.00 SEK"),
                        tuple("/payout", "CORRECTION_BY_HAND", "(kv 2201:1)", "500.00 SEK", "600.00 SEK"));
        told.clear();
        told.addAll(List.of(sale, payout));
        assertThat(retold().plan().waits()).as("told as it was planned").isEmpty();
    }

    @Test
    void aVoucherThatWasNotSentIsTakenBackAndEnteredAnew() {
        stood(sale(SALES, "2026-02-02", 125_00, 3), true);
        told.add(sale(SALES, "2026-02-02", 150_00, 4));

        Retold.Change change = onlyChange();

        assertThat(change.withdrawn()).containsExactly(1L);
        assertThat(change.entries()).containsExactly(new Retold.Entry(told.get(0), null));
    }

    @Test
    void whatIsToldNoMoreIsTakenBackInFull() {
        stood(money(PAYOUT, "2026-02-16", 500_00), false);

        Retold.Entry entry = onlyEntry();

        assertThat(rows(entry)).containsExactly("TRANSIT_SEK -500.00 SEK", "CLEARING_SEK 500.00 SEK");
        // The correction of what is gone still answers for its events.
        assertThat(entry.booking().events()).isEqualTo(1);
    }

    @Test
    void whatHasMovedToAnotherDayIsTakenBackThereAndEnteredOnItsOwn() {
        Booking was = sale(SALES, "2026-02-02", 125_00, 3);
        stood(was, false);
        told.add(sale(SALES, "2026-02-03", 125_00, 3));

        assertThat(onlyChange().entries())
                .extracting(
                        entry -> entry.booking().key(),
                        entry -> entry.booking().voucher().date().toString(),
                        Retold.Entry::corrects)
                .containsExactly(
                        tuple(SALES + "/correction-7", "2026-02-02", 1L), tuple(SALES + "/anew-7", "2026-02-03", null));
    }

    @Test
    void whereAClosedPeriodMovedItIsNoOtherDay() {
        rules = rules.locked("2026-02-16");
        before.add(money(PAYOUT, "2026-02-16", 500_00));
        standing("/payout", money(PAYOUT, "2026-02-17", 500_00), false);
        told.add(money(PAYOUT, "2026-02-16", 500_00));

        assertThat(retold().plan().changes()).isEmpty();
    }

    @Test
    void moneyOfAClosedPeriodIsCorrectedOnTheFirstOpenDay() {
        rules = rules.locked("2026-02-28");
        stood(money(PAYOUT, "2026-02-16", 500_00), false);
        told.add(money(PAYOUT, "2026-02-16", 600_00));

        Voucher voucher = onlyEntry().booking().voucher();

        assertThat(voucher.date()).isEqualTo("2026-03-01");
        assertThat(voucher.dateRule()).isEqualTo("FIRST_OPEN_DAY");
        assertThat(voucher.text()).isEqualTo("Rättelse av KV 1: " + PAYOUT + ", avser 2026-02-16");
    }

    @Test
    void moneyThatIsNewInAClosedPeriodIsEnteredOnTheFirstOpenDay() {
        rules = rules.locked("2026-02-28");
        told.add(money(PAYOUT, "2026-02-16", 600_00));

        Retold.Entry entry = onlyEntry();

        assertThat(entry.corrects()).isNull();
        assertThat(entry.booking().key()).isEqualTo(PAYOUT);
        assertThat(entry.booking().voucher().date()).isEqualTo("2026-03-01");
        assertThat(entry.booking().voucher().text()).endsWith(", avser 2026-02-16");
    }

    @Test
    void moneyOfALockedYearWaits() {
        rules = rules.locked("2026-12-31");
        stood(money(PAYOUT, "2026-02-16", 500_00), false);
        told.add(money(PAYOUT, "2026-02-16", 600_00));

        assertThat(onlyWait().code()).isEqualTo("CORRECTION_PERIOD");
        assertThat(onlyWait().facts())
                .containsEntry("code", "YEAR_LOCKED")
                .containsEntry("boundary", "2026-12-31")
                .containsEntry("before", "500.00 SEK")
                .containsEntry("now", "600.00 SEK")
                .containsEntry("voucher", "KV 1");
    }

    @Test
    void salesWaitTogetherAndMoneyByItself() {
        rules = rules.locked("2026-02-02");
        stood(sale(SALES, "2026-02-02", 125_00, 3), false);
        stood(sale("2201/sales/2026-02-03", "2026-02-03", 200_00, 1), false);
        stood(money(PAYOUT, "2026-02-16", 500_00), false);
        told.add(sale(SALES, "2026-02-02", 250_00, 3));
        told.add(sale("2201/sales/2026-02-03", "2026-02-03", 75_00, 1));
        told.add(money(PAYOUT, "2026-02-16", 600_00));

        Retold.Plan plan = retold().plan();

        assertThat(plan.waits())
                .extracting(wait -> wait.key(), wait -> wait.reason().code())
                .containsExactly(
                        tuple("/sales/2026-02-02", "CORRECTION_PERIOD"),
                        tuple("/sales/2026-02-03", "CORRECTION_TOGETHER"));
        assertThat(plan.waits().get(1).reason().facts()).containsEntry("other", "KV 1");
        assertThat(plan.changes()).extracting(Retold.Change::key).containsExactly("/payout");
    }

    /** Only the VAT that is reported keeps a sale: what leaves it as it is may be corrected. */
    @Test
    void aReportedPeriodKeepsWhatChangesItsVat() {
        rules = rules.vatReported("2026-02-28");
        stood(sale(SALES, "2026-02-02", 125_00, 3), false);
        told.add(sale(SALES, "2026-02-02", 150_00, 3));
        assertThat(onlyWait().facts()).containsEntry("code", "VAT_REPORTED");

        told.clear();
        Booking sale = sale(SALES, "2026-02-02", 125_00, 3);
        var rows = new ArrayList<>(sale.voucher().rows());
        rows.set(0, row("CLEARING_SEK", "1581", 100_00, null, null));
        rows.add(row("CLAIM_SEK", "1511", 25_00, null, null));
        told.add(booking(SALES, Booking.Kind.VOUCHER, "2026-02-02", "CAPTURE_DAY", 3, rows));
        assertThat(rows(onlyEntry())).containsExactly("CLEARING_SEK -25.00 SEK", "CLAIM_SEK 25.00 SEK");
    }

    @Test
    void anInvoiceIsCreditedByHand() {
        stood(invoice(125_00), false);
        told.add(invoice(150_00));

        assertThat(onlyWait().code()).isEqualTo("CORRECTION_INVOICE");
        assertThat(onlyWait().facts()).containsEntry("before", "125.00 SEK").containsEntry("now", "150.00 SEK");
    }

    @Test
    void aDifferenceInAnotherCurrencyOnlyIsForAPerson() {
        stood(foreign(100_00), false);
        told.add(foreign(110_00));

        assertThat(onlyWait().code()).isEqualTo("CORRECTION_FOREIGN_ONLY");
        assertThat(onlyWait().facts()).containsEntry("rows", "1");
    }

    @Test
    void whatStandsOtherwiseThanTheTellingBeforeIsBookedNowHasDrifted() {
        stood(money(PAYOUT, "2026-02-16", 500_00), false);
        before.set(0, money(PAYOUT, "2026-02-16", 501_00));

        assertThat(retold().drifted(Set.of())).containsExactly("/payout");
        assertThat(retold().drifted(Set.of("/payout"))).isEmpty();
    }

    @Test
    void aCorrectionOfACorrectionHasNoLongerNameThanTheJournalKeeps() {
        Booking long1 = booking(
                PAYOUT,
                Booking.Kind.VOUCHER,
                "2026-02-16",
                "PAYOUT_DAY",
                1,
                money(PAYOUT, "2026-02-16", 500_00).voucher().rows(),
                "x".repeat(299));
        stood(long1, false);
        told.add(money(PAYOUT, "2026-02-16", 600_00));

        assertThat(onlyEntry().booking().voucher().text()).hasSize(300).startsWith("Rättelse av KV 1: xxx");
    }

    /** A sale that moves into a period whose VAT is reported waits, although it stands in an open one. */
    @Test
    void whatMovesIntoAClosedPeriodWaits() {
        rules = rules.vatReported("2026-01-31");
        stood(sale(SALES, "2026-02-02", 125_00, 3), false);
        told.add(sale(SALES, "2026-01-30", 125_00, 3));

        assertThat(onlyWait().facts())
                .containsEntry("code", "VAT_REPORTED")
                .containsEntry("day", "2026-01-30")
                .containsEntry("boundary", "2026-01-31");
    }

    @Test
    void aSaleThatDiffersInAnotherCurrencyOnlyIsForAPerson() {
        stood(foreignSale(100_00), false);
        told.add(foreignSale(110_00));

        assertThat(onlyWait().code()).isEqualTo("CORRECTION_FOREIGN_ONLY");
    }

    /** A sale that is told for the first time stands on its own day, and waits where that is closed. */
    @Test
    void aSaleThatIsNewInAClosedPeriodWaits() {
        rules = rules.vatReported("2026-01-31");
        told.add(sale(SALES, "2026-01-30", 125_00, 3));

        assertThat(onlyWait().facts()).containsEntry("code", "VAT_REPORTED").containsEntry("day", "2026-01-30");
    }

    private static Booking foreignSale(long original) {
        Booking foreign = foreign(original);
        return booking(
                SALES,
                Booking.Kind.VOUCHER,
                "2026-02-02",
                "CAPTURE_DAY",
                1,
                foreign.voucher().rows());
    }

    /** Orders that were booked once are counted once, however often their voucher was corrected. */
    @Test
    void aCorrectionCountsTheOrdersOfTheVoucherAndNotThoseOfItsCorrections() {
        stood(sale(SALES, "2026-02-02", 125_00, 3), false);
        standing("/sales/2026-02-02", sale(SALES + "/correction-6", "2026-02-02", 25_00, 4), false);
        told.add(sale(SALES, "2026-02-02", 175_00, 2));

        assertThat(onlyEntry().booking().events()).isEqualTo(3);
        assertThat(rows(onlyEntry())).contains("CLEARING_SEK 25.00 SEK");
    }

    private Retold retold() {
        return new Retold("2201", 7, rules.build(), before, told, standing);
    }

    private Retold.Change onlyChange() {
        Retold.Plan plan = retold().plan();
        assertThat(plan.waits()).isEmpty();
        assertThat(plan.changes()).hasSize(1);
        return plan.changes().get(0);
    }

    private Retold.Entry onlyEntry() {
        assertThat(onlyChange().entries()).hasSize(1);
        return onlyChange().entries().get(0);
    }

    private Reason onlyWait() {
        Retold.Plan plan = retold().plan();
        assertThat(plan.changes()).isEmpty();
        assertThat(plan.waits()).hasSize(1);
        return plan.waits().get(0).reason();
    }

    /** Stands as it was told before. */
    private void stood(Booking booking, boolean unsent) {
        before.add(booking);
        standing(Retold.key("2201", booking.key()), booking, unsent);
    }

    private void standing(String key, Booking booking, boolean unsent) {
        postings++;
        standing.computeIfAbsent(key, first -> new ArrayList<>())
                .add(new Retold.Stands(postings, "KV " + postings, booking, unsent, false));
    }

    private static List<String> rows(Retold.Entry entry) {
        return entry.booking().voucher().rows().stream()
                .map(row -> row.role() + " " + row.amount())
                .toList();
    }

    private static Booking sale(String key, String day, long gross, int events) {
        long vat = gross / 5;
        return booking(
                key,
                Booking.Kind.VOUCHER,
                day,
                "CAPTURE_DAY",
                events,
                List.of(
                        row("CLEARING_SEK", "1581", gross, null, null),
                        row("SALES_25", "3001", vat - gross, "05", null),
                        row("VAT_OUT_25", "2611", -vat, "10", null)));
    }

    private static Booking money(String key, String day, long amount) {
        return booking(
                key,
                Booking.Kind.VOUCHER,
                day,
                "PAYOUT_DAY",
                1,
                List.of(
                        row("TRANSIT_SEK", "1979", amount, null, null),
                        row("CLEARING_SEK", "1581", -amount, null, null)));
    }

    private static Booking invoice(long gross) {
        return booking(
                "order/SALE-1",
                Booking.Kind.INVOICE,
                "2026-02-02",
                "CAPTURE_DAY",
                1,
                List.of(row("AR_CUSTOMER", "1510", gross, null, null), row("SALES_25", "3001", -gross, "05", null)));
    }

    private static Booking foreign(long original) {
        return booking(
                PAYOUT,
                Booking.Kind.VOUCHER,
                "2026-02-16",
                "PAYOUT_DAY",
                1,
                List.of(
                        row(
                                "TRANSIT_EUR",
                                "1978",
                                1_000_00,
                                null,
                                new Foreign(Money.ofMinor(original, Currency.getInstance("EUR")), null)),
                        row("CLEARING_SEK", "1581", -1_000_00, null, null)));
    }

    private static Booking booking(
            String key, Booking.Kind kind, String day, String rule, int events, List<VoucherRow> rows) {
        return booking(key, kind, day, rule, events, rows, key);
    }

    private static Booking booking(
            String key, Booking.Kind kind, String day, String rule, int events, List<VoucherRow> rows, String text) {
        return new Booking(key, kind, "2201", new Voucher("KV", LocalDate.parse(day), rule, text, rows), events);
    }

    private static VoucherRow row(
            String role, String account, long amount, @Nullable String box, @Nullable Foreign foreign) {
        return new VoucherRow(
                role,
                new Account(account, role),
                Money.ofMinor(amount, Money.SEK),
                "",
                foreign,
                box == null ? null : new VatMark(VatRate.parse("25"), "SE", new VatBox(box), "a rule", ""),
                Party.NONE,
                Dimensions.NONE);
    }
}
