package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import se.kvitta.booking.TaxedOrder.Extra;
import se.kvitta.booking.TaxedOrder.Piece;
import se.kvitta.booking.TaxedOrder.Share;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow.Dimensions;

/** What a refund takes back of its sale. */
class TaxedOrderTest {

    private static final Extra ROUNDING = Extra.of(SaleRow.Place.ROUNDING, "ROUNDING", 5, SaleVat.ROUNDING);
    private static final Extra TIP = Extra.of(SaleRow.Place.OTHER, "TIP_LIABILITY", 1_000, "tip to the staff");
    private static final Extra CARD = Extra.of(SaleRow.Place.CARD, "GIFTCARD_MPV", -5_000, "multi-purpose gift card");

    /** 80.00 of goods and 10.00 of freight at 25 %, 100.00 at 6 %: 218.50 with VAT. */
    private static final List<Share> TWO_RATES = List.of(
            share("25", 2_250, "shop order", piece(false, 8_000), piece(true, 1_000)),
            share("6", 600, "shop order", piece(false, 10_000)));

    @Test
    void aWholeRefundTakesBackExactlyWhatWasSold() {
        // The provider had rounded the VAT another way: 24.99 and not 25.00.
        TaxedOrder sold = order(List.of(share("25", 2_499, "provider line", piece(false, 10_001))), ROUNDING, TIP);

        TaxedOrder taken = taken(sold, 13_505);

        assertThat(taken.shares()).containsExactly(share("25", 2_499, "the whole original sale", piece(false, 10_001)));
        assertThat(taken.extras()).containsExactly(ROUNDING, TIP);
        assertThat(taken.currency()).isEqualTo(Money.SEK);
    }

    @Test
    void aPartOfOneRateHasThatRate() {
        TaxedOrder sold = order(List.of(share("25", 25_000, "provider line", piece(false, 100_000))));

        assertThat(taken(sold, 19_950).shares())
                .containsExactly(share("25", 3_990, "rate of the original sale", piece(false, 15_960)));
    }

    @Test
    void aPartOfSeveralRatesIsDividedInTheirProportions() {
        assertThat(taken(order(TWO_RATES), 10_925).shares())
                .containsExactly(
                        share(
                                "25",
                                1_125,
                                "rates of the original sale in proportion",
                                piece(false, 4_000),
                                piece(true, 500)),
                        share("6", 300, "rates of the original sale in proportion", piece(false, 5_000)));
    }

    @Test
    void aPartTakesNoRoundingBack() {
        TaxedOrder taken = taken(order(TWO_RATES, ROUNDING), 10_925);

        assertThat(taken.extras()).isEmpty();
        assertThat(taken.total()).isEqualTo(10_925);
    }

    @Test
    void aPartOfAnOrderWithMoreThanGoodsIsNotGuessed() {
        assertThat(order(TWO_RATES, TIP).taken(10_925)).isNull();
        assertThat(order(List.of(), TIP).taken(500)).isNull();
    }

    /** Whether the money or the card comes first is not known. */
    @Test
    void neitherAPartNorTheWholeOfACardPaidOrderIsGuessed() {
        TaxedOrder sold = order(TWO_RATES, CARD);

        assertThat(sold.total()).isEqualTo(16_850);
        assertThat(sold.taken(16_850)).isNull();
        assertThat(sold.taken(21_850)).isNull();
        assertThat(sold.taken(100)).isNull();
    }

    /** An öre of VAT on hardly anything: what is taken of it stands on the account of its rate. */
    @Test
    void aPartOfARateWithoutANetKeepsItsMoney() {
        var sold = order(List.of(
                share("25", 1, "provider line", piece(false, 0)),
                share("6", 600, "provider line", piece(false, 10_000))));

        TaxedOrder taken = taken(sold, 1_060_1);

        assertThat(taken.total()).isEqualTo(10_601);
        assertThat(taken(sold, 5_301).total()).isEqualTo(5_301);
        assertThat(taken(order(List.of(share("25", 1, "provider line", piece(false, 0)))), 5)
                        .shares())
                .containsExactly(share("25", 1, "rate of the original sale", piece(false, 4)));
    }

    private static TaxedOrder taken(TaxedOrder sold, long gross) {
        return Objects.requireNonNull(sold.taken(gross));
    }

    private static TaxedOrder order(List<Share> shares, Extra... extras) {
        return TaxedOrder.of(Money.SEK, shares, List.of(extras));
    }

    private static Share share(String rate, long vat, String rule, Piece... pieces) {
        return new Share(VatRate.parse(rate), List.of(pieces), vat, rule);
    }

    private static Piece piece(boolean freight, long net) {
        return new Piece(freight, Dimensions.NONE, net);
    }
}
