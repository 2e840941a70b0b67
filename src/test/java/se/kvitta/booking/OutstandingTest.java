package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/** Who owes the money of a sale until it is paid out, and at what value it stands when a year ends. */
class OutstandingTest {

    private static final LocalDate PAID = LocalDate.of(2026, 2, 16);
    private static final CreditRisk INVOICES = new CreditRisk(
            CreditRisk.Bearer.PROVIDER, Map.of("INVOICE", CreditRisk.Bearer.MERCHANT, "PLAN", CreditRisk.Bearer.ASK));

    @Test
    void aBuyerOwesUntilThePayoutWhereTheMerchantBearsTheRisk() {
        List<Event> events = List.of(
                sale("1", "2026-02-02", "1250.00 SEK", "INVOICE"),
                sale("2", "2026-02-02", "500.00 SEK", "CARD"),
                sale("3", "2026-02-16", "100.00 SEK", "INVOICE"),
                payout("1850.00 SEK"));

        Booked booked = book(new TestRules().creditRisk(INVOICES).modes(Mode.DAILY, Mode.PAYOUT), events);

        assertThat(rows(booked, "försäljning 2026-02-02"))
                .containsExactly(
                        "CLAIM_SEK 1250.00 SEK",
                        "CLEARING_SEK 500.00 SEK",
                        "SALES_25 -1400.00 SEK",
                        "VAT_OUT_25 -350.00 SEK");
        // What is paid the day it is sold is never a claim.
        assertThat(rows(booked, "försäljning 2026-02-16")).contains("CLEARING_SEK 100.00 SEK");
        assertThat(rows(booked, "kundfordringar betalda 2026-02-16, 1 order"))
                .containsExactly("CLEARING_SEK 1250.00 SEK", "CLAIM_SEK -1250.00 SEK");
        assertThat(booked.role("CLAIM_SEK")).isEqualTo(Booked.Sum.ZERO);
        assertThat(booked.role("CLEARING_SEK")).isEqualTo(Booked.Sum.ZERO);
    }

    @Test
    void aSplitPayoutTicksEveryClaimOffInAsManyVouchersAsTheTargetNeeds() {
        List<Event> events = List.of(
                sale("1", "2026-02-02", "100.00 SEK", "INVOICE"),
                sale("2", "2026-02-03", "200.00 SEK", "INVOICE"),
                refund("3", "2026-02-04", "50.00 SEK", "INVOICE"),
                payout("250.00 SEK"));

        Booked booked = book(
                new TestRules().creditRisk(INVOICES).modes(Mode.PAYOUT).split().maxRows(3), events);

        assertThat(booked.bookings())
                .filteredOn(booking -> booking.key().contains("/claims/"))
                .extracting(Booking::key, booking -> booking.voucher().rows().size())
                .containsExactly(
                        tuple("2201447718/claims/2026-02-16/part-1", 3),
                        tuple("2201447718/claims/2026-02-16/part-2", 2));
        assertThat(booked.role("CLAIM_SEK").inBooks()).isEqualTo(-250_00);
        assertThat(booked.role("CLEARING_SEK")).isEqualTo(Booked.Sum.ZERO);
        assertThat(booked.left().values()).containsOnly("SALES_BY_OTHERS");
    }

    @Test
    void anInvoiceStaysUnpaidUntilTheProviderHasTheMoney() {
        List<Event> events = List.of(
                sale("1", "2026-02-02", "1250.00 SEK", "INVOICE"),
                refund("1", "2026-02-05", "250.00 SEK", "INVOICE"),
                payout("1000.00 SEK"));

        Booked booked = book(new TestRules().creditRisk(INVOICES).modes(Mode.LEDGER, Mode.PAYOUT), events);

        assertThat(booked.bookings())
                .filteredOn(booking -> booking.kind() != Booking.Kind.VOUCHER)
                .extracting(Booking::kind, booking -> booking.voucher().date(), booking -> booking.voucher()
                        .dateRule())
                .containsExactlyInAnyOrder(
                        tuple(Booking.Kind.INVOICE, LocalDate.of(2026, 2, 2), "CAPTURE_DAY"),
                        tuple(Booking.Kind.PAYMENT, PAID, "SETTLEMENT_DAY"),
                        tuple(Booking.Kind.CREDIT_INVOICE, LocalDate.of(2026, 2, 5), "REFUND_DAY"),
                        tuple(Booking.Kind.PAYMENT, PAID, "SETTLEMENT_DAY"));
        assertThat(booked.role("CLEARING_SEK")).isEqualTo(Booked.Sum.ZERO);
        assertThat(booked.role("AR_CUSTOMER")).isEqualTo(Booked.Sum.ZERO);
    }

