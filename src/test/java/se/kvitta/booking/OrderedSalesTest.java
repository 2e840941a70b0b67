package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Kind;
import se.kvitta.settlement.Basket.Line;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/** Orders as the target's sales orders or unpaid invoices; no money. */
class OrderedSalesTest {

    private static final SettlementFacts FACTS = Booked.facts("2201447718", "2026-02-16", "0.00 SEK", 2);
    private static final Event SALE =
            Happened.sale("10231", "2026-02-02", "1250.00 SEK").country("SE").build();
    private static final Event REFUND =
            Happened.refund("10231", "2026-02-09", "199.50 SEK").build();
    private static final Event FEE =
            Happened.event(EventKind.FEE, "10231", "2026-02-09", "12.50 SEK").build();
    private static final Event PAYOUT =
            Happened.event(EventKind.PAYOUT, "", "2026-02-16", "1038.00 SEK").build();

    @Test
    void anOrderIsASalesOrderThatSaysWhatItsInvoiceWillDo() {
        Booked booked = book(orders(), any -> Optional.of(SALE), SALE, FEE, PAYOUT);

        assertThat(booked.bookings()).singleElement().satisfies(booking -> {
            assertThat(booking.kind()).isEqualTo(Booking.Kind.SALES_ORDER);
            assertThat(booking.kind().isInBooks()).isFalse();
            assertThat(booking.key()).isEqualTo("order/SALE|10231|1250.00 SEK");
            assertThat(about(booking).total()).isEqualTo(Money.parse("1250.00 SEK"));
        });
        assertThat(booked.shown()).isEqualTo("""
                2026-02-02 CAPTURE_DAY Kundorder 10231
                  AR_CUSTOMER 1510 1250.00 SEK
                  SALES_25 3001 -1000.00 SEK | 25 SE 05
                  VAT_OUT_25 2611 -250.00 SEK | 25 SE 10
                """);
        assertThat(booked.left().values()).containsExactly("ORDERS_ONLY", "ORDERS_ONLY");
    }

    @Test
    void anOrderIsAnInvoiceThatTheMerchantBooks() {
        Booked booked = book(orders().orders(BookingRules.OrdersAs.INVOICE), any -> Optional.of(SALE), SALE, FEE);

        assertThat(booked.bookings()).singleElement().satisfies(booking -> {
            assertThat(booking.kind()).isEqualTo(Booking.Kind.UNBOOKED_INVOICE);
            assertThat(booking.kind().isInBooks()).isFalse();
            assertThat(booking.voucher().text()).isEqualTo("Kundfaktura order 10231");
        });
    }

    /** What is not booked can be neither credited nor paid. */
    @Test
    void whatASalesOrderCannotSayWaits() {
        var basket = new Basket(
                Basket.StatedBy.SHOP,
                Money.SEK,
                List.of(Line.of(Kind.GOODS, VatRate.parse("25"), 175_000), Line.of(Kind.PAID_BY_CARD, null, -50_000)),
                "",
                null);

        Booked booked = Booked.of(
                FACTS,
                List.of(SALE),
                orders().cards(VatRules.Cards.MULTI).build(),
                Knowledge.of(Booked.NO_RATES, Booked.NO_ORIGINALS)
                        .with((Knowledge.Baskets) event -> Optional.of(basket)));

        assertThat(booked.heldCodes()).containsExactly("ORDER_BY_HAND");
        assertThat(book(orders(), any -> Optional.of(SALE), REFUND).heldCodes()).containsExactly("ORDER_BY_HAND");
    }

    /** The books of a closed period are not touched by an order. */
    @Test
    void aClosedPeriodStopsNoOrder() {
        assertThat(book(orders().locked("2026-02-28"), Booked.NO_ORIGINALS, SALE)
                        .bookings())
                .hasSize(1);
    }

    @Test
    void whatWasOrderedBeforeTheStartIsNotOrderedAgain() {
        assertThat(book(orders().start("2026-02-03"), Booked.NO_ORIGINALS, SALE)
                        .left()
                        .values())
                .containsExactly("BEFORE_START");
    }

    /** What a person or nobody books is no order: each is told why. */
    @Test
    void whatBecomesNoOrderIsToldWhy() {
        Event waits = Happened.sale("10232", "2026-02-02", "10.00 SEK")
                .waits("NEEDS_DECISION")
                .build();
        Event free = Happened.sale("10233", "2026-02-02", "0.00 SEK").build();
        Event byHand = Happened.sale("10234", "2026-02-02", "10.00 SEK").build();
        Event stated = Happened.sale("10235", "2026-02-02", "20.00 SEK").build();
        var decisions = Map.of(
                byHand, Decision.Choice.BY_HAND,
                stated, Decision.Choice.AS_STATED);

        Booked booked = Booked.of(
                FACTS,
                List.of(waits, free, byHand, stated),
                orders().build(),
                Knowledge.of(Booked.NO_RATES, Booked.NO_ORIGINALS)
                        .with((Knowledge.Decisions) event -> Optional.ofNullable(decisions.get(event))
                                .map(choice ->
                                        new Decision(choice, "", LocalDate.of(2026, 2, 20), "anna@example.com"))));

        assertThat(booked.heldCodes()).containsExactly("NEEDS_DECISION");
        assertThat(booked.left()).isEqualTo(Map.of(free, "NOTHING_MOVED", byHand, "BOOKED_BY_HAND"));
        assertThat(booked.keys()).containsOnlyKeys(stated);
    }

    private static TestRules orders() {
        return new TestRules().modes(Mode.ORDER);
    }

    private static Booked book(TestRules rules, OriginalSales originals, Event... events) {
        return Booked.of(FACTS, List.of(events), rules.build(), Knowledge.of(Booked.NO_RATES, originals));
    }

    private static Booking.Invoice about(Booking booking) {
        return Objects.requireNonNull(booking.invoice());
    }
}
