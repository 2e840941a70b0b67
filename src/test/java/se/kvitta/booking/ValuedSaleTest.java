package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import se.kvitta.booking.BookingRules.SaleRate;
import se.kvitta.booking.SaleRow.Place;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow.Dimensions;
import se.kvitta.settlement.Event;

/** What the rows of a sale are worth in the books: the gross is converted once, and the rows share it. */
class ValuedSaleTest {

    private static final Currency SEK = Money.SEK;
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final Currency USD = Currency.getInstance("USD");
    private static final LocalDate DAY = LocalDate.of(2026, 2, 2);
    private static final ExchangeRates RATES =
            Booked.rates("2026-02-02", "EUR", "10.9345", "2026-02-02", "USD", "9.4125");
    private static final VatRate STANDARD = VatRate.parse("25");

    @Test
    void inTheBooksCurrencyEveryRowIsWhatItIs() {
        ValuedSale sale = sale("125.00 SEK", SEK, SEK, SaleRate.COMPANY, 2_500, 10_000);

        assertThat(inBooks(sale)).containsExactly(2_500L, 10_000L);
        assertThat(sale.rate()).isNull();
        assertThat(sale.currency()).isEqualTo(SEK);
        assertThat(sale.money()).isEqualTo(12_500);
        assertThat(sale.moneyInBooks()).isEqualTo(12_500);
        assertThat(sale.gross()).isEqualTo(12_500);
        assertThat(sale.grossOriginal()).isEqualTo(12_500);
    }

    /** 1.00 EUR is 10.93 SEK; its rows by themselves would be 2.19, 8.20 and 0.55, which is 10.94. */
    @Test
    void theGrossIsConvertedOnceAndTheRowsShareIt() {
        ValuedSale sale = sale("1.00 EUR", EUR, EUR, SaleRate.COMPANY, 20, 75, 5);

        assertThat(sale.gross()).isEqualTo(1_093);
        assertThat(inBooks(sale)).containsExactly(218L, 820L, 55L);
        assertThat(sale.grossOriginal()).isEqualTo(100);
        assertThat(sale.rate()).extracting(ExchangeRate::value).isEqualTo(new BigDecimal("10.9345"));
        assertThat(sale.moneyInBooks()).isEqualTo(1_093);
    }

    /** Ordered in dollars, 26.37 USD at 9.4125; the provider paid 250.00 SEK for it. */
    @Test
    void anOrderThatTheProviderConvertsIsBookedAtTheCompanysRate() {
        ValuedSale sale = sale("250.00 SEK", SEK, USD, SaleRate.COMPANY, 527, 2_110);

        assertThat(sale.gross()).isEqualTo(24_821);
        assertThat(inBooks(sale)).containsExactly(4_960L, 19_861L);
        assertThat(sale.rate()).extracting(ExchangeRate::from).isEqualTo(USD);
        assertThat(sale.money()).isEqualTo(25_000);
        assertThat(sale.moneyInBooks()).isEqualTo(25_000);
    }

    @Test
    void orAtWhatTheProviderPaidForIt() {
        ValuedSale sale = sale("250.00 SEK", SEK, USD, SaleRate.PROVIDER, 527, 2_110);

        assertThat(sale.gross()).isEqualTo(25_000);
        assertThat(inBooks(sale)).containsExactly(4_996L, 20_004L);
        assertThat(sale.grossOriginal()).isEqualTo(2_637);
        assertThat(sale.rate()).as("of nobody but the provider").isNull();
    }

    @Test
    void theProvidersRateNeedsNoPublishedOne() {
        var nowhere = new Valuation(SEK, SEK, Booked.NO_RATES);

        assertThat(ValuedSale.of(
                                rows(USD, 527, 2_110),
                                Happened.sale("1", DAY.toString(), "250.00 SEK").build(),
                                DAY,
                                nowhere,
                                SaleRate.PROVIDER)
                        .gross())
                .isEqualTo(25_000);
        assertThatThrownBy(() -> ValuedSale.of(
                        rows(USD, 527, 2_110),
                        Happened.sale("1", DAY.toString(), "250.00 SEK").build(),
                        DAY,
                        nowhere,
                        SaleRate.COMPANY))
                .isInstanceOfSatisfying(
                        CannotBook.class,
                        cannot -> assertThat(cannot.reason().code()).isEqualTo("RATE_MISSING"));
    }