    @Test
    void aPaymentThatNeedsAYearThatDoesNotExistKeepsItsInvoiceWaiting() {
        Booked booked = book(
                new TestRules()
                        .creditRisk(INVOICES)
                        .modes(Mode.LEDGER, Mode.PAYOUT)
                        .start("2025-01-01")
                        .yearsThrough("2025-12-31"),
                List.of(sale("1", "2025-12-30", "1250.00 SEK", "INVOICE"), payout("1250.00 SEK")));

        assertThat(booked.heldCodes()).contains("NEXT_YEAR_MISSING");
        assertThat(booked.bookings()).noneMatch(booking -> booking.kind() == Booking.Kind.INVOICE);
    }

    @Test
    void whoseRiskNobodyHasSaidWaitsOnlyWhereItMatters() {
        List<Event> events = List.of(
                sale("1", "2026-02-02", "100.00 SEK", "PLAN"),
                sale("2", "2026-02-16", "200.00 SEK", "PLAN"),
                sale("3", "2026-02-02", "400.00 SEK", "CARD"),
                payout("700.00 SEK"));

        Booked booked = book(new TestRules().creditRisk(INVOICES).modes(Mode.DAILY, Mode.PAYOUT), events);

        assertThat(booked.held())
                .extracting(
                        held -> held.reason().code(),
                        held -> held.reason().facts().get("method"))
                .containsExactly(tuple("CREDIT_RISK_UNSET", "PLAN"));
        // Its money is paid all the same, so clearing stands in credit for it.
        assertThat(booked.role("CLEARING_SEK").inBooks()).isEqualTo(-100_00);
        assertThat(booked.role("CLAIM_SEK")).isEqualTo(Booked.Sum.ZERO);
        Booked others = book(new TestRules().creditRisk(INVOICES).modes(Mode.PAYOUT), events);
        assertThat(others.heldCodes()).containsExactly("CREDIT_RISK_UNSET", "CREDIT_RISK_UNSET");
        Booked orders = book(new TestRules().creditRisk(INVOICES).modes(Mode.ORDER), events);
        assertThat(orders.heldCodes()).isEmpty();
    }

    @Test
    void claimsOfSalesThatOthersBookWaitWithAPayoutOfALockedYear() {
        Booked booked = book(
                new TestRules().creditRisk(INVOICES).modes(Mode.PAYOUT).locked("2026-12-31"),
                List.of(sale("1", "2026-02-02", "100.00 SEK", "INVOICE"), payout("100.00 SEK")));

        assertThat(booked.heldCodes()).containsExactly("YEAR_LOCKED", "YEAR_LOCKED");
        assertThat(booked.bookings()).isEmpty();
    }

    @Test
    void whatOthersBookedIsClearedOnTheFirstOpenDay() {
        Booked booked = book(
                new TestRules().creditRisk(INVOICES).modes(Mode.PAYOUT).locked("2026-02-28"),
                List.of(sale("1", "2026-02-02", "100.00 SEK", "INVOICE"), payout("100.00 SEK")));

        assertThat(rows(booked, "kundfordringar betalda 2026-02-16, 1 order, avser 2026-02-16"))
                .containsExactly("CLEARING_SEK 100.00 SEK", "CLAIM_SEK -100.00 SEK");
        assertThat(booked.bookings())
                .allSatisfy(booking -> assertThat(booking.voucher().dateRule()).isEqualTo("FIRST_OPEN_DAY"));
    }

