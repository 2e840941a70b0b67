package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.kvitta.booking.SaleVat.Decision;
import se.kvitta.booking.SaleVat.Share;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.VatPart;

class SaleVatTest {

    private static final LocalDate DAY = LocalDate.of(2026, 2, 16);

    private static final VatRules SWEDEN = new TestRules().vat();
    private static final VatRules WITH_ZERO_RULE =
            new TestRules().zeroRule("exempt-course", "42").vat();

    @Test
    void oneStatedRateIsUsedAsStated() {
        assertThat(decide("1250.00 SEK", "25", 25_000))
                .isEqualTo(shares(share("25", 100_000, 25_000, "provider line")));
        // The provider rounded another way; what it states stands.
        assertThat(decide("1250.00 SEK", "25", 24_999))
                .isEqualTo(shares(share("25", 100_001, 24_999, "provider line")));
        assertThat(decide("1250.00 SEK", "25", 25_001)).isEqualTo(shares(share("25", 99_999, 25_001, "provider line")));
    }

    /** Whatever is stated: the shares are the gross to the minor unit, or a person decides. */
    @Property(tries = 1000)
    void theSharesAreTheGrossOrItWaits(
            @ForAll @LongRange(max = 1_000_000_000) long gross,
            @ForAll @Size(max = 3) @UniqueElements List<@IntRange(max = 3_000) Integer> rates,
            @ForAll @LongRange(min = -3, max = 3) long off,
            @ForAll boolean zeroRule) {
        // Each rate has an equal part of the gross, and the first states so much more VAT than it has.
        List<VatPart> stated = rates.stream()
                .map(VatRate::new)
                .map(rate -> new VatPart(
                        rate, rate.vatInside(gross / rates.size()) + (rates.get(0) == rate.hundredths() ? off : 0)))
                .toList();
        Event event = Event.of(EventKind.SALE, "SALE", Happened.noon("2026-02-16"), Money.ofMinor(gross, Money.SEK))
                .vat(stated)
                .build();

        Decision decision = SaleVat.decide(event, "SE", DAY, zeroRule ? WITH_ZERO_RULE : SWEDEN);

        if (decision.held() == null) {
            assertThat(decision.shares().stream().mapToLong(Share::gross).sum()).isEqualTo(gross);
            assertThat(decision.shares())
                    .allSatisfy(share -> assertThat(share.vat()).isNotNegative());
        } else {
            assertThat(decision.shares()).isEmpty();
        }
    }

    @Property(tries = 1000)
    void theOneRateOfACountryNeverDiffersFromTheGross(
            @ForAll @LongRange(max = 1_000_000_000_000L) long gross,
            @ForAll @IntRange(min = 1, max = 10_000) int hundredths) {
        VatRate rate = new VatRate(hundredths);
        Event event = Event.of(EventKind.SALE, "SALE", Happened.noon("2026-02-16"), Money.ofMinor(gross, Money.SEK))
                .build();

        Decision decision = SaleVat.decide(
                event, "SE", DAY, new TestRules().rate("SE", rate.toString()).vat());

        assertThat(decision.held()).isNull();
        assertThat(decision.shares()).hasSize(1);
        assertThat(decision.shares().get(0).gross()).isEqualTo(gross);
        assertThat(decision.shares().get(0).vat()).isEqualTo(rate.vatInside(gross));
    }

    @Test
    void severalStatedRatesStandHighestFirst() {
        assertThat(decide("729.00 SEK", "6", 600, "25", 7_980, "12", 2_400))
                .isEqualTo(shares(
                        share("25", 31_920, 7_980, "provider line"),
                        share("12", 20_000, 2_400, "provider line"),
                        share("6", 10_000, 600, "provider line")));
    }

    @Test
    void anOreThatTheVatLeavesOpenGoesToTheLargestFraction() {
        // 49.99 at 25 % and 10.01 at 6 %: VAT 10.00 and 0.57 could also be of 50.00 and 10.07.
        assertThat(decide("60.00 SEK", "25", 1_000, "6", 57))
                .isEqualTo(shares(share("25", 3_994, 1_000, "provider line"), share("6", 949, 57, "provider line")));
    }

    @Test
    void whatIsLeftWithoutVatNeedsANamedRule() {
        assertThat(decide("1750.00 SEK", "25", 25_000))
                .isEqualTo(Decision.held(Reason.of("ZERO_RATE_NO_RULE", "order", "10231", "amount", "500.00 SEK")));
        assertThat(SaleVat.decide(sale("1750.00 SEK", "25", 25_000), "SE", DAY, WITH_ZERO_RULE))
                .isEqualTo(
                        shares(share("25", 100_000, 25_000, "provider line"), share("0", 50_000, 0, "exempt-course")));
    }

