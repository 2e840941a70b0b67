package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import se.kvitta.ledger.Money;
import se.kvitta.settlement.Event;

/** The cash method: a sale is one when it is paid out. */
class CashSalesTest {

    private static final String PAID = "2026-02-16";

    @Test
    void thePayoutsVoucherHoldsTheSales() {
        Booked booked = book(
                rules(),
                Happened.sale("1", "2026-02-02", "1250.00 SEK").build(),
                Happened.refund("2", "2026-02-03", "125.00 SEK").build(),
                Happened.payout(PAID, "1125.00 SEK").build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 PAYOUT_DAY Klarna utbetalning 2201447718, 3 rader
                  TRANSIT_SEK 1979 1125.00 SEK
                  SALES_25 3001 -900.00 SEK | 25 SE 05
                  VAT_OUT_25 2611 -225.00 SEK | 25 SE 10
                """);
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(3, 0, 0));
    }

    @Test
    void whatWasUnpaidAtYearEndStandsThereAndThePayoutTakesItOffClearing() {
        Booked booked = book(
                rules(),
                Happened.sale("1", "2025-12-30", "1250.00 SEK").build(),
                Happened.payout(PAID, "1250.00 SEK").build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 PAYOUT_DAY Klarna utbetalning 2201447718, 2 rader
                  TRANSIT_SEK 1979 1250.00 SEK
                  CLEARING_SEK 1581 -1250.00 SEK
                2025-12-31 YEAR_END_DAY Klarna obetalt vid årsskifte 2025-12-31, 1 order
                  CLEARING_SEK 1581 1250.00 SEK
                  SALES_25 3001 -1000.00 SEK | 25 SE 05
                  VAT_OUT_25 2611 -250.00 SEK | 25 SE 10
                """);
    }

    @Test
    void whatThePayoutTakesOffIsTheValueOfTheYearEnd() {
        Booked booked = Booked.of(
                Booked.facts("XE7K2QPD", PAID, "100.00 EUR", 2),
                List.of(
                        Happened.sale("1", "2025-12-30", "100.00 EUR").build(),
                        Happened.payout(PAID, "100.00 EUR").build()),
                rules().build(),
                Booked.rates("2025-12-30", "EUR", "10.00", "2025-12-31", "EUR", "10.50", PAID, "EUR", "11.00"),
                Booked.NO_ORIGINALS);

        assertThat(booked.role("CLEARING_EUR")).isEqualTo(Booked.Sum.ZERO);
        assertThat(booked.role("TRANSIT_EUR")).isEqualTo(new Booked.Sum(1_100_00, 100_00));
        assertThat(booked.role("FX_GAIN")).isEqualTo(new Booked.Sum(-50_00, 0));
    }

    @Test
    void aConvertedSaleOfTheYearEndStandsOnClearingAtTheMoneyThatMoved() {
        Booked booked = Booked.of(
                Booked.facts("2201447718", PAID, "1090.00 SEK", 2),
                List.of(
                        Happened.sale("1", "2025-12-30", "1090.00 SEK")
                                .original(Money.parse("100.00 EUR"), null)
                                .build(),
                        Happened.payout(PAID, "1090.00 SEK").build()),
                rules().build(),
                Booked.rates("2025-12-31", "EUR", "10.50"),
                Booked.NO_ORIGINALS);

        assertThat(Booked.shown(booked.only("unpaid").voucher())).isEqualTo("""
                2025-12-31 YEAR_END_DAY Klarna obetalt vid årsskifte 2025-12-31, 1 order
                  CLEARING_SEK 1581 1090.00 SEK
                  SALES_25 3001 -840.00 SEK = -80.00 EUR @ 10.50 | 25 SE 05
                  VAT_OUT_25 2611 -210.00 SEK = -20.00 EUR @ 10.50 | 25 SE 10
                  FX_GAIN 3960 -40.00 SEK
                """);
        assertThat(booked.role("CLEARING_SEK")).isEqualTo(Booked.Sum.ZERO);
    }

    @Test
    void whatCancelsOutIsInNoVoucher() {
        Event sale = Happened.sale("1", "2025-12-30", "125.00 SEK").build();
        Event refund = Happened.refund("1", "2025-12-31", "125.00 SEK").build();
        assertThat(book(rules(), sale, refund).outcome()).isEqualTo(new Bookkeeper.Outcome(0, 0, 2));

        assertThat(book(
                                rules(),
                                Happened.sale("1", "2026-02-02", "125.00 SEK").build(),
                                Happened.refund("1", "2026-02-03", "125.00 SEK").build(),
                                Happened.payout(PAID, "0.00 SEK").build())
                        .outcome())
                .isEqualTo(new Bookkeeper.Outcome(0, 0, 3));
    }

    /** The day that counts is the payout's. */
    @Test
    void aSaleOfALockedMonthIsBookedWithAPayoutInAnOpenOne() {
        Event sale = Happened.sale("1", "2026-01-30", "125.00 SEK").build();
        Event payout = Happened.payout(PAID, "125.00 SEK").build();

        Booked booked = book(rules().locked("2026-01-31").vatReported("2026-01-31"), sale, payout);

        assertThat(booked.held()).isEmpty();
        assertThat(booked.role("VAT_OUT_25")).isEqualTo(new Booked.Sum(-25_00, 0));
    }

    @Test
    void theVatOfAPayoutInAReportedPeriodIsNotMoved() {
        Booked booked = book(
                rules().vatReported("2026-02-16"),
                Happened.sale("1", "2026-02-02", "125.00 SEK").build(),
                Happened.payout(PAID, "125.00 SEK").build());

        assertThat(booked.heldCodes()).containsExactly("VAT_REPORTED");
        assertThat(booked.perRole())
                .isEqualTo(
                        Map.of("TRANSIT_SEK", new Booked.Sum(125_00, 0), "CLEARING_SEK", new Booked.Sum(-125_00, 0)));
    }

    /** Nothing was paid, but goods at one rate were sold and others taken back at another. */
    @Test
    void whatIsPaidByWhatIsTakenBackIsBookedWithoutMoney() {
        Booked booked = book(
                rules(),
                Happened.sale("1", "2026-02-02", "100.00 SEK")
                        .vat(Happened.vat("25", 20_00))
                        .build(),
                Happened.refund("2", "2026-02-03", "100.00 SEK")
                        .vat(Happened.vat("12", 10_71))
                        .build(),
                Happened.payout(PAID, "0.00 SEK").build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 PAYOUT_DAY Klarna avräkning 2201447718, 0 utbetalt
                  SALES_25 3001 -80.00 SEK | 25 SE 05
                  SALES_12 3002 89.29 SEK | 12 SE 05
                  VAT_OUT_25 2611 -20.00 SEK | 25 SE 10
                  VAT_OUT_12 2621 10.71 SEK | 12 SE 11
                """);
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(3, 0, 0));
    }

    /** What waits alone stands on clearing, and makes no voucher that moves it from there to there. */
    @Test
    void whatWaitsMakesNoVoucherOfItsOwn() {
        Booked booked = book(
                rules().split().noRates(),
                Happened.sale("1", "2026-02-02", "100.00 SEK").build());

        assertThat(booked.heldCodes()).containsExactly("VAT_RATE_MISSING");
        assertThat(booked.bookings()).isEmpty();
    }

    private static TestRules rules() {
        return new TestRules().start("2025-01-01").modes(Mode.PAYOUT).cashMethod();
    }

    private static Booked book(TestRules rules, Event... events) {
        return Booked.of(Booked.facts("2201447718", PAID, "0.00 SEK", events.length), List.of(events), rules.build());
    }
}
