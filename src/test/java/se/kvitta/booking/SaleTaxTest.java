package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Kind;
import se.kvitta.settlement.Basket.Line;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/** Whose word counts for the VAT of a sale, and in which quarter's return it is corrected. */
class SaleTaxTest {

    private static final String DAY = "2026-02-02";
    private static final VatRate STANDARD = VatRate.parse("25");
    private static final VatRate FOOD = VatRate.parse("12");

    /** Goods of 100.00 at 25 % and of 25.00 at 12 %, and freight of 12.50 with the food. */
    private static final List<Line> LINES = List.of(
            Line.of(Kind.GOODS, STANDARD, 100_00),
            Line.of(Kind.GOODS, FOOD, 25_00),
            Line.of(Kind.FREIGHT, FOOD, 12_50));

    /** The provider states VAT per rate and no freight: lines that say the same VAT say more. */
    @ParameterizedTest
    @CsvSource({
        "2000, 402, true",
        "2001, 401, true",
        "1999, 403, true",
        // Two öre more of one rate are another division of the order, and the provider is nearer to the money.
        "2002, 400, false",
        "1998, 403, false"
    })
    void linesCountWhereTheyAgreeWithTheProvidersVat(long of25, long of12, boolean linesCount) {
        Event sale = Happened.sale("1", DAY, "137.50 SEK")
                .vat(Happened.vat("25", of25, "12", of12))
                .build();

        Booked booked = book(sale, Money.SEK.getCurrencyCode(), LINES);

        assertThat(booked.held()).isEmpty();
        assertThat(booked.role("FREIGHT_12").inBooks()).isEqualTo(linesCount ? -11_16 : 0);
        assertThat(booked.role("VAT_OUT_25").inBooks()).isEqualTo(linesCount ? -20_00 : -of25);
        assertThat(booked.role("VAT_OUT_12").inBooks()).isEqualTo(linesCount ? -4_02 : -of12);
        assertThat(booked.role("CLEARING_SEK").inBooks()).isEqualTo(137_50);
    }

    @Test
    void linesOfOtherRatesDoNotCountAgainstTheProvidersVat() {
        Event sale = Happened.sale("1", DAY, "137.50 SEK")
                .vat(Happened.vat("25", 27_50))
                .build();

        assertThat(book(sale, "SEK", LINES).perRole())
                .isEqualTo(book(sale, "SEK", List.of()).perRole())
                .containsEntry("SALES_25", new Booked.Sum(-110_00, 0));
    }

    /** What the provider states can be no VAT of this order, but its lines explain it. */
    @Test
    void linesCountWhereTheProvidersVatCannotBeUsed() {
        Event sale = Happened.sale("1", DAY, "137.50 SEK")
                .vat(Happened.vat("25", 10_00))
                .build();

        assertThat(book(sale, "SEK", List.of()).heldCodes()).containsExactly("ZERO_RATE_NO_RULE");
        assertThat(book(sale, "SEK", LINES).role("FREIGHT_12").inBooks()).isEqualTo(-11_16);
    }

    @Test
    void theProvidersVatCountsWhereTheLinesDoNotAddUp() {
        Event sale = Happened.sale("1", DAY, "137.50 SEK")
                .vat(Happened.vat("25", 27_50))
                .build();

        assertThat(book(sale, "SEK", List.of(Line.of(Kind.GOODS, STANDARD, 99_00)))
                        .perRole())
                .containsEntry("VAT_OUT_25", new Booked.Sum(-27_50, 0));
    }

    /** VAT in kronor and lines in dollars cannot be compared to the minor unit. */
    @Test
    void theProvidersVatCountsWhereTheLinesAreInAnotherCurrency() {
        Event sale = Happened.sale("1", DAY, "137.50 SEK")
                .original(Money.parse("15.00 USD"), null)
                .vat(Happened.vat("25", 3_00))
                .build();
        List<Line> lines = List.of(Line.of(Kind.GOODS, STANDARD, 12_00), Line.of(Kind.FREIGHT, STANDARD, 3_00));
        Event inKronor = Happened.sale("1", DAY, "15.00 SEK")
                .vat(Happened.vat("25", 3_00))
                .build();

        var rules = new TestRules().zeroRule("exempt-course", "42");

        assertThat(book(rules, inKronor, "SEK", lines).role("FREIGHT_25").inBooks())
                .isEqualTo(-2_40);
        assertThat(book(rules, sale, "USD", lines).perRole())
                .containsEntry("VAT_OUT_25", new Booked.Sum(-3_00, 0))
                .doesNotContainKey("FREIGHT_25");
    }

