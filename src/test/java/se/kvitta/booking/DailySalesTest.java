package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.ledger.VoucherRow.VatMark;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

class DailySalesTest {

    private static final SettlementFacts FACTS = Booked.facts("2201447718", "2026-02-16", "0.00 SEK", 26);
    private static final SettlementFacts EURO = Booked.facts("XE7K2QPD", "2026-02-16", "0.00 EUR", 9);

    @Test
    void addsUpTheOrdersOfADayAndNeverComputesFromItsGross() {
        Booked booked = book(
                new TestRules(),
                Happened.sale("1", "2026-02-02", "99.99 SEK").build(),
                Happened.sale("2", "2026-02-02", "99.99 SEK").build(),
                Happened.sale("3", "2026-02-02", "99.99 SEK").build());

        // From the day's gross of 299.97 the VAT would be 59.99.
        assertThat(booked.shown()).isEqualTo("""
                2026-02-02 CAPTURE_DAY Klarna försäljning 2026-02-02, 3 order
                  CLEARING_SEK 1581 299.97 SEK
                  SALES_25 3001 -239.97 SEK | 25 SE 05
                  VAT_OUT_25 2611 -60.00 SEK | 25 SE 10
                """);
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(3, 0, 0));
    }

    @Test
    void makesOneSalesAndOneRefundVoucherPerDayTheEarliestDayFirst() {
        Booked booked = book(
                new TestRules(),
                Happened.sale("3", "2026-02-03", "125.00 SEK").build(),
                Happened.refund("1", "2026-02-03", "12.50 SEK").build(),
                Happened.sale("1", "2026-02-02", "250.00 SEK").build(),
                Happened.refund("2", "2026-02-03", "25.00 SEK").build());

        assertThat(booked.bookings().stream().map(Booking::key))
                .containsExactly(
                        "2201447718/sales/2026-02-02", "2201447718/sales/2026-02-03", "2201447718/refunds/2026-02-03");
        assertThat(booked.bookings().stream().map(Booking::reference)).containsOnly("2201447718");
        assertThat(booked.bookings().stream().map(Booking::events)).containsExactly(1, 1, 2);
        assertThat(booked.bookings().stream().map(Booking::kind)).containsOnly(Booking.Kind.VOUCHER);
        assertThat(Booked.shown(booked.bookings().get(2).voucher())).isEqualTo("""
                2026-02-03 REFUND_DAY Klarna återbetalning 2026-02-03, 2 order
                  SALES_25 3001 30.00 SEK | 25 SE 05
                  VAT_OUT_25 2611 7.50 SEK | 25 SE 10
                  CLEARING_SEK 1581 -37.50 SEK
                """);
    }

    @Test
    void namesTheOrderOfADaysOnlyRefund() {
        assertThat(textOf(Happened.refund("10231", "2026-02-03", "12.50 SEK").build()))
                .isEqualTo("Klarna återbetalning 2026-02-03, 1 order (10231)");
        assertThat(textOf(Happened.refund("", "2026-02-03", "12.50 SEK").build()))
                .isEqualTo("Klarna återbetalning 2026-02-03, 1 order");
        assertThat(textOf(Happened.sale("10231", "2026-02-03", "12.50 SEK").build()))
                .isEqualTo("Klarna försäljning 2026-02-03, 1 order");
    }

    @Test
    void putsHomeBeforeOtherCountriesAndTheHighestRateFirst() {
        Booked booked = book(
                new TestRules().oss("DE", "FI").zeroRule("exempt-course", "42"),
                sale("1", "119.00 SEK", "DE", "19", 1_900),
                sale("2", "106.00 SEK", "SE", "6", 600),
                sale("3", "251.00 SEK", "FI", "25.5", 5_100),
                sale("4", "125.00 SEK", "SE", "25", 2_500),
                sale("5", "50.00 SEK", "SE", "0", 0));

        assertThat(booked.shown()).isEqualTo("""
                2026-02-02 CAPTURE_DAY Klarna försäljning 2026-02-02, 5 order
                  CLEARING_SEK 1581 651.00 SEK
                  SALES_25 3001 -100.00 SEK | 25 SE 05
                  SALES_6 3003 -100.00 SEK | 6 SE 05
                  SALES_0 3004 -50.00 SEK | 0 SE 42
                  SALES_OSS_DE_19 3111 -100.00 SEK | 19 DE OSS
                  SALES_OSS_FI_255 3112 -200.00 SEK | 25.5 FI OSS
                  VAT_OUT_25 2611 -25.00 SEK | 25 SE 10
                  VAT_OUT_6 2631 -6.00 SEK | 6 SE 12
                  VAT_OUT_OSS_DE 2671 -19.00 SEK | 19 DE OSS
                  VAT_OUT_OSS_FI 2672 -51.00 SEK | 25.5 FI OSS
                """);
    }

    @Test
    void keepsTheRuleThatDecidedOnEachRow() {
        Booked booked = book(
                new TestRules(),
                Happened.sale("1", "2026-02-02", "125.00 SEK").build(),
                sale("2", "125.00 SEK", "SE", "25", 2_500));

        assertThat(rows(booked))
                .filteredOn(row -> row.role().equals("SALES_25"))
                .extracting(VoucherRow::vat)
                .extracting(VatMark::rule)
                .containsExactly("profile rule SE 25 %", "provider line");
    }

    @Test
    void takesAnOrderWithoutACountryForOneAtHome() {
        assertThat(book(new TestRules(), sale("1", "125.00 SEK", "", "25", 2_500))
                        .role("SALES_25"))
                .isEqualTo(new Booked.Sum(-10_000, 0));
    }

    @Test
    void putsTheRoundingOfAnOrderOnItsOwnRow() {
        Booked booked = book(
                new TestRules().account("SALES_50", "3050", "05").account("VAT_OUT_50", "2650", "10"),
                sale("1", "3.05 SEK", "SE", "50", 100));

        assertThat(booked.shown()).isEqualTo("""
                2026-02-02 CAPTURE_DAY Klarna försäljning 2026-02-02, 1 order
                  CLEARING_SEK 1581 3.05 SEK
                  SALES_50 3050 -2.00 SEK | 50 SE 05
                  ROUNDING 3740 -0.05 SEK
                  VAT_OUT_50 2650 -1.00 SEK | 50 SE 10
                """);
        assertThat(book(
                                new TestRules()
                                        .without("ROUNDING")
                                        .account("SALES_50", "3050", "05")
                                        .account("VAT_OUT_50", "2650", "10"),
                                sale("1", "3.05 SEK", "SE", "50", 100))
                        .heldCodes())
                .containsExactly("ACCOUNT_MISSING");
    }

    @Test
    void convertsANegativeRoundingByItself() {
        Booked booked = bookEuro(
                new TestRules().account("SALES_50", "3050", "05").account("VAT_OUT_50", "2650", "10"),
                Booked.rates("2026-02-02", "EUR", "10.5"),
                sale("1", "2.95 EUR", "SE", "50", 100));

        // 30.98 in all: 31.51 over 2.00 and 1.00, and 0.53 back.
        assertThat(booked.shown()).isEqualTo("""
                2026-02-02 CAPTURE_DAY Klarna försäljning 2026-02-02, 1 order (EUR)
                  CLEARING_EUR 1582 30.98 SEK = 2.95 EUR @ 10.5
                  SALES_50 3050 -21.01 SEK = -2.00 EUR @ 10.5 | 50 SE 05
                  ROUNDING 3740 0.53 SEK = 0.05 EUR @ 10.5
                  VAT_OUT_50 2650 -10.50 SEK = -1.00 EUR @ 10.5 | 50 SE 10
                """);
    }

    @Test
    void convertsAnOrdersGrossOnceAndDividesIt() {
        Booked booked = bookEuro(
                new TestRules().oss("DE"),
                Booked.rates("2026-10-06", "EUR", "10.9345"),
                Happened.sale("100261", "2026-10-06", "100.00 EUR")
                        .country("DE")
                        .vat(Happened.vat("19", 1_597))
                        .build());

        assertThat(booked.shown()).isEqualTo("""
                2026-10-06 CAPTURE_DAY Klarna försäljning 2026-10-06, 1 order (EUR)
                  CLEARING_EUR 1582 1093.45 SEK = 100.00 EUR @ 10.9345
                  SALES_OSS_DE_19 3111 -918.83 SEK = -84.03 EUR @ 10.9345 | 19 DE OSS
                  VAT_OUT_OSS_DE 2671 -174.62 SEK = -15.97 EUR @ 10.9345 | 19 DE OSS
                """);
    }

    @Test
    void aRefundIsValuedAndTaxedAsTheSaleItTakesBack() {
        Event sale = Happened.sale("1", "2026-02-02", "100.00 EUR")
                .country("DE")
                .vat(Happened.vat("19", 1_597))
                .build();
        Event refund = Happened.refund("1", "2026-02-09", "100.00 EUR").build();

        Booked booked = Booked.of(
                EURO,
                List.of(sale, refund),
                new TestRules().oss("DE").build(),
                Booked.rates("2026-02-02", "EUR", "10.5985", "2026-02-09", "EUR", "10.6392"),
                any -> Optional.of(sale));

        assertThat(booked.bookings()).hasSize(2);
        assertThat(booked.perRole()).isEmpty();
    }

    @Test
    void aRefundWithoutAKnownSaleIsValuedOnItsOwnDay() {
        Booked booked = bookEuro(
                new TestRules(),
                Booked.rates("2026-02-09", "EUR", "10.6392"),
                Happened.refund("1", "2026-02-09", "10.00 EUR").build());

        assertThat(booked.role("CLEARING_EUR")).isEqualTo(new Booked.Sum(-10_639, -1_000));
    }

    @Test
    void statesNoRateOnADayOfTwoRates() {
        Event early = Happened.sale("1", "2026-02-02", "10.00 EUR").build();
        Event late = Happened.sale("2", "2026-02-03", "10.00 EUR").build();
        Booked booked = Booked.of(
                EURO,
                List.of(
                        Happened.refund("1", "2026-02-09", "10.00 EUR").build(),
                        Happened.refund("2", "2026-02-09", "10.00 EUR").build()),
                new TestRules().build(),
                Booked.rates("2026-02-02", "EUR", "10.5985", "2026-02-03", "EUR", "10.6044"),
                refund -> Optional.of(refund.order().number().equals("1") ? early : late));

        assertThat(booked.shown()).isEqualTo("""
                2026-02-09 REFUND_DAY Klarna återbetalning 2026-02-09, 2 order (EUR)
                  SALES_25 3001 169.62 SEK = 16.00 EUR | 25 SE 05
                  VAT_OUT_25 2611 42.41 SEK = 4.00 EUR | 25 SE 10
                  CLEARING_EUR 1582 -212.03 SEK = -20.00 EUR
                """);
    }

    @Test
    void aRefundTakesTheCountryAndRatesOfItsSaleUnlessItStatesItsOwnVat() {
        Event sale = sale("1", "106.00 SEK", "SE", "6", 600);
        OriginalSales originals = any -> Optional.of(sale);

        Booked silent = Booked.of(
                FACTS,
                List.of(Happened.refund("1", "2026-02-09", "53.00 SEK")
                        .country("DE")
                        .build()),
                new TestRules().build(),
                Booked.NO_RATES,
                originals);
        Booked stating = Booked.of(
                FACTS,
                List.of(Happened.refund("1", "2026-02-09", "56.00 SEK")
                        .vat(Happened.vat("12", 600))
                        .build()),
                new TestRules().build(),
                Booked.NO_RATES,
                originals);

        assertThat(silent.role("VAT_OUT_6")).isEqualTo(new Booked.Sum(300, 0));
        assertThat(stating.role("VAT_OUT_12")).isEqualTo(new Booked.Sum(600, 0));
    }

    @Test
    void aRefundWaitsWhileTheVatOfItsSaleIsUndecided() {
        Event giftCard = sale("1", "500.00 SEK", "SE", "0", 0);

        Booked booked = Booked.of(
                FACTS,
                List.of(Happened.refund("1", "2026-02-09", "500.00 SEK").build()),
                new TestRules().build(),
                Booked.NO_RATES,
                any -> Optional.of(giftCard));

        assertThat(booked.heldCodes()).containsExactly("ZERO_RATE_NO_RULE");
        assertThat(booked.bookings()).isEmpty();
    }

    @Test
    void aRefundOfASaleOfNothingIsDecidedByItself() {
        Event nothing = Happened.sale("1", "2026-02-02", "0.00 SEK").build();

        Booked booked = Booked.of(
                FACTS,
                List.of(Happened.refund("1", "2026-02-09", "125.00 SEK").build()),
                new TestRules().build(),
                Booked.NO_RATES,
                any -> Optional.of(nothing));

        assertThat(booked.role("VAT_OUT_25")).isEqualTo(new Booked.Sum(2_500, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-01, PERIOD_LOCKED, 2026-02-07",
        "2026-02-07, PERIOD_LOCKED, 2026-02-07",
        "2026-02-08, VAT_REPORTED, 2026-02-14",
        "2026-02-14, VAT_REPORTED, 2026-02-14"
    })
    void aSaleOfAClosedPeriodWaitsAndIsNeverMoved(String day, String code, String boundary) {
        var rules = new TestRules().start("2026-02-01").locked("2026-02-07").vatReported("2026-02-14");

        Booked booked = book(
                rules,
                Happened.sale("10231", day, "125.00 SEK").build(),
                Happened.refund("10231", day, "125.00 SEK").build());

        assertThat(booked.bookings()).isEmpty();
        assertThat(booked.held().stream().map(Booked.Held::reason))
                .containsExactly(
                        Reason.of(code, "order", "10231", "day", day, "amount", "125.00 SEK", "boundary", boundary),
                        Reason.of(code, "order", "10231", "day", day, "amount", "-125.00 SEK", "boundary", boundary));
    }

    /** What was captured before Kvitta took over stands in the opening balance: booked again it would be sold twice. */
    @Test
    void aSaleBeforeTheStartOnlyPassesClearingOnceAPersonHasConfirmedTheOpeningBalance() {
        Event early = Happened.sale("10231", "2026-01-31", "125.00 SEK").build();
        var rules = new TestRules().start("2026-02-01");

        assertThatThrownBy(() -> book(rules, early))
                .isInstanceOfSatisfying(CannotBook.class, cannot -> assertThat(cannot.reason())
                        .satisfies(reason -> assertThat(reason.code()).isEqualTo("OPENING_UNCONFIRMED"))
                        .satisfies(reason -> assertThat(reason.facts())
                                .containsEntry("start", "2026-02-01")
                                .containsEntry("currency", "SEK")));
        Booked booked = book(
                rules.opening("125.00 SEK", "anna@example.com"),
                early,
                Happened.payout("2026-02-16", "125.00 SEK").build());

        assertThat(booked.left()).isEqualTo(Map.of(early, "BEFORE_START"));
        assertThat(booked.perRole())
                .isEqualTo(
                        Map.of("TRANSIT_SEK", new Booked.Sum(12_500, 0), "CLEARING_SEK", new Booked.Sum(-12_500, 0)));
    }

    @Test
    void aSaleCapturedAfterTheStartOfAnOrderBeforeItWaitsWhereTheOrderDayCounts() {
        Booked booked = book(
                new TestRules().start("2026-02-01").byOrderDay(),
                Happened.sale("10231", "2026-02-02", "125.00 SEK")
                        .ordered(LocalDate.of(2026, 1, 31))
                        .build());

        assertThat(booked.heldCodes()).containsExactly("BEFORE_START");
    }

    @Test
    void aSaleAfterTheBoundariesIsBooked() {
        var rules = new TestRules().start("2026-02-15").locked("2026-02-14").vatReported("2026-02-14");

        assertThat(book(rules, Happened.sale("1", "2026-02-15", "125.00 SEK").build())
                        .held())
                .isEmpty();
    }

    @Test
    void theOrderDayIsTheSalesDayOnlyWhereTheProfileSaysSo() {
        Event sale = Happened.sale("1", "2026-02-02", "125.00 SEK")
                .ordered(LocalDate.of(2026, 1, 30))
                .build();
        Event unknown = Happened.sale("2", "2026-02-02", "125.00 SEK").build();
        Event refund = Happened.refund("1", "2026-02-03", "125.00 SEK")
                .ordered(LocalDate.of(2026, 1, 30))
                .build();

        assertThat(days(book(new TestRules(), sale, unknown, refund)))
                .containsExactly("2026-02-02 CAPTURE_DAY", "2026-02-03 REFUND_DAY");
        assertThat(days(book(new TestRules().byOrderDay(), sale, unknown, refund)))
                .containsExactly("2026-01-30 ORDER_DAY", "2026-02-02 ORDER_DAY", "2026-02-03 REFUND_DAY");
    }

    @Test
    void anOrderDaySaleIsRefundedAtTheRateOfItsOrderDay() {
        Event sale = Happened.sale("1", "2026-02-02", "100.00 EUR")
                .ordered(LocalDate.of(2026, 1, 30))
                .build();

        Booked booked = Booked.of(
                EURO,
                List.of(sale, Happened.refund("1", "2026-02-09", "100.00 EUR").build()),
                new TestRules().byOrderDay().build(),
                Booked.rates("2026-01-30", "EUR", "10.6120"),
                any -> Optional.of(sale));

        assertThat(booked.bookings()).hasSize(2);
        assertThat(booked.perRole()).isEmpty();
    }

    @Test
    void aConsumerInACountryOutsideTheOneStopShopPaysSwedishVat() {
        Booked booked = book(new TestRules().oss("DE"), sale("1", "125.00 SEK", "FI", "25", 2_500));

        assertThat(booked.shown()).isEqualTo("""
                2026-02-02 CAPTURE_DAY Klarna försäljning 2026-02-02, 1 order
                  CLEARING_SEK 1581 125.00 SEK
                  SALES_EU_SE_VAT 3106 -100.00 SEK | 25 SE 05
                  VAT_OUT_25 2611 -25.00 SEK | 25 SE 10
                """);
    }

    @Test
    void foreignVatWithoutAnAccountWaits() {
        var rules = new TestRules().oss("DE");

        // No country's rate but Finland's, which is not in the One Stop Shop.
        assertThat(book(rules, sale("1", "125.50 SEK", "FI", "25.5", 2_550)).held().stream()
                        .map(Booked.Held::reason))
                .containsExactly(Reason.of("FOREIGN_VAT_NO_ACCOUNT", "country", "FI", "rate", "25.5", "order", "1"));
        // A named rule without countries is for those at home: this one says nothing of Germany.
        assertThat(book(new TestRules().oss("DE").zeroRule("export", "36"), sale("1", "125.00 SEK", "DE", "0", 0))
                        .held()
                        .stream()
                        .map(Booked.Held::reason))
                .containsExactly(Reason.of("ZERO_RATE_NO_RULE", "order", "1", "amount", "125.00 SEK"));
    }

    @Test
    void aMissingAccountHoldsItsOrderAloneAndNamesTheRole() {
        Booked booked = book(
                new TestRules().oss("FR"),
                sale("1", "120.00 SEK", "FR", "20", 2_000),
                sale("2", "125.00 SEK", "SE", "25", 2_500));

        assertThat(booked.heldCodes()).containsExactly("OSS_ACCOUNT_MISSING");
        assertThat(booked.held().get(0).reason().facts())
                .containsEntry("role", "VAT_OUT_OSS_FR")
                .containsEntry("order", "1")
                .containsEntry("plan", "bas-2026")
                .containsEntry("day", "2026-02-02");
        assertThat(booked.bookings().get(0).events()).isEqualTo(1);
        assertThat(booked.role("CLEARING_SEK")).isEqualTo(new Booked.Sum(12_500, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "SALES_OSS_DE_19, DE, OSS_ACCOUNT_MISSING",
        "VAT_OUT_OSS_DE, DE, OSS_ACCOUNT_MISSING",
        "SALES_19, SE, ACCOUNT_MISSING",
        "VAT_OUT_19, SE, ACCOUNT_MISSING"
    })
    void bothTheSalesAndTheVatAccountAreNeeded(String missing, String country, String code) {
        var rules = new TestRules()
                .oss("DE")
                .account("SALES_19", "3019", "05")
                .account("VAT_OUT_19", "2619", "10")
                .without(missing);

        Booked booked = book(rules, sale("1", "119.00 SEK", country, "19", 1_900));

        assertThat(booked.heldCodes()).containsExactly(code);
        assertThat(booked.held().get(0).reason().facts()).containsEntry("role", missing);
    }

    @Test
    void aZeroRatedSaleNeedsItsAccountToo() {
        Booked booked = book(
                new TestRules().zeroRule("exempt-course", "42").without("SALES_0"),
                sale("1", "50.00 SEK", "SE", "0", 0));

        assertThat(booked.heldCodes()).containsExactly("ACCOUNT_MISSING");
    }

    /** 2.5 % is no Swedish rate: taken for 25 it would stand on the account of another rate and box. */
    @ParameterizedTest
    @CsvSource({
        "2.5, 102.50 SEK, 250, VAT_OUT_2_5",
        "1.2, 101.20 SEK, 120, VAT_OUT_1_2",
        "25.5, 251.00 SEK, 5100, VAT_OUT_255",
        "2.55, 102.55 SEK, 255, VAT_OUT_2_55",
        "25.55, 125.55 SEK, 2555, VAT_OUT_25_55",
        "10, 110.00 SEK, 1000, VAT_OUT_10",
        "10.5, 110.50 SEK, 1050, VAT_OUT_105"
    })
    void aRateWithDecimalsNeverReadsAsAnotherRate(String rate, String amount, long vat, String role) {
        Booked booked = book(new TestRules(), sale("1", amount, "SE", rate, vat));

        assertThat(booked.heldCodes()).containsExactly("ACCOUNT_MISSING");
        assertThat(booked.held().get(0).reason().facts()).containsEntry("role", role);
    }

    @Test
    void anOrderOfZeroLeavesNoRowAndNoVoucher() {
        Booked booked = book(
                new TestRules(),
                Happened.sale("1", "2026-02-02", "0.00 SEK").build(),
                Happened.refund("2", "2026-02-02", "0.00 SEK").build());

        assertThat(booked.bookings()).isEmpty();
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(0, 0, 2));
    }

    @Test
    void anOrderOfZeroThatStatesVatWaits() {
        assertThat(book(new TestRules(), sale("1", "0.00 SEK", "SE", "25", 2_500))
                        .heldCodes())
                .containsExactly("VAT_NOT_PLAUSIBLE");
    }

    @Test
    void everyRowCarriesTheProfilesDimensionsAndSeries() {
        Booked booked = book(
                new TestRules().dimensions("WEBB", "P1"),
                Happened.sale("1", "2026-02-02", "125.00 SEK").build());

        assertThat(rows(booked))
                .extracting(VoucherRow::dimensions)
                .containsOnly(new Dimensions("WEBB", "P1", "", Map.of()));
        assertThat(booked.bookings().get(0).voucher().series()).isEqualTo("KV");
    }

    @Test
    void aMissingRateOfTheDayStopsTheSettlement() {
        assertThatThrownBy(() -> bookEuro(
                        new TestRules(),
                        Booked.rates("2026-02-03", "EUR", "10.6"),
                        Happened.sale("1", "2026-02-02", "10.00 EUR").build()))
                .isInstanceOfSatisfying(CannotBook.class, cannot -> assertThat(cannot.reason())
                        .isEqualTo(Reason.of("RATE_MISSING", "currency", "EUR", "books", "SEK", "day", "2026-02-02")));
    }

    @Test
    void heldSalesThatAreBookedLaterNeedNoPayout() {
        Booked booked = bookEuro(
                new TestRules(),
                Booked.rates("2026-02-02", "EUR", "10.5985"),
                Happened.sale("1", "2026-02-02", "10.00 EUR").build());

        assertThat(booked.perRole())
                .isEqualTo(Map.of(
                        "CLEARING_EUR", new Booked.Sum(10_599, 1_000),
                        "SALES_25", new Booked.Sum(-8_479, -800),
                        "VAT_OUT_25", new Booked.Sum(-2_120, -200)));
    }

    /** What a multi-purpose card paid is a sale with its VAT, and no money. */
    @Test
    void aMultiPurposeCardThatIsUsedIsASaleOfItsDay() {
        Event used = Happened.event(EventKind.GIFT_CARD_REDEEMED, "1", "2026-02-02", "125.00 SEK")
                .build();

        assertThat(book(new TestRules().cards(VatRules.Cards.MULTI), used).shown())
                .isEqualTo("""
                2026-02-02 CAPTURE_DAY Presentkort försäljning 2026-02-02, 1 order
                  GIFTCARD_MPV 2421 125.00 SEK
                  SALES_25 3001 -100.00 SEK | 25 SE 05
                  VAT_OUT_25 2611 -25.00 SEK | 25 SE 10
                """);
    }

    /** In euro the revenue moves at one rate, on both sides. */
    @Test
    void aSinglePurposeCardThatIsUsedMovesItsRevenueInItsCurrency() {
        Event used = Happened.event(EventKind.GIFT_CARD_REDEEMED, "1", "2026-02-02", "53.00 EUR")
                .vat(Happened.vat("6", 0))
                .subject("gc_1")
                .build();

        assertThat(bookEuro(new TestRules(), Booked.rates("2026-02-02", "EUR", "10.00"), used)
                        .shown())
                .isEqualTo("""
                2026-02-02 CAPTURE_DAY Presentkort gc_1 inlöst order 1
                  GIFTCARD_SPV_6_USED 2423 500.00 SEK = 50.00 EUR @ 10.00
                  SALES_SPV_USED 3093 -500.00 SEK = -50.00 EUR @ 10.00
                """);
    }

    private static Booked book(TestRules rules, Event... events) {
        return Booked.of(FACTS, List.of(events), rules.build());
    }

    private static Booked bookEuro(TestRules rules, ExchangeRates rates, Event... events) {
        return Booked.of(EURO, List.of(events), rules.build(), rates, Booked.NO_ORIGINALS);
    }

    private static Event sale(String order, String amount, String country, String rate, long vat) {
        return Happened.sale(order, "2026-02-02", amount)
                .country(country)
                .vat(Happened.vat(rate, vat))
                .build();
    }

    private static String textOf(Event event) {
        return book(new TestRules(), event).bookings().get(0).voucher().text();
    }

    private static List<VoucherRow> rows(Booked booked) {
        return booked.bookings().stream()
                .flatMap(booking -> booking.voucher().rows().stream())
                .toList();
    }

    private static List<String> days(Booked booked) {
        return booked.bookings().stream()
                .map(booking ->
                        booking.voucher().date() + " " + booking.voucher().dateRule())
                .toList();
    }
}
