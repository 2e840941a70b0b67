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
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
import se.kvitta.ledger.Split;
import se.kvitta.ledger.VatRate;
import se.kvitta.ledger.Voucher;
import se.kvitta.ledger.VoucherRow;
import se.kvitta.settlement.Basket;
import se.kvitta.settlement.Basket.Line;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;
import se.kvitta.settlement.VatPart;

/** The laws of bookkeeping, for any mix of events that explains a payout, in every mode. */
class BookkeepingLawsTest {

    private static final LocalDate LAST_YEAR = LocalDate.of(2025, 12, 30);
    private static final LocalDate YEAR_END = LocalDate.of(2025, 12, 31);
    private static final LocalDate FIRST = LocalDate.of(2026, 2, 2);
    private static final LocalDate PAID = LocalDate.of(2026, 2, 16);
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final Currency USD = Currency.getInstance("USD");
    private static final int MOST_ROWS = 14;

    private static final Set<EventKind> DEBTS = Set.of(EventKind.DEBT_INCURRED, EventKind.DEBT_REPAID);
    private static final List<String> OF_SALES =
            List.of("SALES_", "FREIGHT_", "RETURN_FEE_", "VAT_OUT_", "GIFTCARD_", "TIP_", "ROUNDING");

    private static final List<EventKind> KINDS = Stream.concat(
                    Stream.of(
                            EventKind.SALE,
                            EventKind.SALE,
                            EventKind.SALE,
                            EventKind.SALE,
                            EventKind.SALE,
                            EventKind.REFUND,
                            EventKind.REFUND,
                            EventKind.FEE,
                            EventKind.CONVERSION),
                    Stream.of(EventKind.values()).filter(kind -> kind != EventKind.OTHER))
            .toList();

    /** A way of booking sales: a mode, and the cash method where sales come with the payout. */
    enum Way {
        LEDGER(Mode.LEDGER),
        MATCH(Mode.MATCH),
        DAILY(Mode.DAILY),
        PAYOUT(Mode.PAYOUT),
        CASH(Mode.PAYOUT);

        private final Mode mode;

        Way(Mode mode) {
            this.mode = mode;
        }
    }

    /** What is known of an order beside its amount. */
    enum Shape {
        PLAIN,
        PAID_IN_DOLLARS,
        LINES,
        LINES_IN_DOLLARS,
        WITH_TIP,
        PARTLY_BY_CARD,
        PARTLY_BY_SINGLE_PURPOSE_CARD,
        BY_CARD,
        FREE,
        LINES_THAT_DIFFER
    }

    /**
     * Any row but the last.
     *
     * @param day days after the first; below zero for a day of the year before
     * @param ofSale ties a refund to the sale told before it; turns round what goes both ways
     * @param subject a fee and a dispute with the same are one matter
     */
    record Told(
            EventKind kind,
            long amount,
            int day,
            String vatRate,
            boolean ofSale,
            boolean waits,
            Shape shape,
            String subject,
            Decision.@Nullable Choice choice) {

        Told(
                EventKind kind,
                long amount,
                int day,
                String vatRate,
                boolean ofSale,
                boolean waits,
                Tuple.Tuple3<Shape, String, Decision.@Nullable Choice> more) {
            this(kind, amount, day, vatRate, ofSale, waits, more.get1(), more.get2(), more.get3());
        }

        private boolean isOrder() {
            return kind == EventKind.SALE || kind == EventKind.REFUND;
        }

        private boolean movesNoMoney() {
            return isOrder() && (shape == Shape.BY_CARD || shape == Shape.FREE);
        }
    }

    /** How the profile books. */
    record Books(
            Way way,
            MoneyRules.Day day,
            boolean split,
            @Nullable LocalDate locked,
            MoneyRules.Debts debts,
            MoneyRules.Pots pots,
            VatRules.Losses losses,
            CreditRisk.Bearer risk) {

        Books with(Way other) {
            return new Books(other, day, split, locked, debts, pots, losses, risk);
        }

        Books splitting(boolean value) {
            return new Books(way, day, value, locked, debts, pots, losses, risk);
        }

        Books risking(CreditRisk.Bearer bearer) {
            return new Books(way, day, split, locked, debts, pots, losses, bearer);
        }

        /** Whether the buyer owes the money of a sale until the provider has it. */
        boolean claims() {
            return risk == CreditRisk.Bearer.MERCHANT;
        }
    }

    /** What was booked of which events. */
    record Run(List<Event> events, Booked booked, Books books) {

        boolean isBooked(Event event) {
            return booked.keys().containsKey(event);
        }

        /** Whether it was told to wait, or to be in no booking. */
        boolean waitsOrIsLeft(Event event) {
            return booked.left().containsKey(event)
                    || booked.held().stream().anyMatch(held -> held.event().equals(event));
        }

        /** Whether an event only passes the clearing account: it stays there as what the merchant owes. */
        boolean isDebt(Event event) {
            return books.debts() == MoneyRules.Debts.CLEARING && DEBTS.contains(event.kind()) && !isDecided(event);
        }