    /** 125.00 goes back less a fee of 12.50: the VAT of both is 22.50, as the provider states. */
    @Test
    void aReturnFeeIsPartOfTheVatThatIsCompared() {
        Event refund = Happened.refund("1", DAY, "112.50 SEK")
                .vat(Happened.vat("25", 22_50))
                .build();
        List<Line> lines = List.of(Line.of(Kind.GOODS, STANDARD, 125_00), Line.of(Kind.RETURN_FEE, STANDARD, -12_50));

        assertThat(book(refund, "SEK", lines).perRole())
                .containsEntry("SALES_25", new Booked.Sum(100_00, 0))
                .containsEntry("RETURN_FEE_25", new Booked.Sum(-10_00, 0))
                .containsEntry("VAT_OUT_25", new Booked.Sum(22_50, 0));
    }

    /** A refund of an earlier quarter corrects that quarter's return. */
    @ParameterizedTest
    @CsvSource({
        "2026-01-01, 2026-03-31, ''",
        "2026-03-31, 2026-04-01, 2026-Q1",
        "2025-12-31, 2026-01-01, 2025-Q4",
        "2025-10-01, 2025-12-31, ''",
        "2025-09-30, 2025-10-01, 2025-Q3",
        "2025-06-30, 2025-07-01, 2025-Q2",
        "2025-05-15, 2026-05-15, 2025-Q2"
    })
    void aRefundThroughTheOneStopShopNamesTheQuarterItCorrects(String sold, String back, String period) {
        Booked booked = refunded(sold, back);

        assertThat(booked.held()).isEmpty();
        assertThat(marks(booked)).isNotEmpty().allSatisfy(mark -> {
            assertThat(mark.period()).isEqualTo(period);
            assertThat(mark.country()).isEqualTo("DE");
        });
    }

    /** Three years after the return was due: the end of the month that follows the quarter. */
    @ParameterizedTest
    @CsvSource({
        "2023-01-01, 2026-04-30",
        "2023-03-31, 2026-04-30",
        "2023-05-15, 2026-07-31",
        "2022-09-30, 2025-10-31",
        "2022-12-31, 2026-01-31"
    })
    void aSaleCanBeCorrectedThroughTheOneStopShopForThreeYears(String sold, LocalDate last) {
        assertThat(refunded(sold, last.toString()).held()).isEmpty();
        assertThat(refunded(sold, last.plusDays(1).toString()).heldCodes()).containsExactly("OSS_TOO_OLD");
    }

    /** What a gift card paid in full moves no money, and is a sale all the same. */
    @Test
    void anOrderOfNoMoneyIsBookedWhereItsLinesSaySo() {
        Event free = Happened.sale("1", DAY, "0.00 SEK").build();
        List<Line> paidByCard =
                List.of(Line.of(Kind.GOODS, STANDARD, 100_00), Line.of(Kind.PAID_BY_CARD, null, -100_00));

        assertThat(book(free, "SEK", paidByCard).role("VAT_OUT_25").inBooks()).isEqualTo(-20_00);
        assertThat(book(free, "SEK", List.of()).left().values()).containsExactly("NOTHING_MOVED");
        assertThat(book(
                                free,
                                "SEK",
                                List.of(Line.of(Kind.GOODS, STANDARD, 100_00), Line.of(Kind.DISCOUNT, null, -100_00)))
                        .left()
                        .values())
                .containsExactly("NOTHING_MOVED");
    }

