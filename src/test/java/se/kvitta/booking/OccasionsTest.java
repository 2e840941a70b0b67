package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;

class OccasionsTest {

    private static final LocalDate DAY = LocalDate.of(2026, 2, 16);
    private static final ExchangeRates RATES = Booked.rates("2026-02-16", "EUR", "11.00", "2025-12-31", "EUR", "11.00");
    private static final Occasions.FeeInvoice INVOICE =
            new Occasions.FeeInvoice(YearMonth.of(2026, 1), Money.parse("100.00 EUR"), "F-1", DAY);

    @ParameterizedTest
    @CsvSource({"108000, FX_GAIN, -2000", "112000, FX_LOSS, 2000"})
    void whatTheRateMadeOfAPayoutOnItsWayIsGainOrLoss(long booked, String role, long difference) {
        Booking bank = occasions(new TestRules()).bank(arrival(booked));

        assertThat(bank.key()).isEqualTo("bank/7001");
        assertThat(bank.voucher().dateRule()).isEqualTo("BANK_DAY");
        assertThat(bank.voucher().rows())
                .filteredOn(row -> row.role().equals(role))
                .extracting(row -> row.amount().minor())
                .containsExactly(difference);
    }

    /** On its way over the end of a year: its closing value is 1 100.00, and a locked year is left as it is. */
    @Test
    void aPayoutOnItsWayIsRevaluedOnceWhenAYearEnds() {
        var left = LocalDate.of(2025, 12, 30);
        var arrival = new Occasions.Arrival("7001", Money.parse("100.00 EUR"), 108_000, null, left, DAY);
        Occasions occasions = occasions(new TestRules().start("2025-01-01"));

        Booking revalued = occasions.revaluation(arrival).orElseThrow();

        assertThat(revalued.key()).isEqualTo("revaluation/TRANSIT_EUR/2025-12-31/7001");
        assertThat(revalued.reference()).isEqualTo("7001");
        assertThat(Booked.shown(revalued.voucher())).isEqualTo("""
                2025-12-31 YEAR_END_DAY Omvärdering utbetalt Klarna EUR 2025-12-31, utbetalning 7001
                  TRANSIT_EUR 1978 20.00 SEK = 0.00 EUR @ 11.00
                  FX_GAIN 3960 -20.00 SEK
                """);
        assertThat(occasions.revaluation(arrival.revalued(2_000))).isEmpty();
        assertThat(occasions.revaluation(arrival(108_000))).isEmpty();
        assertThat(occasions(new TestRules().start("2025-01-01").locked("2025-12-31"))
                        .revaluation(arrival))
                .isEmpty();
        assertThat(occasions.bank(arrival.revalued(2_000)).voucher().rows())
                .noneMatch(row -> row.role().startsWith("FX_"));
    }

    @Test
    void whatComesLaterIsRevaluedUnderAKeyOfItsOwn() {
        Occasions occasions = occasions(new TestRules());
        var held = held(Money.parse("100.00 EUR"), 105_000);

        assertThat(List.of(1, 2))
                .extracting(time ->
                        occasions.revaluation(held, DAY, time).orElseThrow().key())
                .containsExactly("revaluation/CLEARING_EUR/2026-02-16", "revaluation/CLEARING_EUR/2026-02-16#2");
    }

    @Test
    void anArrivalInAClosedPeriodMovesWithinItsYear() {
        Booking moved = occasions(new TestRules().locked("2026-02-28")).bank(arrival(110_000));

        assertThat(moved.voucher().date()).isEqualTo("2026-03-01");
        assertThat(moved.voucher().dateRule()).isEqualTo("FIRST_OPEN_DAY");
        assertThat(moved.voucher().text()).endsWith("på valutakonto, avser 2026-02-16");
        assertThatThrownBy(() -> occasions(new TestRules().locked("2026-12-31")).bank(arrival(110_000)))
                .isInstanceOfSatisfying(
                        CannotBook.class,
                        cannot -> assertThat(cannot.reason().code()).isEqualTo("YEAR_LOCKED"));
    }

    @Test
    void reverseChargeHasBaseAndVatAtTheRateOfTheInvoice() {
        Booking booking =
                occasions(new TestRules().feeVat(MoneyRules.FeeVat.RC_EU)).reverseCharge(INVOICE);

        assertThat(booking.key()).isEqualTo("reverse-charge/2026-01/EUR");
        assertThat(Booked.shown(booking.voucher())).isEqualTo("""
                2026-02-16 INVOICE_DAY Klarna avgifter 2026-01, omvänd betalningsskyldighet
                  SERVICE_EU 4535 1100.00 SEK | 25 SE 21
                  RC_BASE_CONTRA 4598 -1100.00 SEK
                  VAT_IN_RC 2645 275.00 SEK | 25 SE 48
                  VAT_OUT_RC_25 2614 -275.00 SEK | 25 SE 30
                """);
    }

    /** Moved, its VAT would be reported late. */
    @Test
    void reverseChargeInAReportedPeriodWaits() {
        var rules = new TestRules().feeVat(MoneyRules.FeeVat.RC_EU).vatReported("2026-02-28");

        assertThatThrownBy(() -> occasions(rules).reverseCharge(INVOICE))
                .isInstanceOfSatisfying(
                        CannotBook.class,
                        cannot -> assertThat(cannot.reason().code()).isEqualTo("VAT_REPORTED"));
    }

