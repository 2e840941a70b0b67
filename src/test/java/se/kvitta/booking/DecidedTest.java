package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.VatRate;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

class DecidedTest {

    private static final Event COMMISSION =
            Happened.event(EventKind.COMMISSION, "", "2026-02-02", "125.00 SEK").build();
    private static final Event LOST = Happened.event(EventKind.CHARGEBACK_LOST, "10231", "2026-02-02", "1250.00 SEK")
            .subject("dp_1")
            .build();

    private static final ExchangeRates DISPUTE_RATES = Booked.rates(
            "2026-02-02",
            "EUR",
            "10.00",
            "2026-02-03",
            "EUR",
            "10.50",
            "2026-02-04",
            "EUR",
            "11.50",
            "2026-02-16",
            "EUR",
            "11.00");

    @ParameterizedTest
    @CsvSource({
        "INCOME_25, COMMISSION_INCOME_25, -10000, -2500",
        "INCOME_EXEMPT, COMMISSION_INCOME, -12500, 0",
        "ACCOUNT, CHOSEN, -12500, 0",
        "LOSS, BAD_DEBT, -12500, 0"
    })
    void whatIsDecidedStandsOnItsDayInEveryMode(Decision.Choice choice, String role, long amount, long vat) {
        for (Mode mode : List.of(Mode.LEDGER, Mode.MATCH, Mode.DAILY, Mode.PAYOUT)) {
            Booked booked = book(new TestRules().modes(mode), choice, COMMISSION);

            assertThat(booked.only("decided").voucher().date()).isEqualTo("2026-02-20");
            assertThat(booked.only("decided").voucher().dateRule()).isEqualTo("DECISION_DAY");
            assertThat(booked.role(role).inBooks()).isEqualTo(amount);
            assertThat(booked.role("VAT_OUT_25").inBooks()).isEqualTo(vat);
            assertThat(booked.role("CLEARING_SEK").inBooks()).isEqualTo(125_00);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"LEDGER", "DAILY", "MATCH", "PAYOUT"})
    void aLostDisputeIsALossInEveryModeAndARefundForThoseWhoBookSales(Mode mode) {
        Booked loss = book(new TestRules().modes(mode), Decision.Choice.LOSS, LOST);
        assertThat(loss.role("BAD_DEBT").inBooks()).isEqualTo(1_250_00);
        assertThat(loss.role("AR_DISPUTED").inBooks()).isEqualTo(-1_250_00);
        assertThat(loss.role("CLEARING_SEK")).isEqualTo(Booked.Sum.ZERO);

        Booked refund = book(new TestRules().modes(mode), Decision.Choice.REFUND, LOST);
        boolean sales = mode == Mode.LEDGER || mode == Mode.DAILY;
        assertThat(refund.heldCodes()).hasSize(sales ? 0 : 1);
        assertThat(refund.role("VAT_OUT_25").inBooks()).isEqualTo(sales ? 250_00 : 0);
        assertThat(refund.role("AR_DISPUTED").inBooks()).isEqualTo(sales ? -1_250_00 : 0);
        assertThat(refund.role("AR_CUSTOMER")).isEqualTo(Booked.Sum.ZERO);
        assertThat(refund.bookings()).hasSize(mode == Mode.LEDGER ? 2 : sales ? 1 : 0);
    }

    @Test
    void whatSomebodyBookedByHandOnlyPasses() {
        Booked booked = book(new TestRules(), Decision.Choice.BY_HAND, COMMISSION);

        assertThat(booked.left()).containsEntry(COMMISSION, "BOOKED_BY_HAND");
        assertThat(booked.bookings()).isEmpty();
    }

    /** In euro it waits at the rate of its sale, and leaves clearing at that. */
    @Test
    void aBadDebtLeavesClearingAtTheValueItWaitsAt() {
        Event sale = Happened.sale("1", "2026-02-02", "100.00 EUR").build();
        Event unpaid = Happened.refund("1", "2026-02-03", "40.00 EUR")
                .waits("BAD_DEBT_DECIDE")
                .build();

        Booked booked = Booked.of(
                Booked.facts("XE7K2QPD", "2026-02-16", "60.00 EUR", 3),
                List.of(sale, unpaid, Happened.payout("2026-02-16", "60.00 EUR").build()),
                new TestRules().build(),
                decided(
                        Booked.rates(
                                "2026-02-02", "EUR", "10.00", "2026-02-03", "EUR", "10.50", "2026-02-16", "EUR", "11"),
                        any -> Optional.of(sale),
                        unpaid,
                        Decision.Choice.LOSS));

        assertThat(booked.role("BAD_DEBT")).isEqualTo(new Booked.Sum(400_00, 40_00));
        assertThat(booked.role("CLEARING_EUR")).isEqualTo(Booked.Sum.ZERO);
    }