    /** On a foreign balance the provider states no value in the books' currency. */
    @Test
    void aForeignBalanceHasNoProvidersRate() {
        ValuedSale ofProvider = sale("23.00 EUR", EUR, USD, SaleRate.PROVIDER, 527, 2_110);

        assertThat(ofProvider).isEqualTo(sale("23.00 EUR", EUR, USD, SaleRate.COMPANY, 527, 2_110));
        assertThat(ofProvider.gross()).isEqualTo(24_821);
        assertThat(ofProvider.moneyInBooks()).isEqualTo(25_149);
    }

    @Test
    void anOrderInTheBalancesCurrencyIsNotConvertedByTheProvider() {
        assertThat(sale("1.00 EUR", EUR, EUR, SaleRate.PROVIDER, 20, 80))
                .isEqualTo(sale("1.00 EUR", EUR, EUR, SaleRate.COMPANY, 20, 80));
        assertThat(sale("1.00 SEK", SEK, SEK, SaleRate.PROVIDER, 20, 80))
                .isEqualTo(sale("1.00 SEK", SEK, SEK, SaleRate.COMPANY, 20, 80));
    }

    @Test
    void aRefundIsTheOppositeOfItsSale() {
        Event refund = Happened.refund("1", DAY.toString(), "250.00 SEK").build();

        ValuedSale back =
                ValuedSale.of(rows(USD, 527, 2_110), refund, DAY, new Valuation(SEK, SEK, RATES), SaleRate.PROVIDER);

        assertThat(inBooks(back)).containsExactly(-4_996L, -20_004L);
        assertThat(back.money()).isEqualTo(-25_000);
        assertThat(back.moneyInBooks()).isEqualTo(-25_000);
        assertThat(back.grossOriginal()).isEqualTo(-2_637);
    }

    /** A card that paid 10.00 EUR of 35.00 is worth 109.35 SEK; goods and VAT share what is left of 273.36 and the card. */
    @Test
    void whatACardPaidIsConvertedByItself() {
        ValuedSale sale = sale("25.00 EUR", EUR, EUR, SaleRate.COMPANY, 700, 2_800, -1_000);

        assertThat(inBooks(sale)).containsExactly(7_654L, 30_617L, -10_935L);
        assertThat(sale.gross()).isEqualTo(27_336);
    }

    /** 10.00 and 0.05 EUR given back are 109.89 SEK together, and 109.35 and 0.55 alone: the last row takes the rest. */
    @Test
    void rowsThatAreAllTakenBackLeaveTheRestToTheLast() {
        ValuedSale sale = sale("0.00 EUR", EUR, EUR, SaleRate.COMPANY, -1_000, -5);

        assertThat(inBooks(sale)).containsExactly(-10_935L, -54L);
        assertThat(sale.gross()).isEqualTo(-10_989);
        assertThat(inBooks(sale("0.00 EUR", EUR, EUR, SaleRate.COMPANY, 0, 0))).containsExactly(0L, 0L);
    }

    @Test
    void anOrderOfNothingIsWorthNothingAtAnyRate() {
        assertThat(inBooks(sale("0.00 SEK", SEK, USD, SaleRate.PROVIDER, 500, -500)))
                .containsExactly(0L, 0L);
        assertThat(inBooks(sale("0.00 SEK", SEK, USD, SaleRate.COMPANY, 500, -500)))
                .containsExactly(4_706L, -4_706L);
    }

    @Property(tries = 500)
    void theRowsAddUpToTheValueOfTheGross(
            @ForAll @Size(min = 1, max = 8) List<@LongRange(min = -1_000_000, max = 1_000_000) Long> amounts,
            @ForAll @LongRange(min = 1, max = 200_000_000) long rate,
            @ForAll boolean refund) {
        ExchangeRates rates = (day, from, to) ->
                Optional.of(new ExchangeRate(from, to, BigDecimal.valueOf(rate + 1_000_000, 6), day, "Riksbanken"));
        long[] given = amounts.stream().mapToLong(Long::longValue).toArray();
        Money gross = Money.ofMinor(Arrays.stream(given).sum(), EUR);
        Money moved = gross.abs();
        Event event = (refund
                        ? Happened.refund("1", DAY.toString(), moved.toString())
                        : Happened.sale("1", DAY.toString(), moved.toString()))
                .build();

        ValuedSale sale = ValuedSale.of(rows(EUR, given), event, DAY, new Valuation(EUR, SEK, rates), SaleRate.COMPANY);

        long worth =
                gross.convertedAt(BigDecimal.valueOf(rate + 1_000_000, 6), SEK).minor();
        assertThat(sale.gross()).isEqualTo(refund ? -worth : worth);
        assertThat(sale.grossOriginal()).isEqualTo(refund ? -gross.minor() : gross.minor());
    }

