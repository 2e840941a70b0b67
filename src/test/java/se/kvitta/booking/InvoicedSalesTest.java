package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Kind;
import se.kvitta.settlement.Basket.Line;
import se.kvitta.settlement.Buyer;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

class InvoicedSalesTest {

    private static final SettlementFacts FACTS = Booked.facts("2201447718", "2026-02-16", "0.00 SEK", 2);
    private static final Event SALE =
            Happened.sale("10231", "2026-02-02", "1250.00 SEK").country("SE").build();
    private static final Buyer ANNA = new Buyer("", "", "anna@example.com", "", "", "", "", "", "", "");

    @Test
    void aSaleIsAnInvoiceAndThePaymentThatDependsOnIt() {
        Booked booked = book(rules(), Booked.NO_ORIGINALS, SALE);

        assertThat(booked.bookings().stream().map(booking -> booking.key() + " " + booking.kind()))
                .containsExactly(
                        "order/SALE|10231|1250.00 SEK INVOICE", "order/SALE|10231|1250.00 SEK/payment PAYMENT");
        assertThat(booked.bookings().stream().map(Booking::events)).containsExactly(1, 0);
        assertThat(invoice(booked, 0).of()).isEmpty();
        assertThat(invoice(booked, 0).lines())
                .containsExactly(
                        new Booking.Line("SALES_25", "3001", "25", 100_000, 25_000, VoucherRow.Dimensions.NONE));
        assertThat(invoice(booked, 0).total()).isEqualTo(Money.parse("1250.00 SEK"));
        assertThat(invoice(booked, 1).of()).isEqualTo("order/SALE|10231|1250.00 SEK");
        assertThat(invoice(booked, 1).lines()).isEmpty();
        assertThat(booked.shown()).isEqualTo("""
                2026-02-02 CAPTURE_DAY Kundfaktura order 10231
                  AR_CUSTOMER 1510 1250.00 SEK
                  SALES_25 3001 -1000.00 SEK | 25 SE 05
                  VAT_OUT_25 2611 -250.00 SEK | 25 SE 10
                2026-02-02 CAPTURE_DAY Inbetalning order 10231 via Klarna
                  CLEARING_SEK 1581 1250.00 SEK
                  AR_CUSTOMER 1510 -1250.00 SEK
                """);
    }

    @Test
    void aRefundIsACreditInvoiceOfItsSale() {
        Event refund = Happened.refund("10231", "2026-02-09", "199.50 SEK").build();

        Booked booked = book(rules(), any -> Optional.of(SALE), refund);

        assertThat(booked.bookings().get(0).kind()).isEqualTo(Booking.Kind.CREDIT_INVOICE);
        assertThat(invoice(booked, 0).of()).isEqualTo("order/SALE|10231|1250.00 SEK");
        assertThat(invoice(booked, 0).total()).isEqualTo(Money.parse("-199.50 SEK"));
        assertThat(invoice(booked, 1).of()).isEqualTo("order/REFUND|10231|199.50 SEK");
        assertThat(booked.shown()).isEqualTo("""
                2026-02-09 REFUND_DAY Kreditfaktura order 10231
                  SALES_25 3001 159.60 SEK | 25 SE 05
                  VAT_OUT_25 2611 39.90 SEK | 25 SE 10
                  AR_CUSTOMER 1510 -199.50 SEK
                2026-02-09 REFUND_DAY Återbetalning order 10231 via Klarna
                  AR_CUSTOMER 1510 199.50 SEK
                  CLEARING_SEK 1581 -199.50 SEK
                """);
    }

