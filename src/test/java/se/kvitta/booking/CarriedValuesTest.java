package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import se.kvitta.booking.CarriedValues.Change;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/** Claims and debts in euro; values in öre. */
class CarriedValuesTest {

    private static final Currency EUR = Currency.getInstance("EUR");
    private static final ExchangeRate EARLY = rate("2026-02-02", "10");
    private static final ExchangeRate LATE = rate("2026-02-03", "11");

    private final CarriedValues carried = carried(EUR, List.of(), List.of());

    @Test
    void aClaimIsKnownByItsDisputeElseByItsOrder() {
        assertThat(CarriedValues.nameOf(dispute("dp_1", "10231"))).isEqualTo("dp_1");
        assertThat(CarriedValues.nameOf(dispute("", "10231"))).isEqualTo("10231");
        assertThat(CarriedValues.nameOf(dispute("", ""))).isEmpty();
    }

    @Test
    void whatClosesAClaimHasItsValueAndRate() {
        assertThat(claim("dp_1", 100_00, 1_000_00, EARLY)).isEqualTo(new Change(1_000_00, EARLY));
        assertThat(claim("dp_1", -40_00, -440_00, LATE)).isEqualTo(new Change(-400_00, EARLY));
        // Another dispute has a claim of its own.
        assertThat(claim("dp_2", -40_00, -440_00, LATE)).isEqualTo(new Change(-440_00, LATE));
        assertThat(claim("dp_1", -60_00, -660_00, LATE)).isEqualTo(new Change(-600_00, EARLY));
        assertThat(claim("dp_1", -60_00, -660_00, LATE)).isEqualTo(new Change(-660_00, LATE));
    }

    @Test
    void aClaimThatCameTwiceAtOneRateLeavesAtIt() {
        claim("dp_1", 100_00, 1_000_00, EARLY);
        claim("dp_1", 50_00, 500_00, EARLY);

        assertThat(claim("dp_1", -120_00, -1_320_00, LATE)).isEqualTo(new Change(-1_200_00, EARLY));
    }

    @Test
    void aClaimThatCameAtTwoRatesLeavesAtItsAverageWithoutOne() {
        claim("dp_1", 100_00, 1_000_00, EARLY);
        claim("dp_1", 50_00, 550_00, LATE);

        assertThat(claim("dp_1", -100_00, -1_200_00, LATE)).isEqualTo(new Change(-1_033_33, null));
        assertThat(claim("dp_1", -50_00, -600_00, LATE)).isEqualTo(new Change(-516_67, null));
        // Emptied, it begins anew.
        assertThat(claim("dp_1", 10_00, 110_00, LATE)).isEqualTo(new Change(110_00, LATE));
        assertThat(claim("dp_1", -10_00, -100_00, EARLY)).isEqualTo(new Change(-110_00, LATE));
    }

    /** 40.00 closes what stands there at 10; the 30.00 above it come at 11 and close at that. */
    @Test
    void whatGoesBeyondTheClaimStandsAtItsOwnRate() {
        claim("dp_1", 40_00, 400_00, EARLY);

        assertThat(claim("dp_1", -70_00, -770_00, LATE)).isEqualTo(new Change(-730_00, null));
        assertThat(claim("dp_1", 10_00, 100_00, EARLY)).isEqualTo(new Change(110_00, LATE));
        assertThat(claim("dp_1", 20_00, 200_00, EARLY)).isEqualTo(new Change(220_00, LATE));
    }

    /** What an earlier fault left at nothing of the currency goes with the next claim. */
    @Test
    void whatIsBookedAlreadyIsKnownOfClaimsAndDebts() {
        var known = carried(
                EUR, List.of(move(40_00, 400_00, EARLY), move(0, 5_00, LATE)), List.of(move(-10_00, -90_00, EARLY)));

        assertThat(known.claim(dispute("dp_1", ""), -40_00, -440_00, LATE)).isEqualTo(new Change(-405_00, null));
        assertThat(known.debt(4_00, 44_00, LATE)).isEqualTo(new Change(36_00, EARLY));
        assertThat(known.debt(-1_00, -11_00, LATE)).isEqualTo(new Change(-11_00, LATE));
        assertThat(known.debt(7_00, 84_00, EARLY)).isEqualTo(new Change(65_00, null));
    }

    @Test
    void whatNobodyCanNameAndWhatIsInTheBooksCurrencyHasTheValueThatIsGiven() {
        claim("", 40_00, 400_00, EARLY);
        assertThat(claim("", -40_00, -440_00, LATE)).isEqualTo(new Change(-440_00, LATE));

        var krona = carried(Money.SEK, List.of(move(1, 2, null)), List.of(move(1, 2, null)));
        assertThat(krona.claim(dispute("dp_1", ""), -1, -1, null)).isEqualTo(new Change(-1, null));
        assertThat(krona.debt(-1, -1, null)).isEqualTo(new Change(-1, null));
    }

    private Change claim(String name, long minor, long inBooks, ExchangeRate rate) {
        return carried.claim(dispute(name, ""), minor, inBooks, rate);
    }

    private static CarriedValues carried(Currency currency, List<Knowledge.Move> claim, List<Knowledge.Move> debt) {
        return new CarriedValues(new Valuation(currency, Money.SEK, Booked.NO_RATES), new Knowledge.Pots() {
            @Override
            public List<Knowledge.Move> moves(Currency of, LocalDate before) {
                return List.of();
            }

            @Override
            public List<Knowledge.Move> claim(Currency of, String dispute) {
                return dispute.equals("dp_1") && of.equals(EUR) ? claim : List.of();
            }

            @Override
            public List<Knowledge.Move> debt(Currency of) {
                return debt;
            }
        });
    }

    private static Knowledge.Move move(long original, long inBooks, @Nullable ExchangeRate rate) {
        return new Knowledge.Move(LocalDate.of(2026, 1, 8), original, inBooks, rate);
    }

    private static Event dispute(String subject, String order) {
        return Happened.event(EventKind.CHARGEBACK_OPENED, order, "2026-02-02", "40.00 EUR")
                .subject(subject)
                .build();
    }

    private static ExchangeRate rate(String day, String value) {
        return new ExchangeRate(EUR, Money.SEK, new BigDecimal(value), LocalDate.parse(day), "Riksbanken");
    }
}