    @Test
    void byTheCashMethodWhatIsUnpaidAtYearEndIsAClaim() {
        Booked booked = book(
                new TestRules().merchantsRisk().modes(Mode.PAYOUT).cashMethod().start("2025-01-01"),
                List.of(
                        sale("1", "2025-12-30", "1250.00 SEK", "INVOICE"),
                        sale("2", "2026-02-02", "100.00 SEK", "INVOICE"),
                        payout("1350.00 SEK")));

        assertThat(rows(booked, "obetalt vid årsskifte 2025-12-31")).contains("CLAIM_SEK 1250.00 SEK");
        assertThat(rows(booked, "kundfordringar betalda 2026-02-16"))
                .containsExactly("CLEARING_SEK 1250.00 SEK", "CLAIM_SEK -1250.00 SEK");
        assertThat(booked.role("CLEARING_SEK")).isEqualTo(Booked.Sum.ZERO);
    }

    @Test
    void onARunningBalanceTheRowsOwnDayShowsTheMoney() {
        Event sale = Happened.event(EventKind.SALE, "1", Happened.noon("2026-02-05"), Money.parse("100.00 SEK"))
                .method("INVOICE")
                .ordered(LocalDate.of(2026, 2, 2))
                .build();

        Booked booked = book(
                new TestRules()
                        .creditRisk(INVOICES)
                        .modes(Mode.DAILY, Mode.PAYOUT)
                        .byBalanceDay()
                        .byOrderDay(),
                List.of(sale, payout("100.00 SEK")));

        assertThat(rows(booked, "försäljning 2026-02-02")).contains("CLAIM_SEK 100.00 SEK");
        assertThat(booked.bookings())
                .filteredOn(booking -> booking.key().contains("/claims/"))
                .extracting(booking -> booking.voucher().date(), booking -> booking.voucher()
                        .dateRule())
                .containsExactly(tuple(LocalDate.of(2026, 2, 5), "BALANCE_DAY"));
    }

    @Test
    void decembersCapturesAreRevaluedByTheSettlementThatBringsThemInJanuary() {
        List<Event> events = List.of(
                sale("1", "2025-12-30", "100.00 EUR", "CARD"),
                refund("2", "2025-12-30", "20.00 EUR", "INVOICE"),
                sale("3", "2026-01-02", "10.00 EUR", "CARD"),
                payout("90.00 EUR"));

        Booked booked = book(
                new TestRules()
                        .creditRisk(INVOICES)
                        .modes(Mode.DAILY, Mode.PAYOUT)
                        .start("2025-01-01"),
                events);

        // 10.00 on 30 December, 11.00 on the last day, 12.00 on 2 January.
        assertThat(rows(booked, "Omvärdering avräkning Klarna EUR 2025-12-31, utbetalning 2201447718"))
                .containsExactly("CLAIM_EUR -20.00 SEK", "CLEARING_EUR 100.00 SEK", "FX_GAIN -80.00 SEK");
        assertThat(rows(booked, "kundfordringar betalda"))
                .containsExactly("CLEARING_EUR -220.00 SEK", "CLAIM_EUR 220.00 SEK");
        assertThat(rows(booked, "Klarna utbetalning 2201447718"))
                .containsExactly("TRANSIT_EUR 1000.00 SEK", "CLEARING_EUR -1000.00 SEK");
        assertThat(booked.role("CLEARING_EUR")).isEqualTo(Booked.Sum.ZERO);
        assertThat(booked.role("CLAIM_EUR")).isEqualTo(Booked.Sum.ZERO);
    }

    @Test
    void aBrokenYearIsRevaluedOnItsOwnLastDay() {
        Booked booked = book(
                new TestRules()
                        .modes(Mode.DAILY, Mode.PAYOUT)
                        .start("2025-01-01")
                        .yearFrom(1, 2),
                List.of(sale("1", "2025-12-30", "100.00 EUR", "CARD"), payout("100.00 EUR")));

        assertThat(booked.bookings())
                .filteredOn(booking -> booking.voucher().dateRule().equals("YEAR_END_DAY"))
                .extracting(booking -> booking.voucher().date())
                .containsExactly(LocalDate.of(2026, 1, 1));
    }

