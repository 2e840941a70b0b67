package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Currency;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;

/** Which roles a profile is certain to use, and which it may come to use. */
class RolesUsedTest {

    private static final Currency EUR = Currency.getInstance("EUR");
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final LocalDate LAST = LocalDate.of(2026, 12, 31);

    @Test
    void theMoneyOfAProfileIsBookedOnTheRolesOfItsCurrenciesAndItsFees() {
        assertThat(roles(rules(), Money.SEK).ofMoney()).containsExactly("CLEARING_SEK", "TRANSIT_SEK", "FEE", "VAT_IN");
        assertThat(roles(rules(), EUR).ofMoney())
                .containsExactly("CLEARING_EUR", "TRANSIT_EUR", "FX_GAIN", "FX_LOSS", "FEE", "VAT_IN");
    }

    @Test
    void aSettingAddsTheRolesItNeeds() {
        assertThat(roles(rules().ownsBank(), EUR).ofMoney()).contains("BANK_EUR");
        assertThat(roles(rules().ownDebts(), EUR).ofMoney()).contains("DEBT_EUR");
        assertThat(roles(rules().byBalanceDay(), EUR).ofMoney()).contains("AR_DISPUTED");
        assertThat(roles(rules().wholeKronor(), EUR).ofMoney()).contains("ROUNDING");
        assertThat(roles(rules().opening("1.00 SEK", "Anna"), EUR).ofMoney()).contains("OLD_CLEARING");
        assertThat(roles(rules(), EUR).ofMoney())
                .doesNotContain("BANK_EUR", "DEBT_EUR", "AR_DISPUTED", "ROUNDING", "OLD_CLEARING", "AR_CUSTOMER");
    }

    @ParameterizedTest
    @CsvSource({"RC_EU, SERVICE_EU, SERVICE_NON_EU", "RC_NON_EU, SERVICE_NON_EU, SERVICE_EU"})
    void reverseChargeHasItsFourAccounts(MoneyRules.FeeVat feeVat, String used, String other) {
        RolesUsed roles = roles(rules().feeVat(feeVat), Money.SEK);

        assertThat(roles.ofMoney())
                .contains(used, "RC_BASE_CONTRA", "VAT_IN_RC", "VAT_OUT_RC_25")
                .doesNotContain(other);
        assertThat(roles.isPossible(used)).isTrue();
        assertThat(roles.isPossible(other)).isFalse();
        assertThat(roles(rules(), Money.SEK).isPossible(used)).isFalse();
        assertThat(roles(rules(), Money.SEK).isPossible("VAT_OUT_RC_25")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"LEDGER, true", "MATCH, true", "ORDER, false", "DAILY, false", "PAYOUT, false"})
    void theCustomerLedgerIsUsedByTheModesThatKeepOne(Mode mode, boolean used) {
        RolesUsed roles = roles(rules().modes(mode), Money.SEK);

        assertThat(roles.ofMoney().contains("AR_CUSTOMER")).isEqualTo(used);
        assertThat(roles.isPossible("AR_CUSTOMER")).isEqualTo(used);
    }

    @Test
    void aProfileOfOrdersBooksNoMoney() {
        RolesUsed roles = roles(rules().modes(Mode.ORDER), Money.SEK);

        assertThat(roles.ofMoney()).isEmpty();
        assertThat(roles.isPossible("CLEARING_SEK")).isFalse();
        assertThat(roles.isPossible("FEE")).isFalse();
        assertThat(roles.isPossible("FX_GAIN")).isFalse();
        assertThat(roles.isPossible("SALES_25")).isTrue();
    }

    @Test
    void salesAreCertainAtTheRatesOfTheHomeCountryOnTheirDays() {
        var rules = rules().rates(
                        "SE",
                        dated("12", null, LocalDate.of(2026, 3, 31)),
                        dated("6", LocalDate.of(2026, 4, 1), null),
                        dated("0", null, null))
                .rate("FI", "25.5");

        assertThat(roles(rules, Money.SEK).certain(FIRST, LAST))
                .contains("SALES_12", "VAT_OUT_12", "SALES_6", "VAT_OUT_6", "CLEARING_SEK")
                .doesNotContain("SALES_0", "VAT_OUT_0", "SALES_25_5");
        assertThat(roles(rules, Money.SEK).certain(FIRST, LocalDate.of(2026, 3, 31)))
                .contains("SALES_12")
                .doesNotContain("SALES_6");
        assertThat(roles(rules, Money.SEK).certain(LocalDate.of(2026, 3, 31), LocalDate.of(2026, 4, 1)))
                .contains("SALES_12", "SALES_6");
        assertThat(roles(rules, Money.SEK).certain(LocalDate.of(2026, 4, 1), LAST))
                .contains("SALES_6")
                .doesNotContain("SALES_12");
    }