        boolean isDecided(Event event) {
            return isBooked(event)
                    && Objects.requireNonNull(booked.keys().get(event)).contains("/decided/");
        }
    }

    /**
     * A refund that came back is known unless it names a dispute. What a refund with a subject pays may be what came back; a
     * person has decided half of them.
     */
    record Refunds(List<Told> told) implements Knowledge.Refunds {

        @Override
        public Optional<Event> failed(Event event) {
            return event.subject().isEmpty() ? Optional.of(event) : Optional.empty();
        }

        @Override
        public boolean cameBack(Event refund) {
            return !refund.subject().isEmpty() && told.stream().anyMatch(one -> one.kind() == EventKind.REFUND_FAILED);
        }
    }

    /** A settlement and the rules it is booked by. The rates are in units of 0.0001 SEK for 1 EUR. */
    record Story(boolean foreign, List<Told> told, List<Integer> rates, Books books) {

        Run book() {
            return book(events());
        }

        Run book(List<Event> events) {
            Map<String, Event> sales = sales();
            Map<String, Basket> baskets = baskets();
            Map<String, Decision> decisions = decisions();
            var knowledge = Knowledge.of(this::rate, refund -> Optional.ofNullable(sales.get(refund.key())))
                    .with((Knowledge.Baskets) event -> Optional.ofNullable(baskets.get(event.key())))
                    .with((Knowledge.Decisions) event -> Optional.ofNullable(decisions.get(event.key())))
                    .with(new Refunds(told));
            var facts =
                    new SettlementFacts("2201447718", currency(), PAID, Money.ofMinor(paid(), currency()), told.size());
            return new Run(events, Booked.of(facts, events, rules(), knowledge), books);
        }

        Currency currency() {
            return foreign ? EUR : Money.SEK;
        }

        boolean byBalance() {
            return books.day() == MoneyRules.Day.BALANCE && books.way() != Way.CASH;
        }

        private BookingRules rules() {
            var rules = new TestRules()
                    .modes(books.way().mode)
                    .start("2025-01-01")
                    .cards(VatRules.Cards.MULTI)
                    .rate("DE", "19")
                    .oss("DE")
                    .account("CLEARING_USD", "1588", "")
                    .account("TRANSIT_USD", "1977", "");
            if (books.way() == Way.CASH) {
                rules.cashMethod();
            }
            if (books.day() == MoneyRules.Day.BALANCE) {
                rules.byBalanceDay();
            }
            if (books.split()) {
                rules.split().maxRows(MOST_ROWS);
            }
            if (books.debts() == MoneyRules.Debts.OWN) {
                rules.ownDebts();
            }
            rules.pots(books.pots()).losses(books.losses()).creditRisk(new CreditRisk(books.risk(), Map.of()));
            LocalDate locked = books.locked();
            if (locked != null) {
                rules.locked(locked.toString());
            }
            return rules.build();
        }

        private Optional<ExchangeRate> rate(LocalDate day, Currency from, Currency to) {
            int of = Math.floorMod(day.toEpochDay(), rates.size());
            long value = rates.get(of) - (from.equals(USD) ? 7_919L : 0);
            return Optional.of(new ExchangeRate(from, to, BigDecimal.valueOf(value, 4), day, "Riksbanken"));
        }

        /** The told rows, then whatever makes them add up: a payout, or a debt and a payout of nothing. */
        List<Event> events() {
            List<Event> events = toldEvents();
            long left = left(events);
            if (left < 0) {
                events.add(last(EventKind.DEBT_INCURRED, -left));
            }
            events.add(last(EventKind.PAYOUT, Math.max(left, 0)));
            return events;
        }

        long paid() {
            return Math.max(left(toldEvents()), 0);
        }

        private List<Event> toldEvents() {
            var events = new ArrayList<Event>();
            for (int i = 0; i < told.size(); i++) {
                events.add(event(i));
            }
            return events;
        }

        private static long left(List<Event> events) {
            return events.stream().mapToLong(event -> event.effect().minor()).sum();
        }

        private Event event(int number) {
            Told one = told.get(number);
            boolean turned = one.kind() == EventKind.PAYOUT || (one.kind().goesBothWays() && one.ofSale());
            long minor = one.movesNoMoney() ? 0 : one.amount();
            LocalDate day = one.day() < 0 ? LAST_YEAR : FIRST.plusDays(one.day());
            var event = Happened.event(
                            one.kind(),
                            "1" + number,
                            Happened.noon(day.toString()),
                            Money.ofMinor(turned ? -minor : minor, currency()))
                    .row(number)
                    .subject(one.kind() == EventKind.PAYOUT ? "po_" + number : one.subject());
            boolean converts =
                    one.kind() == EventKind.CONVERSION && !one.subject().isEmpty();
            boolean inDollars =
                    one.isOrder() && (one.shape() == Shape.PAID_IN_DOLLARS || one.shape() == Shape.LINES_IN_DOLLARS);
            if (converts || inDollars) {
                event.original(Money.ofMinor((turned ? -1 : 1) * inDollars(one.amount()), USD), null);
            }
            if (one.waits()) {
                event.waits("BAD_DEBT_DECIDE");
            }
            boolean ofGoods = one.shape() == Shape.PLAIN || one.kind() == EventKind.FEE;
            if (!one.vatRate().isEmpty() && ofGoods && saleOf(number) < 0) {
                VatRate rate = VatRate.parse(one.vatRate());
                event.vat(List.of(new VatPart(rate, rate.vatInside(one.amount()))));
            }
            if (one.shape() == Shape.PAID_IN_DOLLARS) {
                event.country("DE");
            }
            return event.build();
        }

