package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static se.kvitta.booking.Happened.event;
import static se.kvitta.booking.Happened.payout;
import static se.kvitta.booking.Happened.refund;
import static se.kvitta.booking.Happened.sale;
import static se.kvitta.booking.Happened.vat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.OrderReference;

/** An order costs a call: it is asked for when what is booked depends on it, and only then. */
class OrderNeedTest {

    private static final Event TAXED =
            sale("10231", "2026-02-16", "1250.00 SEK").vat(vat("25", 25_000)).build();
    private static final Event UNTAXED =
            sale("10231", "2026-02-16", "1250.00 SEK").build();

    @ParameterizedTest
    @EnumSource(
            value = EventKind.class,
            names = {"SALE", "REFUND"})
    void salesAndRefundsOfAnOrderThatHasAnIdConcernIt(EventKind kind) {
        Event.Builder of = event(kind, "10231", "2026-02-16", "10.00 SEK");

        assertThat(OrderNeed.concerns(of.build())).isTrue();
        assertThat(OrderNeed.concerns(of.order(OrderReference.NONE).build())).isFalse();
    }

    @Test
    void nothingElseDoes() {
        assertThat(OrderNeed.concerns(
                        event(EventKind.FEE, "10231", "2026-02-16", "10.00 SEK").build()))
                .isFalse();
        assertThat(OrderNeed.of(payout("2026-02-16", "10.00 SEK").build(), rules(Mode.LEDGER)))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(
            value = Mode.class,
            names = {"LEDGER", "ORDER"})
    void invoicesAndOrdersAreAlwaysMadeOfItsLines(Mode mode) {
        assertThat(OrderNeed.of(TAXED, rules(mode))).isTrue();
        assertThat(OrderNeed.of(UNTAXED, rules(mode))).isTrue();
    }

    @Test
    void theDaysSalesNeedItWhereTheProviderDoesNotSayTheVat() {
        assertThat(OrderNeed.of(UNTAXED, rules(Mode.DAILY))).isTrue();
        assertThat(OrderNeed.of(TAXED, rules(Mode.DAILY))).isFalse();
    }

    @Test
    void theDaysSalesNeedItWhereWhatTheProviderSaysCannotBeBooked() {
        // Half of the amount is without VAT, and no rule names it.
        Event half = sale("10231", "2026-02-16", "2500.00 SEK")
                .vat(vat("25", 25_000))
                .build();

        assertThat(OrderNeed.of(half, rules(Mode.DAILY))).isTrue();
        assertThat(OrderNeed.of(
                        half, new TestRules().zeroRule("exempt-course", "42").build()))
                .isFalse();
    }

    @Test
    void theCountryOfTheGoodsDecidesWhetherWhatIsSaidCanBeBooked() {
        BookingRules rules = new TestRules().zeroRule("export", "36", "NO").build();
        Event.Builder half = sale("10231", "2026-02-16", "2500.00 SEK").vat(vat("25", 25_000));

        assertThat(OrderNeed.of(half.country("NO").build(), rules)).isFalse();
        assertThat(OrderNeed.of(half.country("").build(), rules)).isTrue();
    }

    @Test
    void whatIsPaidOutNeedsItOnlyWhereSalesAreBookedWithIt() {
        assertThat(OrderNeed.of(UNTAXED, rules(Mode.PAYOUT))).isFalse();
        assertThat(OrderNeed.of(
                        UNTAXED, new TestRules().modes(Mode.PAYOUT).cashMethod().build()))
                .isTrue();
        assertThat(OrderNeed.of(
                        TAXED, new TestRules().modes(Mode.PAYOUT).cashMethod().build()))
                .isFalse();
    }

    @Test
    void invoicesThatAreThereNeedItOnlyToTellAReturnFromALoss() {
        assertThat(OrderNeed.of(UNTAXED, rules(Mode.MATCH))).isFalse();
        assertThat(OrderNeed.of(TAXED.waiting(Bookkeeper.RETURN_KIND_UNKNOWN), rules(Mode.MATCH)))
                .isTrue();
    }

    @Test
    void whatWaitsForAPersonNeedsItOnlyIfTheOrderCanTell() {
        Event returned = refund("10231", "2026-02-17", "1250.00 SEK")
                .vat(vat("25", 25_000))
                .build();

        assertThat(OrderNeed.of(returned, rules(Mode.DAILY))).isFalse();
        assertThat(OrderNeed.of(returned.waiting(Bookkeeper.RETURN_KIND_UNKNOWN), rules(Mode.DAILY)))
                .isTrue();
        assertThat(OrderNeed.of(returned.waiting("GIFT_CARD_KIND_UNKNOWN"), rules(Mode.LEDGER)))
                .isFalse();
    }

    @Test
    void whatHappenedBeforeTheStartIsNotAskedFor() {
        assertThat(OrderNeed.of(UNTAXED, new TestRules().start("2026-02-17").build()))
                .isFalse();
        assertThat(OrderNeed.of(UNTAXED, new TestRules().start("2026-02-16").build()))
                .isTrue();
    }

    private static BookingRules rules(Mode mode) {
        return new TestRules().modes(mode).build();
    }
}
