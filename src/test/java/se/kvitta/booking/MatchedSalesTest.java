package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Kind;
import se.kvitta.settlement.Basket.Line;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.OrderReference;
import se.kvitta.settlement.Reference;

class MatchedSalesTest {

    private static final SettlementFacts FACTS = Booked.facts("2201447718", "2026-02-16", "0.00 SEK", 2);

    private static final Event SOLD_IN_EURO = Happened.sale("10231", "2026-02-02", "1090.00 SEK")
            .original(Money.parse("100.00 EUR"), null)
            .build();

    private static final Event REFUNDED_IN_EURO = Happened.refund("10231", "2026-02-09", "445.00 SEK")
            .original(Money.parse("40.00 EUR"), null)
            .build();

    @Test
    void aSaleIsThePaymentOfAnInvoiceThatExists() {
        Booked booked = book(
                rules(),
                Happened.sale("10231", "2026-02-02", "1250.00 SEK")
                        .country("SE")
                        .build());

        Booking payment = booked.only("/payment");
        assertThat(payment.key()).isEqualTo("order/SALE|10231|1250.00 SEK/payment");
        assertThat(payment.kind()).isEqualTo(Booking.Kind.PAYMENT);
        assertThat(payment.voucher().series()).isEqualTo("C");
        assertThat(payment.invoice())
                .isEqualTo(new Booking.Invoice(
                        Happened.order("10231"),
                        "",
                        Money.parse("1250.00 SEK"),
                        "SE",
                        Booking.Market.HOME,
                        "",
                        List.of(),
                        new Booking.Find("YourReference", "10231")));
        assertThat(booked.shown()).isEqualTo("""
                2026-02-02 CAPTURE_DAY Inbetalning order 10231 via Klarna
                  CLEARING_SEK 1581 1250.00 SEK
                  AR_CUSTOMER 1510 -1250.00 SEK
                """);
    }

    @ParameterizedTest
    @CsvSource({"ORDER_NUMBER, number", "SECOND_REFERENCE, second", "ORDER_ID, id"})
    void theInvoiceIsLookedForByTheReferenceOfTheProfile(Reference by, String value) {
        Event sale = Happened.sale("", "2026-02-02", "10.00 SEK")
                .order(new OrderReference("id", "number", "second", "", ""))
                .build();
        var rules = rules().match(by, "OurReference");

        assertThat(Objects.requireNonNull(book(rules, sale).only("/payment").invoice())
                        .find())
                .isEqualTo(new Booking.Find("OurReference", value));
        assertThat(book(rules, Happened.sale("", "2026-02-02", "10.00 SEK").build())
                        .heldCodes())
                .containsExactly("REFERENCE_MISSING");
    }

    @Test
    void eventsThatCannotBeToldApartHaveKeysOfTheirOwn() {
        Event sale = Happened.sale("1", "2026-02-02", "10.00 SEK").build();
        Event same = Happened.sale("1", "2026-02-02", "10.00 SEK").build();

        assertThat(book(rules(), sale, same).bookings().stream().map(Booking::key))
                .containsExactly("order/SALE|1|10.00 SEK/payment", "order/SALE|1|10.00 SEK#2/payment");
    }

    @Test
    void aRefundOntoACardPaysTheCreditInvoiceTwice() {
        Booked booked = bookPartlyOnCard(rules(), "100.00 SEK", 5_000);

        assertThat(booked.shown()).isEqualTo("""
                2026-02-03 REFUND_DAY Återbetalning order 1 via Klarna
                  AR_CUSTOMER 1510 100.00 SEK
                  CLEARING_SEK 1581 -100.00 SEK
                2026-02-03 REFUND_DAY Återbetalning order 1 via presentkort
                  AR_CUSTOMER 1510 50.00 SEK
                  GIFTCARD_MPV 2421 -50.00 SEK
                """);
        assertThat(Objects.requireNonNull(booked.only("/payment").invoice()).total())
                .isEqualTo(Money.parse("-100.00 SEK"));
        assertThat(Objects.requireNonNull(booked.only("/card").invoice()).total())
                .isEqualTo(Money.parse("-50.00 SEK"));
        assertThat(booked.bookings().stream().map(Booking::events)).containsExactly(1, 0);
    }