    @Test
    void aCardPaysTheInvoiceBesideTheMoney() {
        var basket = new Basket(
                Basket.StatedBy.SHOP,
                Money.SEK,
                List.of(Line.of(Kind.GOODS, VatRate.parse("25"), 175_000), Line.of(Kind.PAID_BY_CARD, null, -50_000)),
                "",
                null);

        Booked booked = Booked.of(
                FACTS,
                List.of(SALE),
                rules().cards(VatRules.Cards.MULTI).build(),
                Knowledge.of(Booked.NO_RATES, Booked.NO_ORIGINALS)
                        .with((Knowledge.Baskets) event -> Optional.of(basket)));

        assertThat(booked.bookings().stream().map(Booking::key))
                .containsExactly(
                        "order/SALE|10231|1250.00 SEK",
                        "order/SALE|10231|1250.00 SEK/card-1",
                        "order/SALE|10231|1250.00 SEK/payment");
        assertThat(invoice(booked, 0).total()).isEqualTo(Money.parse("1750.00 SEK"));
        assertThat(invoice(booked, 1).total()).isEqualTo(Money.parse("500.00 SEK"));
        assertThat(invoice(booked, 1).closes()).isNull();
        assertThat(invoice(booked, 2).closes()).isEqualTo(Money.parse("1750.00 SEK"));
        assertThat(booked.role("AR_CUSTOMER")).isEqualTo(Booked.Sum.ZERO);
        assertThat(booked.role("GIFTCARD_MPV")).isEqualTo(new Booked.Sum(50_000, 0));
    }

    /** Two that cannot be told apart are two invoices; one that comes once needs no number, nor to be remembered. */
    @Test
    void salesThatShareAKeyAreNumberedWhereAKeyMayComeAgain() {
        Event other = Happened.sale("10232", "2026-02-02", "1250.00 SEK").build();
        var knowledge = Knowledge.of(Booked.NO_RATES, Booked.NO_ORIGINALS);

        Booked booked = Booked.of(FACTS, List.of(SALE, other, SALE), rules().build(), knowledge.with((Knowledge.Repeats)
                event -> event.key().equals(SALE.key())));

        assertThat(booked.bookings().stream().map(Booking::key))
                .containsExactly(
                        "order/SALE|10231|1250.00 SEK",
                        "order/SALE|10231|1250.00 SEK/payment",
                        "order/SALE|10232|1250.00 SEK",
                        "order/SALE|10232|1250.00 SEK/payment",
                        "order/SALE|10231|1250.00 SEK#2",
                        "order/SALE|10231|1250.00 SEK#2/payment");
        assertThat(Booked.of(FACTS, List.of(SALE, other, SALE), rules().build(), knowledge)
                        .bookings())
                .isEqualTo(booked.bookings());
    }

    @Test
    void anInvoiceStandsInAnOpenPeriodOrWaits() {
        assertThat(book(rules().locked("2026-02-28"), Booked.NO_ORIGINALS, SALE).heldCodes())
                .containsExactly("PERIOD_LOCKED");
        assertThat(book(rules().yearsThrough("2026-02-02"), Booked.NO_ORIGINALS, SALE)
                        .held())
                .as("the last day of the last year exists")
                .isEmpty();
    }

    /** What a sold card brings is a line of the invoice; a card that is taken back is a line of the credit invoice. */
    @Test
    void aGiftCardThatIsSoldIsALineOfTheInvoice() {
        Event card = Happened.event(EventKind.GIFT_CARD_SOLD, "10240", "2026-02-02", "500.00 SEK")
                .build();

        Booked booked = book(rules().cards(VatRules.Cards.MULTI), Booked.NO_ORIGINALS, card);

        assertThat(invoice(booked, 0).lines())
                .containsExactly(new Booking.Line("GIFTCARD_MPV", "2421", "", 50_000, 0, VoucherRow.Dimensions.NONE));
        assertThat(invoice(booked, 0).total()).isEqualTo(Money.parse("500.00 SEK"));
    }