        private static long inDollars(long minor) {
            return minor == 0 ? 0 : minor * 11 / 100 + 1;
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

        private Map<String, Decision> decisions() {
            var decisions = new HashMap<String, Decision>();
            for (int i = 0; i < told.size(); i++) {
                Decision.Choice choice = told.get(i).choice();
                boolean asked = told.get(i).waits()
                        || Set.of(
                                        EventKind.COMMISSION,
                                        EventKind.CHARGEBACK_LOST,
                                        EventKind.TRANSFER,
                                        EventKind.REFUND_FAILED)
                                .contains(told.get(i).kind())
                        || (told.get(i).kind() == EventKind.REFUND
                                && !told.get(i).subject().isEmpty());
                if (choice != null && asked) {
                    decisions.put(event(i).key(), new Decision(choice, "2999", PAID, "anna@example.com"));
                }
            }
            return decisions;
        }

        private Map<String, Basket> baskets() {
            var baskets = new HashMap<String, Basket>();
            for (int i = 0; i < told.size(); i++) {
                Told one = told.get(i);
                if (one.isOrder()) {
                    boolean dollars = one.shape() == Shape.LINES_IN_DOLLARS;
                    List<Line> lines = lines(one, dollars ? inDollars(one.amount()) : one.amount());
                    if (!lines.isEmpty()) {
                        baskets.put(
                                event(i).key(),
                                new Basket(Basket.StatedBy.SHOP, dollars ? USD : currency(), lines, "", null));
                    }
                }
            }
            return baskets;
        }

        private static List<Line> lines(Told one, long amount) {
            boolean refund = one.kind() == EventKind.REFUND;
            VatRate of25 = VatRate.parse("25");
            VatRate of6 = VatRate.parse("6");
            long card = amount / 3 + 100;
            return switch (one.shape()) {
                case PLAIN, PAID_IN_DOLLARS -> List.of();
                case LINES, LINES_IN_DOLLARS -> {
                    long lowered = amount / 7;
                    long[] parts = Split.byLargestRemainder(amount + lowered, 5, 3, 1);
                    yield List.of(
                            Line.of(Basket.Kind.DISCOUNT, null, -lowered),
                            Line.of(Basket.Kind.GOODS, of25, parts[0]),
                            Line.of(Basket.Kind.GOODS, of6, parts[1]),
                            Line.of(Basket.Kind.FREIGHT, null, parts[2]));
                }
                case WITH_TIP ->
                    refund
                            ? List.of(
                                    Line.of(Basket.Kind.GOODS, of25, amount + 4_900),
                                    Line.of(Basket.Kind.RETURN_FEE, of25, -4_900))
                            : List.of(
                                    Line.of(Basket.Kind.GOODS, of25, amount - amount / 10),
                                    Line.of(Basket.Kind.TIP, null, amount / 10));
                case PARTLY_BY_CARD ->
                    List.of(
                            Line.of(Basket.Kind.GOODS, of25, amount + card),
                            Line.of(refund ? Basket.Kind.GIFT_CARD : Basket.Kind.PAID_BY_CARD, null, -card));
                case PARTLY_BY_SINGLE_PURPOSE_CARD ->
                    List.of(
                            Line.of(Basket.Kind.GOODS, of6, amount + card),
                            Line.of(refund ? Basket.Kind.GIFT_CARD : Basket.Kind.PAID_BY_CARD, of6, -card));
                case BY_CARD ->
                    List.of(
                            Line.of(Basket.Kind.GOODS, of25, card),
                            Line.of(refund ? Basket.Kind.GIFT_CARD : Basket.Kind.PAID_BY_CARD, null, -card));
                case FREE ->
                    List.of(Line.of(Basket.Kind.GOODS, of25, amount), Line.of(Basket.Kind.DISCOUNT, of25, -amount));
                case LINES_THAT_DIFFER -> List.of(Line.of(Basket.Kind.GOODS, of25, amount + 100));
            };
        }

        /** The Stockholm day an event belongs on in the books, when no period is closed. */
        LocalDate natural(Run run, Event event) {
            boolean theSettlements =
                    event.kind() == EventKind.PAYOUT && event.subject().isEmpty();
            if (run.isDecided(event) || theSettlements) {
                return PAID;
            }
            if (Sales.concerns(event)) {
                boolean redeemed = run.isBooked(event)
                        && Objects.requireNonNull(run.booked().keys().get(event))
                                .contains("/redeemed/");
                if (books.way() == Way.MATCH
                        && books.claims()
                        && !event.effect().isZero()) {
                    // The payment of an invoice of the shop's.
                    return shown(event);
                }
                return books.way() != Way.CASH || redeemed
                        ? event.day()
                        : event.day().getYear() == PAID.getYear() ? PAID : YEAR_END;
            }
            return byBalance() ? event.day() : PAID;
        }

        /** The Stockholm day on which the provider shows that it has the money. */
        private LocalDate shown(Event event) {
            return byBalance() ? event.day() : PAID;
        }

        /** The Stockholm day on which clearing moves by an event. */
        LocalDate onClearing(Run run, Event event) {
            boolean claim = books.claims() && Sales.concerns(event) && !run.isDecided(event);
            return claim ? shown(event) : natural(run, event);
        }

        /** Whether a sale of the year before stands open at its end, where this settlement revalues it. */
        private boolean isRevalued(Event event) {
            boolean onClearing = Set.of(Way.DAILY, Way.LEDGER, Way.MATCH).contains(books.way())
                    && (!books.claims() || books.way() == Way.DAILY);
            return foreign && onClearing && !byBalance() && event.day().equals(LAST_YEAR);
        }

        /** What an event that is in no booking does to the provider's debt, as the books value it. */
        long valueOnClearing(Run run, Event event) {
            LocalDate day = event.day();
            if (Sales.concerns(event)) {
                LocalDate sold = sales().getOrDefault(event.key(), event).day();
                day = books.way() == Way.CASH
                        ? event.day().getYear() == PAID.getYear() ? PAID : YEAR_END
                        : isRevalued(event) ? YEAR_END : valued(event) ? sold : event.day();
            } else if (DEBTS.contains(event.kind()) && !run.waitsOrIsLeft(event) && !byBalance()) {
                day = PAID;
            }
            return foreign
                    ? rate(day, EUR, Money.SEK)
                            .orElseThrow()
                            .convert(event.effect())
                            .minor()
                    : event.effect().minor();
        }

        /** Whether somebody else booked the sale on the claims, which its money moves to clearing here. */
        boolean endsClaimOfOthers(Run run, Event event) {
            return books.way() == Way.PAYOUT
                    && books.claims()
                    && "SALES_BY_OTHERS".equals(run.booked().left().get(event));
        }

        /** Whether a refund has a sale that was more than nothing. */
        private boolean valued(Event event) {
            Event sale = sales().get(event.key());
            return sale != null && (!sale.amount().isZero() || baskets().containsKey(sale.key()));
        }

        /** In the settlement's currency. */
        long told(Booked.Sum sum) {
            return foreign ? sum.foreign() : sum.inBooks();
        }
    }