    @Test
    void anOrderWithoutVatNeedsANamedRule() {
        assertThat(decide("300.00 SEK", "0", 0))
                .isEqualTo(Decision.held(Reason.of("ZERO_RATE_NO_RULE", "order", "10231", "amount", "300.00 SEK")));
        assertThat(SaleVat.decide(sale("300.00 SEK", "0", 0), "SE", DAY, WITH_ZERO_RULE))
                .isEqualTo(shares(share("0", 30_000, 0, "exempt-course")));
    }

    @Test
    void anOrderOfZeroIsWithinTheNamedRule() {
        assertThat(SaleVat.decide(sale("0.00 SEK", "0", 0), "SE", DAY, WITH_ZERO_RULE))
                .isEqualTo(shares(share("0", 0, 0, "exempt-course")));
    }

    /** Part of the order was paid by something else, such as a gift card: its VAT is more than what was captured bears. */
    @Test
    void aNegativeRemainderWaitsWhateverTheRule() {
        Decision held = Decision.held(Reason.of(
                "VAT_OF_MORE_THAN_THE_ORDER",
                "order",
                "10231",
                "amount",
                "1050.00 SEK",
                "taxed",
                "1250.00 SEK",
                "difference",
                "200.00 SEK"));

        assertThat(decide("1050.00 SEK", "25", 25_000)).isEqualTo(held);
        assertThat(SaleVat.decide(sale("1050.00 SEK", "25", 25_000), "SE", DAY, WITH_ZERO_RULE))
                .isEqualTo(held);
    }

    @ParameterizedTest
    @CsvSource({"250.00 SEK, 25, 25000", "250.00 SEK, 25, 25001", "250.00 SEK, 25, -1", "0.00 SEK, 25, 1"})
    void vatThatIsNegativeOrAsLargeAsTheOrderIsNotPlausible(String amount, String rate, long vat) {
        assertThat(decide(amount, rate, vat))
                .isEqualTo(Decision.held(Reason.of(
                        "VAT_NOT_PLAUSIBLE",
                        "order",
                        "10231",
                        "amount",
                        amount,
                        "vat",
                        VatPart.write(Happened.vat(rate, vat)))));
    }

    @Test
    void vatJustBelowTheOrderIsANegativeRemainder() {
        assertThat(decide("250.00 SEK", "25", 24_999).held()).isNotNull();
        assertThat(decide("250.00 SEK", "25", 24_999).shares()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7})
    void aFewOreOfAStatedRateBearNoVatAndNeedNoZeroRule(long gross) {
        assertThat(SaleVat.decide(
                        Happened.event(
                                        EventKind.SALE,
                                        "10231",
                                        Happened.noon("2026-02-16"),
                                        Money.ofMinor(gross, Money.SEK))
                                .vat(Happened.vat("25", 0))
                                .build(),
                        "SE",
                        DAY,
                        SWEDEN))
                .isEqualTo(shares(share("25", gross, 0, "provider line")));
    }

    @Test
    void moreThanAFewOreWithoutTheVatOfItsRateWaits() {
        assertThat(decide("0.08 SEK", "25", 0).held()).isNotNull();
        assertThat(decide("0.02 SEK", "25", 0, "6", 0).held()).isNotNull();
    }

    /** No rate on earth is so high that rounding shows beside its VAT; the limit is shown with an invented one. */
    @Test
    void roundingOfUpToFiveOreHasItsOwnShare() {
        assertThat(decide("3.05 SEK", "50", 100))
                .isEqualTo(shares(share("50", 200, 100, "provider line"), rounding(5)));
        assertThat(decide("2.95 SEK", "50", 100))
                .isEqualTo(shares(share("50", 200, 100, "provider line"), rounding(-5)));
        assertThat(decide("3.06 SEK", "50", 100).held()).isNotNull();
        assertThat(decide("2.94 SEK", "50", 100).held()).isNotNull();
    }

    @Test
    void aBaseIsRoundedToTheNearestOreHalfUp() {
        // 0.01 of VAT at 6 % stands for 0.1667; 0.03 at 12 % for exactly 0.25; 0.03 at 24 % for 0.125.
        assertThat(SaleVat.decide(sale("5.18 SEK", "6", 1), "SE", DAY, WITH_ZERO_RULE)
                        .shares())
                .containsExactly(share("6", 17, 1, "provider line"), share("0", 500, 0, "exempt-course"));
        assertThat(SaleVat.decide(sale("5.28 SEK", "12", 3), "SE", DAY, WITH_ZERO_RULE)
                        .shares())
                .containsExactly(share("12", 25, 3, "provider line"), share("0", 500, 0, "exempt-course"));
        assertThat(SaleVat.decide(sale("5.16 SEK", "24", 3), "SE", DAY, WITH_ZERO_RULE)
                        .shares())
                .containsExactly(share("24", 13, 3, "provider line"), share("0", 500, 0, "exempt-course"));
        assertThat(SaleVat.decide(sale("5.06 SEK", "19", 1), "SE", DAY, WITH_ZERO_RULE)
                        .shares())
                .containsExactly(share("19", 5, 1, "provider line"), share("0", 500, 0, "exempt-course"));
    }

