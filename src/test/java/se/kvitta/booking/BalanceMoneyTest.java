package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/** Fees, reserves, disputes and conversions of a running balance. */
class BalanceMoneyTest {

    private static final String PAID = "2026-02-16";
    private static final ExchangeRates RATES = (day, from, to) -> Optional.of(
            new ExchangeRate(from, to, new BigDecimal(day.getDayOfMonth() < 10 ? "10" : "11"), day, "Riksbanken"));

    @Test
    void feesStandOnTheDayOfTheirRowAndThePayoutLeavesAtTheValueOfThePot() {
        Booked booked = euro(
                rules(),
                Happened.sale("1", "2026-02-02", "100.00 EUR").build(),
                event(EventKind.FEE, "1", "2026-02-02", "2.00 EUR").build(),
                event(EventKind.FEE, "2", "2026-02-02", "1.00 EUR").build(),
                Happened.sale("2", "2026-02-11", "50.00 EUR").build(),
                event(EventKind.FEE, "3", "2026-02-11", "1.00 EUR").build(),
                Happened.payout(PAID, "146.00 EUR").build());

        assertThat(booked.bookings().stream().map(Booking::key).toList())
                .contains("7001/fees/2026-02-02", "7001/fees/2026-02-11", "7001/payout");
        assertThat(Booked.shown(booked.only("fees/2026-02-02").voucher())).isEqualTo("""
                2026-02-02 BALANCE_DAY Klarna avgifter 2026-02-02, 2 rader (EUR)
                  FEE 6064 30.00 SEK = 3.00 EUR @ 10
                  CLEARING_EUR 1582 -30.00 SEK = -3.00 EUR @ 10
                """);
        // 97.00 at 10 and 49.00 at 11.
        assertThat(Booked.shown(booked.only("payout").voucher())).isEqualTo("""
                2026-02-16 PAYOUT_DAY Klarna utbetalning 7001, 6 rader (EUR 146,00)
                  TRANSIT_EUR 1978 1509.00 SEK = 146.00 EUR
                  CLEARING_EUR 1582 -1509.00 SEK = -146.00 EUR
                """);
        assertThat(booked.role("CLEARING_EUR")).isEqualTo(Booked.Sum.ZERO);
    }

    @Test
    void whatCameBeforeLeavesFirst() {
        Knowledge known = Knowledge.of(RATES, Booked.NO_ORIGINALS)
                .with((Knowledge.Pots) (currency, before) -> before.isAfter(LocalDate.of(2026, 2, 1))
                        ? List.of(new Knowledge.Move(LocalDate.of(2026, 1, 30), 100_00, 900_00, null))
                        : List.of());

        Booked booked = Booked.of(
                facts("EUR"),
                List.of(
                        Happened.sale("1", "2026-02-02", "100.00 EUR").build(),
                        Happened.payout(PAID, "150.00 EUR").build()),
                rules().build(),
                known);

        assertThat(booked.role("TRANSIT_EUR")).isEqualTo(new Booked.Sum(900_00 + 500_00, 150_00));
    }

    /** 100.00 at 10 and 50.00 at 11: the first 60.00 to be exchanged came at 10, and on the average at 10.33. */
    @ParameterizedTest
    @CsvSource({"FIFO, 60000, 5400", "AVERAGE, 62000, 3400"})
    void whatIsExchangedLeavesByLayersOrByTheAverage(MoneyRules.Pots pots, long exchanged, long gain) {
        Booked booked = euro(
                rules().pots(pots),
                Happened.sale("1", "2026-02-02", "100.00 EUR").build(),
                Happened.sale("2", "2026-02-11", "50.00 EUR").build(),
                event(EventKind.CONVERSION, "cv", "2026-02-12", "-60.00 EUR")
                        .original(Money.parse("654.00 SEK"), null)
                        .build(),
                Happened.payout(PAID, "90.00 EUR").build());

        assertThat(booked.only("conversion").voucher().rows().stream()
                        .collect(Collectors.toMap(
                                VoucherRow::role, row -> row.amount().minor())))
                .isEqualTo(Map.of("CLEARING_SEK", 654_00L, "CLEARING_EUR", -exchanged, "FX_GAIN", -gain));
        assertThat(booked.role("TRANSIT_EUR")).isEqualTo(new Booked.Sum(150_000 + 5_000 - exchanged, 90_00));
        assertThat(booked.role("CLEARING_EUR")).isEqualTo(Booked.Sum.ZERO);
    }

