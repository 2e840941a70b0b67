package se.kvitta.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import se.kvitta.booking.Booking.Kind;
import se.kvitta.booking.Receipt;
import se.kvitta.delivery.LedgerComparison.Difference;
import se.kvitta.journal.LedgerReads.Entered;
import se.kvitta.journal.LedgerReads.Marked;
import se.kvitta.journal.LedgerReads.Month;
import se.kvitta.journal.LedgerReads.Others;
import se.kvitta.journal.Postings.State;
import se.kvitta.ledger.Money;

/** What the ledger has is what was entered, but for what the target computes itself. */
class LedgerComparisonTest {

    private static final LocalDate DAY = LocalDate.of(2026, 2, 3);
    private static final YearMonth FEBRUARY = YearMonth.of(2026, 2);
    private static final Instant NOW = Instant.parse("2026-03-05T12:00:00Z");
    private static final String MARK = "(kv 10231:0123abcd)";

    private final LedgerComparison comparison =
            new LedgerComparison("Acme Books", DAY.withDayOfMonth(1), Money.SEK, Set.of("1580"));

    private static Entered entered(Kind kind, Map<String, Long> sums, Set<String> exact) {
        return new Entered(117, "ljus-se", kind, "Klarna", DAY, place("KV", "7"), 10_000, 0, sums, exact, false);
    }

    private static Receipt place(String series, String number) {
        return new Receipt(series, number, "6", "");
    }

    private static LedgerVoucher stands(LocalDate day, String text, Map<String, Long> sums) {
        return new LedgerVoucher(place("KV", "7"), day, text, sums);
    }

    private List<Difference> compare(Entered entered, LedgerVoucher voucher) {
        comparison.expect(List.of(entered));
        comparison.stands(voucher);
        return comparison.finish(DAY.plusDays(30), Map.of());
    }

    private Month month() {
        assertThat(comparison.months(NOW)).hasSize(1);
        return comparison.months(NOW).get(0);
    }

    @Test
    void aVoucherStandsToTheMinorUnitAndOnItsDay() {
        Map<String, Long> sums = Map.of("1580", 10_000L, "3001", -10_000L);
        assertThat(compare(entered(Kind.VOUCHER, sums, sums.keySet()), stands(DAY, "x", sums)))
                .isEmpty();
        assertThat(month()).isEqualTo(new Month(FEBRUARY, NOW, 1, 1, 0, 0, 0, 0));
    }

    @Test
    void oneOreOfAVoucherIsTold() {
        Map<String, Long> sums = Map.of("1580", 10_000L, "3001", -10_000L);
        List<Difference> told = compare(
                entered(Kind.VOUCHER, sums, sums.keySet()),
                stands(DAY, "x", Map.of("1580", 10_000L, "3001", -9_999L, "3740", -1L)));
        assertThat(told).hasSize(1);
        assertThat(told.get(0).subject()).isEqualTo("ledger posting 117");
        assertThat(told.get(0).reason().facts())
                .containsEntry("target", "Acme Books")
                .containsEntry("voucher", "KV 7")
                .containsEntry("differences", "3001: -100.00 SEK → -99.99 SEK; 3740: 0.00 SEK → -0.01 SEK");
        assertThat(month().holds()).isFalse();
        comparison.accepted(told.get(0));
        assertThat(month().holds()).isTrue();
    }

    @Test
    void aVoucherThatWasMovedIsTold() {
        Map<String, Long> sums = Map.of("1580", 10_000L, "3001", -10_000L);
        for (LocalDate day : List.of(DAY.minusDays(1), DAY.plusDays(1))) {
            var moved = new LedgerComparison("Acme Books", DAY, Money.SEK, Set.of());
            moved.expect(List.of(entered(Kind.VOUCHER, sums, sums.keySet())));
            moved.stands(stands(day, "x", sums));
            assertThat(moved.finish(DAY, Map.of())).singleElement().satisfies(told -> assertThat(
                            told.reason().facts())
                    .containsEntry("differences", DAY + " → " + day));
        }
    }

    @Test
    void aVoucherThatWasMovedToDaysReadBeforeIsFoundThere() {
        Map<String, Long> sums = Map.of("1580", 10_000L, "3001", -10_000L);
        comparison.stands(stands(DAY.minusDays(2), "x " + MARK, sums));
        comparison.expect(List.of(entered(Kind.VOUCHER, sums, sums.keySet())));
        assertThat(comparison.finish(DAY, Map.of(MARK, new Marked(117, State.DONE, "KV 7"))))
                .singleElement()
                .satisfies(told -> assertThat(told.reason().code()).isEqualTo("LEDGER_VOUCHER_DIFFERS"));
    }

    @Test
    void theTargetsOwnVatAndRoundingOfAnInvoiceIsCounted() {
        Map<String, Long> sums = Map.of("1510", 36_930L, "3001", -29_544L, "2611", -7_386L);
        assertThat(compare(
                        entered(Kind.INVOICE, sums, Set.of()),
                        stands(DAY, "x", Map.of("1510", 36_900L, "3001", -29_544L, "2611", -7_385L, "3740", 29L))))
                .isEmpty();
        assertThat(month().apart()).isEqualTo(30 + 1 + 29);
        assertThat(month().standing()).isEqualTo(1);
    }

