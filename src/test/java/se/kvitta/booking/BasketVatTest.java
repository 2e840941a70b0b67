package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Kind;
import se.kvitta.settlement.Basket.Line;
import se.kvitta.settlement.Event;

class BasketVatTest {

    private static final LocalDate DAY = LocalDate.of(2026, 2, 2);

    @Test
    void freightThatNamesNoRateFollowsTheGoodsByValue() {
        assertThat(shown("250.00", goods("25", 10_000), goods("6", 10_000), line(Kind.FREIGHT, null, 5_000)))
                .isEqualTo("25 %: goods 80.00, freight 20.00, VAT 25.00; 6 %: goods 94.34, freight 23.58, VAT 7.08");
    }

    @Test
    void freightOfItsOwnRateStaysThere() {
        assertThat(shown("150.00", goods("25", 10_000), line(Kind.FREIGHT, "25", 5_000)))
                .isEqualTo("25 %: goods 80.00, freight 40.00, VAT 30.00");
    }

    @Test
    void freightAloneIsTaxedAtTheRateOfTheCountry() {
        assertThat(shown("50.00", line(Kind.FREIGHT, null, 5_000))).isEqualTo("25 %: freight 40.00, VAT 10.00");
        assertThat(held(new TestRules().noRates(), "50.00", line(Kind.FREIGHT, null, 5_000)))
                .isEqualTo("VAT_RATE_MISSING");
    }

    @Test
    void freightMayStandWithTheGoods() {
        assertThat(shown(
                        new TestRules().freightWithGoods(),
                        "150.00",
                        goods("25", 10_000),
                        line(Kind.FREIGHT, null, 5_000)))
                .isEqualTo("25 %: goods 80.00, goods 40.00, VAT 30.00");
    }

    @Test
    void aDiscountLowersTheGoodsByValueAndNotTheFreight() {
        assertThat(shown("180.00", goods("25", 10_000), goods("6", 10_000), line(Kind.DISCOUNT, null, -2_000)))
                .isEqualTo("25 %: goods 72.00, VAT 18.00; 6 %: goods 84.91, VAT 5.09");
        assertThat(shown(
                        "230.00",
                        goods("25", 10_000),
                        goods("6", 10_000),
                        line(Kind.FREIGHT, null, 5_000),
                        line(Kind.DISCOUNT, null, -2_000)))
                .isEqualTo("25 %: goods 72.00, freight 20.00, VAT 23.00; 6 %: goods 84.91, freight 23.58, VAT 6.51");
    }

    /** A shop may list its discounts first. */
    @Test
    void aDiscountOfOneRateLowersItsGoodsWhereverItStands() {
        String lowered = "25 %: goods 72.00, VAT 18.00; 6 %: goods 94.34, VAT 5.66";

        assertThat(shown("190.00", goods("25", 10_000), goods("6", 10_000), line(Kind.DISCOUNT, "25", -1_000)))
                .isEqualTo(lowered);
        assertThat(shown("190.00", line(Kind.DISCOUNT, "25", -1_000), goods("25", 10_000), goods("6", 10_000)))
                .isEqualTo(lowered);
    }

    @Test
    void aDiscountOfMoreThanTheGoodsWaits() {
        assertThat(held(
                        new TestRules(),
                        "40.00",
                        goods("25", 10_000),
                        line(Kind.FREIGHT, null, 5_000),
                        line(Kind.DISCOUNT, null, -11_000)))
                .isEqualTo("BASKET_DIFFERS");
    }

