package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.ledger.VoucherRow.VatMark;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/** The money of a settlement, booked in the mode {@code payout}: what clearing gives, somebody else has put there. */
class PayoutMoneyTest {

    private static final String DAY = "2026-02-16";
    private static final Event PAID = Happened.payout(DAY, "96.00 EUR").build();

    /** 10.00 on the sales day, 11.00 on the settlement day. */
    private static final ExchangeRates RATES =
            Booked.rates("2026-02-02", "EUR", "10.00", "2026-02-03", "EUR", "10.50", DAY, "EUR", "11.00");

    @Test
    void feesWithTheirVatAndThePayoutLeaveClearingTogether() {
        Booked booked = krona(
                rules(),
                sale("1", "1250.00 SEK"),
                sale("2", "625.00 SEK"),
                refund("1", "125.00 SEK"),
                Happened.fee("2026-02-02", "25.00 SEK", 500).build(),
                Happened.fee("2026-02-03", "12.50 SEK", 250).build(),
                Happened.payout(DAY, "1712.50 SEK").build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna utbetalning 2201447718, 6 rader
                  TRANSIT_SEK 1979 1712.50 SEK
                  FEE 6064 30.00 SEK
                  VAT_IN 2641 7.50 SEK | 25 SE 48
                  CLEARING_SEK 1581 -1750.00 SEK
                """);
        assertThat(booked.only("payout").key()).isEqualTo("2201447718/payout");
        assertThat(booked.only("payout").reference()).isEqualTo("2201447718");
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(3, 0, 3));
    }

    @Test
    void aPayoutWithoutDeductionsIsOfThePayoutDay() {
        Booked booked = krona(
                rules(),
                sale("1", "100.00 SEK"),
                Happened.payout(DAY, "100.00 SEK").build());

        assertThat(booked.only("payout").voucher().dateRule()).isEqualTo("PAYOUT_DAY");
    }

    @ParameterizedTest
    @EnumSource(
            value = EventKind.class,
            names = {"FEE", "RESERVE_HELD"})
    void aSettlementWithDeductionsIsOfTheSettlementDay(EventKind kind) {
        Booked booked = krona(
                rules(),
                sale("1", "100.00 SEK"),
                event(kind, "100.00 SEK").build(),
                Happened.payout(DAY, "0.00 SEK").build());

        assertThat(booked.only("payout").voucher().dateRule()).isEqualTo("SETTLEMENT_DAY");
    }

    @Test
    void splitShowsEveryOrderOnARowOfItsOwn() {
        Booked booked = krona(
                rules().split(),
                sale("10231", "1250.00 SEK"),
                refund("10199", "125.00 SEK"),
                event(EventKind.CHARGEBACK_OPENED, "80.00 SEK")
                        .order(Happened.order("10007"))
                        .build(),
                event(EventKind.FEE_REFUND, "5.00 SEK").build(),
                Happened.fee(DAY, "50.00 SEK", 1_000).build(),
                Happened.payout(DAY, "1000.00 SEK").build());

        assertThat(Booked.shown(booked.only("payout").voucher())).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna utbetalning 2201447718, 6 rader
                  TRANSIT_SEK 1979 1000.00 SEK
                  FEE 6064 40.00 SEK
                  VAT_IN 2641 10.00 SEK | 25 SE 48
                  CLEARING_SEK 1581 -1250.00 SEK «10231»
                  CLEARING_SEK 1581 125.00 SEK «10199»
                  CLEARING_SEK 1581 80.00 SEK «tvist 10007»
                  CLEARING_SEK 1581 -5.00 SEK «avgift återförd»
                """);
    }

    @Test
    void splitPutsWhatNoOrderExplainsOnTheLastRow() {
        // An opening balance of 100.00 is paid out with the sale.
        Booked booked = krona(
                rules().split(),
                sale("10231", "1250.00 SEK"),
                Happened.payout(DAY, "1350.00 SEK").build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 PAYOUT_DAY Klarna utbetalning 2201447718, 2 rader
                  TRANSIT_SEK 1979 1350.00 SEK
                  CLEARING_SEK 1581 -1250.00 SEK «10231»
                  CLEARING_SEK 1581 -100.00 SEK
                """);
    }

    @Test
    void splitLeavesOutOrdersOfNothing() {
        Booked booked = krona(
                rules().split(),
                sale("10231", "100.00 SEK"),
                event(EventKind.CHARGEBACK_LOST, "50.00 SEK").build(),
                Happened.payout(DAY, "100.00 SEK").build());

        assertThat(booked.only("payout").voucher().rows()).hasSize(2);
    }

    @Test
    void splitInForeignCurrencyClosesEachOrderAtItsOwnValue() {
        Booked booked = Booked.of(
                Booked.facts("XE7K2QPD", DAY, "96.00 EUR", 4),
                List.of(
                        sale("10231", "60.00 EUR"),
                        Happened.sale("10232", "2026-02-03", "40.00 EUR").build(),
                        event(EventKind.FEE, "4.00 EUR").build(),
                        PAID),
                rules().split().build(),
                RATES,
                Booked.NO_ORIGINALS);

        // 600.00 + 420.00; 979.20 of it is the money's share, and the fee was worth 40.80 but costs 44.00.
        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna utbetalning XE7K2QPD, 4 rader (EUR 96,00)
                  TRANSIT_EUR 1978 979.20 SEK = 96.00 EUR
                  FEE 6064 44.00 SEK = 4.00 EUR @ 11.00
                  CLEARING_EUR 1582 -600.00 SEK = -60.00 EUR «10231»
                  CLEARING_EUR 1582 -420.00 SEK = -40.00 EUR «10232»
                  FX_GAIN 3960 -3.20 SEK
                """);
    }