    @Test
    void theProfilesRateIsUsedWhereNothingIsStated() {
        assertThat(decide("1250.00 SEK")).isEqualTo(shares(share("25", 100_000, 25_000, "profile rule SE 25 %")));
        assertThat(SaleVat.decide(
                        sale("100.00 EUR"),
                        "DE",
                        DAY,
                        new TestRules().rate("DE", "19").vat()))
                .isEqualTo(shares(share("19", 8_403, 1_597, "profile rule DE 19 %")));
    }

    @Test
    void aCountryWithoutARateWaits() {
        assertThat(SaleVat.decide(
                        sale("1250.00 SEK"),
                        "FI",
                        DAY,
                        new TestRules().oss("FI").vat()))
                .isEqualTo(Decision.held(
                        Reason.of("VAT_RATE_MISSING", "order", "10231", "amount", "1250.00 SEK", "country", "FI")));
    }

    @Test
    void aProfilesRateOfZeroNeedsANamedRuleToo() {
        assertThat(SaleVat.decide(
                                sale("1250.00 SEK"),
                                "SE",
                                DAY,
                                new TestRules().rate("SE", "0").vat())
                        .held())
                .isNotNull();
        assertThat(SaleVat.decide(
                        sale("1250.00 SEK"),
                        "SE",
                        DAY,
                        new TestRules()
                                .rate("SE", "0")
                                .zeroRule("exempt-course", "42")
                                .vat()))
                .isEqualTo(shares(share("0", 125_000, 0, "exempt-course")));
    }

    @Test
    void aConsumerInTheEuPaysSwedishVatUntilTheCountryIsInTheOneStopShop() {
        assertThat(SaleVat.decide(sale("1250.00 SEK"), "FI", DAY, SWEDEN))
                .isEqualTo(shares(share("25", 100_000, 25_000, "profile rule SE 25 %")));
        VatRules later =
                new TestRules().ossFrom("FI", "2026-02-17").rate("FI", "25.5").vat();
        assertThat(SaleVat.decide(sale("1255.00 SEK"), "FI", DAY.plusDays(1), later)
                        .shares())
                .containsExactly(share("25.5", 100_000, 25_500, "profile rule FI 25.5 %"));
    }

    @Test
    void outsideTheEuNothingIsTakenWhereARuleNamesIt() {
        assertThat(SaleVat.decide(sale("1250.00 SEK"), "US", DAY, SWEDEN).held())
                .extracting(Reason::code)
                .isEqualTo("VAT_RATE_MISSING");
        assertThat(SaleVat.decide(
                        sale("1250.00 SEK"),
                        "US",
                        DAY,
                        new TestRules()
                                .zeroRule("export", "36", VatRules.OUTSIDE_EU)
                                .vat()))
                .isEqualTo(shares(share("0", 125_000, 0, "export")));
    }

    @Test
    void theDayPicksTheRate() {
        VatRules food = new TestRules()
                .rates(
                        "SE",
                        new VatRules.DatedRate(VatRate.parse("12"), null, LocalDate.of(2026, 3, 31)),
                        new VatRules.DatedRate(
                                VatRate.parse("6"), LocalDate.of(2026, 4, 1), LocalDate.of(2027, 12, 31)),
                        new VatRules.DatedRate(VatRate.parse("12"), LocalDate.of(2028, 1, 1), null))
                .vat();

        assertThat(rateOn(food, "2026-03-31")).isEqualTo("12");
        assertThat(rateOn(food, "2026-04-01")).isEqualTo("6");
        assertThat(rateOn(food, "2027-12-31")).isEqualTo("6");
        assertThat(rateOn(food, "2028-01-01")).isEqualTo("12");
    }

    private static String rateOn(VatRules rules, String day) {
        return String.valueOf(SaleVat.decide(sale("106.00 SEK"), "SE", LocalDate.parse(day), rules)
                .shares()
                .get(0)
                .rate());
    }

    private static Decision decide(String amount, Object... vat) {
        return SaleVat.decide(sale(amount, vat), "SE", DAY, SWEDEN);
    }

    private static Event sale(String amount, Object... vat) {
        return Happened.sale("10231", "2026-02-16", amount)
                .vat(Happened.vat(vat))
                .build();
    }

    private static Decision shares(Share... shares) {
        return Decision.of(List.of(shares));
    }

    private static Share share(String rate, long net, long vat, String rule) {
        return new Share(VatRate.parse(rate), net, vat, rule);
    }

    private static Share rounding(long amount) {
        return new Share(null, amount, 0, "rounding within the order");
    }
}
