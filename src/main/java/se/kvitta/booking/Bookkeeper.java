package se.kvitta.booking;

import java.time.LocalDate;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import se.kvitta.booking.Sales.Placed;
import se.kvitta.ledger.Money;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/**
 * Turns the events of one proven settlement into bookings. Pure: the same events, rules and knowledge give the same
 * bookings with the same keys. Events stream through; what stays in memory grows with days, not with rows, apart from
 * what has a voucher of its own beside the payout, the rows of a payout that is split by order, what a balance in a foreign
 * currency is made of, and keys that may come again.
 */
public final class Bookkeeper {

    /** Money taken back, of which the source cannot tell whether the buyer returned something or did not pay. */
    static final String RETURN_KIND_UNKNOWN = "RETURN_KIND_UNKNOWN";

    /** Decisions that concern nobody but those who book sales. */
    private static final Set<String> SALES_ONLY = Set.of(RETURN_KIND_UNKNOWN, "REFUND_NOT_AT_ORDER");

    private final SettlementFacts facts;
    private final BookingRules rules;
    private final Knowledge knowledge;
    private final SaleTax tax;
    private final MoneyBooks money;
    private final @Nullable Sales sales;
    private final Outstanding outstanding;
    private final Redemptions redemptions;
    private final Sales orders;
    private final Decided decided;
    private final Sink sink;
    private final boolean foreign;
    private final IdentityHashMap<Event, Long> open = new IdentityHashMap<>();
    private int held;
    private int withoutRow;
    private int seen;
    private int placed;
    private int booked;

    private Bookkeeper(SettlementFacts facts, BookingRules rules, Knowledge knowledge, Sink sink) {
        this.facts = facts;
        this.rules = rules;
        this.knowledge = knowledge;
        this.sink = sink;
        var valuation = new Valuation(facts.currency(), rules.books(), knowledge.rates());
        this.foreign = valuation.foreign();
        this.tax = new SaleTax(rules, knowledge);
        this.outstanding = new Outstanding(facts, rules, valuation);
        var carried = new CarriedValues(valuation, knowledge.pots());
        this.decided = new Decided(facts, rules, valuation, tax, carried);
        this.redemptions = new Redemptions(facts, rules, valuation, tax);
        this.orders = new InvoicedSales(
                facts,
                rules,
                valuation,
                tax,
                outstanding,
                knowledge.repeats(),
                this::hand,
                rules.orders() == BookingRules.OrdersAs.ORDER
                        ? Booking.Kind.SALES_ORDER
                        : Booking.Kind.UNBOOKED_INVOICE);
        Set<Mode> modes = rules.modes();
        if (rules.salesWithPayout()) {
            var cash = new CashSales(facts, rules, valuation, tax, outstanding, PayoutMoney.payoutKey(facts));
            this.sales = cash;
            this.money = new PayoutMoney(facts, rules, valuation, carried, cash);
        } else {
            this.sales = modes.contains(Mode.LEDGER)
                    ? new InvoicedSales(
                            facts,
                            rules,
                            valuation,
                            tax,
                            outstanding,
                            knowledge.repeats(),
                            this::hand,
                            Booking.Kind.INVOICE)
                    : modes.contains(Mode.MATCH)
                            ? new MatchedSales(
                                    facts, rules, valuation, tax, outstanding, knowledge.repeats(), this::hand)
                            : modes.contains(Mode.DAILY)
                                    ? new DailySales(facts, rules, valuation, tax, outstanding)
                                    : null;
            this.money = rules.money().day() == MoneyRules.Day.BALANCE
                    ? new BalanceMoney(facts, rules, valuation, carried, knowledge.pots())
                    : new PayoutMoney(facts, rules, valuation, carried, null);
        }
    }

    /**
     * Takes what the bookkeeper finds, as it finds it. Every event is told of exactly once: before its booking is handed
     * over, or right after it and before any other event.
     */
    public interface Sink {

        /** The place of the event that was handed over last; given back with what became of it. */
        default long at() {
            return 0;
        }

        void booking(Booking booking);

        /** The event waits alone for a person; what it moved stays on the clearing account. */
        void held(long at, Event event, Reason reason);

