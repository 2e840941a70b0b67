package se.kvitta.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.VatPart;

/** The laws of bookkeeping, for any mix of events that explains a payout. */
class BookkeepingLawsTest {

    private static final LocalDate FIRST = LocalDate.of(2026, 2, 2);
    private static final LocalDate PAID = LocalDate.of(2026, 2, 16);
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final int MOST_ROWS = 14;

    private static final Set<EventKind> SALES = Set.of(EventKind.SALE, EventKind.REFUND);
    private static final Set<EventKind> DEBTS = Set.of(EventKind.DEBT_INCURRED, EventKind.DEBT_REPAID);

    private static final List<EventKind> KINDS = List.of(
            EventKind.SALE,
            EventKind.SALE,
            EventKind.SALE,
            EventKind.REFUND,
            EventKind.REFUND,
            EventKind.FEE,
            EventKind.FEE,
            EventKind.FEE_REFUND,
            EventKind.CHARGEBACK_OPENED,
            EventKind.CHARGEBACK_WON,
            EventKind.CHARGEBACK_LOST,
            EventKind.RESERVE_HELD,
            EventKind.RESERVE_RELEASED,
            EventKind.DEBT_REPAID,
            EventKind.COMMISSION,
            EventKind.ADJUSTMENT,
            EventKind.TIP);

    /** Any row but the payout: {@code ofSale} ties a refund to the sale told before it; no rate states no VAT. */
    record Told(EventKind kind, long amount, int day, String vatRate, boolean ofSale, boolean waits) {}

    /** A settlement and the rules it is booked by. The day's rates are in units of 0.0001 SEK for 1 EUR. */
    record Story(
            boolean foreign,
            List<Told> told,
            List<Integer> rates,
            Mode mode,
            boolean split,
            @Nullable LocalDate locked) {

        Booked book() {
            return book(events());
        }

        Booked book(List<Event> events) {
            return Booked.of(
                    new SettlementFacts("2201447718", currency(), PAID, Money.zero(currency()), events.size()),
                    events,
                    rules(),
                    this::rate,
                    refund -> Optional.ofNullable(sales().get(refund.key())));
        }

        Currency currency() {
            return foreign ? EUR : Money.SEK;
        }

        private BookingRules rules() {
            var rules = new TestRules().modes(mode);
            if (split) {
                rules.split().maxRows(MOST_ROWS);
            }
            if (locked != null) {
                rules.locked(locked.toString());
            }
            return rules.build();
        }

        private Optional<ExchangeRate> rate(LocalDate day, Currency from, Currency to) {
            int of = day.equals(PAID) ? 0 : day.getDayOfMonth() - FIRST.getDayOfMonth() + 1;
            return Optional.of(new ExchangeRate(from, to, BigDecimal.valueOf(rates.get(of), 4), day, "Riksbanken"));
        }

        /** The told rows, then whatever makes them add up: a payout, or a debt and a payout of nothing. */
        List<Event> events() {
            var events = new ArrayList<Event>();
            for (int i = 0; i < told.size(); i++) {
                events.add(event(i));
            }
            long left =
                    events.stream().mapToLong(event -> event.effect().minor()).sum();
            if (left < 0) {
                events.add(last(EventKind.DEBT_INCURRED, -left));
            }
            events.add(last(EventKind.PAYOUT, Math.max(left, 0)));
            return events;
        }

        private Event event(int number) {
            Told one = told.get(number);
            Money amount = Money.ofMinor(one.amount(), currency());
            var event = Happened.event(
                    one.kind(),
                    "1" + number,
                    Happened.noon(FIRST.plusDays(one.day()).toString()),
                    amount);
            if (one.waits()) {
                event.waits("BAD_DEBT_DECIDE");
            }
            if (!one.vatRate().isEmpty() && saleOf(number) < 0) {
                VatRate rate = VatRate.parse(one.vatRate());
                event.vat(List.of(new VatPart(rate, rate.vatInside(one.amount()))));
            }
            return event.build();
        }

        private Event last(EventKind kind, long amount) {
            return Happened.event(kind, "", Happened.noon(PAID.toString()), Money.ofMinor(amount, currency()))
                    .build();
        }

        /** Which row a refund takes back; -1 for none. */
        private int saleOf(int number) {
            Told refund = told.get(number);
            int sale = number;
            while (refund.kind() == EventKind.REFUND && refund.ofSale() && --sale >= 0) {
                if (told.get(sale).kind() == EventKind.SALE) {
                    return sale;
                }
            }
            return -1;
        }

        private Map<String, Event> sales() {
            var sales = new HashMap<String, Event>();
            for (int i = 0; i < told.size(); i++) {
                if (saleOf(i) >= 0) {
                    sales.put(event(i).key(), event(saleOf(i)));
                }
            }
            return sales;
        }

        /** What an event does to the provider's debt, in the settlement's currency and as the books value it. */
        Booked.Sum effect(Event event) {
            LocalDate day = SALES.contains(event.kind())
                    ? sales().getOrDefault(event.key(), event).day()
                    : DEBTS.contains(event.kind()) && event.waits() == null ? PAID : event.day();
            Money effect = event.effect();
            return foreign
                    ? new Booked.Sum(
                            rate(day, EUR, Money.SEK)
                                    .orElseThrow()
                                    .convert(effect)
                                    .minor(),
                            effect.minor())
                    : new Booked.Sum(effect.minor(), 0);
        }

        /** In the settlement's currency. */
        long told(Booked.Sum sum) {
            return foreign ? sum.foreign() : sum.inBooks();
        }
    }

