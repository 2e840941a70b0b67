package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import se.kvitta.ledger.Money;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/** Whether a provider pays once or twice changes nothing but the number of vouchers. */
class SplitSettlementTest {

    private static final String PAID = "2026-02-16";

    /** One row, and which of two settlements it is in. */
    record Row(EventKind kind, long amount, int day, boolean first) {

        Event event(int number) {
            Money money = Money.ofMinor(amount, Money.SEK);
            var event = Happened.event(kind, "1" + number, Happened.noon("2026-02-0" + (2 + day)), money);
            long vat = amount / 5;
            return (kind == EventKind.FEE ? event.vat(Happened.vat("25", vat)) : event.country("SE")).build();
        }
    }

    @Property(tries = 300)
    void twoSettlementsBookWhatOneWould(@ForAll("rows") List<Row> rows, @ForAll boolean byBalance) {
        var all = new ArrayList<Event>();
        var one = new ArrayList<Event>();
        var other = new ArrayList<Event>();
        for (int i = 0; i < rows.size(); i++) {
            Event event = rows.get(i).event(i);
            all.add(event);
            (rows.get(i).first() ? one : other).add(event);
        }

        Map<String, Booked.Sum> whole = book("S", all, byBalance);
        var parts = new TreeMap<>(book("S1", one, byBalance));
        book("S2", other, byBalance).forEach((key, sum) -> parts.merge(key, sum, Booked.Sum::plus));
        parts.values().removeIf(Booked.Sum.ZERO::equals);

        assertThat(parts).isEqualTo(whole);
    }

    /** Per day and account, with whatever payout explains the rows. */
    private static Map<String, Booked.Sum> book(String reference, List<Event> events, boolean byBalance) {
        var told = new ArrayList<>(events);
        long left = told.stream().mapToLong(event -> event.effect().minor()).sum();
        told.add(Happened.event(EventKind.PAYOUT, "", Happened.noon(PAID), Money.ofMinor(left, Money.SEK))
                .subject(reference)
                .build());
        TestRules rules = new TestRules();
        if (byBalance) {
            rules.byBalanceDay();
        }
        Booked booked = Booked.of(Booked.facts(reference, PAID, "0.00 SEK", told.size()), told, rules.build());
        assertThat(booked.held()).isEmpty();
        return booked.perDayAndAccount();
    }

    @Provide
    Arbitrary<List<Row>> rows() {
        return Combinators.combine(
                        Arbitraries.of(
                                EventKind.SALE,
                                EventKind.SALE,
                                EventKind.REFUND,
                                EventKind.FEE,
                                EventKind.RESERVE_HELD,
                                EventKind.CHARGEBACK_OPENED),
                        Arbitraries.longs().between(1, 500_000),
                        Arbitraries.integers().between(0, 6),
                        Arbitraries.of(true, false))
                .as(Row::new)
                .list()
                .ofMaxSize(30);
    }
}