        /**
         * The event is in the booking with a key.
         *
         * @param day the booking's date
         * @param parts how its parts were taxed; empty for what is no sale
         */
        default void booked(long at, Event event, String key, LocalDate day, List<TaxLine> parts) {}

        /** The event needs no booking, for a reason that the accountant reads in the month's report. */
        default void left(long at, Event event, String why) {}

        /** The booking with a key, in which events were told to be, had nothing to book. */
        default void empty(String key, String why) {}
    }

    /**
     * Where every event went: {@code booked + held + withoutRow} is the number of events.
     *
     * @param withoutRow events that these modes leave to somebody else, or that only pass the clearing account
     */
    public record Outcome(int booked, int held, int withoutRow) {}

    /**
     * Books a whole settlement. Throws {@link CannotBook} when nothing of it can be booked: an account of the payout, an
     * exchange rate or the opening balance is missing, or a row is not understood.
     */
    public static Outcome book(
            SettlementFacts facts, Iterator<Event> events, BookingRules rules, Knowledge knowledge, Sink sink) {
        return new Bookkeeper(facts, rules, knowledge, sink).run(events);
    }

    private Outcome run(Iterator<Event> events) {
        boolean booksMoney = rules.modes().stream().anyMatch(Mode::booksMoney);
        while (events.hasNext()) {
            Event event = events.next();
            seen++;
            place(sink.at(), event, booksMoney ? take(event) : order(event));
        }
        if (booksMoney) {
            finish();
        }
        if (booked != placed || placed + held + withoutRow != seen) {
            throw new IllegalStateException(seen + " events came in, but " + booked + " were booked of " + placed + ", "
                    + held + " held and " + withoutRow + " left without a row");
        }
        return new Outcome(booked, held, withoutRow);
    }

    /** What is handed over at the end. */
    private final class Made implements Bookings {

        @Override
        public void accept(Booking booking) {
            hand(booking);
        }

        @Override
        public void none(String key, int events, String why) {
            if (events > 0) {
                placed -= events;
                withoutRow += events;
                sink.empty(key, why);
            }
        }
    }

    private void hand(Booking booking) {
        booked += booking.events();
        sink.booking(booking);
    }

    private void finish() {
        var made = new Made();
        money.finish(made, (event, where) -> place(open.remove(event), event, where));
        if (sales != null) {
            sales.finish(made);
        }
        outstanding.finish(this::hand);
        redemptions.finish(this::hand);
        decided.finish(this::hand);
    }

    private void place(long at, Event event, @Nullable Placed where) {
        if (where == null) {
            open.put(event, at);
        } else if (where.held() != null) {
            held++;
            sink.held(at, event, where.held());
        } else if (where.key() != null && where.day() != null) {
            placed++;
            sink.booked(at, event, where.key(), where.day(), where.tax());
        } else {
            withoutRow++;
            sink.left(at, event, String.valueOf(where.left()));
        }
    }

    private @Nullable Placed take(Event event) {
        Optional<Decision> decision = knowledge.decisions().decisionOn(event);
        if (decision.isPresent()) {
            Decision taken = decision.get();
            if (taken.choice() == Decision.Choice.BY_HAND) {
                passes(event);
                return Placed.left("BOOKED_BY_HAND");
            }
            if (Decided.books(event, taken, rules)) {
                passes(event);
                return Decided.amountOf(event) == 0
                        ? Placed.left("NOTHING_MOVED")
                        : decided.add(event, taken, rateDay(event));
            }
        }
        boolean decides = decision.isPresent();
        @Nullable String waits = waits(event);
        boolean salesOnly = waits != null && SALES_ONLY.contains(waits) && sales == null;
        if (waits != null && !salesOnly && decision.isEmpty()) {
            return waitOnClearing(event, waits);
        }
        if (movesNothing(event)) {
            return Placed.left("NOTHING_MOVED");
        }
        return switch (event.kind()) {
            case REFUND ->
                decides || !knowledge.refunds().cameBack(event)
                        ? sale(event)
                        : waitOnClearing(event, "REFUND_AFTER_FAILED");
            case SALE, GIFT_CARD_SOLD, GIFT_CARD_REDEEMED, TIP -> sale(event);
            case REFUND_FAILED -> decides ? money.take(event) : cameBack(event);
            case PAYOUT -> {
                @Nullable Reason waitsForBank = waitsForBank(event);
                if (waitsForBank != null) {
                    passes(event);
                    yield Placed.held(waitsForBank);
                }
                yield money.take(event);
            }
            case FEE,
                    FEE_REFUND,
                    RESERVE_HELD,
                    RESERVE_RELEASED,
                    DEBT_INCURRED,
                    DEBT_REPAID,
                    CHARGEBACK_OPENED,
                    CHARGEBACK_WON,
                    ADVANCE,
                    ADVANCE_REPAID -> money.take(event);
            case CHARGEBACK_LOST -> waitOnClearing(event, "CHARGEBACK_LOST_DECIDE");
            case COMMISSION -> waitOnClearing(event, "COMMISSION_VAT_UNKNOWN");
            case TRANSFER -> waitOnClearing(event, "OUTGOING_PAYMENT");
            case CONVERSION ->
                rules.money().day() == MoneyRules.Day.BALANCE && !rules.salesWithPayout()
                        ? money.take(event)
                        : waitOnClearing(event, "NEEDS_DECISION");
            case ADJUSTMENT -> isRounding(event) ? money.take(event) : waitOnClearing(event, "NEEDS_DECISION");
            case OTHER -> throw new CannotBook(decision("UNKNOWN_ROW", event));
        };
    }