    /** Sold at 10, opened at 10.50 or paid out at 11, lost at 11.50: the claim leaves its account at what it came at. */
    @ParameterizedTest
    @CsvSource({
        "DAILY, SETTLEMENT, REFUND, FX_LOSS, 4000",
        "DAILY, BALANCE, REFUND, FX_LOSS, 2000",
        "LEDGER, SETTLEMENT, REFUND, FX_LOSS, 4000",
        "LEDGER, BALANCE, REFUND, FX_LOSS, 2000",
        "DAILY, SETTLEMENT, LOSS, BAD_DEBT, 44000",
        "DAILY, BALANCE, LOSS, BAD_DEBT, 42000",
        "PAYOUT, BALANCE, LOSS, BAD_DEBT, 42000"
    })
    void aForeignDisputeLeavesNothingOfItselfInTheBooks(
            Mode mode, MoneyRules.Day day, Decision.Choice choice, String role, long amount) {
        var rules = new TestRules().modes(mode);
        if (day == MoneyRules.Day.BALANCE) {
            rules.byBalanceDay();
        }
        Event sale = Happened.sale("1", "2026-02-02", "100.00 EUR").build();
        Event opened = dispute(EventKind.CHARGEBACK_OPENED, "2026-02-03", "40.00 EUR");
        Event lost = dispute(EventKind.CHARGEBACK_LOST, "2026-02-04", "40.00 EUR");

        Booked booked = Booked.of(
                Booked.facts("XE7K2QPD", "2026-02-16", "60.00 EUR", 4),
                List.of(
                        sale,
                        opened,
                        lost,
                        Happened.payout("2026-02-16", "60.00 EUR").build()),
                rules.build(),
                decided(DISPUTE_RATES, any -> Optional.of(sale), lost, choice));

        assertThat(booked.heldCodes()).isEmpty();
        assertThat(booked.role("AR_DISPUTED")).isEqualTo(Booked.Sum.ZERO);
        assertThat(booked.role("AR_CUSTOMER")).isEqualTo(Booked.Sum.ZERO);
        long decided = booked.bookings().stream()
                .filter(booking -> booking.key().contains("/decided/"))
                .flatMap(booking -> booking.voucher().rows().stream())
                .filter(row -> row.role().equals(role))
                .mapToLong(row -> row.amount().minor())
                .sum();
        assertThat(decided).isEqualTo(amount);
        if (choice == Decision.Choice.REFUND) {
            // 100.00 sold at 10, and 40.00 of it taken back.
            assertThat(booked.role("SALES_25")).isEqualTo(new Booked.Sum(-480_00, -48_00));
            assertThat(booked.role("VAT_OUT_25")).isEqualTo(new Booked.Sum(-120_00, -12_00));
            assertThat(booked.bookings())
                    .filteredOn(booking -> booking.key().contains("/decided/"))
                    .extracting(Booking::reference)
                    .containsOnly(mode == Mode.LEDGER ? "1" : "XE7K2QPD");
        } else {
            assertThat(booked.role("BAD_DEBT").foreign()).isEqualTo(40_00);
        }
    }