    @Test
    void aFreeOrderHasNoRows() {
        assertThat(shown("0.00", goods("25", 10_000), line(Kind.DISCOUNT, null, -10_000)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1999, 19.99", "2000, 20.00", "2001, 20.01"})
    void statedVatWithinAUnitOfItsLineStands(long stated, String vat) {
        assertThat(shown("99.99", stated("25", 9_999, stated))).endsWith("VAT " + vat);
    }

    @Test
    void statedVatMayBeOffByAUnitForEachLine() {
        assertThat(shown("199.98", stated("25", 9_999, 1_999), stated("25", 9_999, 1_999)))
                .isEqualTo("25 %: goods 160.00, VAT 39.98");
        assertThat(held(new TestRules(), "99.99", stated("25", 9_999, 1_998))).isEqualTo("VAT_NOT_PLAUSIBLE");
        assertThat(held(new TestRules(), "199.98", stated("25", 9_999, 1_999), stated("25", 9_999, 1_998)))
                .isEqualTo("VAT_NOT_PLAUSIBLE");
    }

    @Test
    void aMultiPurposeCardBearsNoVatWhenSoldAndPaysForGoodsInFull() {
        var rules = new TestRules().cards(VatRules.Cards.MULTI);

        assertThat(shown(rules, "500.00", line(Kind.GIFT_CARD, null, 50_000)))
                .isEqualTo("OTHER GIFTCARD_MPV 500.00 + 0.00");
        assertThat(shown(rules, "125.00", goods("25", 62_500), line(Kind.PAID_BY_CARD, null, -50_000)))
                .isEqualTo("25 %: goods 500.00, VAT 125.00; CARD GIFTCARD_MPV -500.00 + 0.00");
    }

    @Test
    void aSinglePurposeCardIsTaxedWhenSoldAndNotAgainWhenUsed() {
        assertThat(shown("530.00", line(Kind.GIFT_CARD, "6", 53_000)))
                .isEqualTo("SALES GIFTCARD_SPV_6_SOLD 500.00 + 30.00");
        assertThat(shown("530.00", goods("6", 106_000), line(Kind.PAID_BY_CARD, "6", -53_000)))
                .isEqualTo("6 %: goods 500.00, VAT 30.00; CARD GIFTCARD_SPV_6_USED -500.00 + 0.00;"
                        + " SALES SALES_SPV_USED 500.00 + 0.00");
        assertThat(shown(new TestRules().cards(VatRules.Cards.SINGLE), "125.00", line(Kind.GIFT_CARD, null, 12_500)))
                .isEqualTo("SALES GIFTCARD_SPV_25_SOLD 100.00 + 25.00");
    }

    @Test
    void aSinglePurposeCardPaysForNoMoreThanItsRate() {
        assertThat(held(
                        new TestRules(),
                        "20.00",
                        goods("25", 5_000),
                        goods("6", 1_000),
                        line(Kind.PAID_BY_CARD, "6", -4_000)))
                .isEqualTo("BASKET_DIFFERS");
    }

    /** A card that nobody has paid for lowers the price; of one rate when it says so, else of all by value. */
    @Test
    void aCardThatWasGivenAwayIsADiscountIfTheMerchantSaysSo() {
        Line card = line(Kind.GOODWILL_CARD, null, -25_000);
        var discount = new TestRules().goodwillIsADiscount();

        assertThat(held(new TestRules(), "375.00", goods("25", 62_500), card)).isEqualTo("GOODWILL_CARD_DECIDE");
        assertThat(shown(discount, "375.00", goods("25", 62_500), card)).isEqualTo("25 %: goods 300.00, VAT 75.00");
        assertThat(shown(
                        discount,
                        "481.00",
                        goods("25", 62_500),
                        goods("6", 10_600),
                        line(Kind.GOODWILL_CARD, "25", -25_000)))
                .isEqualTo("25 %: goods 300.00, VAT 75.00; 6 %: goods 100.00, VAT 6.00");
        assertThat(held(discount, "0.00", goods("25", 12_500), card)).isEqualTo("BASKET_DIFFERS");
    }

    @Test
    void aCardOfWhichNobodyKnowsTheKindWaits() {
        assertThat(held(new TestRules(), "500.00", line(Kind.GIFT_CARD, null, 50_000)))
                .isEqualTo("GIFT_CARD_KIND_UNKNOWN");
    }

    @Test
    void aTipIsADebtToTheStaffOrASale() {
        Line[] lines = {goods("12", 11_200), line(Kind.TIP, null, 1_000)};

        assertThat(shown("122.00", lines)).isEqualTo("12 %: goods 100.00, VAT 12.00; OTHER TIP_LIABILITY 10.00 + 0.00");
        assertThat(shown(new TestRules().tipsAreSales(), "122.00", lines))
                .isEqualTo("25 %: goods 8.00, VAT 2.00; 12 %: goods 100.00, VAT 12.00");
    }

    @Test
    void aReturnFeeIsASaleThatTheRefundKeeps() {
        assertThat(shown("1151.00", goods("25", 125_000), line(Kind.RETURN_FEE, null, -9_900)))
                .isEqualTo("25 %: goods 1000.00, VAT 250.00; RETURN_FEE RETURN_FEE_25 -79.20 + -19.80");
    }

    @Test
    void whatLinesLeaveIsRoundingUpToTheLimitAndAboveItTheOrderWaits() {
        assertThat(shown("125.05", goods("25", 12_500)))
                .isEqualTo("25 %: goods 100.00, VAT 25.00; ROUNDING ROUNDING 0.05 + 0.00");
        assertThat(shown("124.95", goods("25", 12_500))).endsWith("ROUNDING ROUNDING -0.05 + 0.00");

        TaxedOrder off = decide(new TestRules(), Money.parse("125.06 SEK"), goods("25", 12_500));
        assertThat(Objects.requireNonNull(off.held()).code()).isEqualTo("BASKET_DIFFERS");
        assertThat(off.held().facts()).containsEntry("difference", "0.06 SEK").containsEntry("lines", "125.00 SEK");
    }

    /** 125.00 EUR of goods are not 125.00 SEK of money. */
    @Test
    void linesInAnotherCurrencyThanTheMoneyWait() {
        TaxedOrder order = decide(new TestRules(), Money.parse("125.00 EUR"), goods("25", 12_500));

        assertThat(Objects.requireNonNull(order.held()).code()).isEqualTo("BASKET_DIFFERS");
    }

    @Test
    void theFirstDimensionRuleThatFitsCounts() {
        var books = new DimensionRules.Rule(Set.of(), Set.of("book"), Set.of(), centre("BOOKS"));
        var abroad = new DimensionRules.Rule(Set.of("DE"), Set.of(), Set.of(), centre("EXPORT"));
        var card = new DimensionRules.Rule(Set.of(), Set.of(), Set.of("card"), centre("CARD"));
        var rules = new DimensionRules(new Dimensions("WEB", "P1", "", Map.of()), List.of(books, abroad, card));

        assertThat(rules.of("DE", "book", "card")).isEqualTo(new Dimensions("BOOKS", "P1", "", Map.of()));
        assertThat(rules.of("DE", "", "card")).isEqualTo(new Dimensions("EXPORT", "P1", "", Map.of()));
        assertThat(rules.of("SE", "toy", "card")).isEqualTo(new Dimensions("CARD", "P1", "", Map.of()));
        assertThat(rules.of("SE", "toy", "swish")).isEqualTo(new Dimensions("WEB", "P1", "", Map.of()));
    }

    @Test
    void goodsOfOneRateStandApartByTheirDimensions() {
        var rules = new TestRules()
                .dimensions(new DimensionRules(
                        Dimensions.NONE,
                        List.of(new DimensionRules.Rule(Set.of(), Set.of("book"), Set.of(), centre("BOOKS")))));

        TaxedOrder order = decide(
                rules,
                Money.parse("212.00 SEK"),
                goods("6", 5_300),
                new Line(Kind.GOODS, VatRate.parse("6"), 10_600, null, "", "book"),
                goods("6", 5_300));

        assertThat(order.shares().get(0).pieces())
                .containsExactly(
                        new TaxedOrder.Piece(false, Dimensions.NONE, 10_000),
                        new TaxedOrder.Piece(false, centre("BOOKS"), 10_000));
    }

    /** Its own rate has no goods that other freight could follow. */
    @Test
    void freightFollowsNoOtherFreight() {
        assertThat(shown("60.00", line(Kind.FREIGHT, "6", 5_000), line(Kind.FREIGHT, null, 1_000)))
                .isEqualTo("25 %: freight 8.00, VAT 2.00; 6 %: freight 47.17, VAT 2.83");
    }

    /** The VAT of the goods is stated, and that of the freight that follows them is not. */
    @Test
    void statedVatOfGoodsIsNotTakenForThatOfTheirFreight() {
        assertThat(shown("150.00", stated("25", 10_000, 2_000), line(Kind.FREIGHT, null, 5_000)))
                .isEqualTo("25 %: goods 80.00, freight 40.00, VAT 30.00");
    }

    /** Something for nothing has no part in a discount, and stops none. */
    @Test
    void aDiscountLowersWhatHasAPrice() {
        var rules = new TestRules()
                .dimensions(new DimensionRules(
                        Dimensions.NONE,
                        List.of(new DimensionRules.Rule(Set.of(), Set.of("gift"), Set.of(), centre("GIFTS")))));

        assertThat(shown(
                        rules,
                        "80.00",
                        goods("25", 10_000),
                        new Line(Kind.GOODS, VatRate.parse("25"), 0, null, "", "gift"),
                        line(Kind.DISCOUNT, "25", -2_000)))
                .isEqualTo("25 %: goods 64.00, goods 0.00, VAT 16.00");
    }

    /** The card pays the goods of its rate, then their freight; what is left is taxed. */
    @Test
    void aSinglePurposeCardPaysForFreightWhenTheGoodsArePaid() {
        assertThat(shown(
                        "10.00",
                        goods("6", 5_000),
                        line(Kind.FREIGHT, "6", 2_000),
                        line(Kind.PAID_BY_CARD, "6", -6_000)))
                .isEqualTo("6 %: goods 0.00, freight 9.43, VAT 0.57; CARD GIFTCARD_SPV_6_USED -56.60 + 0.00;"
                        + " SALES SALES_SPV_USED 56.60 + 0.00");
    }

    /** A person who looks at it is told how far off it is. */
    @Test
    void whatDoesNotAddUpIsToldToTheMinorUnit() {
        assertThat(difference(
                        "40.00",
                        goods("25", 10_000),
                        line(Kind.FREIGHT, null, 5_000),
                        line(Kind.DISCOUNT, null, -11_000)))
                .isEqualTo("-10.00 SEK");
        assertThat(difference(
                        "-24.00",
                        goods("6", 1_000),
                        line(Kind.FREIGHT, "6", 600),
                        line(Kind.PAID_BY_CARD, "6", -4_000)))
                .isEqualTo("-24.00 SEK");
        assertThat(difference("10.00", goods("25", 5_000), line(Kind.PAID_BY_CARD, "6", -4_000)))
                .isEqualTo("-40.00 SEK");
        assertThat(difference("50.00", goods("25", -5_000), goods("12", 10_000)))
                .isEqualTo("-50.00 SEK");
        TaxedOrder given = decide(
                new TestRules(),
                Money.parse("375.00 SEK"),
                goods("25", 62_500),
                line(Kind.GOODWILL_CARD, null, -25_000));
        assertThat(Objects.requireNonNull(given.held()).facts()).containsEntry("amount", "250.00 SEK");
    }

    private static String difference(String amount, Line... lines) {
        Reason held = Objects.requireNonNull(
                decide(new TestRules(), Money.parse(amount + " SEK"), lines).held());
        assertThat(held.code()).isEqualTo("BASKET_DIFFERS");
        return String.valueOf(held.facts().get("difference"));
    }

    /** Who states the lines, and whether they are those of just this money; the profile only where no line names a rate. */
    @Test
    void aRateIsOfWhoeverNamesIt() {
        assertThat(rule(Basket.Basis.STATED, goods("25", 10_000))).isEqualTo("shop order");
        assertThat(rule(Basket.Basis.STATED, Line.of(Kind.GOODS, null, 10_000))).isEqualTo("profile rule SE 25 %");
        assertThat(rule(Basket.Basis.STATED, Line.of(Kind.GOODS, null, 5_000), goods("25", 5_000)))
                .isEqualTo("shop order");
        assertThat(rule(Basket.Basis.IN_PROPORTION, goods("25", 10_000))).isEqualTo("shop order, in proportion");
    }

    private static String rule(Basket.Basis basis, Line... lines) {
        Event event = Happened.sale("10231", DAY.toString(), "100.00 SEK").build();
        var basket = new Basket(Basket.StatedBy.SHOP, Money.SEK, List.of(lines), "", null, null, "", null, basis);
        var rules = new TestRules();
        return BasketVat.decide(
                        event,
                        basket,
                        event.amount(),
                        "SE",
                        DAY,
                        rules.vat(),
                        rules.build().dimensions())
                .shares()
                .get(0)
                .rule();
    }

    private static String shown(String amount, Line... lines) {
        return shown(new TestRules(), amount, lines);
    }

    private static String shown(TestRules rules, String amount, Line... lines) {
        TaxedOrder order = decide(rules, Money.parse(amount + " SEK"), lines);
        assertThat(order.held()).isNull();
        assertThat(order.total()).isEqualTo(Money.parse(amount + " SEK").minor());
        return Stream.concat(
                        order.shares().stream()
                                .map(share -> share.rate() + " %: "
                                        + share.pieces().stream()
                                                .map(piece ->
                                                        (piece.freight() ? "freight " : "goods ") + sek(piece.net()))
                                                .collect(Collectors.joining(", "))
                                        + ", VAT " + sek(share.vat())),
                        order.extras().stream()
                                .map(extra -> extra.place() + " " + extra.role() + " " + sek(extra.net()) + " + "
                                        + sek(extra.vat())))
                .collect(Collectors.joining("; "));
    }

    private static String held(TestRules rules, String amount, Line... lines) {
        return Objects.requireNonNull(
                        decide(rules, Money.parse(amount + " SEK"), lines).held())
                .code();
    }

    private static TaxedOrder decide(TestRules rules, Money expected, Line... lines) {
        Event event = Happened.sale("10231", DAY.toString(), "1.00 SEK").build();
        var basket = new Basket(Basket.StatedBy.SHOP, Money.SEK, List.of(lines), "", null);
        return BasketVat.decide(
                event, basket, expected, "SE", DAY, rules.vat(), rules.build().dimensions());
    }

    private static Line goods(String rate, long gross) {
        return line(Kind.GOODS, rate, gross);
    }

    private static Line stated(String rate, long gross, long vat) {
        return new Line(Kind.GOODS, VatRate.parse(rate), gross, vat, "", "");
    }

    private static Line line(Kind kind, @Nullable String rate, long gross) {
        return Line.of(kind, rate == null ? null : VatRate.parse(rate), gross);
    }

    private static Dimensions centre(String costCentre) {
        return new Dimensions(costCentre, "", "", Map.of());
    }

    private static String sek(long minor) {
        return Money.ofMinor(minor, Money.SEK).major().toPlainString();
    }
}