    /** Where the buyer owes it until it is paid out, the money follows on that day; the card is credited on the day of the refund. */
    @Test
    void aRefundOntoACardNeedsBothItsDaysOpen() {
        TestRules rules = rules().merchantsRisk();

        assertThat(bookPartlyOnCard(rules, "100.00 SEK", 5_000).bookings().stream()
                        .map(booking -> booking.voucher().date().toString()))
                .containsExactly("2026-02-16", "2026-02-03");
        assertThat(bookPartlyOnCard(rules.locked("2026-02-03"), "100.00 SEK", 5_000)
                        .heldCodes())
                .containsExactly("PERIOD_LOCKED");
        assertThat(bookPartlyOnCard(rules.locked("2026-02-03"), "100.00 SEK", 0).heldCodes())
                .isEmpty();
        assertThat(bookPartlyOnCard(rules.locked("2026-02-02").yearsThrough("2026-02-15"), "100.00 SEK", 5_000)
                        .heldCodes())
                .containsExactly("NEXT_YEAR_MISSING");
    }

    /** 0.47 and 1.40 EUR are 3.76 and 11.20 SEK, and 1.87 EUR together would be 14.97. */
    @Test
    void whatStandsOnClearingIsConvertedByItself() {
        Booked booked = bookPartlyOnCard(rules(), "0.47 EUR", 140);

        assertThat(booked.role("CLEARING_EUR")).isEqualTo(new Booked.Sum(-376, -47));
        assertThat(booked.role("AR_CUSTOMER")).isEqualTo(new Booked.Sum(1_496, 187));
    }

    /**
     * The shop's invoice of 100.00 EUR is paid, worth 1 050.00 at the rate of its day, and the provider has paid 1 090.00 for it.
     * Its credit of 40.00 EUR is worth 420.00, whatever the provider has taken back for it.
     */
    @Test
    void anOrderThatTheProviderHasExchangedPaysTheInvoiceInItsOwnCurrency() {
        Booked booked = exchanged(rules(), SOLD_IN_EURO, REFUNDED_IN_EURO);

        assertThat(booked.shown()).isEqualTo("""
                2026-02-02 CAPTURE_DAY Inbetalning order 10231 via Klarna
                  CLEARING_SEK 1581 1090.00 SEK
                  FX_GAIN 3960 -40.00 SEK
                  AR_CUSTOMER 1510 -1050.00 SEK = -100.00 EUR @ 10.50
                2026-02-09 REFUND_DAY Återbetalning order 10231 via Klarna
                  AR_CUSTOMER 1510 420.00 SEK = 40.00 EUR @ 10.50
                  CLEARING_SEK 1581 -445.00 SEK
                  FX_LOSS 7960 25.00 SEK
                """);
        assertThat(booked.bookings().stream().map(booking -> Objects.requireNonNull(booking.invoice())
                        .total()))
                .containsExactly(Money.parse("100.00 EUR"), Money.parse("-40.00 EUR"));
    }

    /** With {@code saleRate: provider} the sale has no difference, and its refund is worth what the sale was. */
    @Test
    void anOrderThatTheProviderHasExchangedIsWorthWhatItPaidWhereTheProfileSaysSo() {
        assertThat(exchanged(rules().byProvidersRate(), SOLD_IN_EURO, REFUNDED_IN_EURO)
                        .shown())
                .isEqualTo("""
                2026-02-02 CAPTURE_DAY Inbetalning order 10231 via Klarna
                  CLEARING_SEK 1581 1090.00 SEK
                  AR_CUSTOMER 1510 -1090.00 SEK = -100.00 EUR @ 10.9000
                2026-02-09 REFUND_DAY Återbetalning order 10231 via Klarna
                  AR_CUSTOMER 1510 436.00 SEK = 40.00 EUR @ 10.9000
                  CLEARING_SEK 1581 -445.00 SEK
                  FX_LOSS 7960 9.00 SEK
                """);
    }