    /** The code it waits with; money taken back is a refund if the provider shows one at its order. */
    private @Nullable String waits(Event event) {
        if (!RETURN_KIND_UNKNOWN.equals(event.waits())) {
            return event.waits();
        }
        return switch (knowledge.atOrders().refund(event)) {
            case SHOWN -> null;
            case ABSENT -> "REFUND_NOT_AT_ORDER";
            case UNKNOWN -> RETURN_KIND_UNKNOWN;
        };
    }

    /** Money of a refund that the buyer did not get. By the cash method nothing is paid back then, so nothing is a debt. */
    private @Nullable Placed cameBack(Event event) {
        if (rules.salesWithPayout()) {
            return waitOnClearing(event, "NEEDS_DECISION");
        }
        return knowledge.refunds().failed(event).isPresent()
                ? money.take(event)
                : waitOnClearing(event, "REFUND_UNKNOWN");
    }

    /** Why a payout that Kvitta would book on the bank waits: the same amount stands there, from a bank feed perhaps, or may do. */
    private @Nullable Reason waitsForBank(Event event) {
        if (rules.money().bankLeg() != MoneyRules.BankLeg.BANK
                || !facts.sameDay()
                || event.amount().isZero()) {
            return null;
        }
        Money arrives = event.original() == null ? event.amount() : event.original();
        LocalDate day = facts.payoutDay();
        LocalDate from = day.minusDays(Knowledge.BankBook.DAYS);
        LocalDate until = day.plusDays(Knowledge.BankBook.DAYS);
        return rules.plan()
                .find("BANK_" + arrives.currency(), day)
                .map(AccountPlan.Entry::account)
                .flatMap(bank -> knowledge
                        .bank()
                        .waits(bank, arrives, from, until)
                        .or(() -> knowledge
                                .bank()
                                .booked(bank, arrives, from, until)
                                .map(booked -> decision("BANK_ALSO_BOOKED", event)
                                        .with("account", bank)
                                        .with("booked", booked)
                                        .with("voucher", knowledge.bank().voucher(bank, arrives, from, until)))))
                .orElse(null);
    }

    /** A row of 0.00 that would become a voucher without rows. */
    private boolean movesNothing(Event event) {
        return switch (event.kind()) {
            case SALE, REFUND, GIFT_CARD_SOLD, GIFT_CARD_REDEEMED, TIP ->
                event.amount().isZero() && event.statedVat() == 0 && tax.isNothing(event);
            case FEE, FEE_REFUND -> event.amount().isZero() && event.statedVat() == 0;
            case REFUND_FAILED,
                    CHARGEBACK_OPENED,
                    CHARGEBACK_WON,
                    RESERVE_HELD,
                    RESERVE_RELEASED,
                    DEBT_INCURRED,
                    DEBT_REPAID,
                    ADVANCE,
                    ADVANCE_REPAID -> event.amount().isZero();
            default -> false;
        };
    }