    @Property(tries = 300)
    void everyVoucherBalancesInTheBooksAndInItsOwnCurrency(@ForAll("stories") Story story) {
        assertThat(story.book().bookings()).allSatisfy(booking -> {
            List<VoucherRow> rows = booking.voucher().rows();
            assertThat(rows.stream().mapToLong(row -> row.amount().minor()).sum())
                    .isZero();
            assertThat(rows.stream()
                            .flatMap(row -> Stream.ofNullable(row.foreign()))
                            .mapToLong(foreign -> foreign.amount().minor())
                            .sum())
                    .isZero();
        });
    }

    @Property(tries = 300)
    void everyEventIsBookedOnceOrHeldOrLeftToOthers(@ForAll("stories") Story story) {
        Booked booked = story.book();

        Bookkeeper.Outcome outcome = booked.outcome();
        assertThat(outcome.booked() + outcome.held() + outcome.withoutRow())
                .isEqualTo(story.events().size());
        assertThat(booked.held()).hasSize(outcome.held());
        assertThat(booked.bookings().stream().mapToInt(Booking::events).sum()).isEqualTo(outcome.booked());
    }

    /** What stands on clearing in the end is what waits for a person, the debts, and the sales that others book. */
    @Property(tries = 500)
    void clearingEndsAtWhatWaits(@ForAll("stories") Story story) {
        Booked booked = story.book();
        List<Event> held = booked.held().stream().map(Booked.Held::event).toList();

        Booked.Sum waiting = story.events().stream()
                .filter(event -> held.contains(event)
                        || DEBTS.contains(event.kind())
                        || (SALES.contains(event.kind()) && story.mode() == Mode.PAYOUT))
                .map(story::effect)
                .reduce(Booked.Sum.ZERO, Booked.Sum::plus);

        Booked.Sum clearing = booked.role("CLEARING_" + story.currency());
        assertThat(story.told(clearing)).isEqualTo(-story.told(waiting));
        if (!moneyIsHeld(booked)) {
            assertThat(clearing.inBooks()).isEqualTo(-waiting.inBooks());
        }
    }

    @Property(tries = 300)
    void everyKindOfMoneyStandsOnItsAccountInFull(@ForAll("stories") Story story) {
        Booked booked = story.book();
        List<Event> held = booked.held().stream().map(Booked.Held::event).toList();
        List<Event> events =
                story.events().stream().filter(event -> !held.contains(event)).toList();

        assertThat(onRoles(story, booked, role -> role.startsWith("TRANSIT_")))
                .isEqualTo(-effects(events, EventKind.PAYOUT));
        assertThat(onRoles(story, booked, role -> role.startsWith("RESERVE_")))
                .isEqualTo(-effects(events, EventKind.RESERVE_HELD, EventKind.RESERVE_RELEASED));
        assertThat(onRoles(story, booked, Set.of("FEE", "VAT_IN")::contains))
                .isEqualTo(-effects(events, EventKind.FEE, EventKind.FEE_REFUND));
        assertThat(onRoles(story, booked, "AR_DISPUTED"::equals))
                .isEqualTo(-effects(events, EventKind.CHARGEBACK_OPENED, EventKind.CHARGEBACK_WON));
        assertThat(onRoles(
                        story,
                        booked,
                        role -> role.startsWith("SALES_") || role.startsWith("VAT_OUT_") || role.equals("ROUNDING")))
                .isEqualTo(story.mode() == Mode.PAYOUT ? 0 : -effects(events, EventKind.SALE, EventKind.REFUND));
    }