    @Property(tries = 400)
    void everyVoucherBalancesInTheBooksAndInItsOwnCurrency(@ForAll("stories") Story story) {
        boolean inDollars = story.told().stream()
                .anyMatch(told -> told.shape() == Shape.PAID_IN_DOLLARS || told.shape() == Shape.LINES_IN_DOLLARS);
        assertThat(story.book().booked().bookings()).allSatisfy(booking -> {
            List<VoucherRow> rows = booking.voucher().rows();
            assertThat(rows).hasSizeGreaterThan(1);
            assertThat(rows.stream().mapToLong(row -> row.amount().minor()).sum())
                    .isZero();
            List<VoucherRow> plain =
                    rows.stream().filter(row -> !row.role().startsWith("FX_")).toList();
            Set<Currency> currencies = plain.stream()
                    .flatMap(row -> Stream.ofNullable(row.foreign()))
                    .map(foreign -> foreign.amount().currency())
                    .collect(Collectors.toSet());
            // Orders in dollars that cancel out leave no row, and what they moved in the settlement's currency can
            // differ: that
            // is an exchange difference.
            boolean cancelled = inDollars && plain.size() < rows.size();
            if (!cancelled && currencies.size() == 1 && plain.stream().allMatch(row -> row.foreign() != null)) {
                assertThat(plain.stream()
                                .flatMap(row -> Stream.ofNullable(row.foreign()))
                                .mapToLong(foreign -> foreign.amount().minor())
                                .sum())
                        .isZero();
            }
        });
    }

    @Property(tries = 600)
    void everyEventIsToldOfOnceAndStandsInTheBookingItWasToldToBeIn(@ForAll("stories") Story story) {
        Run run = story.book();
        Booked booked = run.booked();

        Bookkeeper.Outcome outcome = booked.outcome();
        assertThat(outcome.booked() + outcome.held() + outcome.withoutRow())
                .isEqualTo(run.events().size());
        assertThat(booked.held()).hasSize(outcome.held());
        assertThat(run.events()).allSatisfy(event -> assertThat(booked.times()).containsEntry(event, 1));
        Map<String, Long> counted =
                booked.keys().values().stream().collect(Collectors.groupingBy(key -> key, Collectors.counting()));
        Map<String, Long> stated = booked.bookings().stream()
                .filter(booking -> booking.events() > 0)
                .collect(Collectors.toMap(Booking::key, booking -> (long) booking.events()));
        assertThat(counted).isEqualTo(stated);
        Map<String, Voucher> vouchers =
                booked.bookings().stream().collect(Collectors.toMap(Booking::key, Booking::voucher));
        booked.keys().forEach((event, key) -> assertThat(
                        Objects.requireNonNull(vouchers.get(key)).date())
                .isEqualTo(booked.days().get(event)));
    }