    /** A tip and a rounding bear no VAT, so they are nothing that the provider's VAT could disagree with. */
    @Test
    void whatBearsNoVatDoesNotDisagreeWithTheProvidersVat() {
        Event sale = Happened.sale("1", DAY, "160.02 SEK")
                .vat(Happened.vat("25", 30_00))
                .build();
        List<Line> lines = List.of(
                Line.of(Kind.GOODS, STANDARD, 100_00),
                Line.of(Kind.FREIGHT, STANDARD, 50_00),
                Line.of(Kind.TIP, null, 10_00));

        var rules = new TestRules().zeroRule("exempt-course", "42");

        assertThat(book(rules, sale, "SEK", lines).perRole())
                .containsEntry("FREIGHT_25", new Booked.Sum(-40_00, 0))
                .containsEntry("TIP_LIABILITY", new Booked.Sum(-10_00, 0))
                .containsEntry("ROUNDING", new Booked.Sum(-2, 0))
                .containsEntry("VAT_OUT_25", new Booked.Sum(-30_00, 0));
    }

    /** An order of nothing that states an öre of VAT is what its lines say: nothing. */
    @Test
    void anOrderThatComesToNothingLeavesNoRows() {
        Event free =
                Happened.sale("1", DAY, "0.00 SEK").vat(Happened.vat("25", 1)).build();

        Booked booked = book(
                free, "SEK", List.of(Line.of(Kind.GOODS, STANDARD, 100_00), Line.of(Kind.DISCOUNT, null, -100_00)));

        assertThat(booked.bookings()).isEmpty();
        assertThat(booked.outcome()).isEqualTo(new Bookkeeper.Outcome(0, 0, 1));
    }

    /** An EU business that was charged VAT needs no invoice of Kvitta's; one that was not does. */
    @Test
    void aBusinessAbroadIsBookedByTheDayWhereItPaidVat() {
        assertThat(businessIn("DE", "25").held()).isEmpty();
        assertThat(businessIn("DE", "25").role("VAT_OUT_25").inBooks()).isEqualTo(-25_00);
        assertThat(businessIn("DE", "0").heldCodes()).containsExactly("EU_B2B_NEEDS_INVOICE");
    }

    private static Booked businessIn(String country, String rate) {
        var basket = new Basket(
                Basket.StatedBy.SHOP,
                Money.SEK,
                List.of(Line.of(Kind.GOODS, VatRate.parse(rate), 125_00)),
                country + "123456789",
                null,
                null,
                country,
                null,
                Basket.Basis.STATED);
        Event sale = Happened.sale("1", DAY, "125.00 SEK").country(country).build();
        return Booked.of(
                Booked.facts("P1", "2026-02-16", "0.00 SEK", 1),
                List.of(sale),
                new TestRules().build(),
                Knowledge.of(Booked.NO_RATES, Booked.NO_ORIGINALS)
                        .with((Knowledge.Baskets) any -> Optional.of(basket)));
    }

    /** What a card paid in full moved no money; its refund is of that sale all the same, at the rates of its lines. */
    @Test
    void aRefundOfAnOrderOfNoMoneyIsOfItsLines() {
        Event sold = Happened.sale("1", DAY, "0.00 SEK").country("DE").build();
        Event refund = Happened.refund("1", "2026-02-09", "100.00 SEK").build();
        var basket = new Basket(
                Basket.StatedBy.SHOP,
                Money.SEK,
                List.of(Line.of(Kind.GOODS, FOOD, 100_00), Line.of(Kind.PAID_BY_CARD, null, -100_00)),
                "",
                null);

        Booked booked = Booked.of(
                Booked.facts("P1", "2026-02-16", "0.00 SEK", 1),
                List.of(refund),
                new TestRules().cards(VatRules.Cards.MULTI).build(),
                Knowledge.of(Booked.NO_RATES, any -> Optional.of(sold)).with((Knowledge.Baskets)
                        event -> event.kind() == EventKind.REFUND ? Optional.empty() : Optional.of(basket)));

        assertThat(booked.heldCodes()).containsExactly("REFUND_SPLIT_UNKNOWN");
    }