    /** The verdict comes in a later payout: what the claim stands at is known from the books. */
    @Test
    void aDisputeOfAnEarlierPayoutClosesAtItsBookedValue() {
        Event lost = dispute(EventKind.CHARGEBACK_LOST, "2026-02-04", "30.00 EUR");
        Event won = dispute(EventKind.CHARGEBACK_WON, "2026-02-03", "10.00 EUR");
        var opened = new Knowledge.Move(LocalDate.of(2026, 1, 8), 40_00, 380_01, null);
        Knowledge known = decided(DISPUTE_RATES, Booked.NO_ORIGINALS, lost, Decision.Choice.LOSS)
                .with(new Knowledge.Pots() {
                    @Override
                    public List<Knowledge.Move> moves(Currency currency, LocalDate before) {
                        return List.of();
                    }

                    @Override
                    public List<Knowledge.Move> claim(Currency currency, String dispute) {
                        return dispute.equals("dp_1")
                                        && currency.getCurrencyCode().equals("EUR")
                                ? List.of(opened)
                                : List.of();
                    }
                });

        Booked booked = Booked.of(
                Booked.facts("XE7K2QPD", "2026-02-16", "10.00 EUR", 3),
                List.of(won, lost, Happened.payout("2026-02-16", "10.00 EUR").build()),
                new TestRules().byBalanceDay().build(),
                known);

        assertThat(booked.role("AR_DISPUTED")).isEqualTo(new Booked.Sum(-380_01, -40_00));
        assertThat(Booked.shown(booked.only("own").voucher())).isEqualTo("""
                2026-02-03 BALANCE_DAY Klarna tvist dp_1 order 1 vunnen
                  CLEARING_EUR 1582 105.00 SEK = 10.00 EUR @ 10.50
                  AR_DISPUTED 1516 -95.00 SEK = -10.00 EUR
                  FX_GAIN 3960 -10.00 SEK
                """);
        assertThat(booked.role("BAD_DEBT").inBooks()).isEqualTo(285_01);
    }

    /** 30 more is won back than was taken: that opens a claim of its own, the other way. */
    @Test
    void moreWonThanWasOpenedStandsAtTheRateOfItsDay() {
        Booked booked = Booked.of(
                Booked.facts("XE7K2QPD", "2026-02-16", "30.00 EUR", 3),
                List.of(
                        dispute(EventKind.CHARGEBACK_WON, "2026-02-04", "70.00 EUR"),
                        dispute(EventKind.CHARGEBACK_OPENED, "2026-02-03", "40.00 EUR"),
                        Happened.payout("2026-02-16", "30.00 EUR").build()),
                new TestRules().byBalanceDay().build(),
                Knowledge.of(DISPUTE_RATES, Booked.NO_ORIGINALS));

        assertThat(booked.role("AR_DISPUTED")).isEqualTo(new Booked.Sum(-345_00, -30_00));
        assertThat(booked.role("FX_GAIN").inBooks()).isEqualTo(-40_00);
    }