    /** Clearing is what the provider owes, day by day: what is booked, and not what waits or is left to others. */
    @Property(tries = 600)
    void clearingMovesByWhatIsBookedOnTheDayItBelongsOn(@ForAll("stories") Story story) {
        Run run = story.book();
        boolean dated = story.books().locked() == null;
        var expected = new TreeMap<String, Long>();
        run.events().stream()
                .filter(event -> (run.isBooked(event) && !run.isDebt(event)) || story.endsClaimOfOthers(run, event))
                .forEach(event -> expected.merge(
                        dated ? story.onClearing(run, event).toString() : "all",
                        event.effect().minor(),
                        Long::sum));

        var clearing = new TreeMap<String, Long>();
        run.booked().bookings().forEach(booking -> booking.voucher().rows().stream()
                .filter(row -> row.role().equals("CLEARING_" + story.currency()))
                .forEach(row -> clearing.merge(
                        dated ? booking.voucher().date().toString() : "all", inCurrency(row, story), Long::sum)));

        expected.values().removeIf(sum -> sum == 0);
        clearing.values().removeIf(sum -> sum == 0);
        assertThat(clearing).isEqualTo(expected);
    }

    /** What stands on clearing in the end is what waits for a person, the debts, and the sales that others book. */
    @Property(tries = 600)
    void clearingEndsAtTheBookedValueOfWhatWaits(@ForAll("stories") Story story) {
        Run run = story.book();
        boolean paidFromBalance = !story.byBalance() || story.paid() > 0 || !story.foreign();
        if (run.booked().heldCodes().contains("YEAR_LOCKED") || !paidFromBalance) {
            return;
        }

        long waiting = run.events().stream()
                .filter(event -> !run.isBooked(event) || run.isDebt(event))
                .filter(event -> !story.endsClaimOfOthers(run, event))
                .mapToLong(event -> story.valueOnClearing(run, event))
                .sum();
        long ofOthers = run.events().stream()
                .filter(event -> story.endsClaimOfOthers(run, event))
                .mapToLong(event -> story.valueOnClearing(run, event))
                .sum();

        assertThat(run.booked().role("CLEARING_" + story.currency()).inBooks()).isEqualTo(-waiting);
        assertThat(run.booked().role("CLAIM_" + story.currency()).inBooks()).isEqualTo(-ofOthers);
    }

    /** Who bears the risk decides who owes the money until it is paid out, and nothing else. */
    @Property(tries = 400)
    void theCreditRiskChangesNothingButWhereTheMoneyStandsUntilItIsPaid(@ForAll("stories") Story story) {
        if (story.books().locked() != null) {
            return;
        }
        Booked providers = risking(story, CreditRisk.Bearer.PROVIDER).book().booked();
        Booked merchants = risking(story, CreditRisk.Bearer.MERCHANT).book().booked();

        assertThat(merchants.held()).containsExactlyInAnyOrderElementsOf(providers.held());
        assertThat(ofSales(merchants)).isEqualTo(ofSales(providers));
        if (!story.foreign()) {
            assertThat(besidesClaims(merchants)).isEqualTo(besidesClaims(providers));
        }
    }

    private static Story risking(Story story, CreditRisk.Bearer bearer) {
        return new Story(
                story.foreign(), story.told(), story.rates(), story.books().risking(bearer));
    }

    /**
     * What the boxes of the VAT return are made of: per day, role and mark. What a person decides has the value that it waits on
     * clearing at, which is that of the year's end where it would have stood there.
     */
    private static Map<String, Long> ofSales(Booked booked) {
        var sums = new TreeMap<String, Long>();
        booked.bookings().stream()
                .filter(booking -> !booking.key().contains("/decided/"))
                .forEach(booking -> booking.voucher().rows().stream()
                        .filter(row -> isOfSales(row.role()))
                        .forEach(row -> sums.merge(
                                booking.voucher().date() + " " + row.role() + " " + row.vat(),
                                row.amount().minor(),
                                Math::addExact)));
        sums.values().removeIf(sum -> sum == 0);
        return sums;
    }

    /** What every account ends at, with clearing and the claims on buyers as one. */
    private static Map<String, Long> besidesClaims(Booked booked) {
        var sums = new TreeMap<String, Long>();
        booked.bookings().forEach(booking -> booking.voucher()
                .rows()
                .forEach(row -> sums.merge(
                        row.role().replace("CLAIM_", "CLEARING_"), row.amount().minor(), Math::addExact)));
        sums.values().removeIf(sum -> sum == 0);
        return sums;
    }

