package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/** Where each event goes: into a booking, to a person, or to whoever else books it. */
class BookkeeperTest {

    private static final String DAY = "2026-02-16";

    @Test
    void aWholeSettlementGoesThroughTheBooksAndLeavesNothing() {
        Booked booked = book(
                new TestRules(),
                Happened.sale("10231", "2026-02-02", "1250.00 SEK").build(),
                Happened.refund("10199", "2026-02-03", "125.00 SEK").build(),
                Happened.fee(DAY, "25.00 SEK", 500).build(),
                event(EventKind.FEE_REFUND, "5.00 SEK").build(),
                event(EventKind.CHARGEBACK_OPENED, "80.00 SEK").build(),
                event(EventKind.RESERVE_HELD, "25.00 SEK").build(),
                Happened.payout(DAY, "1000.00 SEK").build());

        assertThat(booked.bookings().stream().map(Booking::key))
                .containsExactly(
                        "2201447718/payout",
                        "2201447718/fee-refunds",
                        "2201447718/own/CHARGEBACK_OPENED||80.00 SEK",
                        "2201447718/sales/2026-02-02",
                        "2201447718/refunds/2026-02-03");
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(7, 0, 0));
        assertThat(booked.perRole())
                .isEqualTo(Map.of(
                        "TRANSIT_SEK", sek(1_000_00),
                        "RESERVE_SEK", sek(25_00),
                        "FEE", sek(15_00),
                        "VAT_IN", sek(5_00),
                        "AR_DISPUTED", sek(80_00),
                        "SALES_25", sek(-900_00),
                        "VAT_OUT_25", sek(-225_00)));
    }

    @Test
    void aShopThatSendsOrdersHasNoMoneyToBook() {
        Booked booked = book(
                new TestRules().modes(Mode.ORDER),
                Happened.sale("10231", "2026-02-02", "1250.00 SEK").build(),
                event(EventKind.OTHER, "1.00 SEK").build());

        assertThat(booked.bookings()).extracting(Booking::kind).containsExactly(Booking.Kind.SALES_ORDER);
        assertThat(booked.role("CLEARING_SEK")).isEqualTo(Booked.Sum.ZERO);
        assertThat(booked.held()).isEmpty();
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(1, 0, 1));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"PAYOUT", "ORDER"})
    void everyModeButPayoutPutsTheSaleOnClearingAndThePayoutTakesItOff(Mode mode) {
        Booked booked = book(
                new TestRules().modes(mode),
                Happened.sale("10231", "2026-02-02", "1250.00 SEK").build(),
                Happened.payout(DAY, "1250.00 SEK").build());

        assertThat(booked.role("TRANSIT_SEK")).isEqualTo(sek(1_250_00));
        assertThat(booked.role("CLEARING_SEK")).isEqualTo(Booked.Sum.ZERO);
        assertThat(booked.role("VAT_OUT_25")).isEqualTo(sek(mode == Mode.MATCH ? 0 : -250_00));
        assertThat(booked.role("AR_CUSTOMER")).isEqualTo(sek(mode == Mode.MATCH ? -1_250_00 : 0));
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(2, 0, 0));
    }

    @Test
    void modePayoutBooksTheMoneyAndLeavesTheSalesAlone() {
        Event sale = Happened.sale("10231", "2026-02-02", "1250.00 SEK").build();

        Booked booked = book(
                new TestRules().modes(Mode.PAYOUT),
                sale,
                Happened.payout(DAY, "1250.00 SEK").build());

        assertThat(booked.perRole()).isEqualTo(Map.of("TRANSIT_SEK", sek(1_250_00), "CLEARING_SEK", sek(-1_250_00)));
        assertThat(booked.left()).isEqualTo(Map.of(sale, "SALES_BY_OTHERS"));
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(1, 0, 1));
    }

    @ParameterizedTest
    @CsvSource({
        "CHARGEBACK_LOST, CHARGEBACK_LOST_DECIDE, 0",
        "COMMISSION, COMMISSION_VAT_UNKNOWN, 1200",
        "TRANSFER, OUTGOING_PAYMENT, 1200",
        "CONVERSION, NEEDS_DECISION, 1200",
        "GIFT_CARD_SOLD, GIFT_CARD_KIND_UNKNOWN, 1200",
        "ADJUSTMENT, NEEDS_DECISION, 1200"
    })
    void whatNeedsADecisionWaitsAloneOnClearing(EventKind kind, String code, long onClearing) {
        Event waiting = Happened.event(kind, "10231", DAY, "12.00 SEK")
                .detail("PROVIDER_WORDS")
                .row(7)
                .build();
        long payout = 100_00 + onClearing;

        Booked booked = book(
                new TestRules(),
                Happened.sale("1", "2026-02-02", "100.00 SEK").build(),
                waiting,
                Happened.payout(DAY, payout / 100 + ".00 SEK").build());

        assertThat(booked.held()).extracting(Booked.Held::event).containsExactly(waiting);
        assertThat(booked.held().get(0).reason())
                .isEqualTo(
                        kind == EventKind.GIFT_CARD_SOLD
                                ? Reason.of(code, "order", "10231", "amount", "12.00 SEK")
                                : Reason.of(
                                        code,
                                        "order",
                                        "10231",
                                        "amount",
                                        "12.00 SEK",
                                        "day",
                                        DAY,
                                        "words",
                                        "PROVIDER_WORDS",
                                        "row",
                                        "7"));
        assertThat(booked.role("CLEARING_SEK")).isEqualTo(sek(-onClearing));
        assertThat(booked.role("TRANSIT_SEK")).isEqualTo(sek(payout));
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(2, 1, 0));
    }

    @Test
    void aRowThatIsNotUnderstoodStopsTheWholeSettlement() {
        assertThatThrownBy(() -> book(
                        new TestRules(),
                        Happened.sale("1", "2026-02-02", "100.00 SEK").build(),
                        event(EventKind.OTHER, "1.00 SEK").detail("NEW_THING").build()))
                .isInstanceOfSatisfying(CannotBook.class, cannot -> assertThat(cannot.reason())
                        .satisfies(reason -> assertThat(reason.code()).isEqualTo("UNKNOWN_ROW"))
                        .satisfies(reason -> assertThat(reason.facts()).containsEntry("words", "NEW_THING")));
    }

    @Test
    void aDecisionThatTheSourceAsksForGoesBeforeWhateverTheKindIs() {
        Booked booked = book(
                new TestRules(),
                event(EventKind.FEE, "12.50 SEK").waits("FEE_VAT_UNSET").build());

        assertThat(booked.heldCodes()).containsExactly("FEE_VAT_UNSET");
        assertThat(booked.bookings()).isEmpty();
    }

    /** Whether goods came back is asked of those who book the sale; the others may have their money booked. */
    @Test
    void whatKindOfReturnItIsConcernsOnlyThoseWhoBookSales() {
        Event refund = Happened.refund("10231", "2026-02-03", "125.00 SEK")
                .waits("RETURN_KIND_UNKNOWN")
                .build();
        Event badDebt = Happened.refund("10232", "2026-02-03", "125.00 SEK")
                .waits("BAD_DEBT_DECIDE")
                .build();

        assertThat(book(new TestRules(), refund, badDebt).heldCodes())
                .containsExactly("RETURN_KIND_UNKNOWN", "BAD_DEBT_DECIDE");
        assertThat(book(new TestRules().modes(Mode.PAYOUT), refund, badDebt).heldCodes())
                .containsExactly("BAD_DEBT_DECIDE");
    }

    /** So that the decision, when it is booked at the value of the sale, leaves nothing on clearing. */
    @Test
    void aRefundThatWaitsForAPersonIsWorthWhatItsSaleWas() {
        Event sale = Happened.sale("1", "2026-02-02", "100.00 EUR").build();
        Event refund = Happened.refund("1", "2026-02-03", "40.00 EUR")
                .waits("BAD_DEBT_DECIDE")
                .build();

        Booked booked = Booked.of(
                Booked.facts("XE7K2QPD", DAY, "60.00 EUR", 3),
                List.of(sale, refund, Happened.payout(DAY, "60.00 EUR").build()),
                new TestRules().build(),
                Booked.rates("2026-02-02", "EUR", "10.00", "2026-02-03", "EUR", "10.50", DAY, "EUR", "11.00"),
                any -> Optional.of(sale));

        assertThat(booked.role("CLEARING_EUR")).isEqualTo(new Booked.Sum(400_00, 40_00));
        assertThat(booked.role("TRANSIT_EUR")).isEqualTo(new Booked.Sum(600_00, 60_00));
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"CHARGEBACK_LOST", "COMMISSION", "ADJUSTMENT", "TRANSFER", "CONVERSION", "PAYOUT", "OTHER"})
    void aRowOfNothingMakesNoVoucher(EventKind kind) {
        Booked booked = book(new TestRules(), event(kind, "0.00 SEK").build());

        assertThat(booked.bookings()).isEmpty();
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(0, 0, 1));
    }

    @Test
    void aFeeRefundOfNothingButVatIsBooked() {
        Booked booked = book(
                new TestRules(),
                event(EventKind.FEE_REFUND, "0.00 SEK")
                        .vat(Happened.vat("25", 250))
                        .build());

        assertThat(booked.perRole()).isEqualTo(Map.of("FEE", sek(2_50), "VAT_IN", sek(-2_50)));
    }

    private static Booked book(TestRules rules, Event... events) {
        return Booked.of(Booked.facts("2201447718", DAY, "0.00 SEK", events.length), List.of(events), rules.build());
    }

    private static Event.Builder event(EventKind kind, String amount) {
        return Happened.event(kind, "", DAY, amount);
    }

    private static Booked.Sum sek(long minor) {
        return new Booked.Sum(minor, 0);
    }
}