    /** Sold before the period closed, entered after it, taken back later: all at the rates of the day of the sale. */
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"DAILY", "LEDGER"})
    void aSaleThatMovesOutOfAClosedPeriodKeepsTheRatesOfItsOwnDay(Mode mode) {
        var rules = new TestRules()
                .modes(mode)
                .locked("2026-03-31")
                .rates(
                        "SE",
                        new VatRules.DatedRate(VatRate.parse("12"), null, LocalDate.of(2026, 3, 31)),
                        new VatRules.DatedRate(VatRate.parse("6"), LocalDate.of(2026, 4, 1), null));
        Event sale = Happened.sale("1", "2026-03-31", "112.00 EUR").build();
        Event refund = Happened.refund("1", "2026-04-02", "56.00 EUR").build();

        Booked booked = Booked.of(
                Booked.facts("XE7K2QPD", "2026-04-07", "56.00 EUR", 3),
                List.of(sale, refund, Happened.payout("2026-04-07", "56.00 EUR").build()),
                rules.build(),
                decided(
                        Booked.rates(
                                "2026-03-31",
                                "EUR",
                                "10.00",
                                "2026-04-01",
                                "EUR",
                                "10.50",
                                "2026-04-02",
                                "EUR",
                                "11",
                                "2026-04-07",
                                "EUR",
                                "12"),
                        any -> Optional.of(sale),
                        sale,
                        Decision.Choice.OPEN_DAY));

        assertThat(booked.heldCodes()).isEmpty();
        assertThat(booked.days()).containsEntry(sale, LocalDate.of(2026, 4, 1));
        assertThat(booked.perDayAndAccount())
                .containsEntry("2026-04-01 3002", new Booked.Sum(-1_000_00, -100_00))
                .containsEntry("2026-04-01 2621", new Booked.Sum(-120_00, -12_00))
                .containsEntry("2026-04-02 3002", new Booked.Sum(500_00, 50_00))
                .containsEntry("2026-04-02 2621", new Booked.Sum(60_00, 6_00));
        assertThat(booked.role("VAT_OUT_6")).isEqualTo(Booked.Sum.ZERO);
        assertThat(booked.role("CLEARING_EUR")).isEqualTo(Booked.Sum.ZERO);
        assertThat(booked.role("TRANSIT_EUR")).isEqualTo(new Booked.Sum(560_00, 56_00));
        assertThat(booked.bookings().stream()
                        .flatMap(booking -> booking.voucher().rows().stream())
                        .filter(row ->
                                row.role().equals("SALES_12") || row.role().equals("VAT_OUT_12"))
                        .flatMap(row -> Stream.ofNullable(row.foreign()))
                        .flatMap(foreign -> Stream.ofNullable(foreign.rate()))
                        .map(ExchangeRate::day))
                .isNotEmpty()
                .containsOnly(LocalDate.of(2026, 3, 31));
    }

    @Test
    void whatCannotBeToldApartIsDecidedInVouchersOfItsOwn() {
        Event same = Happened.event(EventKind.COMMISSION, "", "2026-02-02", "125.00 SEK")
                .build();

        assertThat(book(new TestRules(), Decision.Choice.INCOME_EXEMPT, COMMISSION, same).bookings().stream()
                        .map(Booking::key))
                .containsExactly(
                        "2201447718/decided/COMMISSION||125.00 SEK", "2201447718/decided/COMMISSION||125.00 SEK#2");
    }

    @Test
    void aDecisionIsNotMovedIntoAnotherYear() {
        assertThat(book(new TestRules().locked("2026-12-31"), Decision.Choice.LOSS, LOST)
                        .heldCodes())
                .containsExactly("YEAR_LOCKED");
    }

    @ParameterizedTest
    @CsvSource({"2026-02-02, , 2026-02-03, ", "2026-02-02, 2026-02-02, , VAT_REPORTED", "2026-12-31, , , PERIOD_LOCKED"
    })
    void aSaleMovesToTheFirstOpenDayOfItsYearAndVatPeriodIfAPersonSaysSo(
            String locked, @Nullable String reported, @Nullable String moved, @Nullable String code) {
        var rules = new TestRules().locked(reported == null ? locked : "2026-01-31");
        if (reported != null) {
            rules.vatReported(reported);
        }

        Booked booked = book(
                rules,
                Decision.Choice.OPEN_DAY,
                Happened.sale("1", "2026-02-02", "125.00 SEK").build());

        assertThat(booked.bookings().stream().map(booking -> booking.voucher().date()))
                .isEqualTo(moved == null ? List.of() : List.of(LocalDate.parse(moved)));
        assertThat(booked.heldCodes()).isEqualTo(code == null ? List.of() : List.of(code));
    }

    /** What a person may choose hangs on why it waits; by hand is always possible. */
    @ParameterizedTest
    @CsvSource({
        "CHARGEBACK_LOST_DECIDE, BY_HAND REFUND LOSS",
        "BAD_DEBT_DECIDE, BY_HAND REFUND LOSS ACCOUNT",
        "COMMISSION_VAT_UNKNOWN, BY_HAND INCOME_25 INCOME_EXEMPT ACCOUNT",
        "REVERSAL_KIND_UNKNOWN, BY_HAND AS_STATED LOSS ACCOUNT",
        "NEEDS_DECISION, BY_HAND ACCOUNT",
        "VAT_REPORTED, BY_HAND OPEN_DAY",
        "VAT_RATE_MISSING, BY_HAND"
    })
    void whatCanBeDecidedHangsOnTheReason(String code, String choices) {
        assertThat(Decision.choices(code)).extracting(Enum::name).containsExactlyInAnyOrder(choices.split(" "));
    }

    @Test
    void aDecisionIsTextedByWhatItIsAbout() {
        assertThat(book(new TestRules(), Decision.Choice.LOSS, LOST)
                        .only("decided")
                        .voucher()
                        .text())
                .isEqualTo("Klarna tvist dp_1 förlorad");
        Event unnamed = Happened.event(EventKind.CHARGEBACK_LOST, "10231", "2026-02-02", "1250.00 SEK")
                .build();
        assertThat(book(new TestRules(), Decision.Choice.LOSS, unnamed)
                        .only("decided")
                        .voucher()
                        .text())
                .isEqualTo("Klarna tvist order 10231 förlorad");
        assertThat(book(new TestRules().modes(Mode.LEDGER), Decision.Choice.REFUND, unnamed)
                        .bookings())
                .extracting(booking -> booking.voucher().text())
                .containsExactly("Kreditfaktura order 10231", "Tvist mot kreditfaktura");
    }

    /** A lost dispute that turns out a refund takes back what the sale was taxed as, if that is known. */
    @Test
    void aDisputeThatIsARefundWaitsWhileItsVatIsNotKnown() {
        Booked booked = book(new TestRules().noRates(), Decision.Choice.REFUND, LOST);

        assertThat(booked.heldCodes()).containsExactly("VAT_RATE_MISSING");
        assertThat(booked.bookings()).isEmpty();
    }

    /** What goes out is debited on the account that was named, what comes in is credited, with the provider's words. */
    @Test
    void anAccountThatAPersonNamesKeepsItsNameInTheChart() {
        Event out = Happened.event(EventKind.ADJUSTMENT, "", "2026-02-02", "-10.00 SEK")
                .detail("FEE_ADJUSTMENT")
                .build();

        assertThat(Booked.shown(book(new TestRules(), Decision.Choice.ACCOUNT, out)
                        .only("decided")
                        .voucher()))
                .isEqualTo("""
                2026-02-20 DECISION_DAY Klarna FEE_ADJUSTMENT 2026-02-02
                  CHOSEN 2999 10.00 SEK «FEE_ADJUSTMENT»
                  CLEARING_SEK 1581 -10.00 SEK
                """);
    }

    /** 30.00 came back at 10.50, and 40.00 of the same order is paid again when 30.00 stood in the books at 9.00 before. */
    @Test
    void aRefundThatIsPaidAgainSettlesTheDebtAtWhatItIsBookedAt() {
        Event failed = Happened.event(EventKind.REFUND_FAILED, "1", "2026-02-03", "30.00 EUR")
                .subject("re_1")
                .build();
        Event again = Happened.refund("1", "2026-02-04", "40.00 EUR").build();
        Event sale = Happened.sale("1", "2026-02-02", "100.00 EUR").build();
        Knowledge known = decided(DISPUTE_RATES, any -> Optional.of(sale), again, Decision.Choice.REPAID)
                .with(new TestRefunds(List.of(again), List.of(failed)))
                .with(new Knowledge.Pots() {
                    @Override
                    public List<Knowledge.Move> moves(Currency currency, LocalDate before) {
                        return List.of();
                    }

                    @Override
                    public List<Knowledge.Move> owed(Currency currency, String order) {
                        return order.equals("1") && currency.getCurrencyCode().equals("EUR")
                                ? List.of(new Knowledge.Move(LocalDate.of(2026, 1, 8), -30_00, -270_00, null))
                                : List.of();
                    }
                });

        Booked booked = Booked.of(
                Booked.facts("XE7K2QPD", "2026-02-16", "0.00 EUR", 2),
                List.of(failed, again),
                new TestRules().byBalanceDay().build(),
                known);

        assertThat(booked.heldCodes()).isEmpty();
        assertThat(Booked.shown(booked.only("own/REFUND_FAILED").voucher())).isEqualTo("""
                2026-02-03 BALANCE_DAY Klarna misslyckad återbetalning re_1 order 1
                  CLEARING_EUR 1582 315.00 SEK = 30.00 EUR @ 10.50
                  REFUND_OWED 2490 -315.00 SEK = -30.00 EUR @ 10.50
                """);
        // 40.00 of 60.00 that stand at 585.00; the money left at the rate of the sale.
        assertThat(Booked.shown(booked.only("decided").voucher())).isEqualTo("""
                2026-02-20 DECISION_DAY Klarna återbetalning 1, igen
                  REFUND_OWED 2490 390.00 SEK = 40.00 EUR
                  CLEARING_EUR 1582 -400.00 SEK = -40.00 EUR @ 10.00
                  FX_LOSS 7960 10.00 SEK
                """);
        assertThat(booked.bookings()).extracting(Booking::reference).containsOnly("1");
    }

    /** Sold at 10, unpaid at 11: the VAT falls at what it was booked at, and only in a profile that books sales. */
    @ParameterizedTest
    @CsvSource({
        "DAILY, NET, 32000, 8000",
        "LEDGER, NET, 32000, 8000",
        "DAILY, GROSS, 40000, 0",
        "MATCH, NET, 40000, 0",
        "PAYOUT, NET, 40000, 0"
    })
    void theVatOfALossFallsWithItWhereTheProfileSaysSo(Mode mode, VatRules.Losses losses, long loss, long vat) {
        Event sale = Happened.sale("1", "2026-02-02", "100.00 EUR").build();
        Event unpaid = Happened.refund("1", "2026-02-04", "40.00 EUR")
                .waits("BAD_DEBT_DECIDE")
                .build();

        Booked booked = Booked.of(
                Booked.facts("XE7K2QPD", "2026-02-16", "0.00 EUR", 1),
                List.of(unpaid),
                new TestRules().modes(mode).losses(losses).build(),
                decided(DISPUTE_RATES, any -> Optional.of(sale), unpaid, Decision.Choice.LOSS));

        assertThat(booked.role("BAD_DEBT")).isEqualTo(new Booked.Sum(loss, loss / 10));
        assertThat(booked.role("VAT_OUT_25")).isEqualTo(new Booked.Sum(vat, vat / 10));
        assertThat(booked.role("SALES_25")).isEqualTo(Booked.Sum.ZERO);
        assertThat(booked.role("CLEARING_EUR")).isEqualTo(new Booked.Sum(-400_00, -40_00));
    }

    /** VAT of another country is not asked back there by a loss here. */
    @Test
    void theVatOfAnotherCountryStaysWithALoss() {
        Event lost = Happened.event(EventKind.CHARGEBACK_LOST, "1", "2026-02-04", "119.00 SEK")
                .country("DE")
                .vat(Happened.vat("19", 19_00))
                .build();

        Booked booked = book(new TestRules().oss("DE").losses(VatRules.Losses.NET), Decision.Choice.LOSS, lost);

        assertThat(booked.role("BAD_DEBT").inBooks()).isEqualTo(119_00);
        assertThat(booked.role("VAT_OUT_OSS_DE")).isEqualTo(Booked.Sum.ZERO);
    }

    /** A loss whose VAT nobody can tell goes on waiting. */
    @Test
    void aLossWaitsWhileTheVatThatFallsWithItIsNotKnown() {
        Event lost = Happened.event(EventKind.CHARGEBACK_LOST, "1", "2026-02-04", "119.00 SEK")
                .vat(Happened.vat("0", 0))
                .build();

        assertThat(book(new TestRules().losses(VatRules.Losses.NET), Decision.Choice.LOSS, lost)
                        .heldCodes())
                .containsExactly("ZERO_RATE_NO_RULE");
        assertThat(book(new TestRules(), Decision.Choice.LOSS, lost).heldCodes())
                .isEmpty();
    }

    @Test
    void aRefundThatCameBackAndNamesNoOrderIsKnownByItself() {
        Event failed = Happened.event(EventKind.REFUND_FAILED, "", "2026-02-03", "30.00 SEK")
                .subject("re_1")
                .build();

        Booked booked = book(new TestRules(), Decision.Choice.AS_STATED, failed);

        assertThat(booked.only("own").reference()).isEqualTo("re_1");
        assertThat(booked.role("REFUND_OWED").inBooks()).isEqualTo(-30_00);
        assertThat(booked.role("CLEARING_SEK").inBooks()).isEqualTo(30_00);
    }

    /** By the cash method nothing was paid back, so the refund itself is undone: how, a person says. */
    @Test
    void aRefundThatCameBackWaitsInACompanyThatUsesTheCashMethod() {
        Event failed = Happened.event(EventKind.REFUND_FAILED, "1", "2026-02-03", "30.00 SEK")
                .build();

        Booked booked = Booked.of(
                Booked.facts("2201447718", "2026-02-16", "30.00 SEK", 1),
                List.of(failed, Happened.payout("2026-02-16", "30.00 SEK").build()),
                new TestRules().modes(Mode.PAYOUT).cashMethod().build(),
                Knowledge.of(Booked.NO_RATES, Booked.NO_ORIGINALS)
                        .with(new TestRefunds(
                                List.of(Happened.refund("1", "2026-02-02", "30.00 SEK")
                                        .build()),
                                List.of())));

        assertThat(booked.heldCodes()).containsExactly("NEEDS_DECISION");
        assertThat(booked.role("REFUND_OWED")).isEqualTo(Booked.Sum.ZERO);
    }

    /** A person says that it is one more refund: sale and VAT are taken back a second time. */
    @ParameterizedTest
    @CsvSource({"REFUND, 2400, 0", "REPAID, 0, 3000"})
    void aRefundAfterOneThatCameBackIsWhatAPersonSays(Decision.Choice choice, long net, long owed) {
        Event again = Happened.refund("1", "2026-02-04", "30.00 SEK").build();
        Knowledge known = decided(Booked.NO_RATES, Booked.NO_ORIGINALS, again, choice)
                .with(new TestRefunds(List.of(), List.of(again)));

        Booked booked = Booked.of(
                Booked.facts("2201447718", "2026-02-16", "0.00 SEK", 1),
                List.of(again),
                new TestRules().build(),
                known);

        assertThat(booked.heldCodes()).isEmpty();
        assertThat(booked.role("SALES_25").inBooks()).isEqualTo(net);
        assertThat(booked.role("REFUND_OWED").inBooks()).isEqualTo(owed);
    }

    /** Whatever order the provider tells them in, the same is booked in the same order. */
    @Test
    void whatIsDecidedIsBookedInOneOrder() {
        Event first = Happened.event(EventKind.COMMISSION, "1", "2026-02-02", "125.00 SEK")
                .build();
        Event second = Happened.event(EventKind.COMMISSION, "2", "2026-02-02", "125.00 SEK")
                .build();

        assertThat(book(new TestRules(), Decision.Choice.ACCOUNT, second, first).bookings())
                .isEqualTo(book(new TestRules(), Decision.Choice.ACCOUNT, first, second)
                        .bookings())
                .hasSize(2);
    }

    /** A loss in euro is at the rate it waited at; without the VAT that falls with it, it is what is left of both. */
    @Test
    void aLossHasARateWhereNothingIsTakenOffIt() {
        Event sale = Happened.sale("1", "2026-02-02", "100.00 EUR").build();
        Event unpaid = Happened.refund("1", "2026-02-04", "40.00 EUR")
                .waits("BAD_DEBT_DECIDE")
                .build();

        for (VatRules.Losses losses : VatRules.Losses.values()) {
            Booked booked = Booked.of(
                    Booked.facts("XE7K2QPD", "2026-02-16", "0.00 EUR", 1),
                    List.of(unpaid),
                    new TestRules().losses(losses).build(),
                    decided(DISPUTE_RATES, any -> Optional.of(sale), unpaid, Decision.Choice.LOSS));

            assertThat(Booked.shown(booked.only("decided").voucher()))
                    .contains(
                            losses == VatRules.Losses.GROSS
                                    ? "BAD_DEBT 6351 400.00 SEK = 40.00 EUR @ 10.00\n"
                                    : "BAD_DEBT 6351 320.00 SEK = 32.00 EUR\n");
        }
    }

    private static Event dispute(EventKind kind, String day, String amount) {
        return Happened.event(kind, "1", day, amount).subject("dp_1").build();
    }

    private static Booked book(TestRules rules, Decision.Choice choice, Event... events) {
        var knowledge = Knowledge.of(Booked.NO_RATES, Booked.NO_ORIGINALS)
                .with((Knowledge.Decisions) event -> Optional.of(decision(choice)));
        return Booked.of(
                Booked.facts("2201447718", "2026-02-16", "0.00 SEK", 1), List.of(events), rules.build(), knowledge);
    }

    private static Knowledge decided(
            ExchangeRates rates, OriginalSales originals, Event about, Decision.Choice choice) {
        return Knowledge.of(rates, originals).with((Knowledge.Decisions)
                event -> event.key().equals(about.key()) ? Optional.of(decision(choice)) : Optional.empty());
    }

    private static Decision decision(Decision.Choice choice) {
        return new Decision(choice, "2999", LocalDate.of(2026, 2, 20), "anna@example.com");
    }
}
