package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

class DecidedTest {

    private static final Event COMMISSION =
            Happened.event(EventKind.COMMISSION, "", "2026-02-02", "125.00 SEK").build();
    private static final Event LOST = Happened.event(EventKind.CHARGEBACK_LOST, "10231", "2026-02-02", "1250.00 SEK")
            .subject("dp_1")
            .build();

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