    @Property(tries = 500)
    void theRowsAddUpToWhatTheProviderPaid(
            @ForAll @Size(min = 1, max = 8) List<@LongRange(max = 1_000_000) Long> amounts,
            @ForAll @LongRange(max = 10_000_000) long paid) {
        long[] given = amounts.stream().mapToLong(Long::longValue).toArray();
        given[0]++;
        Event event = Happened.sale(
                        "1", DAY.toString(), Money.ofMinor(paid, SEK).toString())
                .build();

        ValuedSale sale = ValuedSale.of(
                rows(USD, given), event, DAY, new Valuation(SEK, SEK, Booked.NO_RATES), SaleRate.PROVIDER);

        assertThat(sale.gross()).isEqualTo(paid);
        assertThat(sale.rows()).allSatisfy(row -> assertThat(row.inBooks()).isNotNegative());
    }

    @Test
    void rowsOfOneKeyAreAddedUpInBothCurrencies() {
        var sums = new TreeMap<SaleRow.Key, long[]>();
        sale("1.00 EUR", EUR, EUR, SaleRate.COMPANY, 20, 80).addTo(sums);
        sale("2.00 EUR", EUR, EUR, SaleRate.COMPANY, 40, 160).addTo(sums);

        assertThat(sums.values()).containsExactlyInAnyOrder(new long[] {219 + 437, 60}, new long[] {874 + 1_750, 240});
    }

    /** Evidence shows a net with its VAT: of the same rate and rule, each VAT once. */
    @Test
    void everyNetIsToldWithItsOwnVat() {
        var rows = List.of(
                row(Place.VAT, "VAT_OUT_25", "25", "a", 25),
                row(Place.SALES, "SALES_25", "25", "a", 80),
                row(Place.FREIGHT, "FREIGHT_25", "25", "a", 20),
                row(Place.VAT, "VAT_OUT_25", "25", "b", 5),
                row(Place.RETURN_FEE, "RETURN_FEE_25", "25", "b", 20),
                row(Place.VAT, "VAT_OUT_12", "12", "a", 12),
                row(Place.SALES, "SALES_12", "12", "a", 100),
                row(Place.OTHER, "TIP_STAFF", null, "tip", 3));
        ValuedSale sale = ValuedSale.of(
                new SaleTax.Rows(SEK, rows, DAY, null),
                Happened.sale("1", DAY.toString(), "2.65 SEK").build(),
                DAY,
                new Valuation(SEK, SEK, Booked.NO_RATES),
                SaleRate.COMPANY);

        List<TaxLine> lines = sale.taxLines(new TestRules().build().plan(), DAY);

        assertThat(lines.stream().map(line -> line.what() + " " + line.net() + " + " + line.vat()))
                .containsExactly(
                        "SALES_25 80 + 25",
                        "FREIGHT_25 20 + 0",
                        "RETURN_FEE_25 20 + 5",
                        "SALES_12 100 + 12",
                        "TIP_STAFF 3 + 0");
        assertThat(lines.stream().map(line -> String.valueOf(line.box()) + " " + line.vatBox()))
                .containsExactly("05 10", "05 null", "05 10", "05 11", "null null");
        assertThat(lines.stream()
                        .mapToLong(line -> line.netInBooks() + line.vatInBooks())
                        .sum())
                .isEqualTo(sale.gross());
    }

    private static SaleRow row(Place place, String role, @Nullable String rate, String rule, long amount) {
        var key = new SaleRow.Key(
                place, role, rate == null ? null : VatRate.parse(rate), "SE", true, null, rule, "", Dimensions.NONE);
        return new SaleRow(key, amount, rule);
    }

    /** A VAT row and a row per further amount. */
    private static SaleTax.Rows rows(Currency currency, long... amounts) {
        var rows = new ArrayList<SaleRow>();
        for (int i = 0; i < amounts.length; i++) {
            rows.add(row(
                    i == 0 ? Place.VAT : Place.SALES,
                    i == 0 ? "VAT_OUT_25" : "SALES_" + i,
                    STANDARD.toString(),
                    "shop order",
                    amounts[i]));
        }
        return new SaleTax.Rows(currency, rows, DAY, null);
    }

    private static ValuedSale sale(String moved, Currency settlement, Currency order, SaleRate by, long... amounts) {
        Money money = Money.parse(moved);
        assertThat(money.currency()).isEqualTo(settlement);
        return ValuedSale.of(
                rows(order, amounts),
                Happened.sale("1", DAY.toString(), moved).build(),
                DAY,
                new Valuation(settlement, SEK, RATES),
                by);
    }

    private static List<Long> inBooks(ValuedSale sale) {
        return sale.rows().stream().map(ValuedSale.Row::inBooks).toList();
    }
}