    /** What a provider that pays whole kronor keeps or adds: less than one krona of a payout without öre. */
    private boolean isRounding(Event event) {
        long whole = Money.of("1", rules.books().getCurrencyCode()).minor();
        return rules.money().wholeKronor()
                && rules.money().day() == MoneyRules.Day.SETTLEMENT
                && event.amount().currency().equals(rules.books())
                && Math.abs(event.amount().minor()) < whole
                && facts.payout().minor() % whole == 0;
    }

    private Placed sale(Event event) {
        boolean beforeStart = event.day().isBefore(rules.periods().start());
        LocalDate bookedOn = bookedOn(event);
        @Nullable Reason asks = outstanding.asks(event, bookedOn);
        if (sales == null) {
            passes(event);
            @Nullable Reason waits = asks == null ? outstanding.shut(event) : asks;
            if (waits != null) {
                return Placed.held(waits);
            }
            outstanding.take(event, bookedOn, rateDay(event));
            return Placed.left("SALES_BY_OTHERS");
        }
        if (beforeStart) {
            if (!rules.money().openings().containsKey(facts.currency())) {
                throw new CannotBook(decision("OPENING_UNCONFIRMED", event)
                        .with("start", rules.periods().start())
                        .with("currency", facts.currency()));
            }
            passes(event);
            return Placed.left("BEFORE_START");
        }
        if (asks != null) {
            passes(event);
            return Placed.held(asks);
        }
        if (!(sales instanceof CashSales cash) || !cash.paidNow(event)) {
            passes(event);
        }
        if (event.kind() == EventKind.GIFT_CARD_REDEEMED && !(sales instanceof MatchedSales)) {
            @Nullable Placed redeemed = redemptions.add(event);
            if (redeemed != null) {
                return redeemed;
            }
        }
        Placed where = sales.add(event);
        if (where.key() != null) {
            outstanding.take(event, bookedOn, soldOn(event));
        }
        if (where.held() != null && sales instanceof CashSales cash && cash.paidNow(event)) {
            // What is not booked with the payout waits on clearing until somebody has decided.
            passes(event);
        }
        return where;
    }

    private Placed waitOnClearing(Event event, String code) {
        passes(event);
        return Placed.held(decision(code, event));
    }

    private void passes(Event event) {
        money.clears(event, rateDay(event), event.order().shown());
    }

    /** The day of the rate it is booked at, now or when a person has decided. */
    private LocalDate rateDay(Event event) {
        if (sales instanceof CashSales cash && Sales.concerns(event)) {
            return cash.dateOf(event);
        }
        return switch (event.kind()) {
            case SALE, REFUND, GIFT_CARD_SOLD, TIP ->
                foreign ? outstanding.rateDay(event, bookedOn(event), tax.soldOn(event)) : event.day();
            default -> event.day();
        };
    }

    /** The Stockholm day that a sale or refund is booked on; its own where somebody else books it. */
    private LocalDate bookedOn(Event event) {
        if (sales instanceof CashSales cash) {
            return cash.dateOf(event);
        }
        return sales == null ? event.day() : tax.dayOf(event);
    }

    /** The Stockholm day of the rate that the money of a sale is booked at. */
    private LocalDate soldOn(Event event) {
        return sales instanceof CashSales cash ? cash.dateOf(event) : tax.soldOn(event);
    }

    /** An event of a profile that books no money: only orders count. */
    private Placed order(Event event) {
        if (!Sales.concerns(event)) {
            return Placed.left("ORDERS_ONLY");
        }
        boolean byHand = knowledge.decisions().decisionOn(event).stream()
                .anyMatch(decision -> decision.choice() == Decision.Choice.BY_HAND);
        if (byHand) {
            return Placed.left("BOOKED_BY_HAND");
        }
        @Nullable String waits = waits(event);
        if (waits != null) {
            return Placed.held(decision(waits, event));
        }
        if (event.day().isBefore(rules.periods().start())) {
            return Placed.left("BEFORE_START");
        }
        if (movesNothing(event)) {
            return Placed.left("NOTHING_MOVED");
        }
        return orders.add(event);
    }

    static Reason decision(String code, Event event) {
        return Reason.of(
                code,
                "order",
                event.order().shown(),
                "amount",
                event.amount(),
                "day",
                event.day(),
                "words",
                event.detail(),
                "row",
                event.row());
    }
}