    /** Only a person's word that it may move moves a sale out of a closed period. */
    @ParameterizedTest
    @CsvSource({"OPEN_DAY, true", "AS_STATED, false"})
    void onlyADecisionToMoveItMovesASale(Decision.Choice choice, boolean moves) {
        Event sale = Happened.sale("1", DAY, "125.00 SEK").build();
        var decision = new Decision(choice, "", LocalDate.of(2026, 2, 20), "anna@example.com");

        Booked booked = Booked.of(
                Booked.facts("P1", "2026-02-16", "0.00 SEK", 1),
                List.of(sale),
                new TestRules().locked("2026-02-10").build(),
                Knowledge.of(Booked.NO_RATES, Booked.NO_ORIGINALS)
                        .with((Knowledge.Decisions) any -> Optional.of(decision)));

        assertThat(booked.heldCodes()).isEqualTo(moves ? List.of() : List.of("PERIOD_LOCKED"));
        assertThat(booked.days().values())
                .containsExactlyElementsOf(moves ? List.of(LocalDate.of(2026, 2, 11)) : List.of());
    }

    /** A refund whose sale is known by its order alone is valued at the rate of the day that the order names. */
    @Test
    void aRefundIsValuedOnTheDayThatItsOrderWasSold() {
        Event refund = Happened.refund("1", "2026-02-09", "100.00 USD").build();
        Event sale = Happened.sale("2", "2026-02-09", "100.00 USD").build();
        var basket = new Basket(
                Basket.StatedBy.SHOP,
                Currency.getInstance("USD"),
                List.of(Line.of(Kind.GOODS, STANDARD, 100_00)),
                "",
                null,
                null,
                "",
                LocalDate.of(2026, 1, 15),
                Basket.Basis.STATED);

        Booked booked = Booked.of(
                Booked.facts("P1", "2026-02-16", "0.00 USD", 2),
                List.of(refund, sale),
                new TestRules().account("CLEARING_USD", "1583", "").build(),
                Knowledge.of(
                                Booked.rates("2026-01-15", "USD", "9.00", "2026-02-09", "USD", "9.50"),
                                Booked.NO_ORIGINALS)
                        .with((Knowledge.Baskets) any -> Optional.of(basket)));

        assertThat(booked.only("/refunds/").voucher().total()).isEqualTo(Money.parse("900.00 SEK"));
        assertThat(booked.only("/sales/").voucher().total()).isEqualTo(Money.parse("950.00 SEK"));
    }

    private static Booked refunded(String sold, String back) {
        Event sale = Happened.sale("1", sold, "119.00 SEK").country("DE").build();
        Event refund = Happened.refund("1", back, "119.00 SEK").build();
        return Booked.of(
                Booked.facts("P1", back, "0.00 SEK", 1),
                List.of(refund),
                new TestRules().start("2022-01-01").rate("DE", "19").oss("DE").build(),
                Knowledge.of(Booked.NO_RATES, any -> Optional.of(sale)));
    }

    private static List<VoucherRow.VatMark> marks(Booked booked) {
        var marks = new ArrayList<VoucherRow.VatMark>();
        for (Booking booking : booked.bookings()) {
            for (VoucherRow row : booking.voucher().rows()) {
                VoucherRow.@Nullable VatMark mark = row.vat();
                if (mark != null) {
                    marks.add(mark);
                }
            }
        }
        return marks;
    }

    /** @param lines none for an order of which nothing is known */
    private static Booked book(Event event, String currency, List<Line> lines) {
        return book(new TestRules().cards(VatRules.Cards.MULTI), event, currency, lines);
    }

    private static Booked book(TestRules rules, Event event, String currency, List<Line> lines) {
        Optional<Basket> basket = lines.isEmpty()
                ? Optional.empty()
                : Optional.of(new Basket(Basket.StatedBy.SHOP, Currency.getInstance(currency), lines, "", null));
        return Booked.of(
                Booked.facts("P1", "2026-02-16", "0.00 SEK", 1),
                List.of(event),
                rules.build(),
                Knowledge.of(Booked.rates(DAY, "USD", "9.4125"), Booked.NO_ORIGINALS)
                        .with((Knowledge.Baskets) any -> basket));
    }
}