    @ParameterizedTest
    @CsvSource({
        "LEDGER, false, true",
        "DAILY, false, true",
        "ORDER, false, true",
        "MATCH, false, false",
        "PAYOUT, false, false",
        "PAYOUT, true, true"
    })
    void salesAreBookedByTheirModesAndByTheCashMethod(Mode mode, boolean cash, boolean books) {
        var rules = rules().modes(mode);
        if (cash) {
            rules.cashMethod();
        }
        RolesUsed roles = roles(rules, Money.SEK);

        assertThat(roles.certain(FIRST, LAST).contains("SALES_25")).isEqualTo(books);
        assertThat(roles.certain(FIRST, LAST).contains("VAT_OUT_25")).isEqualTo(books);
        assertThat(roles.isPossible("SALES_12")).isEqualTo(books);
        assertThat(roles.isPossible("PREPAID_CUSTOMERS")).isEqualTo(books);
    }

    @Test
    void anAccountOfACurrencyIsPossibleWhereThatIsTakenAndUsed() {
        RolesUsed krona = roles(rules(), Money.SEK);
        RolesUsed every =
                new RolesUsed(krona.modes(), krona.method(), Set.of(), krona.books(), krona.money(), krona.vat());

        assertThat(krona.isPossible("CLEARING_SEK")).isTrue();
        assertThat(krona.isPossible("RESERVE_SEK")).isTrue();
        assertThat(krona.isPossible("CLEARING_EUR")).isFalse();
        assertThat(every.isPossible("CLEARING_EUR")).isTrue();
        assertThat(krona.isPossible("BANK_SEK")).isFalse();
        assertThat(roles(rules().ownsBank(), Money.SEK).isPossible("BANK_SEK")).isTrue();
        assertThat(krona.isPossible("DEBT_SEK")).isFalse();
        assertThat(roles(rules().ownDebts(), Money.SEK).isPossible("DEBT_SEK")).isTrue();
        assertThat(krona.isPossible("FX_LOSS")).isFalse();
        assertThat(every.isPossible("FX_LOSS")).isTrue();
        assertThat(roles(rules(), EUR).isPossible("FX_LOSS")).isTrue();
        assertThat(krona.isPossible("OLD_CLEARING")).isFalse();
        assertThat(roles(rules().opening("1.00 SEK", "Anna"), Money.SEK).isPossible("OLD_CLEARING"))
                .isTrue();
        assertThat(krona.isPossible("CLEARING_FALLBACK")).isFalse();
        assertThat(krona.isPossible("BAD_DEBT")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SALES_OSS_DE_19", "VAT_OUT_OSS_DE"})
    void theOneStopShopIsPossibleInTheCountriesTheProfileNames(String role) {
        assertThat(roles(rules().oss("DE"), Money.SEK).isPossible(role)).isTrue();
        assertThat(roles(rules().oss("FI"), Money.SEK).isPossible(role)).isFalse();
        assertThat(roles(rules().oss("DE").modes(Mode.PAYOUT), Money.SEK).isPossible(role))
                .isFalse();
    }

    @Test
    void whatIsSoldIsPossibleAsTheProfileTreatsIt() {
        assertThat(roles(rules(), Money.SEK).isPossible("FREIGHT_25")).isTrue();
        assertThat(roles(rules().freightWithGoods(), Money.SEK).isPossible("FREIGHT_25"))
                .isFalse();
        assertThat(roles(rules(), Money.SEK).isPossible("TIP_LIABILITY")).isTrue();
        assertThat(roles(rules().tipsAreSales(), Money.SEK).isPossible("TIP_LIABILITY"))
                .isFalse();
        assertThat(roles(rules(), Money.SEK).isPossible("SALES_0")).isFalse();
        assertThat(roles(rules().zeroRule("export", "36"), Money.SEK).isPossible("SALES_0"))
                .isTrue();
        assertThat(roles(rules(), Money.SEK).isPossible("RETURN_FEE_25")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"ASK, true, true, true", "MULTI, true, false, false", "SINGLE, false, true, true"})
    void giftCardsArePossibleInTheKindTheProfileSells(
            VatRules.Cards cards, boolean multi, boolean single, boolean used) {
        RolesUsed roles = roles(rules().cards(cards), Money.SEK);

        assertThat(roles.isPossible("GIFTCARD_MPV")).isEqualTo(multi);
        assertThat(roles.isPossible("GIFTCARD_SPV_6")).isEqualTo(single);
        assertThat(roles.isPossible("SALES_SPV_USED")).isEqualTo(used);
    }

    /** Sales without VAT are possible where a rule names their box. */
    @ParameterizedTest
    @CsvSource({"SALES_EU_B2B, 35", "SERVICES_EU_B2B, 39", "SERVICES_EXPORT, 40"})
    void salesWithoutVatNeedARuleWithTheirBox(String role, String box) {
        assertThat(roles(rules(), Money.SEK).isPossible(role)).isFalse();
        assertThat(roles(rules().zeroRule("other", "42"), Money.SEK).isPossible(role))
                .isFalse();
        assertThat(roles(rules().zeroRule("named", box), Money.SEK).isPossible(role))
                .isTrue();
    }

    /** What else the rules can be asked: where a buyer is, and what both sides have locked. */
    @ParameterizedTest
    @CsvSource({
        "'', '', HOME",
        "SE, '', HOME",
        "SE, SE556, HOME",
        "DE, '', EU_CONSUMER",
        "DE, DE123, EU_BUSINESS",
        "NO, NO123, OUTSIDE_EU"
    })
    void aBuyersMarketFollowsFromCountryAndVatNumber(String country, String number, Booking.Market market) {
        assertThat(Booking.Market.of(country, number, "SE")).isEqualTo(market);
    }

    @Test
    void theLaterOfTwoLockedDaysCounts() {
        BookingRules open = rules().build();
        BookingRules own =
                rules().locked("2026-03-31").vatReported("2026-02-28").build();

        assertThat(open.lockedThrough(null)).isSameAs(open);
        assertThat(open.lockedThrough(LAST).periods().lockedThrough()).isEqualTo(LAST);
        assertThat(own.lockedThrough(LAST).periods().lockedThrough()).isEqualTo(LAST);
        assertThat(own.lockedThrough(LAST).periods().vatReportedThrough()).isEqualTo(LocalDate.of(2026, 2, 28));
        assertThat(own.lockedThrough(FIRST)).isSameAs(own);
        assertThat(own.lockedThrough(LocalDate.of(2026, 3, 31))).isSameAs(own);
        assertThat(own.withOpenPeriods().periods().lockedThrough()).isNull();
        assertThat(own.withOpenPeriods().periods().vatReportedThrough()).isNull();
        assertThat(own.withOpenPeriods().periods().start()).isEqualTo(FIRST);
    }

    @Test
    void aKindOfBookingHasItsSeries() {
        var series = new BookingRules.Series("KV", "B", "C");

        assertThat(List.of(Booking.Kind.values()).stream().map(series::of))
                .containsExactly("KV", "B", "B", "C", "B", "B");
    }

    /** In the customer ledger the invoice stays unpaid instead. */
    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"LEDGER", "MATCH", "DAILY", "PAYOUT"})
    void claimsHaveAnAccountWhereNoCustomerLedgerHasThem(Mode mode) {
        boolean own = mode == Mode.DAILY || mode == Mode.PAYOUT;

        assertThat(roles(rules().merchantsRisk().modes(mode), Money.SEK).isPossible("CLAIM_SEK"))
                .isEqualTo(own);
        assertThat(roles(rules().modes(mode), Money.SEK).isPossible("CLAIM_SEK"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "CLEARING_EUR, true",
        "CLEARING_FALLBACK, false",
        "SALES_OSS_DE_19, true",
        "VAT_OUT_OSS_DE, true",
        "SALES_25, true",
        "GIFTCARD_SPV_6_SOLD, true",
        "GIFTCARD_MPV, false",
        "FEE, false"
    })
    void aRoleThatThereIsOneOfPerCurrencyCountryOrRateIsOfAFamily(String role, boolean ofFamily) {
        assertThat(RolesUsed.isOfFamily(role)).isEqualTo(ofFamily);
    }

    private static VatRules.DatedRate dated(String percent, @Nullable LocalDate from, @Nullable LocalDate until) {
        return new VatRules.DatedRate(VatRate.parse(percent), from, until);
    }

    private static TestRules rules() {
        return new TestRules().modes(Mode.DAILY, Mode.PAYOUT);
    }

    private static RolesUsed roles(TestRules rules, Currency currency) {
        BookingRules built = rules.build();
        return new RolesUsed(
                EnumSet.copyOf(built.modes()),
                built.method(),
                Set.of(currency),
                built.books(),
                built.money(),
                built.vat());
    }
}