    /** A debt on an account of its own: the balance is nothing meanwhile, and it is repaid at what it was booked at. */
    @Test
    void aDebtOfItsOwnIsRepaidAtItsBookedValue() {
        Booked booked = euro(
                rules().ownDebts(),
                Happened.refund("1", "2026-02-02", "40.00 EUR").build(),
                event(EventKind.DEBT_INCURRED, "a", "2026-02-02", "40.00 EUR").build(),
                Happened.sale("2", "2026-02-11", "100.00 EUR").build(),
                event(EventKind.DEBT_REPAID, "b", "2026-02-11", "40.00 EUR").build(),
                Happened.payout(PAID, "60.00 EUR").build());

        assertThat(Booked.shown(booked.only("own/DEBT_INCURRED").voucher())).isEqualTo("""
                2026-02-02 BALANCE_DAY Klarna skuld uppkommen 2026-02-02
                  CLEARING_EUR 1582 400.00 SEK = 40.00 EUR @ 10
                  DEBT_EUR 2898 -400.00 SEK = -40.00 EUR @ 10
                """);
        assertThat(Booked.shown(booked.only("own/DEBT_REPAID").voucher())).isEqualTo("""
                2026-02-11 BALANCE_DAY Klarna skuld återbetald 2026-02-11
                  DEBT_EUR 2898 400.00 SEK = 40.00 EUR @ 10
                  CLEARING_EUR 1582 -440.00 SEK = -40.00 EUR @ 11
                  FX_LOSS 7960 40.00 SEK
                """);
        assertThat(booked.role("DEBT_EUR")).isEqualTo(Booked.Sum.ZERO);
        assertThat(booked.role("CLEARING_EUR")).isEqualTo(Booked.Sum.ZERO);
    }

    /** The fee of a dispute leaves the balance with it, and one given back comes to the pot at the rate of its day. */
    @Test
    void feesOfDisputesAndFeesGivenBackMoveTheBalanceInItsCurrency() {
        Booked booked = euro(
                rules(),
                Happened.sale("1", "2026-02-02", "100.00 EUR").build(),
                event(EventKind.CHARGEBACK_OPENED, "1", "2026-02-02", "20.00 EUR")
                        .subject("dp_1")
                        .build(),
                event(EventKind.FEE, "1", "2026-02-02", "15.00 EUR")
                        .subject("dp_1")
                        .build(),
                event(EventKind.CHARGEBACK_WON, "1", "2026-02-11", "20.00 EUR")
                        .subject("dp_1")
                        .build(),
                event(EventKind.FEE, "2", "2026-02-11", "5.00 EUR")
                        .subject("dp_1")
                        .build(),
                event(EventKind.FEE_REFUND, "3", "2026-02-12", "15.00 EUR").build(),
                Happened.payout(PAID, "95.00 EUR").build());

        assertThat(Booked.shown(booked.only("own/CHARGEBACK_OPENED").voucher())).isEqualTo("""
                2026-02-02 BALANCE_DAY Klarna tvist dp_1 order 1
                  AR_DISPUTED 1516 200.00 SEK = 20.00 EUR @ 10
                  FEE 6064 150.00 SEK = 15.00 EUR @ 10
                  CLEARING_EUR 1582 -350.00 SEK = -35.00 EUR @ 10
                """);
        assertThat(Booked.shown(booked.only("own/CHARGEBACK_WON").voucher())).isEqualTo("""
                2026-02-11 BALANCE_DAY Klarna tvist dp_1 order 1 vunnen
                  CLEARING_EUR 1582 165.00 SEK = 15.00 EUR @ 11
                  FEE 6064 55.00 SEK = 5.00 EUR @ 11
                  AR_DISPUTED 1516 -200.00 SEK = -20.00 EUR @ 10
                  FX_GAIN 3960 -20.00 SEK
                """);
        assertThat(Booked.shown(booked.only("fee-refunds").voucher())).isEqualTo("""
                2026-02-12 BALANCE_DAY Klarna avgifter återförda 2026-02-12, 1 rad (EUR)
                  CLEARING_EUR 1582 165.00 SEK = 15.00 EUR @ 11
                  FEE 6064 -165.00 SEK = -15.00 EUR @ 11
                """);
        // 65.00 at 10 and 30.00 at 11.
        assertThat(booked.role("TRANSIT_EUR")).isEqualTo(new Booked.Sum(980_00, 95_00));
        assertThat(booked.role("CLEARING_EUR")).isEqualTo(Booked.Sum.ZERO);
    }