    /** Goods and freight at one rate share a row of VAT, and each line has its part of it. */
    @Test
    void everyLineHasTheVatInsideIt() {
        Booked booked = told(
                SALE,
                item(Kind.GOODS, "25", "2", "LJUS", 59_900),
                item(Kind.FREIGHT, "25", "1", "", 4_900),
                item(Kind.GOODS, "12", "1", "", 60_200));

        assertThat(invoice(booked, 0).lines())
                .extracting(line -> line.role() + " " + line.net() + " " + line.vat())
                .containsExactly("SALES_25 47920 11980", "FREIGHT_25 3920 980", "SALES_12 53750 6450");
        assertThat(invoice(booked, 0).items())
                .extracting(item -> item.line() + " " + item.quantity() + " " + item.article() + " " + item.gross())
                .containsExactly("0 2 LJUS 59900", "1 1  4900", "2 1  60200");
        assertThat(invoice(booked, 1).items()).isEmpty();
    }

    /** Freight and a discount without a rate are spread by value: what they come to at each rate is an item there. */
    @Test
    void whatIsSpreadOverTheRatesIsAnItemAtEach() {
        Booked booked = told(
                SALE,
                item(Kind.GOODS, "25", "1", "", 60_000),
                item(Kind.GOODS, "12", "1", "", 60_000),
                new Line(Kind.FREIGHT, null, 6_000, null, "Frakt", ""),
                new Line(Kind.DISCOUNT, null, -1_000, null, "Rabatt", ""));

        List<Booking.Line> lines = invoice(booked, 0).lines();
        long[] sums = new long[lines.size()];
        invoice(booked, 0).items().forEach(item -> sums[item.line()] += item.gross());
        for (int i = 0; i < sums.length; i++) {
            assertThat(sums[i]).isEqualTo(lines.get(i).net() + lines.get(i).vat());
        }
        assertThat(invoice(booked, 0).items())
                .extracting(Booking.Item::text)
                .contains("Frakt, Rabatt")
                .hasSizeGreaterThan(4);
    }

    /** A whole refund takes the lines of its sale back; of a part nobody says which. */
    @Test
    void theLinesOfASaleAreThoseOfItsWholeRefund() {
        Line lantern = item(Kind.GOODS, "25", "1", "L", 125_000);
        Event whole = Happened.refund("10231", "2026-02-09", "1250.00 SEK").build();
        Event part = Happened.refund("10231", "2026-02-09", "199.50 SEK").build();

        assertThat(invoice(refunded(whole, lantern), 0).items())
                .containsExactly(new Booking.Item(0, "text", "L", BigDecimal.ONE, -125_000));
        assertThat(invoice(refunded(part, lantern), 0).items()).isEmpty();
    }

    @Test
    void theBuyerGoesWithTheInvoiceAndNotWithItsPayment() {
        Line lantern = item(Kind.GOODS, "25", "1", "L", 125_000);
        assertThat(invoice(told(SALE, lantern), 0).buyer()).isEqualTo(ANNA);
        assertThat(invoice(told(SALE, lantern), 1).buyer()).isNull();
        Event refund = Happened.refund("10231", "2026-02-09", "199.50 SEK").build();
        assertThat(invoice(refunded(refund, lantern), 0).buyer()).isEqualTo(ANNA);
    }

    /**
     * A refund of 250.00 put half on a single-purpose card: the card is a taxed sale, so the credit invoice says both, and its
     * lines come to the 125.00 that were paid back.
     */
    @Test
    void aRefundOntoASinglePurposeCardIsALineOfTheCreditInvoice() {
        Event refund = Happened.refund("10231", "2026-02-09", "125.00 SEK").build();
        Booked booked = Booked.of(
                FACTS,
                List.of(refund),
                rules().account("GIFTCARD_SPV_25_SOLD", "2424", "05").build(),
                Knowledge.of(Booked.NO_RATES, any -> Optional.of(SALE))
                        .with((Knowledge.Baskets) event -> Optional.of(basket(
                                item(Kind.GOODS, "25", "1", "L", 250_00),
                                item(Kind.GIFT_CARD, "25", "1", "", -125_00)))));

        assertThat(invoice(booked, 0).total()).isEqualTo(Money.parse("-125.00 SEK"));
        assertThat(invoice(booked, 0).lines())
                .extracting(line -> line.role() + " " + line.net() + " " + line.vat())
                .containsExactly("SALES_25 -20000 -5000", "GIFTCARD_SPV_25_SOLD 10000 2500");
        assertThat(booked.bookings()).hasSize(2);
        assertThat(booked.role("AR_CUSTOMER")).isEqualTo(Booked.Sum.ZERO);
    }