    /** Nobody says how many of the 100.00 EUR the 545.00 SEK are. */
    @Test
    void aRefundThatIsNotStatedInTheCurrencyOfItsSaleIsNotGuessed() {
        Event refund = Happened.refund("10231", "2026-02-09", "545.00 SEK").build();

        assertThat(exchanged(rules(), refund).heldCodes()).containsExactly("SOLD_AMOUNT_UNKNOWN");
    }

    /** The invoice is in dollars and the money in euro: each row has the rate of its own currency. */
    @Test
    void whatIsExchangedIntoAnotherForeignCurrencyStandsAtTheRateOfThat() {
        Event sale = Happened.sale("10231", "2026-02-02", "90.00 EUR")
                .original(Money.parse("100.00 USD"), null)
                .build();

        Booked booked = Booked.of(
                Booked.facts("XE7K2QPD", "2026-02-16", "0.00 EUR", 1),
                List.of(sale),
                rules().build(),
                Booked.rates("2026-02-02", "EUR", "10.50", "2026-02-02", "USD", "9.40"),
                Booked.NO_ORIGINALS);

        assertThat(booked.shown()).isEqualTo("""
                2026-02-02 CAPTURE_DAY Inbetalning order 10231 via Klarna
                  CLEARING_EUR 1582 945.00 SEK = 90.00 EUR @ 10.50
                  FX_GAIN 3960 -5.00 SEK
                  AR_CUSTOMER 1510 -940.00 SEK = -100.00 USD @ 9.40
                """);
    }

    private static Booked exchanged(TestRules rules, Event... events) {
        return Booked.of(
                FACTS,
                List.of(events),
                rules.build(),
                Booked.rates("2026-02-02", "EUR", "10.50"),
                any -> Optional.of(SOLD_IN_EURO));
    }

    @Test
    void anOrderForWhichNoMoneyMovedIsLeft() {
        Event redeemed = Happened.event(EventKind.GIFT_CARD_REDEEMED, "1", "2026-02-02", "500.00 SEK")
                .build();

        Booked booked = book(rules(), redeemed);

        assertThat(booked.left()).isEqualTo(Map.of(redeemed, "NOTHING_MOVED"));
        assertThat(booked.bookings()).isEmpty();
    }

    @Test
    void aPaymentNeedsAnOpenPeriodAndAYearThatExists() {
        Event sale = Happened.sale("1", "2026-02-02", "10.00 SEK").build();

        assertThat(book(rules().yearsThrough("2026-02-01"), sale).heldCodes()).containsExactly("NEXT_YEAR_MISSING");
        assertThat(book(rules().locked("2026-02-02"), sale).heldCodes()).containsExactly("PERIOD_LOCKED");
        assertThat(book(rules().vatReported("2026-02-02"), sale).held()).isEmpty();
    }

    private static TestRules rules() {
        return new TestRules().modes(Mode.MATCH);
    }

    private static Booked book(TestRules rules, Event... events) {
        return Booked.of(FACTS, List.of(events), rules.build());
    }

    /** A refund on 3 February, of which something is put on a card besides, paid out on 16 February. */
    private static Booked bookPartlyOnCard(TestRules rules, String paidBack, long onCard) {
        Event refund = Happened.refund("1", "2026-02-03", paidBack).build();
        long goods = Math.addExact(refund.amount().minor(), onCard);
        var basket = new Basket(
                Basket.StatedBy.SHOP,
                refund.amount().currency(),
                List.of(Line.of(Kind.GOODS, VatRate.parse("25"), goods), Line.of(Kind.GIFT_CARD, null, -onCard)),
                "",
                null);
        return Booked.of(
                Booked.facts(
                        "2201447718", "2026-02-16", "0.00 " + refund.amount().currency(), 1),
                List.of(refund),
                rules.build(),
                Knowledge.of(Booked.rates("2026-02-03", "EUR", "8.0031"), Booked.NO_ORIGINALS)
                        .with((Knowledge.Baskets) event -> Optional.of(basket)));
    }
}