    /** A payout in advance leaves the balance below zero; what comes then first fills that hole. */
    @Test
    void whatIsPaidOutOfAnEmptyPotIsRememberedByIt() {
        Booked booked = euro(
                rules(),
                Happened.payout("2026-02-02", "50.00 EUR").subject("po_1").build(),
                Happened.sale("1", "2026-02-11", "100.00 EUR").build(),
                Happened.payout(PAID, "50.00 EUR").build());

        assertThat(Booked.shown(booked.only("payout/po_1").voucher())).contains("TRANSIT_EUR 1978 500.00 SEK");
        assertThat(booked.role("TRANSIT_EUR")).isEqualTo(new Booked.Sum(1_100_00, 100_00));
        assertThat(booked.role("CLEARING_EUR")).isEqualTo(Booked.Sum.ZERO);
    }

    @Test
    void payoutsThatCannotBeToldApartHaveKeysOfTheirOwn() {
        Booked booked = euro(
                rules(),
                Happened.sale("1", "2026-02-02", "100.00 EUR").build(),
                Happened.payout(PAID, "50.00 EUR").build(),
                Happened.payout(PAID, "50.00 EUR").build());

        assertThat(booked.bookings().stream().map(Booking::key)).contains("7001/payout", "7001/payout#2");
        assertThat(booked.role("CLEARING_EUR")).isEqualTo(Booked.Sum.ZERO);
    }

    /** One cent is 0.10 SEK at 10.45, and three cents are 0.31: the pot knows what the voucher says. */
    @Test
    void thePotMovesByWhatTheFeeVoucherBooks() {
        Booked booked = Booked.of(
                facts("EUR"),
                List.of(
                        Happened.sale("1", "2026-02-02", "100.00 EUR").build(),
                        event(EventKind.FEE, "1", "2026-02-02", "0.01 EUR").build(),
                        event(EventKind.FEE, "2", "2026-02-02", "0.01 EUR").build(),
                        event(EventKind.FEE, "3", "2026-02-02", "0.01 EUR").build(),
                        Happened.payout(PAID, "99.97 EUR").build()),
                rules().build(),
                Booked.rates("2026-02-02", "EUR", "10.45", PAID, "EUR", "10.45"),
                Booked.NO_ORIGINALS);

        assertThat(booked.role("FEE")).isEqualTo(new Booked.Sum(31, 3));
        assertThat(booked.role("CLEARING_EUR")).isEqualTo(Booked.Sum.ZERO);
    }

    @Test
    void aConversionIsBookedByTheBalanceItLeaves() {
        Booked left = euro(
                rules(),
                Happened.sale("1", "2026-02-02", "100.00 EUR").build(),
                event(EventKind.CONVERSION, "cv", "2026-02-11", "-100.00 EUR")
                        .original(Money.parse("1090.00 SEK"), null)
                        .build(),
                Happened.payout(PAID, "0.00 EUR").build());

        assertThat(Booked.shown(left.only("conversion").voucher())).isEqualTo("""
                2026-02-11 BALANCE_DAY Klarna växling EUR 100,00 till SEK 1 090,00
                  CLEARING_SEK 1581 1090.00 SEK
                  CLEARING_EUR 1582 -1000.00 SEK = -100.00 EUR @ 10
                  FX_GAIN 3960 -90.00 SEK
                """);

        Event comes = event(EventKind.CONVERSION, "cv", "2026-02-11", "1090.00 SEK")
                .original(Money.parse("-100.00 EUR"), null)
                .build();
        Booked grown =
                krona(rules(), comes, Happened.payout(PAID, "1090.00 SEK").build());

        assertThat(grown.left()).isEqualTo(Map.of(comes, "CONVERSION_OTHER_LEG"));
        assertThat(grown.perRole())
                .isEqualTo(Map.of(
                        "CLEARING_SEK", new Booked.Sum(-1_090_00, 0), "TRANSIT_SEK", new Booked.Sum(1_090_00, 0)));
    }