    /** Money in euro stands on clearing, and off the customer's account, at one rate. */
    @Test
    void anInvoiceInTheCurrencyOfTheMoneyIsPaidAtItsRate() {
        Event sale = Happened.sale("1", "2026-02-02", "125.00 EUR").build();
        Booked booked = Booked.of(
                Booked.facts("XE7K2QPD", "2026-02-16", "0.00 EUR", 1),
                List.of(sale),
                rules().build(),
                Booked.rates("2026-02-02", "EUR", "10.50"),
                Booked.NO_ORIGINALS);

        assertThat(Booked.shown(booked.only("/payment").voucher())).isEqualTo("""
                2026-02-02 CAPTURE_DAY Inbetalning order 1 via Klarna
                  CLEARING_EUR 1582 1312.50 SEK = 125.00 EUR @ 10.50
                  AR_CUSTOMER 1510 -1312.50 SEK = -125.00 EUR @ 10.50
                """);
    }

    /** A discount that names its rate is part of the line of that rate; of two such lines it is an item at each. */
    @Test
    void aDiscountOfOneRateStandsAtThatRate() {
        Line discount = new Line(Kind.DISCOUNT, VatRate.parse("12"), -10_000, null, "Rabatt 12", "");

        assertThat(items(told(
                        SALE,
                        item(Kind.GOODS, "25", "1", "", 60_000),
                        item(Kind.GOODS, "12", "1", "", 75_000),
                        discount)))
                .containsExactly("0 60000 text", "1 75000 text", "1 -10000 Rabatt 12");

        var books = new DimensionRules.Rule(
                Set.of(), Set.of("book"), Set.of(), new VoucherRow.Dimensions("BOOKS", "", "", Map.of()));
        assertThat(items(told(
                        rules().dimensions(new DimensionRules(VoucherRow.Dimensions.NONE, List.of(books))),
                        SALE,
                        item(Kind.GOODS, "25", "1", "", 60_000),
                        item(Kind.GOODS, "12", "1", "", 37_500),
                        new Line(Kind.GOODS, VatRate.parse("12"), 37_500, null, "bok", "book"),
                        new Line(Kind.FREIGHT, null, 5_000, null, "Frakt", ""),
                        new Line(Kind.DISCOUNT, VatRate.parse("25"), -10_000, null, "Rabatt 25", ""),
                        new Line(Kind.DISCOUNT, VatRate.parse("12"), -5_000, null, "Rabatt 12", ""))))
                .containsExactly(
                        "0 60000 text",
                        "2 37500 text",
                        "3 37500 bok",
                        "0 -10000 Rabatt 25",
                        "1 2083 Frakt",
                        "2 -2500 Frakt, Rabatt 12",
                        "3 -2500 Frakt, Rabatt 12",
                        "4 2917 Frakt, Rabatt 12");
    }

    /** The order's own words: freight alone is an article like others, and a fee that is kept stands by itself. */
    @Test
    void freightAndFeesAreItemsOfTheirOwnLines() {
        assertThat(invoice(told(SALE, item(Kind.FREIGHT, "25", "2", "FRAKT", 125_000)), 0)
                        .items())
                .extracting(item -> item.line() + " " + item.article() + " " + item.quantity())
                .containsExactly("0 FRAKT 2");
        Event refund = Happened.refund("10231", "2026-02-09", "1151.00 SEK").build();
        assertThat(items(told(
                        refund,
                        item(Kind.GOODS, "25", "1", "", 125_000),
                        item(Kind.RETURN_FEE, "25", "1", "", -9_900))))
                .containsExactly("0 -125000 text", "1 9900 text");
    }