    @Test
    void aBalanceIsRevaluedOnlyWhenItsValueHasChanged() {
        Occasions occasions = occasions(new TestRules());
        Money balance = Money.parse("100.00 EUR");

        assertThat(occasions.revaluation(held(balance, 110_000), DAY, 1)).isEmpty();
        assertThat(Booked.shown(occasions
                        .revaluation(held(balance, 105_000), DAY, 1)
                        .orElseThrow()
                        .voucher()))
                .contains("CLEARING_EUR 1582 50.00 SEK = 0.00 EUR @ 11.00", "FX_GAIN 3960 -50.00 SEK");
    }

    @Test
    void theOpeningBalanceIsMovedOnceAPersonHasConfirmedIt() {
        assertThat(occasions(new TestRules()).opening(Money.SEK)).isEmpty();
        assertThat(Booked.shown(occasions(new TestRules().opening("500.00 SEK", "anna@example.com"))
                        .opening(Money.SEK)
                        .orElseThrow()
                        .voucher()))
                .contains("START_DAY", "CLEARING_SEK 1581 500.00 SEK", "OLD_CLEARING 1580 -500.00 SEK");
    }

    @Test
    void aForeignOpeningBalanceIsMovedInItsCurrency() {
        assertThat(Booked.shown(occasions(new TestRules().start("2026-02-16").opening("100.00 EUR", "anna@example.com"))
                        .opening(Currency.getInstance("EUR"))
                        .orElseThrow()
                        .voucher()))
                .contains(
                        "CLEARING_EUR 1582 1100.00 SEK = 100.00 EUR @ 11.00",
                        "OLD_CLEARING 1580 -1100.00 SEK = -100.00 EUR @ 11.00");
    }

    @Test
    void anOrderIsAPrepaymentUntilItIsDelivered() {
        Occasions occasions = occasions(new TestRules());
        Booking waits = occasions.undelivered("1", Money.parse("100.00 SEK"), DAY);
        Booking done = occasions.delivered("1", Money.parse("100.00 SEK"), DAY.plusDays(1));

        assertThat(waits.key()).isEqualTo("undelivered/1/2026-02-16");
        assertThat(waits.voucher().rows().get(0).account().number()).isEqualTo("3099");
        assertThat(done.voucher().rows().get(0).account().number()).isEqualTo("2420");
        assertThat(done.voucher().total()).isEqualTo(waits.voucher().total());
    }

    @Test
    void expiredCardsBecomeIncomeWithoutVat() {
        Booking multi = occasions(new TestRules()).expired(cards("2023", "1250.00 SEK", ""));

        assertThat(multi.key()).isEqualTo("expired-cards/2023");
        assertThat(multi.reference()).isEqualTo("2023");
        assertThat(Booked.shown(multi.voucher())).isEqualTo("""
                2026-02-16 DECISION_DAY Utgångna presentkort 2023
                  GIFTCARD_MPV 2421 1250.00 SEK
                  GIFTCARD_EXPIRED 3990 -1250.00 SEK
                """);
        // Its VAT of 30.00 was paid when it was sold, and stays paid.
        assertThat(Booked.shown(occasions(new TestRules())
                        .expired(cards("PK-7", "530.00 SEK", "6"))
                        .voucher()))
                .isEqualTo("""
                2026-02-16 DECISION_DAY Utgångna presentkort PK-7
                  GIFTCARD_SPV_6_USED 2423 500.00 SEK
                  GIFTCARD_EXPIRED 3990 -500.00 SEK
                """);
    }

    @ParameterizedTest
    @CsvSource({"2023, 0.00 SEK", "2023, -1.00 SEK", "2023, 1.00 EUR", "' ', 1.00 SEK"})
    void cardsThatCannotHaveExpiredAreRefused(String reference, String value) {
        Occasions occasions = occasions(new TestRules());

        assertThatThrownBy(() -> occasions.expired(cards(reference, value, "")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reference.isBlank() ? "need a reference" : value);
    }

    @Test
    void cardsDoNotExpireInAClosedPeriodOrWithoutAnAccount() {
        assertThatThrownBy(() -> occasions(new TestRules().locked("2026-02-16")).expired(cards("2023", "1.00 SEK", "")))
                .isInstanceOfSatisfying(
                        CannotBook.class,
                        cannot -> assertThat(cannot.reason().code()).isEqualTo("PERIOD_LOCKED"));
        assertThatThrownBy(() -> occasions(new TestRules()).expired(cards("2023", "1.00 SEK", "12")))
                .isInstanceOfSatisfying(
                        CannotBook.class,
                        cannot -> assertThat(cannot.reason().facts()).containsEntry("role", "GIFTCARD_SPV_12_USED"));
    }

    private static Occasions.ExpiredCards cards(String reference, String value, String rate) {
        return new Occasions.ExpiredCards(
                reference, Money.parse(value), rate.isEmpty() ? null : VatRate.parse(rate), DAY);
    }

    private static Occasions.Held held(Money balance, long booked) {
        return new Occasions.Held("CLEARING_EUR", "", balance, booked);
    }

    private static Occasions.Arrival arrival(long booked) {
        return new Occasions.Arrival("7001", Money.parse("100.00 EUR"), booked, null, DAY.minusDays(2), DAY);
    }

    private static Occasions occasions(TestRules rules) {
        return new Occasions(rules.build(), RATES);
    }
}