    @Property(tries = 200)
    void theSameEventsGiveTheSameBookingsUnderKeysOfTheirOwn(@ForAll("stories") Story story) {
        Booked once = story.book();

        assertThat(story.book().bookings()).isEqualTo(once.bookings());
        assertThat(once.bookings().stream().map(Booking::key)).doesNotHaveDuplicates();
    }

    @Property(tries = 300)
    void theOrderOfTheRowsDoesNotMatter(@ForAll("stories") Story story, @ForAll Random random) {
        Booked inOrder = story.book();
        var events = new ArrayList<>(story.events());
        Collections.shuffle(events, random);

        Booked shuffled = story.book(events);

        assertThat(shuffled.outcome()).isEqualTo(inOrder.outcome());
        assertThat(shuffled.held()).containsExactlyInAnyOrderElementsOf(inOrder.held());
        assertThat(shuffled.perDayAndAccount()).isEqualTo(inOrder.perDayAndAccount());
        if (!story.split()) {
            assertThat(shuffled.bookings()).isEqualTo(inOrder.bookings());
        }
    }

    @Property(tries = 200)
    void splitBooksTheSameAsLumpInVouchersThatTheTargetTakes(@ForAll("stories") Story story) {
        var split = new Story(story.foreign(), story.told(), story.rates(), story.mode(), true, story.locked()).book();
        var lump = new Story(story.foreign(), story.told(), story.rates(), story.mode(), false, story.locked()).book();

        assertThat(split.perDayAndAccount()).isEqualTo(lump.perDayAndAccount());
        assertThat(split.bookings())
                .allSatisfy(booking -> assertThat(booking.voucher().rows()).hasSizeLessThanOrEqualTo(MOST_ROWS));
    }

    @Property(tries = 200)
    void nothingIsDatedInAClosedPeriodOrInAnotherYear(@ForAll("stories") Story story) {
        LocalDate locked = story.locked();

        assertThat(story.book().bookings()).allSatisfy(booking -> {
            LocalDate date = booking.voucher().date();
            assertThat(locked == null || date.isAfter(locked)).isTrue();
            assertThat(date.getYear()).isEqualTo(2026);
        });
    }

    @Provide
    Arbitrary<Story> stories() {
        Arbitrary<Told> told = Combinators.combine(
                        Arbitraries.of(KINDS),
                        Arbitraries.longs().between(0, 200_000),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.frequencyOf(
                                Tuple.of(9, Arbitraries.of("", "25", "12", "6")), Tuple.of(1, Arbitraries.of("0"))),
                        Arbitraries.of(true, false),
                        Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true)))
                .as(Told::new);
        Arbitrary<LocalDate> locked = Arbitraries.of(FIRST.plusDays(1), PAID.plusDays(4), LocalDate.of(2026, 12, 31))
                .injectNull(0.6);
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        told.list().ofMaxSize(25),
                        Arbitraries.integers().between(80_000, 130_000).list().ofSize(6),
                        Arbitraries.of(Mode.DAILY, Mode.PAYOUT),
                        Arbitraries.of(true, false),
                        locked)
                .as(Story::new);
    }

    private static boolean moneyIsHeld(Booked booked) {
        return booked.heldCodes().contains("YEAR_LOCKED");
    }

    private static long onRoles(Story story, Booked booked, Predicate<String> roles) {
        return booked.perRole().entrySet().stream()
                .filter(role -> roles.test(role.getKey()))
                .mapToLong(role -> story.told(role.getValue()))
                .sum();
    }

    private static long effects(List<Event> events, EventKind... kinds) {
        Set<EventKind> wanted = Set.of(kinds);
        return events.stream()
                .filter(event -> wanted.contains(event.kind()))
                .mapToLong(event -> event.effect().minor())
                .sum();
    }
}