    /** What a foreign sale stands at when a year ends is its closing value, and nothing of it stays when it is paid. */
    @Property(tries = 400)
    void whatIsPaidInTheNextYearStandsAtTheClosingRateOfTheOneBefore(@ForAll("stories") Story story) {
        Run run = story.book();
        if (!story.foreign() || story.byBalance() || story.books().way() == Way.PAYOUT) {
            return;
        }
        long open = run.events().stream()
                .filter(event -> run.isBooked(event)
                        && Sales.concerns(event)
                        && event.day().equals(LAST_YEAR)
                        && !run.isDecided(event)
                        && (story.books().way() == Way.CASH || story.isRevalued(event)))
                .mapToLong(event -> story.rate(YEAR_END, EUR, Money.SEK)
                        .orElseThrow()
                        .convert(event.effect())
                        .minor())
                .sum();

        assertThat(run.booked().bookings().stream()
                        .filter(booking -> !booking.voucher().date().isAfter(YEAR_END))
                        .flatMap(booking -> booking.voucher().rows().stream())
                        .filter(row ->
                                row.role().startsWith("CLEARING_") || row.role().startsWith("CLAIM_"))
                        .mapToLong(row -> row.amount().minor())
                        .sum())
                .isEqualTo(open);
    }

    @Property(tries = 400)
    void everyKindOfMoneyStandsOnItsAccountInFull(@ForAll("stories") Story story) {
        Run run = story.book();
        List<Event> money = run.events().stream()
                .filter(event -> run.isBooked(event) && !run.isDecided(event))
                .toList();
        long decidedDisputes = run.events().stream()
                .filter(event -> run.isDecided(event) && event.kind() == EventKind.CHARGEBACK_LOST)
                .mapToLong(event -> event.amount().minor())
                .sum();

        assertThat(onRoles(story, run, role -> role.startsWith("TRANSIT_")))
                .isEqualTo(-effects(money, EventKind.PAYOUT));
        assertThat(onRoles(story, run, role -> role.startsWith("RESERVE_")))
                .isEqualTo(-effects(money, EventKind.RESERVE_HELD, EventKind.RESERVE_RELEASED));
        assertThat(onRoles(story, run, Set.of("FEE", "VAT_IN", "LOAN_COST")::contains))
                .isEqualTo(-effects(money, EventKind.FEE, EventKind.FEE_REFUND));
        assertThat(onRoles(story, run, "AR_DISPUTED"::equals))
                .isEqualTo(-effects(money, EventKind.CHARGEBACK_OPENED, EventKind.CHARGEBACK_WON) - decidedDisputes);
        long paidAgain = run.events().stream()
                .filter(event -> event.kind() == EventKind.REFUND && run.isDecided(event))
                .filter(event -> Objects.requireNonNull(story.decisions().get(event.key()))
                                .choice()
                        == Decision.Choice.REPAID)
                .mapToLong(event -> event.effect().minor())
                .sum();
        assertThat(onRoles(story, run, "REFUND_OWED"::equals))
                .isEqualTo(-effects(money, EventKind.REFUND_FAILED) - paidAgain);
        boolean own = story.books().debts() == MoneyRules.Debts.OWN;
        assertThat(onRoles(story, run, role -> role.startsWith("DEBT_")))
                .isEqualTo(own ? -effects(money, EventKind.DEBT_INCURRED, EventKind.DEBT_REPAID) : 0);
        assertThat(onRoles(story, run, "ADVANCE_LOAN"::equals))
                .isEqualTo(-effects(money, EventKind.ADVANCE, EventKind.ADVANCE_REPAID));
        if (story.books().way() == Way.LEDGER) {
            assertThat(onRoles(story, run, "AR_CUSTOMER"::equals)).isZero();
        }
        if (story.books().way() == Way.MATCH) {
            money.stream()
                    .filter(event -> Sales.concerns(event) && !event.effect().isZero())
                    .forEach(event -> assertInvoiceIsPaid(run, event));
        }
    }

    /** In the currency that the buyer paid in, against the very money that moved. */
    private static void assertInvoiceIsPaid(Run run, Event event) {
        String key = Objects.requireNonNull(run.booked().keys().get(event));
        Booking payment = run.booked().bookings().stream()
                .filter(booking -> booking.key().equals(key))
                .findFirst()
                .orElseThrow();
        Money total = Objects.requireNonNull(payment.invoice()).total();
        Money original = event.original() == null ? event.amount() : event.original();
        assertThat(total.abs()).isIn(event.amount(), original);
        assertThat(total.isNegative()).isEqualTo(event.effect().isNegative());
        assertThat(moved(payment, "AR_CUSTOMER")).isEqualTo(total.negated());
        assertThat(moved(payment, "CLEARING_" + event.amount().currency())).isEqualTo(event.effect());
    }

    private static Money moved(Booking booking, String role) {
        return booking.voucher().rows().stream()
                .filter(row -> row.role().equals(role))
                .map(row -> row.foreign() == null ? row.amount() : row.foreign().amount())
                .reduce(Money::plus)
                .orElseThrow();
    }