    /** Cards are no goods: neither one that paid nor one that was sold is an item. */
    @Test
    void giftCardsAreNoItems() {
        Booked booked = told(
                rules().cards(VatRules.Cards.MULTI),
                SALE,
                item(Kind.GOODS, "25", "1", "L", 175_000),
                new Line(Kind.GIFT_CARD, null, 20_000, null, "kort", ""),
                new Line(Kind.PAID_BY_CARD, null, -70_000, null, "kort", ""));

        assertThat(items(booked)).containsExactly("0 175000 text");
    }

    /** An order that names no country is of the home country, also where that decides its dimensions. */
    @Test
    void theItemsOfAnOrderWithoutACountryAreThoseOfHome() {
        var home = new DimensionRules.Rule(
                Set.of("SE"), Set.of(), Set.of(), new VoucherRow.Dimensions("HOME", "", "", Map.of()));
        var rules = rules().dimensions(new DimensionRules(VoucherRow.Dimensions.NONE, List.of(home)));
        Event nowhere = Happened.sale("10231", "2026-02-02", "1250.00 SEK").build();

        assertThat(items(told(rules, nowhere, item(Kind.GOODS, "25", "1", "", 125_000))))
                .containsExactly("0 125000 text");
        assertThat(items(told(rules, SALE, item(Kind.GOODS, "25", "1", "", 125_000))))
                .containsExactly("0 125000 text");
    }

    /** The refund's own order names no country: where the goods went is where those of the sale went. */
    @Test
    void aRefundThatNamesNoCountryIsOfTheCountryOfItsSalesOrder() {
        Basket abroad = toGermany("", item(Kind.GOODS, "19", "1", "", 119_00));
        Event refund = Happened.refund("10231", "2026-02-09", "119.00 SEK").build();
        Booked booked = Booked.of(
                FACTS,
                List.of(refund),
                rules().oss("DE").build(),
                Knowledge.of(Booked.NO_RATES, any -> Optional.of(SALE)).with((Knowledge.Baskets) event -> Optional.of(
                        event.kind() == EventKind.REFUND ? basket(item(Kind.GOODS, "19", "1", "", 119_00)) : abroad)));

        assertThat(invoice(booked, 0).country()).isEqualTo("DE");
        assertThat(booked.role("VAT_OUT_OSS_DE").inBooks()).isEqualTo(19_00);
    }

    /** Where the goods went and the buyer's VAT number are those of the sale, whether the refund's own lines are told or not. */
    @Test
    void aRefundIsOfTheCountryAndTheBusinessThatItsSalesOrderNames() {
        Line goods = item(Kind.GOODS, "0", "1", "", 125_000);
        Event refund = Happened.refund("10231", "2026-02-09", "1250.00 SEK").build();
        for (Optional<Basket> own : List.of(Optional.<Basket>empty(), Optional.of(basket(goods)))) {
            Booked booked = Booked.of(
                    FACTS,
                    List.of(refund),
                    rules().build(),
                    Knowledge.of(Booked.NO_RATES, any -> Optional.of(SALE)).with((Knowledge.Baskets) event ->
                            event.kind() == EventKind.REFUND ? own : Optional.of(toGermany("DE123456789", goods))));

            assertThat(invoice(booked, 0).country()).isEqualTo("DE");
            assertThat(invoice(booked, 0).vatNumber()).isEqualTo("DE123456789");
            assertThat(invoice(booked, 0).market()).isEqualTo(Booking.Market.EU_BUSINESS);
            assertThat(booked.role("SALES_EU_B2B").inBooks()).isEqualTo(125_000);
        }
    }

    private static Basket toGermany(String vatNumber, Line line) {
        return new Basket(
                Basket.StatedBy.SHOP, Money.SEK, List.of(line), vatNumber, null, ANNA, "DE", null, Basket.Basis.STATED);
    }

    private static List<String> items(Booked booked) {
        return invoice(booked, 0).items().stream()
                .map(item -> item.line() + " " + item.gross() + " " + item.text())
                .toList();
    }