    /** Twelve rows fit: four clearing rows leave room for the eight others. */
    @Test
    void aSplitPayoutThatIsTooLongIsCarriedInParts() {
        List<Event> events = new ArrayList<>(IntStream.rangeClosed(1, 9)
                .mapToObj(n -> sale("1023" + n, "100.00 SEK"))
                .toList());
        events.add(Happened.fee(DAY, "25.00 SEK", 500).build());
        events.add(Happened.payout(DAY, "875.00 SEK").build());

        Booked booked = krona(rules().split().maxRows(12), events.toArray(Event[]::new));

        assertThat(booked.bookings().stream().map(Booking::key))
                .containsExactly(
                        "2201447718/payout",
                        "2201447718/payout/part-1",
                        "2201447718/payout/part-2",
                        "2201447718/payout/part-3");
        assertThat(booked.bookings().stream().map(Booking::events)).containsExactly(2, 0, 0, 0);
        assertThat(Booked.shown(booked.bookings().get(0).voucher())).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna utbetalning 2201447718, 11 rader
                  TRANSIT_SEK 1979 875.00 SEK
                  FEE 6064 20.00 SEK
                  VAT_IN 2641 5.00 SEK | 25 SE 48
                  CLEARING_SEK 1581 -900.00 SEK «överfört från order del 1–3»
                """);
        assertThat(Booked.shown(booked.bookings().get(1).voucher())).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna utbetalning 2201447718, order del 1 av 3
                  CLEARING_SEK 1581 400.00 SEK «överfört till utbetalning 2201447718»
                  CLEARING_SEK 1581 -100.00 SEK «10231»
                  CLEARING_SEK 1581 -100.00 SEK «10232»
                  CLEARING_SEK 1581 -100.00 SEK «10233»
                  CLEARING_SEK 1581 -100.00 SEK «10234»
                """);
        assertThat(Booked.shown(booked.bookings().get(3).voucher())).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna utbetalning 2201447718, order del 3 av 3
                  CLEARING_SEK 1581 100.00 SEK «överfört till utbetalning 2201447718»
                  CLEARING_SEK 1581 -100.00 SEK «10239»
                """);
    }

    @Test
    void aTargetWithShortVouchersGetsOneOrderPerPart() {
        Booked booked = krona(
                rules().split().maxRows(8),
                sale("1", "100.00 SEK"),
                sale("2", "100.00 SEK"),
                Happened.payout(DAY, "200.00 SEK").build());

        assertThat(booked.bookings())
                .hasSize(3)
                .allSatisfy(each -> assertThat(each.voucher().rows()).hasSize(2));
    }

    @Test
    void aPayoutOfAHundredThousandOrdersIsSplitAsTheTargetTakesIt() {
        var events = new ArrayList<Event>();
        for (int i = 0; i < 100_000; i++) {
            events.add(sale(String.valueOf(i), "1.00 SEK"));
        }
        events.add(Happened.payout(DAY, "100000.00 SEK").build());

        Booked booked = krona(rules().split().maxRows(1000), events.toArray(Event[]::new));

        assertThat(booked.bookings())
                .allSatisfy(booking -> assertThat(booking.voucher().rows()).hasSizeLessThanOrEqualTo(1000));
        List<Booking> parts = booked.bookings().stream()
                .filter(booking -> booking.key().contains("/part-"))
                .toList();
        assertThat(parts).hasSizeGreaterThan(100).allSatisfy(part -> {
            assertThat(part.voucher().text())
                    .matches("Klarna utbetalning 2201447718, order del \\d+ av " + parts.size());
            assertThat(part.voucher().rows().get(0).text()).isEqualTo("överfört till utbetalning 2201447718");
        });
        long orders = parts.stream()
                .mapToLong(part -> part.voucher().rows().size() - 1L)
                .sum();
        assertThat(orders).isEqualTo(100_000);
        assertThat(booked.role("CLEARING_SEK").inBooks()).isEqualTo(-10_000_000);
    }

    @Test
    void partsWithoutAPayoutAreNotMade() {
        Booked booked = krona(rules().split().maxRows(9), sale("1", "100.00 SEK"), sale("2", "100.00 SEK"));

        assertThat(booked.bookings()).isEmpty();
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(0, 0, 2));
    }

    @Test
    void foreignMoneyLeavesAtItsBookedValueAndFeesAtTheRateOfTheDay() {
        Booked booked = euro(
                sale("1", "100.00 EUR"),
                event(EventKind.FEE, "4.00 EUR").vat(Happened.vat("25", 80)).build(),
                PAID);

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna utbetalning XE7K2QPD, 3 rader (EUR 96,00)
                  TRANSIT_EUR 1978 960.00 SEK = 96.00 EUR
                  FEE 6064 35.20 SEK = 3.20 EUR @ 11.00
                  VAT_IN 2641 8.80 SEK = 0.80 EUR @ 11.00 | 25 SE 48
                  CLEARING_EUR 1582 -1000.00 SEK = -100.00 EUR
                  FX_GAIN 3960 -4.00 SEK
                """);
    }

    @Test
    void aFeeThatCostsLessThanItWasBookedAtLeavesALoss() {
        Booked booked = Booked.of(
                Booked.facts("XE7K2QPD", DAY, "96.00 EUR", 3),
                List.of(
                        sale("1", "100.00 EUR"),
                        event(EventKind.FEE, "4.00 EUR").build(),
                        PAID),
                rules().build(),
                Booked.rates("2026-02-02", "EUR", "11.00", DAY, "EUR", "10.00"),
                Booked.NO_ORIGINALS);

        assertThat(booked.role("FX_LOSS")).isEqualTo(new Booked.Sum(400, 0));
        assertThat(booked.role("TRANSIT_EUR")).isEqualTo(new Booked.Sum(105_600, 9_600));
    }

    @Test
    void feeVatIsTakenInTheBooksCurrencyWhereTheProviderStatesItThere() {
        Booked booked = euro(
                sale("1", "100.00 EUR"),
                event(EventKind.FEE, "2.00 EUR")
                        .vat(Happened.vat("25", 40))
                        .vatInBooks(Money.parse("4.37 SEK"))
                        .build(),
                // In another currency it is of no use for the VAT return.
                event(EventKind.FEE, "2.00 EUR")
                        .vat(Happened.vat("25", 40))
                        .vatInBooks(Money.parse("0.40 EUR"))
                        .build(),
                PAID);

        VoucherRow vat = row(booked, "VAT_IN");
        assertThat(vat.amount()).isEqualTo(Money.parse("8.77 SEK"));
        assertThat(vat.foreign()).isEqualTo(new VoucherRow.Foreign(Money.parse("0.80 EUR"), null));
    }

    @Test
    void feesOfTwoVatRatesStandInOneRowWithoutARate() {
        Booked booked = krona(
                rules(),
                sale("1", "100.00 SEK"),
                event(EventKind.FEE, "12.50 SEK").vat(Happened.vat("25", 250)).build(),
                event(EventKind.FEE, "11.20 SEK").vat(Happened.vat("12", 120)).build(),
                event(EventKind.FEE, "10.60 SEK").vat(Happened.vat("25", 60)).build(),
                Happened.payout(DAY, "65.70 SEK").build());

        VatMark mark = row(booked, "VAT_IN").vat();
        assertThat(mark).isNotNull();
        assertThat(mark.rate()).isNull();
        assertThat(mark.rule()).isEqualTo("stated by provider");
        assertThat(booked.role("VAT_IN")).isEqualTo(new Booked.Sum(430, 0));
    }

    /** A row of nothing but VAT, at a rate the provider does not name. */
    @Test
    void aVatRowOfItsOwnKeepsTheRateOfTheOthers() {
        Booked booked = krona(
                rules(),
                sale("1", "100.00 SEK"),
                event(EventKind.FEE, "12.50 SEK").vat(Happened.vat("25", 250)).build(),
                event(EventKind.FEE, "1.00 SEK").vat(Happened.vat("0", 100)).build(),
                Happened.payout(DAY, "86.50 SEK").build());

        assertThat(booked.role("FEE")).isEqualTo(new Booked.Sum(1_000, 0));
        assertThat(Booked.shown(booked.only("payout").voucher())).contains("VAT_IN 2641 3.50 SEK | 25 SE 48");
    }

    @Test
    void aReserveIsNeitherACostNorNettedAgainstThePayout() {
        Booked held = krona(
                rules(),
                sale("1", "1000.00 SEK"),
                event(EventKind.RESERVE_HELD, "150.00 SEK").build(),
                event(EventKind.RESERVE_RELEASED, "50.00 SEK").build(),
                Happened.payout(DAY, "900.00 SEK").build());
        Booked released = krona(
                rules(),
                event(EventKind.RESERVE_RELEASED, "100.00 SEK").build(),
                Happened.payout(DAY, "100.00 SEK").build());

        assertThat(held.shown()).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna utbetalning 2201447718, 4 rader
                  TRANSIT_SEK 1979 900.00 SEK
                  RESERVE_SEK 1591 100.00 SEK
                  CLEARING_SEK 1581 -1000.00 SEK
                """);
        assertThat(released.perRole())
                .isEqualTo(Map.of("TRANSIT_SEK", new Booked.Sum(10_000, 0), "RESERVE_SEK", new Booked.Sum(-10_000, 0)));
    }

    @Test
    void aForeignReserveIsHeldAtItsBookedValue() {
        Booked booked = euro(
                sale("1", "100.00 EUR"),
                event(EventKind.RESERVE_HELD, "4.00 EUR").build(),
                PAID);

        assertThat(booked.perRole())
                .isEqualTo(Map.of(
                        "TRANSIT_EUR", new Booked.Sum(96_000, 9_600),
                        "RESERVE_EUR", new Booked.Sum(4_000, 400),
                        "CLEARING_EUR", new Booked.Sum(-100_000, -10_000)));
    }

    /** Nothing says at what value the reserve was held; the sale leaves clearing at its own. */
    @Test
    void aForeignReserveComesBackAtTheRateOfTheDayAndIsPaidOutAtThat() {
        Booked booked = euro(
                sale("1", "90.00 EUR"),
                event(EventKind.RESERVE_RELEASED, "6.00 EUR").build(),
                PAID);

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna utbetalning XE7K2QPD, 3 rader (EUR 96,00)
                  TRANSIT_EUR 1978 966.00 SEK = 96.00 EUR
                  RESERVE_EUR 1592 -66.00 SEK = -6.00 EUR @ 11.00
                  CLEARING_EUR 1582 -900.00 SEK = -90.00 EUR
                """);
    }

    /** The fee takes more than the refunds leave on clearing: the reserve pays for both. */
    @Test
    void aForeignReserveCoversWhatClearingLacks() {
        Booked booked = euro(
                Happened.refund("1", "2026-02-02", "4.00 EUR").build(),
                event(EventKind.FEE, "2.00 EUR").build(),
                event(EventKind.RESERVE_RELEASED, "6.00 EUR").build(),
                Happened.payout(DAY, "0.00 EUR").build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna avräkning XE7K2QPD, 0 utbetalt
                  FEE 6064 22.00 SEK = 2.00 EUR @ 11.00
                  RESERVE_EUR 1592 -66.00 SEK = -6.00 EUR @ 11.00
                  CLEARING_EUR 1582 40.00 SEK = 4.00 EUR
                  FX_LOSS 7960 4.00 SEK
                """);
    }

    @Test
    void whatIsPaidOutOfAForeignReserveAloneIsOfTheDay() {
        Booked booked = euro(
                Happened.refund("1", "2026-02-02", "4.00 EUR").build(),
                event(EventKind.RESERVE_RELEASED, "10.00 EUR").build(),
                Happened.payout(DAY, "6.00 EUR").build());

        assertThat(booked.perRole())
                .isEqualTo(Map.of(
                        "TRANSIT_EUR", new Booked.Sum(6_600, 600),
                        "RESERVE_EUR", new Booked.Sum(-11_000, -1_000),
                        "CLEARING_EUR", new Booked.Sum(4_000, 400),
                        "FX_LOSS", new Booked.Sum(400, 0)));
    }

    /** The refund was worth 40.00 and has become a debt of 44.00: clearing keeps the debt of 6.00 EUR at 66.00. */
    @Test
    void aForeignRefundThatBecomesADebtCostsTheDifference() {
        Booked booked = euro(
                Happened.refund("1", "2026-02-02", "4.00 EUR").build(),
                event(EventKind.FEE, "2.00 EUR").build(),
                event(EventKind.DEBT_INCURRED, "6.00 EUR").build(),
                Happened.payout(DAY, "0.00 EUR").build());

        assertThat(booked.perRole())
                .isEqualTo(Map.of(
                        "FEE", new Booked.Sum(2_200, 200),
                        "CLEARING_EUR", new Booked.Sum(-2_600, -200),
                        "FX_LOSS", new Booked.Sum(400, 0)));
    }

    @Test
    void whereNothingIsLeftToShareTheRateOfTheDayDecides() {
        Booked onlyReserve = euro(
                Happened.refund("1", "2026-02-02", "6.00 EUR").build(),
                event(EventKind.RESERVE_RELEASED, "6.00 EUR").build(),
                Happened.payout(DAY, "0.00 EUR").build());
        Booked belowZeroInTheBooks = euro(
                sale("1", "100.00 EUR"),
                Happened.refund("2", "2026-02-03", "96.00 EUR").build(),
                Happened.payout(DAY, "4.00 EUR").build());

        assertThat(onlyReserve.perRole())
                .isEqualTo(Map.of(
                        "RESERVE_EUR", new Booked.Sum(-6_600, -600),
                        "CLEARING_EUR", new Booked.Sum(6_000, 600),
                        "FX_LOSS", new Booked.Sum(600, 0)));
        assertThat(belowZeroInTheBooks.perRole())
                .isEqualTo(Map.of(
                        "TRANSIT_EUR", new Booked.Sum(4_400, 400),
                        "CLEARING_EUR", new Booked.Sum(800, -400),
                        "FX_GAIN", new Booked.Sum(-5_200, 0)));
    }

    @Test
    void moneyThatTheSettlementDoesNotExplainIsOfTheDayWithoutADifference() {
        // A balance is paid out that earlier settlements built up.
        Booked booked = euro(sale("1", "10.00 EUR"), PAID);

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 PAYOUT_DAY Klarna utbetalning XE7K2QPD, 2 rader (EUR 96,00)
                  TRANSIT_EUR 1978 1056.00 SEK = 96.00 EUR @ 11.00
                  CLEARING_EUR 1582 -1056.00 SEK = -96.00 EUR
                """);
    }

    @Test
    void feesAndReservesOfABalanceThatIsNotExplainedAreOfTheDayToo() {
        Booked booked = euro(
                event(EventKind.FEE, "2.50 EUR").vat(Happened.vat("25", 50)).build(),
                event(EventKind.RESERVE_HELD, "1.50 EUR").build(),
                PAID);

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna utbetalning XE7K2QPD, 3 rader (EUR 96,00)
                  TRANSIT_EUR 1978 1056.00 SEK = 96.00 EUR @ 11.00
                  FEE 6064 22.00 SEK = 2.00 EUR @ 11.00
                  VAT_IN 2641 5.50 SEK = 0.50 EUR @ 11.00 | 25 SE 48
                  RESERVE_EUR 1592 16.50 SEK = 1.50 EUR @ 11.00
                  CLEARING_EUR 1582 -1100.00 SEK = -100.00 EUR
                """);
    }

    @Test
    void aForeignSettlementOfNothingStillClosesItsDifference() {
        Booked booked = euro(
                sale("1", "100.00 EUR"),
                Happened.refund("2", "2026-02-03", "100.00 EUR").build(),
                Happened.payout(DAY, "0.00 EUR").build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 PAYOUT_DAY Klarna avräkning XE7K2QPD, 0 utbetalt
                  CLEARING_EUR 1582 50.00 SEK
                  FX_GAIN 3960 -50.00 SEK
                """);
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(1, 0, 2));
    }

    @Test
    void aSettlementWithoutAPayoutLeavesClearingAlone() {
        Booked unpaid = euro(
                sale("1", "100.00 EUR"),
                Happened.refund("2", "2026-02-03", "100.00 EUR").build());
        Booked nothing = krona(
                rules(),
                sale("1", "100.00 SEK"),
                refund("1", "100.00 SEK"),
                Happened.payout(DAY, "0.00 SEK").build());

        assertThat(unpaid.bookings()).isEmpty();
        assertThat(nothing.bookings()).isEmpty();
        assertThat(nothing.outcome()).isEqualTo(new Bookkeeper.Outcome(0, 0, 3));
    }

    @Test
    void aDebtStaysOnClearingAndIsNamedInTheText() {
        Booked booked = krona(
                rules(),
                refund("1", "1250.00 SEK"),
                Happened.fee(DAY, "25.00 SEK", 500).build(),
                event(EventKind.DEBT_INCURRED, "1275.00 SEK").build(),
                Happened.payout(DAY, "0.00 SEK").build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna avräkning 2201447718, 0 utbetalt, skuld 1 275,00
                  FEE 6064 20.00 SEK
                  VAT_IN 2641 5.00 SEK | 25 SE 48
                  CLEARING_SEK 1581 -25.00 SEK
                """);
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(3, 0, 1));
    }

    @Test
    void aDebtOfItsOwnLeavesNothingOnClearing() {
        Booked booked = krona(
                rules().ownDebts(),
                refund("1", "1250.00 SEK"),
                Happened.fee(DAY, "25.00 SEK", 500).build(),
                event(EventKind.DEBT_INCURRED, "1275.00 SEK").build(),
                Happened.payout(DAY, "0.00 SEK").build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna avräkning 2201447718, 0 utbetalt, skuld 1 275,00
                  FEE 6064 20.00 SEK
                  VAT_IN 2641 5.00 SEK | 25 SE 48
                  DEBT_SEK 2897 -1275.00 SEK
                  CLEARING_SEK 1581 1250.00 SEK
                """);
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(3, 0, 1));
    }

    @Test
    void aDebtOfItsOwnIsRepaidInThePayoutsVoucher() {
        Booked booked = krona(
                rules().ownDebts().split(),
                sale("1", "2000.00 SEK"),
                event(EventKind.DEBT_REPAID, "1275.00 SEK").build(),
                Happened.payout(DAY, "725.00 SEK").build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna utbetalning 2201447718, 3 rader
                  TRANSIT_SEK 1979 725.00 SEK
                  DEBT_SEK 2897 1275.00 SEK
                  CLEARING_SEK 1581 -2000.00 SEK «1»
                """);
    }

    /** Withheld for nothing but the debt: the voucher is that. */
    @Test
    void whatIsAllWithheldForADebtIsBooked() {
        Booked booked = krona(
                rules().ownDebts(),
                sale("1", "100.00 SEK"),
                event(EventKind.DEBT_REPAID, "100.00 SEK").build(),
                Happened.payout(DAY, "0.00 SEK").build());

        assertThat(booked.role("DEBT_SEK").inBooks()).isEqualTo(100_00);
        assertThat(booked.only("payout").voucher().dateRule()).isEqualTo("SETTLEMENT_DAY");
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(2, 0, 1));
    }

    /** The debt of 6.00 EUR was booked at 54.00 in January; what is sold at 10 repays it, and the rest is paid out at 10. */
    @Test
    void aForeignDebtOfItsOwnIsRepaidAtItsBookedValue() {
        Knowledge known = Knowledge.of(RATES, Booked.NO_ORIGINALS).with(new Knowledge.Pots() {
            @Override
            public List<Knowledge.Move> moves(Currency currency, LocalDate before) {
                return List.of();
            }

            @Override
            public List<Knowledge.Move> debt(Currency currency) {
                return List.of(new Knowledge.Move(LocalDate.of(2026, 1, 12), -600, -5_400, null));
            }
        });
        Booked booked = Booked.of(
                Booked.facts("XE7K2QPD", DAY, "94.00 EUR", 3),
                List.of(
                        sale("1", "100.00 EUR"),
                        event(EventKind.DEBT_REPAID, "6.00 EUR").build(),
                        Happened.payout(DAY, "94.00 EUR").build()),
                rules().ownDebts().build(),
                known);

        assertThat(booked.perRole())
                .containsEntry("DEBT_EUR", new Booked.Sum(5_400, 600))
                .containsEntry("TRANSIT_EUR", new Booked.Sum(94_000, 9_400))
                .containsEntry("FX_LOSS", new Booked.Sum(600, 0))
                .containsEntry("CLEARING_EUR", new Booked.Sum(-100_000, -10_000));
    }

    /** 6.00 EUR of debt, of which 2.00 came at 9, all of it at 12 on the last day of the year and 1.00 repaid since. */
    @Test
    void aForeignDebtOnClearingIsRepaidAtWhatItStandsAtThere() {
        ExchangeRates rates = Booked.rates(
                "2025-12-12",
                "EUR",
                "9.00",
                "2026-01-12",
                "EUR",
                "13.00",
                "2026-02-02",
                "EUR",
                "10.00",
                DAY,
                "EUR",
                "11.00");
        ExchangeRate closing = new ExchangeRate(
                Currency.getInstance("EUR"), Money.SEK, new BigDecimal("12"), LocalDate.of(2025, 12, 31), "Riksbanken");
        Knowledge known = Knowledge.of(rates, Booked.NO_ORIGINALS).with(new Knowledge.Pots() {
            @Override
            public List<Knowledge.Move> moves(Currency currency, LocalDate before) {
                return List.of();
            }

            @Override
            public List<Knowledge.Move> debtOnClearing(Currency currency) {
                return List.of(
                        new Knowledge.Move(LocalDate.of(2025, 12, 12), -700, 0, null),
                        new Knowledge.Move(LocalDate.of(2025, 12, 31), 0, 0, closing),
                        new Knowledge.Move(LocalDate.of(2026, 1, 12), 100, 0, null));
            }
        });
        Booked booked = Booked.of(
                Booked.facts("XE7K2QPD", DAY, "93.00 EUR", 4),
                List.of(
                        sale("1", "100.00 EUR"),
                        event(EventKind.DEBT_REPAID, "4.00 EUR").build(),
                        event(EventKind.DEBT_REPAID, "3.00 EUR").build(),
                        Happened.payout(DAY, "93.00 EUR").build()),
                rules().build(),
                known);

        // 100.00 at 10 less 6.00 at 12, and 1.00 more than the debt at the rate of the day.
        assertThat(booked.perRole())
                .containsEntry("TRANSIT_EUR", new Booked.Sum(100_000 - 7_200 - 1_100, 9_300))
                .containsEntry("CLEARING_EUR", new Booked.Sum(-91_700, -9_300));
    }

    /** The refund was worth 40.00 and the debt is 66.00: nothing stays on clearing. */
    @Test
    void aForeignDebtOfItsOwnComesAtTheRateOfItsDay() {
        Booked booked = euro(
                rules().ownDebts(),
                Happened.refund("1", "2026-02-02", "4.00 EUR").build(),
                event(EventKind.FEE, "2.00 EUR").build(),
                event(EventKind.DEBT_INCURRED, "6.00 EUR").build(),
                Happened.payout(DAY, "0.00 EUR").build());

        assertThat(booked.perRole())
                .containsEntry("DEBT_EUR", new Booked.Sum(-6_600, -600))
                .containsEntry("FEE", new Booked.Sum(2_200, 200))
                .containsEntry("FX_LOSS", new Booked.Sum(400, 0))
                .containsEntry("CLEARING_EUR", new Booked.Sum(4_000, 400));
    }

    @Test
    void aDebtIsRepaidByPayingOutLess() {
        Booked booked = krona(
                rules().split(),
                sale("1", "2000.00 SEK"),
                event(EventKind.DEBT_REPAID, "1275.00 SEK").build(),
                Happened.payout(DAY, "725.00 SEK").build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 PAYOUT_DAY Klarna utbetalning 2201447718, 3 rader
                  TRANSIT_SEK 1979 725.00 SEK
                  CLEARING_SEK 1581 -2000.00 SEK «1»
                  CLEARING_SEK 1581 1275.00 SEK «skuld»
                """);
    }

    @Test
    void feesGivenBackStandInAVoucherOfTheirOwn() {
        Booked booked = krona(
                rules(),
                event(EventKind.FEE_REFUND, "62.50 SEK")
                        .vat(Happened.vat("25", 1_250))
                        .build(),
                event(EventKind.FEE_REFUND, "12.50 SEK")
                        .vat(Happened.vat("25", 250))
                        .build(),
                event(EventKind.FEE_REFUND, "0.00 SEK").build(),
                Happened.payout(DAY, "75.00 SEK").build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 PAYOUT_DAY Klarna utbetalning 2201447718, 4 rader
                  TRANSIT_SEK 1979 75.00 SEK
                  CLEARING_SEK 1581 -75.00 SEK
                2026-02-16 SETTLEMENT_DAY Klarna avgift återförd 2026-02-16
                  CLEARING_SEK 1581 75.00 SEK
                  FEE 6064 -60.00 SEK
                  VAT_IN 2641 -15.00 SEK | 25 SE 48
                """);
        assertThat(booked.only("fee-refunds").key()).isEqualTo("2201447718/fee-refunds");
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(3, 0, 1));
    }

    @Test
    void foreignFeesAreGivenBackAtTheRateOfTheDay() {
        Booked booked = euro(
                event(EventKind.FEE_REFUND, "5.00 EUR")
                        .vat(Happened.vat("25", 100))
                        .vatInBooks(Money.parse("10.93 SEK"))
                        .build(),
                Happened.payout(DAY, "5.00 EUR").build());

        assertThat(Booked.shown(booked.only("fee-refunds").voucher())).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna avgift återförd 2026-02-16
                  CLEARING_EUR 1582 55.00 SEK = 5.00 EUR @ 11.00
                  FEE 6064 -44.07 SEK = -4.00 EUR @ 11.00
                  VAT_IN 2641 -10.93 SEK = -1.00 EUR | 25 SE 48
                """);
        assertThat(booked.role("CLEARING_EUR")).isEqualTo(Booked.Sum.ZERO);
    }

    @Test
    void aDisputeMovesTheClaimAndAWonOneMovesItBack() {
        Booked booked = krona(
                rules(),
                Happened.event(EventKind.CHARGEBACK_WON, "10001", DAY, "80.00 SEK")
                        .build(),
                Happened.event(EventKind.CHARGEBACK_OPENED, "10231", DAY, "1250.00 SEK")
                        .build(),
                event(EventKind.CHARGEBACK_OPENED, "0.00 SEK")
                        .vat(Happened.vat("25", 100))
                        .build(),
                event(EventKind.CHARGEBACK_OPENED, "5.00 SEK").build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna tvist order 10231
                  AR_DISPUTED 1516 1250.00 SEK
                  CLEARING_SEK 1581 -1250.00 SEK
                2026-02-16 SETTLEMENT_DAY Klarna tvist
                  AR_DISPUTED 1516 5.00 SEK
                  CLEARING_SEK 1581 -5.00 SEK
                2026-02-16 SETTLEMENT_DAY Klarna tvist order 10001 vunnen
                  CLEARING_SEK 1581 80.00 SEK
                  AR_DISPUTED 1516 -80.00 SEK
                """);
        assertThat(booked.bookings().stream().map(Booking::key))
                .containsExactly(
                        "2201447718/own/CHARGEBACK_OPENED|10231|1250.00 SEK",
                        "2201447718/own/CHARGEBACK_OPENED||5.00 SEK",
                        "2201447718/own/CHARGEBACK_WON|10001|80.00 SEK");
        assertThat(booked.bookings().stream().map(Booking::events)).containsOnly(1);
    }

    @Test
    void aForeignDisputeIsOfTheSettlementDayAndLeavesNothingOnClearing() {
        Booked booked = euro(
                event(EventKind.CHARGEBACK_WON, "96.00 EUR")
                        .order(Happened.order("10231"))
                        .build(),
                PAID);

        assertThat(Booked.shown(booked.only("own").voucher())).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna tvist order 10231 vunnen
                  CLEARING_EUR 1582 1056.00 SEK = 96.00 EUR @ 11.00
                  AR_DISPUTED 1516 -1056.00 SEK = -96.00 EUR @ 11.00
                """);
        assertThat(booked.role("CLEARING_EUR")).isEqualTo(Booked.Sum.ZERO);
    }

    /** Money of a closed period is entered on the first open day, and says so; rates stay those of its own day. */
    @ParameterizedTest
    @CsvSource({"2026-02-16, 2026-01-31", "2026-01-31, 2026-02-16", "2026-02-16, 2026-02-16"})
    void moneyOfAClosedPeriodMovesToTheFirstOpenDay(String locked, String reported) {
        Booked booked = Booked.of(
                Booked.facts("XE7K2QPD", DAY, "96.00 EUR", 5),
                List.of(
                        sale("1", "100.00 EUR"),
                        event(EventKind.FEE, "4.00 EUR").build(),
                        event(EventKind.FEE_REFUND, "1.00 EUR").build(),
                        event(EventKind.CHARGEBACK_OPENED, "1.00 EUR")
                                .order(Happened.order("10231"))
                                .build(),
                        PAID),
                rules().locked(locked).vatReported(reported).build(),
                RATES,
                Booked.NO_ORIGINALS);

        assertThat(booked.shown()).isEqualTo("""
                2026-02-17 FIRST_OPEN_DAY Klarna utbetalning XE7K2QPD, 5 rader (EUR 96,00), avser 2026-02-16
                  TRANSIT_EUR 1978 960.00 SEK = 96.00 EUR
                  FEE 6064 44.00 SEK = 4.00 EUR @ 11.00
                  CLEARING_EUR 1582 -1000.00 SEK = -100.00 EUR
                  FX_GAIN 3960 -4.00 SEK
                2026-02-17 FIRST_OPEN_DAY Klarna avgift återförd 2026-02-16, avser 2026-02-16
                  CLEARING_EUR 1582 11.00 SEK = 1.00 EUR @ 11.00
                  FEE 6064 -11.00 SEK = -1.00 EUR @ 11.00
                2026-02-17 FIRST_OPEN_DAY Klarna tvist order 10231, avser 2026-02-16
                  AR_DISPUTED 1516 11.00 SEK = 1.00 EUR @ 11.00
                  CLEARING_EUR 1582 -11.00 SEK = -1.00 EUR @ 11.00
                """);
    }

    @Test
    void partsMoveWithTheirPayout() {
        Booked booked = krona(
                rules().split().maxRows(9).locked(DAY),
                sale("1", "100.00 SEK"),
                Happened.payout(DAY, "100.00 SEK").build());

        assertThat(booked.only("part-1").voucher().text())
                .isEqualTo("Klarna utbetalning 2201447718, order del 1 av 1, avser 2026-02-16");
        assertThat(booked.only("part-1").voucher().date()).isEqualTo("2026-02-17");
        assertThat(booked.only("part-1").voucher().dateRule()).isEqualTo("FIRST_OPEN_DAY");
    }

    @Test
    void moneyNeverMovesIntoAnotherYear() {
        Booked locked = krona(
                rules().locked("2026-12-31"),
                sale("1", "125.00 SEK"),
                Happened.fee(DAY, "25.00 SEK", 500).build(),
                Happened.payout(DAY, "100.00 SEK").build());
        Booked reported = krona(
                rules().vatReported("2026-12-31"),
                Happened.payout(DAY, "100.00 SEK").build());
        Booked brokenYear = krona(
                rules().yearFrom(3, 1).locked("2026-02-28"),
                Happened.payout(DAY, "100.00 SEK").build());

        assertThat(locked.bookings()).isEmpty();
        assertThat(locked.held().stream().map(Booked.Held::reason))
                .hasSize(2)
                .containsOnly(Reason.of("YEAR_LOCKED", "reference", "2201447718", "day", DAY, "through", "2026-12-31"));
        assertThat(reported.held().stream().map(Booked.Held::reason))
                .containsExactly(Reason.of(
                        "VAT_REPORTED",
                        "order",
                        "2201447718",
                        "day",
                        DAY,
                        "amount",
                        "100.00 SEK",
                        "boundary",
                        "2026-12-31"));
        assertThat(brokenYear.heldCodes()).containsExactly("YEAR_LOCKED");
    }

    @Test
    void aMissingAccountStopsTheSettlementAndIsNamed() {
        assertThatThrownBy(() -> krona(
                        rules().without("TRANSIT_SEK"),
                        Happened.payout(DAY, "100.00 SEK").build()))
                .isInstanceOfSatisfying(
                        CannotBook.class, cannot -> assertThat(cannot.reason().facts())
                                .containsEntry("role", "TRANSIT_SEK")
                                .containsEntry("day", DAY));
    }

    @Test
    void aForeignSettlementNeedsTheRateOfItsDay() {
        assertThatThrownBy(
                        () -> Booked.of(Booked.facts("XE7K2QPD", DAY, "96.00 EUR", 1), List.of(PAID), rules().build()))
                .isInstanceOfSatisfying(
                        CannotBook.class,
                        cannot -> assertThat(cannot.reason().code()).isEqualTo("RATE_MISSING"));
    }

    /** A provider that converts pays another currency than it owed: what arrives counts, the difference is exchange. */
    @Test
    void aPayoutThatTheProviderConvertsArrivesInItsOwnCurrency() {
        Booked booked = euro(
                Happened.sale("1", "2026-02-02", "96.00 EUR").build(),
                Happened.payout(DAY, "40.00 EUR")
                        .original(Money.parse("430.00 SEK"), null)
                        .build(),
                Happened.payout(DAY, "56.00 EUR")
                        .original(Money.parse("602.00 SEK"), null)
                        .build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 PAYOUT_DAY Klarna utbetalning XE7K2QPD, 3 rader (EUR 96,00)
                  TRANSIT_SEK 1979 1032.00 SEK
                  CLEARING_EUR 1582 -960.00 SEK = -96.00 EUR
                  FX_GAIN 3960 -72.00 SEK
                """);
    }

    @Test
    void aPayoutThatIsStatedInItsOwnCurrencyTwiceIsNotConverted() {
        Booked booked = euro(
                Happened.sale("1", "2026-02-02", "96.00 EUR").build(),
                Happened.payout(DAY, "96.00 EUR")
                        .original(Money.parse("96.00 EUR"), null)
                        .build());

        assertThat(booked.role("TRANSIT_EUR")).isEqualTo(new Booked.Sum(960_00, 96_00));
    }

    /** A fee that names a dispute is its cost; one that names what is not here is a fee like others. */
    @Test
    void aFeeStandsWithTheDisputeItNames() {
        Booked booked = krona(
                rules(),
                Happened.fee("2026-02-02", "25.00 SEK", 500).subject("dp_1").build(),
                Happened.fee("2026-02-03", "12.50 SEK", 250).subject("dp_9").build(),
                Happened.fee("2026-02-03", "50.00 SEK", 1000).build(),
                event(EventKind.CHARGEBACK_OPENED, "100.00 SEK").subject("dp_1").build(),
                event(EventKind.CHARGEBACK_WON, "80.00 SEK").subject("dp_2").build(),
                event(EventKind.ADVANCE, "500.00 SEK").subject("dp_3").build(),
                event(EventKind.FEE, "10.00 SEK").subject("dp_3").build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna avräkning 2201447718, 0 utbetalt
                  FEE 6064 50.00 SEK
                  VAT_IN 2641 12.50 SEK | 25 SE 48
                  CLEARING_SEK 1581 -62.50 SEK
                2026-02-16 SETTLEMENT_DAY Klarna förskott 2026-02-16
                  CLEARING_SEK 1581 490.00 SEK
                  LOAN_COST 8410 10.00 SEK
                  ADVANCE_LOAN 2840 -500.00 SEK
                2026-02-16 SETTLEMENT_DAY Klarna tvist dp_1
                  AR_DISPUTED 1516 100.00 SEK
                  FEE 6064 20.00 SEK
                  VAT_IN 2641 5.00 SEK | 25 SE 48
                  CLEARING_SEK 1581 -125.00 SEK
                2026-02-16 SETTLEMENT_DAY Klarna tvist dp_2 vunnen
                  CLEARING_SEK 1581 80.00 SEK
                  AR_DISPUTED 1516 -80.00 SEK
                """);
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(7, 0, 0));
        assertThat(booked.bookings().stream().map(Booking::events)).containsExactly(2, 2, 2, 1);
    }

    @Test
    void feesThatWaitStayOnClearingInASplitPayoutToo() {
        Booked booked = krona(
                rules().split().feeVat(MoneyRules.FeeVat.UNSET),
                sale("1", "100.00 SEK"),
                Happened.fee("2026-02-02", "10.00 SEK", 0)
                        .order(Happened.order("1"))
                        .build(),
                Happened.payout(DAY, "90.00 SEK").build());

        assertThat(booked.heldCodes()).containsExactly("FEE_VAT_UNSET");
        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 PAYOUT_DAY Klarna utbetalning 2201447718, 3 rader
                  TRANSIT_SEK 1979 90.00 SEK
                  CLEARING_SEK 1581 -100.00 SEK «1»
                  CLEARING_SEK 1581 10.00 SEK «1»
                """);
    }

    /** What is left of a krona is a row of its own, and the orders are all that leaves clearing. */
    @Test
    void aSplitPayoutOfWholeKronorLeavesNothingUnexplained() {
        Booked booked = krona(
                rules().split().wholeKronor(),
                sale("1", "100.40 SEK"),
                event(EventKind.ADJUSTMENT, "-0.40 SEK").build(),
                Happened.payout(DAY, "100.00 SEK").build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 PAYOUT_DAY Klarna utbetalning 2201447718, 3 rader
                  TRANSIT_SEK 1979 100.00 SEK
                  ROUNDING 3740 0.40 SEK
                  CLEARING_SEK 1581 -100.40 SEK «1»
                """);
    }

    /** A whole krona is no rounding, whichever way it goes; nor is anything of a payout with öre. */
    @ParameterizedTest
    @CsvSource({
        "-0.99 SEK, 100.00 SEK, true",
        "0.99 SEK, 100.00 SEK, true",
        "-1.00 SEK, 100.00 SEK, false",
        "1.00 SEK, 100.00 SEK, false",
        "0.01 SEK, 100.01 SEK, false"
    })
    void roundingIsLessThanAKronaOfAPayoutWithoutOre(String adjustment, String payout, boolean rounds) {
        List<Event> events = List.of(
                sale("1", "100.00 SEK"), event(EventKind.ADJUSTMENT, adjustment).build());

        Booked booked = Booked.of(
                Booked.facts("2201447718", DAY, payout, 2),
                events,
                rules().wholeKronor().build());

        assertThat(booked.heldCodes()).isEqualTo(rounds ? List.of() : List.of("NEEDS_DECISION"));
    }

    /** 20.00 of the payout are lent by the provider at the day's rate, and the rest is worth what it was sold at. */
    @Test
    void aForeignPayoutThatADebtOfItsOwnAddsToIsWorthBoth() {
        Booked booked = euro(
                rules().ownDebts(),
                sale("1", "100.00 EUR"),
                event(EventKind.DEBT_INCURRED, "20.00 EUR").build(),
                Happened.payout(DAY, "120.00 EUR").build());

        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 SETTLEMENT_DAY Klarna utbetalning XE7K2QPD, 3 rader (EUR 120,00)
                  TRANSIT_EUR 1978 1220.00 SEK = 120.00 EUR
                  DEBT_EUR 2898 -220.00 SEK = -20.00 EUR @ 11.00
                  CLEARING_EUR 1582 -1000.00 SEK = -100.00 EUR
                """);
    }

    /** What passed clearing without being booked is ticked off with the rest. */
    @Test
    void salesOfBeforeTheStartAndThoseWhoseRiskIsNotKnownLeaveClearingOnRowsOfTheirOwn() {
        var asks = new CreditRisk(CreditRisk.Bearer.PROVIDER, Map.of("PLAN", CreditRisk.Bearer.ASK));
        Booked booked = krona(
                new TestRules()
                        .modes(Mode.DAILY)
                        .split()
                        .creditRisk(asks)
                        .start("2026-02-02")
                        .opening("60.00 SEK", "Anna"),
                Happened.sale("1", "2026-02-01", "60.00 SEK").build(),
                Happened.sale("2", "2026-02-02", "40.00 SEK").method("PLAN").build(),
                Happened.payout(DAY, "100.00 SEK").build());

        assertThat(booked.heldCodes()).containsExactly("CREDIT_RISK_UNSET");
        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 PAYOUT_DAY Klarna utbetalning 2201447718, 3 rader
                  TRANSIT_SEK 1979 100.00 SEK
                  CLEARING_SEK 1581 -60.00 SEK «1»
                  CLEARING_SEK 1581 -40.00 SEK «2»
                """);
    }

    /** A payout that stands in the bank already waits, and what the settlement booked beside it leaves without it. */
    @Test
    void aPayoutThatWaitsForTheBankLeavesClearingForNow() {
        Knowledge known = Knowledge.of(Booked.NO_RATES, Booked.NO_ORIGINALS)
                .with((Knowledge.BankBook) (account, amount, from, until) -> Optional.of(LocalDate.of(2026, 2, 17)));
        Booked booked = Booked.of(
                Booked.facts("2201447718", DAY, "90.00 SEK", 3),
                List.of(
                        sale("1", "100.00 SEK"),
                        Happened.fee(DAY, "10.00 SEK", 0).build(),
                        Happened.payout(DAY, "90.00 SEK").build()),
                rules().split().ownsBank().build(),
                known);

        assertThat(booked.heldCodes()).containsExactly("BANK_ALSO_BOOKED");
        assertThat(booked.shown()).isEqualTo("""
                2026-02-16 BANK_DAY Klarna avräkning 2201447718, 0 utbetalt
                  FEE 6064 10.00 SEK
                  CLEARING_SEK 1581 -100.00 SEK «1»
                  CLEARING_SEK 1581 90.00 SEK
                """);
    }

    /** In euro it waits at the rate of its day, and that is all that stays. */
    @Test
    void aForeignPayoutThatWaitsForTheBankStaysOnClearingAtItsValue() {
        Knowledge known = Knowledge.of(RATES, Booked.NO_ORIGINALS)
                .with((Knowledge.BankBook) (account, amount, from, until) -> Optional.of(LocalDate.of(2026, 2, 17)));
        Booked booked = Booked.of(
                Booked.facts("XE7K2QPD", DAY, "96.00 EUR", 3),
                List.of(
                        sale("1", "100.00 EUR"),
                        event(EventKind.FEE, "4.00 EUR").build(),
                        PAID),
                rules().modes(Mode.DAILY).ownsBank().build(),
                known);

        assertThat(booked.heldCodes()).containsExactly("BANK_ALSO_BOOKED");
        assertThat(booked.role("CLEARING_EUR")).isEqualTo(new Booked.Sum(1_056_00, 96_00));
    }

    @Test
    void feesOfTheSuppliersInvoiceWaitForIt() {
        Booked booked = krona(
                rules().feesOnInvoice(),
                sale("1", "100.00 SEK"),
                event(EventKind.FEE, "10.00 SEK").build(),
                Happened.payout(DAY, "90.00 SEK").build());

        assertThat(booked.heldCodes()).containsExactly("FEE_ON_INVOICE");
        assertThat(booked.perRole())
                .isEqualTo(Map.of("TRANSIT_SEK", new Booked.Sum(90_00, 0), "CLEARING_SEK", new Booked.Sum(-90_00, 0)));
    }

    /** In the order of the provider's rows, whatever they are called. */
    @Test
    void feesOfDisputesLeaveClearingInTheOrderOfTheirRows() {
        var events = new ArrayList<Event>();
        for (int i = 1; i <= 5; i++) {
            events.add(event(EventKind.CHARGEBACK_OPENED, "10.00 SEK")
                    .subject("dp_" + i)
                    .build());
            events.add(event(EventKind.FEE, i + ".00 SEK")
                    .subject("dp_" + i)
                    .row(10 - i)
                    .build());
        }
        events.add(Happened.payout(DAY, "100.00 SEK").build());

        Booked booked = krona(rules().split(), events.toArray(Event[]::new));

        assertThat(booked.only("/payout").voucher().rows())
                .extracting(VoucherRow::text)
                .filteredOn(text -> text.startsWith("avgift"))
                .containsExactly("avgift dp_5", "avgift dp_4", "avgift dp_3", "avgift dp_2", "avgift dp_1");
    }

    private static TestRules rules() {
        return new TestRules().modes(Mode.PAYOUT);
    }

    private static Booked krona(TestRules rules, Event... events) {
        return Booked.of(Booked.facts("2201447718", DAY, "100.00 SEK", events.length), List.of(events), rules.build());
    }

    private static Booked euro(Event... events) {
        return euro(rules(), events);
    }

    private static Booked euro(TestRules rules, Event... events) {
        return Booked.of(
                Booked.facts("XE7K2QPD", DAY, "96.00 EUR", events.length),
                List.of(events),
                rules.build(),
                RATES,
                Booked.NO_ORIGINALS);
    }

    private static Event sale(String order, String amount) {
        return Happened.sale(order, "2026-02-02", amount).build();
    }

    private static Event refund(String order, String amount) {
        return Happened.refund(order, "2026-02-03", amount).build();
    }

    private static Event.Builder event(EventKind kind, String amount) {
        return Happened.event(kind, "", DAY, amount);
    }

    private static VoucherRow row(Booked booked, String role) {
        List<VoucherRow> rows = booked.bookings().stream()
                .flatMap(booking -> booking.voucher().rows().stream())
                .filter(row -> row.role().equals(role))
                .toList();
        assertThat(rows).hasSize(1);
        return rows.get(0);
    }
}