    /** What the rates did to a dispute, or to a debt of its own, is exchange gain and loss when nothing of it is left. */
    @Property(tries = 400)
    void aDisputeOrDebtThatIsClosedLeavesNothingInTheBooks(@ForAll("disputes") Story story) {
        Run run = story.book();
        Map<String, Set<String>> keys = run.events().stream()
                .filter(run::isBooked)
                .filter(event -> event.kind().name().startsWith("CHARGEBACK_"))
                .collect(Collectors.groupingBy(
                        CarriedValues::nameOf,
                        Collectors.mapping(
                                event -> Objects.requireNonNull(
                                        run.booked().keys().get(event)),
                                Collectors.toSet())));
        keys.forEach((dispute, of) -> {
            List<VoucherRow> rows = run.booked().bookings().stream()
                    .filter(booking -> of.contains(booking.key().replaceFirst("/payment$", "")))
                    .flatMap(booking -> booking.voucher().rows().stream())
                    .filter(row -> row.role().equals("AR_DISPUTED"))
                    .toList();
            long left = rows.stream().mapToLong(row -> inCurrency(row, story)).sum();
            long inBooks = rows.stream().mapToLong(row -> row.amount().minor()).sum();
            assertThat(Long.signum(inBooks)).as(dispute).isEqualTo(Long.signum(left));
        });
        Booked.Sum debt = run.booked().role("DEBT_EUR");
        assertThat(Long.signum(debt.inBooks())).isEqualTo(Long.signum(debt.foreign()));
    }

    /** The evidence of an order says what was booked of it, to the minor unit. */
    @Property(tries = 400)
    void theTaxLinesOfABookingsEventsAreItsRows(@ForAll("stories") Story story) {
        Run run = story.book();
        var told = new TreeMap<String, Long>();
        run.booked().tax().forEach((event, lines) -> {
            String key = run.booked().keys().get(event);
            if (key != null && !lines.isEmpty()) {
                told.merge(
                        key,
                        lines.stream()
                                .mapToLong(line -> line.netInBooks() + line.vatInBooks())
                                .sum(),
                        Long::sum);
            }
            if (!lines.isEmpty() && event.original() == null) {
                assertThat(lines.stream()
                                .mapToLong(line -> line.net() + line.vat())
                                .sum())
                        .isEqualTo(event.effect().minor());
            }
            assertThat(TaxLine.read(TaxLine.write(lines))).isEqualTo(lines);
        });

        told.forEach((key, sum) -> assertThat(run.booked().bookings().stream()
                        .filter(booking -> booking.key().equals(key)
                                || booking.key().startsWith(key + "/card-")
                                || booking.key().equals(key + "/payment"))
                        .flatMap(booking -> booking.voucher().rows().stream())
                        .filter(row -> isOfSales(row.role()))
                        .mapToLong(row -> -row.amount().minor())
                        .sum())
                .as(key)
                .isEqualTo(sum));
    }

    @Property(tries = 300)
    void modePayoutBooksNoRevenueAndNoOutputVatUnlessAPersonSaysSo(@ForAll("stories") Story story) {
        Run run = new Story(
                        story.foreign(),
                        story.told(),
                        story.rates(),
                        story.books().with(Way.PAYOUT))
                .book();

        assertThat(run.booked().bookings())
                .filteredOn(booking -> !booking.key().contains("/decided/"))
                .flatExtracting(booking -> booking.voucher().rows())
                .extracting(VoucherRow::role)
                .noneMatch(BookkeepingLawsTest::isOfSales)
                .doesNotContain("AR_CUSTOMER");
    }

    @Property(tries = 300)
    void theSameEventsGiveTheSameBookingsUnderKeysOfTheirOwn(@ForAll("stories") Story story) {
        Booked once = story.book().booked();

        assertThat(story.book().booked().bookings()).isEqualTo(once.bookings());
        assertThat(once.bookings().stream().map(Booking::key)).doesNotHaveDuplicates();
    }

    @Property(tries = 400)
    void theOrderOfTheRowsDoesNotMatter(@ForAll("stories") Story story, @ForAll Random random) {
        Booked inOrder = story.book().booked();
        List<Event> events = story.events();
        Collections.shuffle(events, random);

        Booked shuffled = story.book(events).booked();

        assertThat(shuffled.outcome()).isEqualTo(inOrder.outcome());
        assertThat(shuffled.held()).containsExactlyInAnyOrderElementsOf(inOrder.held());
        assertThat(shuffled.perDayAndAccount()).isEqualTo(inOrder.perDayAndAccount());
        if (!story.books().split()) {
            assertThat(shuffled.bookings()).containsExactlyInAnyOrderElementsOf(inOrder.bookings());
        }
    }

    @Property(tries = 300)
    void splitBooksTheSameAsLumpInVouchersThatTheTargetTakes(@ForAll("stories") Story story) {
        Booked split = splitting(story, true).book().booked();
        Booked lump = splitting(story, false).book().booked();

        assertThat(split.perDayAndAccount()).isEqualTo(lump.perDayAndAccount());
        assertThat(split.bookings())
                .filteredOn(booking -> booking.key().contains("/payout"))
                .filteredOn(booking -> story.books().way() != Way.CASH)
                .allSatisfy(booking -> assertThat(booking.voucher().rows()).hasSizeLessThanOrEqualTo(MOST_ROWS));
    }

