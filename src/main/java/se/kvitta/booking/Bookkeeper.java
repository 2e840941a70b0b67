package se.kvitta.booking;

import java.time.LocalDate;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;

/**
 * Turns the events of one proven settlement into bookings. Pure: the same events, rules and rates give the same
 * bookings with the same keys. Events stream through; what stays in memory grows with days, not with rows.
 */
public final class Bookkeeper {

    /** Decisions that concern nobody but those who book sales. */
    private static final Set<String> SALES_ONLY = Set.of("RETURN_KIND_UNKNOWN");

    private final BookingRules rules;
    private final PayoutMoney money;
    private final DailySales sales;
    private final Sink sink;
    private final boolean foreign;
    private int held;
    private int withoutRow;
    private int seen;
    private int booked;

    private Bookkeeper(
            SettlementFacts facts, BookingRules rules, ExchangeRates rates, OriginalSales originals, Sink sink) {
        this.rules = rules;
        this.sink = sink;
        var valuation = new Valuation(facts.currency(), rules.books(), rates);
        this.foreign = valuation.foreign();
        this.money = new PayoutMoney(facts, rules, valuation);
        this.sales = new DailySales(facts, rules, valuation, originals);
    }

    /** Takes what the bookkeeper finds, as it finds it. */
    public interface Sink {

        void booking(Booking booking);

        /** The event waits alone for a person; what it moved stays on the clearing account. */
        void held(Event event, Reason reason);
    }

    /**
     * Where every event went: {@code booked + held + withoutRow} is the number of events.
     *
     * @param withoutRow events that these modes leave to somebody else, or that only pass the clearing account
     */
    public record Outcome(int booked, int held, int withoutRow) {}

    /**
     * Books a whole settlement. Throws {@link CannotBook} when nothing of it can be booked: an account of the payout or
     * an exchange rate is missing, or a row is not understood.
     */
    public static Outcome book(
            SettlementFacts facts,
            Iterator<Event> events,
            BookingRules rules,
            ExchangeRates rates,
            OriginalSales originals,
            Sink sink) {
        var keeper = new Bookkeeper(facts, rules, rates, originals, sink);
        return keeper.run(events);
    }

    private Outcome run(Iterator<Event> events) {
        boolean booksMoney = rules.modes().stream().anyMatch(Mode::booksMoney);
        while (events.hasNext()) {
            Event event = events.next();
            seen++;
            if (booksMoney) {
                take(event);
            } else {
                withoutRow++;
            }
        }
        if (booksMoney) {
            finish();
        }
        if (booked + held + withoutRow != seen) {
            throw new IllegalStateException(seen + " events came in, but " + booked + " were booked, " + held
                    + " held and " + withoutRow + " left without a row");
        }
        return new Outcome(booked, held, withoutRow);
    }

    private void finish() {
        Consumer<Booking> counting = booking -> {
            booked += booking.events();
            sink.booking(booking);
        };
        if (money.held() == null) {
            money.finish(counting);
            withoutRow += money.eventsWithoutRow();
        }
        sales.finish(counting);
    }

    private void take(Event event) {
        @Nullable String waits = event.waits();
        boolean salesOnly =
                waits != null && SALES_ONLY.contains(waits) && !rules.modes().contains(Mode.DAILY);
        if (waits != null && !salesOnly) {
            waitOnClearing(event, decision(waits, event));
            return;
        }
        if (movesNothing(event)) {
            withoutRow++;
            return;
        }
        switch (event.kind()) {
            case SALE, REFUND -> sale(event);
            case PAYOUT -> onMoney(event, money::payout);
            case FEE -> onMoney(event, money::fee);
            case FEE_REFUND -> onMoney(event, money::feeRefund);
            case RESERVE_HELD, RESERVE_RELEASED -> onMoney(event, money::reserve);
            case DEBT_INCURRED, DEBT_REPAID -> onMoney(event, money::debt);
            case CHARGEBACK_OPENED, CHARGEBACK_WON -> onMoney(event, money::dispute);
            case CHARGEBACK_LOST -> waitOnClearing(event, decision("CHARGEBACK_LOST_DECIDE", event));
            case COMMISSION -> waitOnClearing(event, decision("COMMISSION_VAT_UNKNOWN", event));
            case ADVANCE, ADVANCE_REPAID -> waitOnClearing(event, decision("ADVANCE_DECIDE", event));
            case TRANSFER -> waitOnClearing(event, decision("OUTGOING_PAYMENT", event));
            case CONVERSION, GIFT_CARD_SOLD, GIFT_CARD_REDEEMED, TIP, ADJUSTMENT ->
                waitOnClearing(event, decision("NEEDS_DECISION", event));
            case OTHER -> throw new CannotBook(decision("UNKNOWN_ROW", event));
        }
    }

    /** A row of 0.00 that would become a voucher without rows. */
    private static boolean movesNothing(Event event) {
        return switch (event.kind()) {
            case SALE, REFUND, FEE_REFUND -> event.amount().isZero() && event.statedVat() == 0;
            case CHARGEBACK_OPENED, CHARGEBACK_WON -> event.amount().isZero();
            default -> false;
        };
    }

    private void sale(Event event) {
        money.clears(event, rateDay(event), event.order().shown());
        if (!rules.modes().contains(Mode.DAILY)) {
            withoutRow++;
            return;
        }
        @Nullable Reason waits = sales.add(event);
        if (waits != null) {
            hold(event, waits);
        }
    }

    private void onMoney(Event event, Consumer<Event> booking) {
        @Nullable Reason locked = money.held();
        if (locked != null) {
            hold(event, locked);
        } else {
            booking.accept(event);
        }
    }

    private void waitOnClearing(Event event, Reason reason) {
        money.clears(event, rateDay(event), event.order().shown());
        hold(event, reason);
    }

    /** The day of the rate it is booked at, now or when a person has decided. */
    private LocalDate rateDay(Event event) {
        return switch (event.kind()) {
            case SALE, REFUND -> foreign ? sales.rateDay(event) : event.day();
            default -> event.day();
        };
    }

    private void hold(Event event, Reason reason) {
        held++;
        sink.held(event, reason);
    }

    private static Reason decision(String code, Event event) {
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
