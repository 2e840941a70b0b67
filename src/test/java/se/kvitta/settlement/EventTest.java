package se.kvitta.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;

class EventTest {

    private static final Instant AT = Instant.parse("2026-10-31T23:30:00Z");
    private static final Money HUNDRED = Money.parse("100.00 SEK");

    @ParameterizedTest
    @CsvSource({
        "SALE, 100.00 SEK",
        "REFUND, -100.00 SEK",
        "REFUND_FAILED, 100.00 SEK",
        "FEE, -100.00 SEK",
        "FEE_REFUND, 100.00 SEK",
        "COMMISSION, 100.00 SEK",
        "CHARGEBACK_OPENED, -100.00 SEK",
        "CHARGEBACK_WON, 100.00 SEK",
        "CHARGEBACK_LOST, 0.00 SEK",
        "RESERVE_HELD, -100.00 SEK",
        "RESERVE_RELEASED, 100.00 SEK",
        "DEBT_INCURRED, 100.00 SEK",
        "DEBT_REPAID, -100.00 SEK",
        "ADVANCE, 100.00 SEK",
        "ADVANCE_REPAID, -100.00 SEK",
        "CONVERSION, 100.00 SEK",
        "GIFT_CARD_SOLD, 100.00 SEK",
        "GIFT_CARD_REDEEMED, 0.00 SEK",
        "TIP, 100.00 SEK",
        "ADJUSTMENT, 100.00 SEK",
        "TRANSFER, 100.00 SEK",
        "PAYOUT, -100.00 SEK",
        "OTHER, 100.00 SEK"
    })
    void theKindCarriesTheSign(EventKind kind, String effect) {
        assertThat(Event.of(kind, "key", AT, HUNDRED).build().effect()).isEqualTo(Money.parse(effect));
    }

    @Test
    void theTableAboveNamesEveryKind() {
        assertThat(EventKind.values()).hasSize(23);
    }

    @ParameterizedTest
    @EnumSource(EventKind.class)
    void onlyAKindThatGoesBothWaysTakesANegativeAmount(EventKind kind) {
        var event = Event.of(kind, "key", AT, HUNDRED.negated());

        if (kind == EventKind.PAYOUT) {
            // Money that comes back from the bank.
            assertThat(event.build().effect()).isEqualTo(HUNDRED);
        } else if (List.of("COMMISSION", "CONVERSION", "ADJUSTMENT", "TRANSFER", "OTHER")
                .contains(kind.name())) {
            assertThat(event.build().effect()).isEqualTo(HUNDRED.negated());
        } else {
            assertThatIllegalArgumentException()
                    .isThrownBy(event::build)
                    .withMessage(kind + " key is negative: -100.00 SEK");
        }
    }

    @Test
    void anAmountMayBeZero() {
        assertThat(Event.of(EventKind.SALE, "key", AT, Money.zero(Money.SEK))
                        .build()
                        .effect()
                        .isZero())
                .isTrue();
    }

    @Test
    void aKeyHasOneToTwoHundredCharacters() {
        assertThat(Event.of(EventKind.SALE, "k".repeat(200), AT, HUNDRED)
                        .build()
                        .key())
                .hasSize(200);
        for (String key : List.of("", "k".repeat(201))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Event.of(EventKind.SALE, key, AT, HUNDRED).build())
                    .withMessageContaining("1 to 200 characters");
        }
    }

    @Test
    void itsDayIsADayInStockholm() {
        assertThat(Event.of(EventKind.SALE, "key", AT, HUNDRED).build().day()).isEqualTo(LocalDate.of(2026, 11, 1));
    }

    @Test
    void addsUpTheVatThatIsStated() {
        var parts = new ArrayList<>(List.of(new VatPart(new VatRate(2500), 1200), new VatPart(new VatRate(600), 34)));
        var event = Event.of(EventKind.SALE, "key", AT, HUNDRED).vat(parts).build();
        parts.clear();

        assertThat(event.statedVat()).isEqualTo(1234);
        assertThat(Event.of(EventKind.SALE, "key", AT, HUNDRED).build().statedVat())
                .isZero();
    }

    @Test
    void refusesVatThatNoAmountCanHold() {
        var part = new VatPart(new VatRate(2500), Long.MAX_VALUE);
        var event = Event.of(EventKind.SALE, "key", AT, HUNDRED)
                .vat(List.of(part, part))
                .build();

        assertThatThrownBy(event::statedVat).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void keepsEveryFactItIsBuiltOf() {
        var order = new OrderReference("id", "10231", "second", "capture", "refund");
        var rate = new ExchangeRate(
                Currency.getInstance("EUR"),
                Money.SEK,
                new BigDecimal("10.9345"),
                LocalDate.of(2026, 10, 6),
                "provider");
        var part = new VatPart(new VatRate(2500), 2000);

        var event = Event.of(EventKind.SALE, "key", AT, HUNDRED)
                .order(order)
                .ordered(LocalDate.of(2026, 10, 30))
                .original(Money.parse("9.15 EUR"), rate)
                .vat(List.of(part))
                .vatInBooks(Money.parse("20.00 SEK"))
                .country("SE")
                .detail("SALE PURCHASE")
                .method("card")
                .subject("dp_1")
                .waits("NEEDS_DECISION")
                .row(7)
                .build();

        assertThat(event)
                .isEqualTo(new Event(
                        EventKind.SALE,
                        "key",
                        order,
                        AT,
                        LocalDate.of(2026, 10, 30),
                        HUNDRED,
                        Money.parse("9.15 EUR"),
                        rate,
                        List.of(part),
                        Money.parse("20.00 SEK"),
                        "SE",
                        "SALE PURCHASE",
                        "card",
                        "dp_1",
                        "NEEDS_DECISION",
                        7));
    }

    @Test
    void knowsNothingThatTheProviderDoesNotSay() {
        var event = Event.of(EventKind.SALE, "key", AT, HUNDRED).build();

        assertThat(event)
                .isEqualTo(new Event(
                        EventKind.SALE,
                        "key",
                        OrderReference.NONE,
                        AT,
                        null,
                        HUNDRED,
                        null,
                        null,
                        List.of(),
                        null,
                        "",
                        "",
                        "",
                        "",
                        null,
                        0));
    }

    @Test
    void anOrderIsCalledByTheShopsNumberElseByTheProvidersId() {
        assertThat(new OrderReference("id", "10231", "", "", "").shown()).isEqualTo("10231");
        assertThat(new OrderReference("id", "", "", "", "").shown()).isEqualTo("id");
        assertThat(OrderReference.NONE.shown()).isEmpty();
    }
}