    @Test
    void whatStandsAtTheClosingRateAlreadyIsNotRevalued() {
        Booked booked = book(
                new TestRules().modes(Mode.DAILY, Mode.PAYOUT).start("2025-01-01"),
                List.of(sale("1", "2025-12-31", "100.00 EUR", "CARD"), payout("100.00 EUR")));

        assertThat(booked.bookings()).noneMatch(booking -> booking.key().contains("/revaluation/"));
    }

    /** As many claims as one voucher takes stand in one, without a number. */
    @Test
    void claimsThatFitInOneVoucherHaveNoParts() {
        List<Event> events = List.of(
                sale("1", "2026-02-02", "100.00 SEK", "INVOICE"),
                sale("2", "2026-02-03", "200.00 SEK", "INVOICE"),
                payout("300.00 SEK"));

        Booked booked = book(
                new TestRules().creditRisk(INVOICES).modes(Mode.PAYOUT).split().maxRows(3), events);

        assertThat(booked.bookings())
                .filteredOn(booking -> booking.key().contains("/claims/"))
                .extracting(Booking::key, booking -> booking.voucher().rows().size())
                .containsExactly(tuple("2201447718/claims/2026-02-16", 3));
    }

    /**
     * On a running balance the provider has the money of an order on the day it captures it: what was ordered in the old year
     * is revalued with the balance, and not by the settlement.
     */
    @Test
    void anOrderOfTheOldYearOnARunningBalanceIsNotRevaluedByItsSettlement() {
        Event sale = Happened.event(EventKind.SALE, "1", Happened.noon("2026-01-02"), Money.parse("100.00 EUR"))
                .ordered(LocalDate.of(2025, 12, 30))
                .build();

        Booked booked = book(
                new TestRules().start("2025-01-01").byOrderDay().byBalanceDay().modes(Mode.DAILY),
                List.of(sale, payout("100.00 EUR")));

        assertThat(booked.bookings()).noneMatch(booking -> booking.key().contains("revaluation"));
        assertThat(booked.role("TRANSIT_EUR")).isEqualTo(new Booked.Sum(1_000_00, 100_00));
    }

    private static List<String> rows(Booked booked, String text) {
        List<String> shown = booked.bookings().stream()
                .filter(booking -> booking.voucher().text().contains(text))
                .flatMap(booking -> booking.voucher().rows().stream())
                .map(row -> row.role() + " " + row.amount())
                .toList();
        assertThat(shown).as("%s in %s", text, booked.bookings()).isNotEmpty();
        return shown;
    }

    private static Booked book(TestRules rules, List<Event> events) {
        Event last = events.get(events.size() - 1);
        var facts = new SettlementFacts("2201447718", last.amount().currency(), PAID, last.amount(), events.size());
        return Booked.of(
                facts,
                events,
                rules.build(),
                Knowledge.of(
                        (day, from, to) -> Optional.of(new ExchangeRate(
                                from,
                                to,
                                BigDecimal.valueOf(
                                        day.isBefore(LocalDate.of(2025, 12, 31))
                                                ? 10
                                                : day.getYear() == 2025 ? 11 : 12),
                                day,
                                "Riksbanken")),
                        Booked.NO_ORIGINALS));
    }

    private static Event sale(String order, String day, String amount, String method) {
        return happened(EventKind.SALE, order, day, amount, method);
    }

    private static Event refund(String order, String day, String amount, String method) {
        return happened(EventKind.REFUND, order, day, amount, method);
    }

    private static Event happened(EventKind kind, String order, String day, String amount, String method) {
        return Happened.event(kind, order, Happened.noon(day), Money.parse(amount))
                .method(method)
                .build();
    }

    private static Event payout(String amount) {
        return Happened.event(EventKind.PAYOUT, "", Happened.noon(PAID.toString()), Money.parse(amount))
                .build();
    }
}
