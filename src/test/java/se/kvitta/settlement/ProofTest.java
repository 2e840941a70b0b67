package se.kvitta.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;

class ProofTest {

    private static final Instant AT = Instant.parse("2026-02-16T07:45:00Z");

    @Test
    void holdsWhenTheEventsExplainThePayout() {
        Proof proof = proof(
                statement("0.00", "0.00"),
                event(EventKind.SALE, "1000.00 SEK"),
                event(EventKind.SALE, "250.00 SEK"),
                event(EventKind.FEE, "12.50 SEK"),
                event(EventKind.PAYOUT, "1237.50 SEK"));

        assertThat(proof.holds()).isTrue();
        assertThat(proof.left()).isEqualTo(Money.parse("0.00 SEK"));
        assertThat(proof.sums())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        EventKind.SALE, Money.parse("1250.00 SEK"),
                        EventKind.FEE, Money.parse("-12.50 SEK"),
                        EventKind.PAYOUT, Money.parse("-1237.50 SEK")));
    }

    @Test
    void aPayoutThatFailedComesBack() {
        Proof proof = proof(
                statement("0.00", "0.00"),
                event(EventKind.PAYOUT, "-100.00 SEK"),
                event(EventKind.FEE, "10.00 SEK"),
                event(EventKind.PAYOUT, "90.00 SEK"));

        assertThat(proof.holds()).isTrue();
        assertThat(proof.sums()).containsEntry(EventKind.PAYOUT, Money.parse("10.00 SEK"));
    }

    @Test
    void failsWhenTheEventsAreOffByOneMinorUnit() {
        Proof proof = proof(
                statement("0.00", "0.00"), event(EventKind.SALE, "1000.00 SEK"), event(EventKind.PAYOUT, "999.99 SEK"));

        assertThat(proof.holds()).isFalse();
        assertThat(proof.left()).isEqualTo(Money.parse("0.01 SEK"));
        assertThat(proof.failure("2201"))
                .isEqualTo(Reason.of(
                        "DOES_NOT_ADD_UP",
                        "reference",
                        "2201",
                        "rows",
                        "1000.00 SEK",
                        "stated",
                        "999.99 SEK",
                        "difference",
                        "0.01 SEK",
                        "sums",
                        "-"));
    }

    @Test
    void saysBothSidesOfADifferenceBetweenTwoBalances() {
        Proof proof = proof(
                statement("100.00", "40.00"), event(EventKind.SALE, "5.00 SEK"), event(EventKind.PAYOUT, "60.00 SEK"));

        assertThat(proof.failure("2026-02-16").facts())
                .containsEntry("rows", "105.00 SEK")
                .containsEntry("stated", "100.00 SEK")
                .containsEntry("difference", "5.00 SEK");
    }

    @Test
    void goesFromTheOpeningToTheClosingBalance() {
        assertThat(proof(statement("100.00", "40.00"), event(EventKind.PAYOUT, "60.00 SEK"))
                        .holds())
                .isTrue();
        assertThat(proof(statement("100.00", "40.00"), event(EventKind.PAYOUT, "61.00 SEK"))
                        .left())
                .isEqualTo(Money.parse("-1.00 SEK"));
    }

    @Test
    void failsWhenAStatedSumDoesNotHoldAndNamesIt() {
        Proof proof = proof(statement(
                "0.00",
                "0.00",
                new Statement.Tie("total_sale_amount", Money.parse("10.00 SEK"), Money.parse("10.00 SEK")),
                new Statement.Tie("total_fee_amount", Money.parse("1.00 SEK"), Money.parse("0.99 SEK")),
                new Statement.Tie("total_tax_amount", Money.parse("0.25 SEK"), Money.parse("0.24 SEK"))));

        assertThat(proof.holds()).isFalse();
        assertThat(proof.left().isZero()).isTrue();
        assertThat(proof.failure("2201").facts())
                .containsEntry("sums", "total_fee_amount 1.00 SEK ≠ 0.99 SEK; total_tax_amount 0.25 SEK ≠ 0.24 SEK");
    }

    @Test
    void aStatedSumOfAnotherCurrencyDoesNotHold() {
        assertThat(new Statement.Tie("x", Money.parse("1.00 SEK"), Money.parse("1.00 EUR")).holds())
                .isFalse();
    }

    @Test
    void refusesEventsOfTwoCurrencies() {
        var running = new Proof.Running();
        running.add(event(EventKind.SALE, "1.00 SEK"));

        assertThatThrownBy(() -> running.add(event(EventKind.SALE, "1.00 EUR")))
                .isInstanceOfSatisfying(UnreadableDocument.class, unreadable -> assertThat(unreadable.reason())
                        .isEqualTo(Reason.of("MIXED_CURRENCIES", "first", "SEK", "second", "EUR", "row", "3")));
    }

    @Test
    void refusesEventsOfAnotherCurrencyThanTheStatement() {
        assertThatThrownBy(() -> proof(statement("0.00", "0.00"), event(EventKind.SALE, "1.00 EUR")))
                .isInstanceOf(UnreadableDocument.class)
                .hasMessageContaining("MIXED_CURRENCIES");
    }

    @Test
    void isKeptAsItWas() {
        var sums = new EnumMap<EventKind, Money>(Map.of(EventKind.SALE, Money.parse("1.00 SEK")));
        Money zero = Money.parse("0.00 SEK");
        var proof = new Proof(sums, zero, zero, zero, List.of());
        sums.clear();

        assertThat(proof.sums()).hasSize(1);
        assertThatThrownBy(() -> proof.sums().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Property(tries = 300)
    void whateverTheOrderOfTheEventsTheSameIsLeft(@ForAll("events") List<Event> events) {
        var forwards = new Proof.Running();
        events.forEach(forwards::add);
        var backwards = new Proof.Running();
        for (int i = events.size() - 1; i >= 0; i--) {
            backwards.add(events.get(i));
        }
        long left = events.stream().mapToLong(event -> event.effect().minor()).sum();

        Proof proof = forwards.against(statement("0.00", "0.00"));

        assertThat(proof).isEqualTo(backwards.against(statement("0.00", "0.00")));
        assertThat(proof.left().minor()).isEqualTo(left);
        assertThat(proof.holds()).isEqualTo(left == 0);
    }

    @Provide
    Arbitrary<List<Event>> events() {
        return Combinators.combine(
                        Arbitraries.of(EventKind.class), Arbitraries.longs().between(0, 1_000_000))
                .as((kind, amount) -> Event.of(kind, "key", AT, Money.ofMinor(amount, Money.SEK))
                        .build())
                .list()
                .ofMaxSize(20);
    }

    private static Proof proof(Statement statement, Event... events) {
        var running = new Proof.Running();
        List.of(events).forEach(running::add);
        return running.against(statement);
    }

    private static Event event(EventKind kind, String amount) {
        return Event.of(kind, "key", AT, Money.parse(amount)).row(3).build();
    }

    private static Statement statement(String opening, String closing, Statement.Tie... ties) {
        return new Statement(
                "2201447718",
                Money.SEK,
                LocalDate.of(2026, 2, 16),
                Money.parse("0.00 SEK"),
                Money.of(opening, "SEK"),
                Money.of(closing, "SEK"),
                "K700123",
                3,
                List.of(ties));
    }
}