    @Test
    void aConversionIntoKronorAtALossAndOneOfWhichOneLegIsKnown() {
        Booked booked = krona(
                rules(),
                Happened.sale("1", "2026-02-11", "1250.00 SEK").build(),
                event(EventKind.CONVERSION, "a", "2026-02-11", "-1150.00 SEK")
                        .original(Money.parse("100.00 EUR"), null)
                        .build(),
                event(EventKind.CONVERSION, "b", "2026-02-11", "-100.00 SEK").build());

        assertThat(Booked.shown(booked.only("conversion").voucher())).isEqualTo("""
                2026-02-11 BALANCE_DAY Klarna växling SEK 1 150,00 till EUR 100,00
                  CLEARING_EUR 1582 1100.00 SEK = 100.00 EUR @ 11
                  FX_LOSS 7960 50.00 SEK
                  CLEARING_SEK 1581 -1150.00 SEK
                """);
        assertThat(booked.heldCodes()).containsExactly("CONVERSION_HALF");
    }

    @Test
    void aFeeStandsWithItsDisputeOnlyOnItsDay() {
        Booked booked = krona(
                rules(),
                event(EventKind.CHARGEBACK_OPENED, "1", "2026-02-02", "500.00 SEK")
                        .subject("dp_1")
                        .build(),
                event(EventKind.FEE, "1", "2026-02-02", "150.00 SEK")
                        .subject("dp_1")
                        .build(),
                event(EventKind.FEE, "2", "2026-02-03", "75.00 SEK")
                        .subject("dp_1")
                        .build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-03 BALANCE_DAY Klarna avgifter 2026-02-03, 1 rad
                  FEE 6064 75.00 SEK
                  CLEARING_SEK 1581 -75.00 SEK
                2026-02-02 BALANCE_DAY Klarna tvist dp_1 order 1
                  AR_DISPUTED 1516 500.00 SEK
                  FEE 6064 150.00 SEK
                  CLEARING_SEK 1581 -650.00 SEK
                """);
    }

    @Test
    void whatIsOfAClosedPeriodMovesWithinItsYearAndWaitsOutsideIt() {
        Booked booked = krona(
                rules().start("2025-01-01").locked("2026-02-02"),
                event(EventKind.FEE, "1", "2025-12-30", "1.00 SEK").build(),
                event(EventKind.FEE, "2", "2026-02-02", "2.00 SEK").build(),
                event(EventKind.FEE, "3", "2026-02-03", "4.00 SEK").build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-03 FIRST_OPEN_DAY Klarna avgifter 2026-02-02, 1 rad, avser 2026-02-02
                  FEE 6064 2.00 SEK
                  CLEARING_SEK 1581 -2.00 SEK
                2026-02-03 BALANCE_DAY Klarna avgifter 2026-02-03, 1 rad
                  FEE 6064 4.00 SEK
                  CLEARING_SEK 1581 -4.00 SEK
                """);
        assertThat(booked.heldCodes()).containsExactly("YEAR_LOCKED");
    }