    @Test
    void aUnitOfAnInvoiceIsTold() {
        Map<String, Long> sums = Map.of("1510", 36_930L, "3001", -36_930L);
        assertThat(compare(
                        entered(Kind.INVOICE, sums, Set.of()),
                        stands(DAY, "x", Map.of("1510", 36_830L, "3001", -36_830L))))
                .hasSize(1);
    }

    @Test
    void aPaymentIsExactWhereTheProvidersMoneyIs() {
        Map<String, Long> sums = Map.of("1580", 36_930L, "1510", -36_930L);
        assertThat(compare(
                        entered(Kind.PAYMENT, sums, Set.of("1580")),
                        stands(DAY, "x", Map.of("1580", 36_930L, "1510", -36_900L, "3740", -30L))))
                .isEmpty();
        var off = new LedgerComparison("Acme Books", DAY, Money.SEK, Set.of());
        off.expect(List.of(entered(Kind.PAYMENT, sums, Set.of("1580"))));
        off.stands(stands(DAY, "x", Map.of("1580", 36_929L, "1510", -36_929L)));
        assertThat(off.finish(DAY, Map.of())).hasSize(1);
    }

    /** The target closes the debt at the invoice's own rate, as its receipt said. */
    @Test
    void whatAPaymentIsValuedOtherwiseIsNoDifference() {
        Map<String, Long> sums = Map.of("1580", 36_930L, "1510", -36_930L);
        Map<String, Long> there = Map.of("1580", 36_930L, "1510", -35_000L, "3960", -1_930L);
        var paid = new Entered(
                117, "ljus-se", Kind.PAYMENT, "x", DAY, place("KV", "7"), 36_930, 1_930, sums, Set.of("1580"), false);
        assertThat(compare(paid, stands(DAY, "x", there))).isEmpty();
        var off = new LedgerComparison("Acme Books", DAY, Money.SEK, Set.of());
        off.expect(List.of(entered(Kind.PAYMENT, sums, Set.of("1580"))));
        off.stands(stands(DAY, "x", there));
        assertThat(off.finish(DAY, Map.of())).hasSize(1);
    }

    /** Of a credit that the merchant has made by hand nobody here knows more than what is claimed, and the day. */
    @Test
    void whatTheMerchantHasMadeIsHeldAgainstItsClaimAlone() {
        var theirs = new Entered(
                117,
                "ljus-se",
                Kind.CREDIT_INVOICE,
                "x",
                DAY,
                place("KV", "7"),
                10_000,
                0,
                Map.of("1510", -10_000L),
                Set.of(),
                true);
        Map<String, Long> there = Map.of("1510", -10_000L, "3051", 8_000L, "2611", 2_000L);
        assertThat(compare(theirs, stands(DAY, "x", there))).isEmpty();
        assertThat(month()).isEqualTo(new Month(FEBRUARY, NOW, 1, 1, 0, 0, 0, 0));
        var off = new LedgerComparison("Acme Books", DAY, Money.SEK, Set.of());
        off.expect(List.of(theirs));
        off.stands(stands(DAY.plusDays(1), "x", Map.of("1510", -9_000L, "3051", 7_200L, "2611", 1_800L)));
        assertThat(off.finish(DAY.plusDays(1), Map.of())).singleElement().satisfies(told -> assertThat(
                        told.reason().facts())
                .containsEntry("differences", "2026-02-03 → 2026-02-04; 1510: -100.00 SEK → -90.00 SEK"));
    }

    @Test
    void whatIsNotThereIsMissing() {
        comparison.expect(List.of(entered(Kind.PAYMENT, Map.of("1580", 1L, "1510", -1L), Set.of("1580"))));
        assertThat(comparison.finish(DAY.plusDays(30), Map.of()))
                .singleElement()
                .satisfies(told -> assertThat(told.reason().facts())
                        .containsEntry("amount", "100.00 SEK")
                        .containsEntry("from", "2026-02-01")
                        .containsEntry("until", "2026-03-05"));
        assertThat(month()).isEqualTo(new Month(FEBRUARY, NOW, 1, 0, 0, 1, 0, 0));
    }

    @Test
    void aMarkOfOursThatIsBeingLookedUpIsNotTold() {
        comparison.stands(new LedgerVoucher(place("A", "1"), DAY, "x " + MARK, Map.of("1930", 1L)));
        assertThat(comparison.marks()).containsExactly(MARK);
        assertThat(comparison.finish(DAY, Map.of(MARK, new Marked(117, State.PLANNED, ""))))
                .isEmpty();
    }

    @Test
    void othersAreToldOnAccountsThatAreFollowed() {
        Map<String, Long> sums = Map.of("1580", 10_000L, "3001", -10_000L);
        comparison.expect(List.of(entered(Kind.VOUCHER, sums, sums.keySet())));
        comparison.stands(stands(DAY, "x", sums));
        for (int number = 1; number <= 7; number++) {
            comparison.stands(
                    new LedgerVoucher(place("A", "" + number), DAY, "bank", Map.of("1930", 50L, "1580", -50L)));
        }
        comparison.stands(new LedgerVoucher(place("A", "8"), DAY, "rent", Map.of("1930", -50L, "5010", 50L)));
        assertThat(comparison.finish(DAY, Map.of())).isEmpty();
        assertThat(comparison.others())
                .containsExactly(new Others(FEBRUARY, "1580", 7, -350, "A 1, A 2, A 3, A 4, A 5"));
    }
}