    private static Booked told(TestRules rules, Event event, Line... lines) {
        return Booked.of(
                FACTS,
                List.of(event),
                rules.build(),
                Knowledge.of(Booked.NO_RATES, Booked.NO_ORIGINALS)
                        .with((Knowledge.Baskets) any -> Optional.of(basket(lines))));
    }

    private static Line item(Kind kind, String rate, String quantity, String article, long gross) {
        return new Line(kind, VatRate.parse(rate), gross, null, "text", "", article, new BigDecimal(quantity));
    }

    private static Booked told(Event event, Line... lines) {
        return told(rules(), event, lines);
    }

    /** Only the sale's order is told. */
    private static Booked refunded(Event refund, Line... lines) {
        return Booked.of(
                FACTS,
                List.of(refund),
                rules().build(),
                Knowledge.of(Booked.NO_RATES, any -> Optional.of(SALE)).with((Knowledge.Baskets)
                        event -> event.kind() == EventKind.REFUND ? Optional.empty() : Optional.of(basket(lines))));
    }

    private static Basket basket(Line... lines) {
        return new Basket(Basket.StatedBy.SHOP, Money.SEK, List.of(lines), "", null, ANNA);
    }

    /** Nobody is named on the paper of an event without an order: it is found by its payout. */
    @Test
    void whatHasNoOrderIsFoundByItsPayout() {
        Event sale = Happened.sale("", "2026-02-02", "125.00 SEK").build();

        assertThat(book(rules(), Booked.NO_ORIGINALS, sale).bookings())
                .extracting(Booking::reference)
                .containsOnly("2201447718");
        assertThat(book(rules(), Booked.NO_ORIGINALS, SALE).bookings())
                .extracting(Booking::reference)
                .containsOnly("10231");
    }

    @Test
    void anInvoiceNeedsAYearThatExists() {
        assertThat(book(rules().yearsThrough("2026-02-01"), Booked.NO_ORIGINALS, SALE).held().stream()
                        .map(Booked.Held::reason))
                .containsExactly(Reason.of(
                        "NEXT_YEAR_MISSING",
                        "order",
                        "10231",
                        "day",
                        "2026-02-02",
                        "amount",
                        "1250.00 SEK",
                        "through",
                        "2026-02-01"));
    }

    @Test
    void eventsThatCannotBeToldApartHaveInvoicesOfTheirOwn() {
        Booked booked = book(
                rules(),
                Booked.NO_ORIGINALS,
                SALE,
                Happened.sale("10231", "2026-02-02", "1250.00 SEK").build());

        assertThat(booked.bookings().get(3).key()).isEqualTo("order/SALE|10231|1250.00 SEK#2/payment");
        assertThat(invoice(booked, 3).of()).isEqualTo("order/SALE|10231|1250.00 SEK#2");
    }