    /** What may move moves to the first open day of its own year, and sales stay on their day. */
    @Property(tries = 400)
    void nothingIsDatedInAClosedPeriodOrInAnotherYear(@ForAll("stories") Story story) {
        Run run = story.book();
        LocalDate locked = story.books().locked();

        assertThat(run.booked().bookings()).allSatisfy(booking -> assertThat(
                        locked == null || booking.voucher().date().isAfter(locked))
                .isTrue());
        run.booked().days().forEach((event, day) -> {
            LocalDate natural = story.natural(run, event);
            assertThat(day.getYear()).isEqualTo(natural.getYear());
            assertThat(day).isAfterOrEqualTo(natural);
            boolean letMove = story.decisions().containsKey(event.key())
                    && Objects.requireNonNull(story.decisions().get(event.key()))
                                    .choice()
                            == Decision.Choice.OPEN_DAY;
            if (Sales.concerns(event) && !run.isDecided(event) && !letMove) {
                assertThat(day).isEqualTo(natural);
            }
        });
    }

    @Provide
    Arbitrary<Story> stories() {
        Arbitrary<Tuple.Tuple3<Shape, String, Decision.@Nullable Choice>> more = Combinators.combine(
                        Arbitraries.of(Shape.class),
                        Arbitraries.of("", "", "dp_1", "dp_2"),
                        Arbitraries.of(Decision.Choice.class).injectNull(0.5))
                .as(Tuple::of);
        Arbitrary<Told> told = Combinators.combine(
                        Arbitraries.of(KINDS),
                        Arbitraries.longs().between(0, 200_000),
                        Arbitraries.integers().between(-1, 4),
                        Arbitraries.frequencyOf(
                                Tuple.of(9, Arbitraries.of("", "25", "12", "6")), Tuple.of(1, Arbitraries.of("0"))),
                        Arbitraries.of(true, false),
                        Arbitraries.frequency(Tuple.of(9, false), Tuple.of(1, true)),
                        more)
                .as(Told::new);
        Arbitrary<LocalDate> locked = Arbitraries.of(
                        YEAR_END, FIRST.plusDays(1), PAID.plusDays(4), LocalDate.of(2026, 12, 31))
                .injectNull(0.6);
        Arbitrary<Books> books = Combinators.combine(
                        Arbitraries.of(Way.class),
                        Arbitraries.of(MoneyRules.Day.class),
                        Arbitraries.of(true, false),
                        locked,
                        Arbitraries.of(MoneyRules.Debts.class),
                        Arbitraries.of(MoneyRules.Pots.class),
                        Arbitraries.of(VatRules.Losses.class),
                        Arbitraries.of(CreditRisk.Bearer.PROVIDER, CreditRisk.Bearer.MERCHANT))
                .as(Books::new);
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        told.list().ofMaxSize(25),
                        Arbitraries.integers().between(80_000, 130_000).list().ofSize(6),
                        books)
                .as(Story::new);
    }

    /** Few disputes of few amounts, among sales, so that many of them close. */
    @Provide
    Arbitrary<Story> disputes() {
        Arbitrary<Told> told = Combinators.combine(
                        Arbitraries.of(
                                EventKind.SALE,
                                EventKind.CHARGEBACK_OPENED,
                                EventKind.CHARGEBACK_WON,
                                EventKind.CHARGEBACK_LOST,
                                EventKind.DEBT_INCURRED,
                                EventKind.DEBT_REPAID),
                        Arbitraries.of(10_000L, 20_000L, 30_001L),
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.of("dp_1", "dp_2"),
                        Arbitraries.of(Decision.Choice.REFUND, Decision.Choice.LOSS))
                .as((kind, amount, day, subject, choice) ->
                        new Told(kind, amount, day, "25", false, false, Shape.PLAIN, subject, choice));
        Arbitrary<Books> books = Combinators.combine(
                        Arbitraries.of(Way.class),
                        Arbitraries.of(MoneyRules.Day.class),
                        Arbitraries.of(MoneyRules.Debts.class),
                        Arbitraries.of(VatRules.Losses.class))
                .as((way, day, debts, losses) -> new Books(
                        way, day, false, null, debts, MoneyRules.Pots.FIFO, losses, CreditRisk.Bearer.PROVIDER));
        return Combinators.combine(
                        told.list().ofMaxSize(10),
                        Arbitraries.integers().between(80_000, 130_000).list().ofSize(6),
                        books)
                .as((all, rates, how) -> new Story(true, all, rates, how));
    }

    private static Story splitting(Story story, boolean split) {
        return new Story(
                story.foreign(), story.told(), story.rates(), story.books().splitting(split));
    }

    private static boolean isOfSales(String role) {
        return OF_SALES.stream().anyMatch(role::startsWith);
    }

    private static long inCurrency(VoucherRow row, Story story) {
        VoucherRow.Foreign foreign = row.foreign();
        return story.foreign()
                ? foreign == null ? 0 : foreign.amount().minor()
                : row.amount().minor();
    }

    private static long onRoles(Story story, Run run, Predicate<String> roles) {
        return run.booked().perRole().entrySet().stream()
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