    @Test
    void thePayoutStandsOnTheBankWhereKvittaOwnsItUnlessItStandsThereAlready() {
        var rules = rules().ownsBank();
        Event payout = Happened.payout(PAID, "100.00 SEK").build();

        Booked booked = krona(rules, payout);
        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 BANK_DAY Klarna utbetalning 7001, 1 rad
                  BANK_SEK 1930 100.00 SEK
                  CLEARING_SEK 1581 -100.00 SEK
                """);

        Booked twice = Booked.of(
                facts("SEK"),
                List.of(payout),
                rules.build(),
                Knowledge.of(RATES, Booked.NO_ORIGINALS).with((Knowledge.BankBook)
                        (account, amount, from, until) -> account.number().equals("1930")
                                        && amount.equals(Money.parse("100.00 SEK"))
                                        && from.equals(LocalDate.of(2026, 2, 11))
                                        && until.equals(LocalDate.of(2026, 2, 21))
                                ? Optional.of(LocalDate.of(2026, 2, 17))
                                : Optional.empty()));
        assertThat(twice.heldCodes()).containsExactly("BANK_ALSO_BOOKED");
        assertThat(twice.bookings()).isEmpty();
    }

    @Test
    void aFailedPayoutComesBackFromTransit() {
        Booked booked = krona(
                rules(),
                Happened.payout("2026-02-03", "-100.00 SEK").subject("po_1").build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-03 BALANCE_DAY Klarna utbetalning po_1 misslyckades
                  CLEARING_SEK 1581 100.00 SEK
                  TRANSIT_SEK 1979 -100.00 SEK
                """);
    }

    @Test
    void rowsOfNothingNeedNoVoucher() {
        Booked booked = krona(
                rules(),
                event(EventKind.FEE, "1", "2026-02-02", "0.00 SEK").build(),
                event(EventKind.RESERVE_HELD, "2", "2026-02-02", "0.00 SEK").build());

        assertThat(booked.bookings()).isEmpty();
        assertThat(booked.left()).hasSize(2).containsValue("NOTHING_MOVED");
    }

    /** Everything the payout is of leaves clearing on a row of its own: orders, the day's fees, and the fee of a dispute. */
    @Test
    void aSplitPayoutThatItsSettlementExplainsLeavesRowByRow() {
        Booked booked = krona(
                rules().split(),
                Happened.sale("1", "2026-02-02", "100.00 SEK").build(),
                Happened.refund("2", "2026-02-03", "30.00 SEK").build(),
                event(EventKind.FEE, "", "2026-02-02", "4.00 SEK").build(),
                event(EventKind.FEE_REFUND, "", "2026-02-03", "1.00 SEK").build(),
                event(EventKind.CHARGEBACK_OPENED, "3", "2026-02-04", "20.00 SEK")
                        .subject("dp_1")
                        .build(),
                event(EventKind.FEE, "", "2026-02-04", "15.00 SEK")
                        .subject("dp_1")
                        .build(),
                Happened.payout(PAID, "32.00 SEK").build());

        assertThat(Booked.shown(booked.only("7001/payout").voucher())).isEqualTo("""
                2026-02-16 PAYOUT_DAY Klarna utbetalning 7001, 7 rader
                  TRANSIT_SEK 1979 32.00 SEK
                  CLEARING_SEK 1581 -100.00 SEK «1»
                  CLEARING_SEK 1581 30.00 SEK «2»
                  CLEARING_SEK 1581 20.00 SEK «tvist 3»
                  CLEARING_SEK 1581 15.00 SEK «avgift dp_1»
                  CLEARING_SEK 1581 4.00 SEK «avgifter 2026-02-02»
                  CLEARING_SEK 1581 -1.00 SEK «avgifter återförda 2026-02-03»
                """);
        assertThat(booked.role("CLEARING_SEK")).isEqualTo(Booked.Sum.ZERO);
    }

    /** In euro every row leaves at what it came at. */
    @Test
    void aSplitPayoutInAnotherCurrencyLeavesRowByRowAtTheValuesItCameAt() {
        Booked booked = euro(
                rules().split(),
                Happened.sale("1", "2026-02-02", "100.00 EUR").build(),
                event(EventKind.FEE, "", "2026-02-11", "4.00 EUR").build(),
                Happened.payout(PAID, "96.00 EUR").build());

        assertThat(Booked.shown(booked.only("7001/payout").voucher())).isEqualTo("""
                2026-02-16 PAYOUT_DAY Klarna utbetalning 7001, 3 rader (EUR 96,00)
                  TRANSIT_EUR 1978 956.00 SEK = 96.00 EUR
                  CLEARING_EUR 1582 -1000.00 SEK = -100.00 EUR «1»
                  CLEARING_EUR 1582 44.00 SEK = 4.00 EUR «avgifter 2026-02-11»
                """);
    }

    /** What is paid out in two, for somebody else's row, or as another sum than came, nobody can tick off order by order. */
    @Test
    void aSplitPayoutThatIsNotExplainedLeavesInOneRow() {
        Event sale = Happened.sale("1", "2026-02-02", "100.00 SEK").build();

        assertThat(clearing(krona(
                        rules().split(),
                        sale,
                        Happened.payout(PAID, "90.00 SEK").build())))
                .containsExactly("-90.00 SEK «»");
        assertThat(clearing(krona(
                        rules().split(),
                        sale,
                        Happened.payout(PAID, "60.00 SEK").build(),
                        Happened.payout(PAID, "40.00 SEK").build())))
                .containsExactly("-60.00 SEK «»", "-40.00 SEK «»");
        assertThat(clearing(krona(
                        rules().split(),
                        sale,
                        Happened.payout(PAID, "100.00 SEK").subject("po_9").build())))
                .containsExactly("-100.00 SEK «»");
        assertThat(clearing(krona(
                        rules().split(),
                        sale,
                        event(EventKind.CONVERSION, "cv", "2026-02-11", "-100.00 SEK")
                                .original(Money.parse("10.00 EUR"), null)
                                .build())))
                .containsExactly("-100.00 SEK «»");
    }

    /** The clearing rows of what leaves the balance. */
    private static List<String> clearing(Booked booked) {
        return booked.bookings().stream()
                .filter(booking ->
                        booking.key().contains("/payout") || booking.key().contains("/conversion"))
                .flatMap(booking -> booking.voucher().rows().stream())
                .filter(row -> row.role().equals("CLEARING_SEK"))
                .map(row -> row.amount() + " «" + row.text() + "»")
                .toList();
    }

    /** Ten rows fit: two clearing rows leave room for the eight others. The parts move with their payout. */
    @Test
    void aSplitPayoutOfABalanceThatIsTooLongIsCarriedInParts() {
        Booked booked = krona(
                rules().modes(Mode.PAYOUT).split().maxRows(10).locked(PAID),
                Happened.sale("1", "2026-02-02", "100.00 SEK").build(),
                Happened.sale("2", "2026-02-02", "50.00 SEK").build(),
                Happened.sale("3", "2026-02-02", "25.00 SEK").build(),
                Happened.payout(PAID, "175.00 SEK").build());

        assertThat(booked.bookings().stream()
                        .filter(booking -> booking.key().startsWith("7001/payout"))
                        .map(booking -> Booked.shown(booking.voucher())))
                .containsExactly("""
                        2026-02-17 FIRST_OPEN_DAY Klarna utbetalning 7001, 4 rader, avser 2026-02-16
                          TRANSIT_SEK 1979 175.00 SEK
                          CLEARING_SEK 1581 -175.00 SEK «överfört från order del 1–2»
                        """, """
                        2026-02-17 FIRST_OPEN_DAY Klarna utbetalning 7001, order del 1 av 2, avser 2026-02-16
                          CLEARING_SEK 1581 150.00 SEK «överfört till utbetalning 7001»
                          CLEARING_SEK 1581 -100.00 SEK «1»
                          CLEARING_SEK 1581 -50.00 SEK «2»
                        """, """
                        2026-02-17 FIRST_OPEN_DAY Klarna utbetalning 7001, order del 2 av 2, avser 2026-02-16
                          CLEARING_SEK 1581 25.00 SEK «överfört till utbetalning 7001»
                          CLEARING_SEK 1581 -25.00 SEK «3»
                        """);
    }

    /**
     * 100.00 and 200.00 come at 11, 100.00 of a sale at 10 are given back the same day: the 200.00 that are left are worth
     * 2 300.00, whichever the provider tells first.
     */
    @Test
    void whatComesOnADayIsInThePotBeforeWhatLeavesIt() {
        Event sold = Happened.sale("0", "2026-02-02", "100.00 EUR").build();
        Booked booked = Booked.of(
                facts("EUR"),
                List.of(
                        Happened.refund("0", "2026-02-11", "100.00 EUR").build(),
                        Happened.sale("1", "2026-02-11", "100.00 EUR").build(),
                        Happened.sale("2", "2026-02-11", "200.00 EUR").build(),
                        Happened.payout(PAID, "100.00 EUR").build()),
                rules().pots(MoneyRules.Pots.AVERAGE).build(),
                RATES,
                any -> Optional.of(sold));

        assertThat(booked.role("TRANSIT_EUR")).isEqualTo(new Booked.Sum(1_150_00, 100_00));
    }

    /** Nobody has said how fees are taxed, or the supplier's invoice books them: they wait on clearing. */
    @Test
    void feesThatNobodyMayBookWait() {
        Event fee = event(EventKind.FEE, "1", "2026-02-02", "4.00 SEK").build();
        Event payout = Happened.payout(PAID, "96.00 SEK").build();
        Event sale = Happened.sale("1", "2026-02-02", "100.00 SEK").build();

        for (TestRules rules : List.of(rules().feeVat(MoneyRules.FeeVat.UNSET), rules().feesOnInvoice())) {
            Booked booked = krona(rules.split(), sale, fee, payout);

            assertThat(booked.held().stream().map(Booked.Held::event)).containsExactly(fee);
            assertThat(booked.role("FEE")).isEqualTo(Booked.Sum.ZERO);
            assertThat(clearing(booked)).containsExactly("-100.00 SEK «1»", "4.00 SEK «1»");
        }
        assertThat(krona(rules().feeVat(MoneyRules.FeeVat.UNSET), fee).heldCodes())
                .containsExactly("FEE_VAT_UNSET");
        assertThat(krona(rules().feesOnInvoice(), fee).heldCodes()).containsExactly("FEE_ON_INVOICE");
    }

    /** A fee that names a hold or a payout is one of the day's fees: only disputes and advances carry their own. */
    @Test
    void aFeeThatNamesWhatCarriesNoneIsOneOfTheDays() {
        Booked booked = krona(
                rules(),
                event(EventKind.RESERVE_HELD, "1", "2026-02-02", "50.00 SEK")
                        .subject("rs_1")
                        .build(),
                event(EventKind.FEE, "1", "2026-02-02", "5.00 SEK")
                        .subject("rs_1")
                        .build());

        assertThat(Booked.shown(booked.only("7001/fees/2026-02-02").voucher())).contains("FEE 6064 5.00 SEK");
        assertThat(Booked.shown(booked.only("/own/").voucher()))
                .contains("RESERVE_SEK")
                .doesNotContain("FEE");
    }

    /** Where the provider states VAT on any fee of a settlement, one without it has none, also beside that of a dispute. */
    @Test
    void aStatedVatOfADisputesFeeIsAStatedVat() {
        Event dispute = event(EventKind.CHARGEBACK_OPENED, "1", "2026-02-02", "50.00 SEK")
                .subject("dp_1")
                .build();
        Event fee = event(EventKind.FEE, "1", "2026-02-02", "100.00 SEK").build();
        Event its = event(EventKind.FEE, "2", "2026-02-02", "125.00 SEK")
                .subject("dp_1")
                .vat(Happened.vat("25", 25_00))
                .build();
        var rules = rules().feeVat(MoneyRules.FeeVat.SE25);

        assertThat(krona(rules, dispute, fee).role("VAT_IN").inBooks()).isEqualTo(20_00);
        assertThat(krona(rules, dispute, fee, its).role("VAT_IN").inBooks()).isEqualTo(25_00);
    }

    private static TestRules rules() {
        return new TestRules().byBalanceDay();
    }

    private static Booked euro(TestRules rules, Event... events) {
        return booked("EUR", rules, events);
    }

    private static Booked krona(TestRules rules, Event... events) {
        return booked("SEK", rules, events);
    }

    private static Booked booked(String currency, TestRules rules, Event... events) {
        return Booked.of(
                Booked.facts("7001", PAID, "0.00 " + currency, events.length),
                List.of(events),
                rules.build(),
                RATES,
                Booked.NO_ORIGINALS);
    }

    private static SettlementFacts facts(String currency) {
        return Booked.facts("7001", PAID, "0.00 " + currency, 1);
    }

    private static Event.Builder event(EventKind kind, String order, String day, String amount) {
        return Happened.event(kind, order, day, amount);
    }
}