    /**
     * The provider paid 358.02 SEK for 123 456 UGX: the fewest decimals of 358.02/123 456 that come to 358.02. Its credit is
     * at the same rate, 61 728 UGX are 179.01 SEK, and what the provider took back for them was less.
     */
    @Test
    void anInvoiceThatTheProvidersAmountValuesHasTheRateThatItPaid() {
        Event sale = Happened.sale("1060", "2026-02-04", "358.02 SEK")
                .original(Money.parse("123456 UGX"), null)
                .country("SE")
                .build();
        Event refund = Happened.refund("1060", "2026-02-09", "170.00 SEK")
                .original(Money.parse("61728 UGX"), null)
                .build();

        Booked booked = Booked.of(
                FACTS,
                List.of(sale, refund),
                rules().byProvidersRate().build(),
                Booked.NO_RATES,
                any -> Optional.of(sale));

        assertThat(booked.held()).isEmpty();
        assertThat(rates(booked)).containsExactly("0.0029 2026-02-04 Klarna");
        assertThat(booked.shown()).isEqualTo("""
                2026-02-04 CAPTURE_DAY Kundfaktura order 1060
                  AR_CUSTOMER 1510 358.02 SEK = 123456 UGX @ 0.0029
                  SALES_25 3001 -286.42 SEK = -98765 UGX @ 0.0029 | 25 SE 05
                  VAT_OUT_25 2611 -71.60 SEK = -24691 UGX @ 0.0029 | 25 SE 10
                2026-02-04 CAPTURE_DAY Inbetalning order 1060 via Klarna
                  CLEARING_SEK 1581 358.02 SEK
                  AR_CUSTOMER 1510 -358.02 SEK = -123456 UGX @ 0.0029
                2026-02-09 REFUND_DAY Kreditfaktura order 1060
                  SALES_25 3001 143.21 SEK = 49382 UGX @ 0.0029 | 25 SE 05
                  VAT_OUT_25 2611 35.80 SEK = 12346 UGX @ 0.0029 | 25 SE 10
                  AR_CUSTOMER 1510 -179.01 SEK = -61728 UGX @ 0.0029
                2026-02-09 REFUND_DAY Återbetalning order 1060 via Klarna
                  AR_CUSTOMER 1510 179.01 SEK = 61728 UGX @ 0.0029
                  CLEARING_SEK 1581 -170.00 SEK
                  FX_GAIN 3960 -9.01 SEK
                """);
        assertThat(booked.role("AR_CUSTOMER")).isEqualTo(Booked.Sum.ZERO);
    }

    /** Nothing tells a rate of 1 from a missing one; and what nobody paid for has none. */
    @Test
    void anInvoiceHasTheCompanysRateWhereWhatWasPaidGivesNone() {
        Event sale = Happened.sale("1061", "2026-02-04", "100.00 SEK")
                .original(Money.parse("100.00 NOK"), null)
                .country("SE")
                .build();

        Booked booked = Booked.of(
                FACTS,
                List.of(sale),
                rules().byProvidersRate().build(),
                Booked.rates("2026-02-04", "NOK", "0.9812"),
                Booked.NO_ORIGINALS);

        assertThat(rates(booked)).containsExactly("0.9812 2026-02-04 Riksbanken");
        assertThat(booked.role("FX_GAIN")).isEqualTo(new Booked.Sum(-188, 0));
    }

    /** Every rate of a row of the customer ledger, once. */
    private static List<String> rates(Booked booked) {
        return booked.bookings().stream()
                .flatMap(booking -> booking.voucher().rows().stream())
                .filter(row -> row.role().equals("AR_CUSTOMER"))
                .map(row -> Objects.requireNonNull(
                        Objects.requireNonNull(row.foreign()).rate()))
                .map(rate -> rate.value() + " " + rate.day() + " " + rate.source())
                .distinct()
                .toList();
    }

    /** 1 090.00 SEK moved, and nobody says how many of the 100.00 EUR that is. */
    @Test
    void aPartOfASaleInAnotherCurrencyIsNotGuessed() {
        Event sold = Happened.sale("1", "2026-02-02", "1090.00 SEK")
                .original(Money.parse("100.00 EUR"), null)
                .build();
        Event refund = Happened.refund("1", "2026-02-09", "545.00 SEK").build();

        Booked booked = Booked.of(
                FACTS,
                List.of(refund),
                rules().build(),
                Booked.rates("2026-02-02", "EUR", "10.50"),
                any -> Optional.of(sold));

        assertThat(booked.heldCodes()).containsExactly("REFUND_SPLIT_UNKNOWN");
    }

    private static TestRules rules() {
        return new TestRules().modes(Mode.LEDGER);
    }

    private static Booked book(TestRules rules, OriginalSales originals, Event... events) {
        return Booked.of(FACTS, List.of(events), rules.build(), Booked.NO_RATES, originals);
    }

    private static Booking.Invoice invoice(Booked booked, int number) {
        return Objects.requireNonNull(booked.bookings().get(number).invoice());
    }
}
