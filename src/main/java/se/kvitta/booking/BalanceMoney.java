package se.kvitta.booking;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.ledger.Money;
import se.kvitta.ledger.VoucherRow.Party;
import se.kvitta.reason.Reason;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/**
 * What the provider did with the money, for a provider that keeps a running balance: fees, reserves and disputes on the day
 * of their row, so that clearing is the provider's balance at every day's end. What leaves a balance in a foreign
 * currency, without a value of its own, leaves at the value it was booked at, the oldest first or all at the same. A payout that its
 * settlement explains leaves clearing row by row, if the profile splits payouts; one that takes what is there on a day leaves in one.
 */
final class BalanceMoney implements MoneyBooks {

    private final SettlementFacts facts;
    private final BookingRules rules;
    private final Valuation valuation;
    private final Knowledge.Pots pots;
    private final String clearingRole;
    private final ClearingRows cleared;
    private final FeeVat.Stated stated = new FeeVat.Stated();
    private final OwnVouchers own;
    private final Map<LocalDate, Day> days = new TreeMap<>();
    private final List<Leaving> leaving = new ArrayList<>();
    private final Numbered keys = new Numbered();

    /** Something that leaves the balance at the value it was booked at. */
    private record Leaving(Event event, LocalDate day, String key) {}

    /** One day of the balance. */
    private final class Day {
        private final FeeVat fees;
        private final FeeVat feeRefunds;
        private final List<Knowledge.Move> moves = new ArrayList<>();

        Day(LocalDate day) {
            fees = new FeeVat(rules, valuation, day, stated);
            feeRefunds = new FeeVat(rules, valuation, day, stated);
        }
    }

    BalanceMoney(
            SettlementFacts facts,
            BookingRules rules,
            Valuation valuation,
            CarriedValues carried,
            Knowledge.Pots pots) {
        this.facts = facts;
        this.rules = rules;
        this.valuation = valuation;
        this.pots = pots;
        this.clearingRole = "CLEARING_" + facts.currency();
        this.cleared = new ClearingRows(facts, rules, valuation, rules.periods().open(facts.payoutDay()));
        this.own = new OwnVouchers(facts, rules, valuation, carried, "BALANCE_DAY", stated);
    }

    @Override
    public Sales.@Nullable Placed take(Event event) {
        LocalDate day = dayOf(event);
        @Nullable Reason shut = rules.periods().shut(facts.reference(), day, event.amount());
        if (shut != null) {
            return waits(event, shut);
        }
        return switch (event.kind()) {
            case PAYOUT -> event.amount().isNegative() ? own(event, day) : leave(event, day);
            case CONVERSION -> conversion(event, day);
            case FEE -> fee(event, day);
            case FEE_REFUND -> {
                of(day).feeRefunds.add(event);
                yield placed("fee-refunds/" + day, day);
            }
            case DEBT_INCURRED, DEBT_REPAID -> {
                if (rules.money().debts() == MoneyRules.Debts.OWN) {
                    yield own(event, day);
                }
                clears(event, day, ClearingRows.text(event));
                yield Sales.Placed.left("DEBT_ON_CLEARING");
            }
            case RESERVE_HELD,
                    RESERVE_RELEASED,
                    CHARGEBACK_OPENED,
                    CHARGEBACK_WON,
                    REFUND_FAILED,
                    ADVANCE,
                    ADVANCE_REPAID -> own(event, day);
            default -> waits(event, Bookkeeper.decision("NEEDS_DECISION", event));
        };
    }

    /** A payout belongs on the day the money left, whatever day its row has. */
    private LocalDate dayOf(Event event) {
        boolean theSettlements = event.kind() == EventKind.PAYOUT && isTheSettlements(event);
        return theSettlements ? facts.payoutDay() : event.day();
    }

    private Sales.Placed waits(Event event, Reason reason) {
        clears(event, event.day(), ClearingRows.text(event));
        return Sales.Placed.held(reason);
    }

    private Sales.Placed own(Event event, LocalDate day) {
        clears(event, day, ClearingRows.text(event));
        return own.add(event, day);
    }

    private Sales.@Nullable Placed fee(Event event, LocalDate day) {
        @Nullable Reason waits = PayoutMoney.feeWaits(event, rules);
        if (waits != null) {
            return waits(event, waits);
        }
        if (!event.subject().isEmpty()) {
            own.addFee(event, day);
            return null;
        }
        of(day).fees.add(event);
        return placed("fees/" + day, day);
    }

    /** The leg that leaves books both; the one that comes is told of by the other balance. */
    private Sales.Placed conversion(Event event, LocalDate day) {
        if (!event.amount().isNegative()) {
            clears(event, day, "växling");
            return Sales.Placed.left("CONVERSION_OTHER_LEG");
        }
        Money counter = event.original();
        if (counter == null) {
            return waits(event, Bookkeeper.decision("CONVERSION_HALF", event));
        }
        return leave(event, day);
    }

    private Sales.Placed leave(Event event, LocalDate day) {
        if (event.amount().isZero()) {
            return Sales.Placed.left("NOTHING_PAID");
        }
        of(day);
        String key = keys.next(leavingKey(event));
        leaving.add(new Leaving(event, day, key));
        return placed(key, day);
    }

    private String leavingKey(Event event) {
        if (event.kind() == EventKind.CONVERSION) {
            return "conversion/" + event.key();
        }
        return isTheSettlements(event) ? "payout" : "payout/" + event.subject();
    }

    private Sales.Placed placed(String key, LocalDate day) {
        return Sales.Placed.in(facts.reference() + "/" + key, rules.periods().open(day), List.of());
    }

    private Day of(LocalDate day) {
        return days.computeIfAbsent(day, Day::new);
    }

    @Override
    public void clears(Event event, LocalDate rateDay, String text) {
        long effect = event.effect().minor();
        if (effect == 0) {
            return;
        }
        long inBooks = valuation.inBooks(effect, rateDay);
        cleared.add(effect, inBooks, text, rules.references().beside(event.order()));
        if (valuation.foreign()) {
            of(event.day()).moves.add(new Knowledge.Move(event.day(), effect, inBooks, valuation.rate(rateDay)));
        }
    }

    @Override
    public void finish(Bookings sink, BiConsumer<Event, Sales.Placed> late) {
        own.tiedFees().forEach(fee -> clears(fee, fee.day(), "avgift " + fee.subject()));
        own.otherFees().forEach(fee -> {
            LocalDate day = fee.day();
            of(day).fees.add(fee);
            late.accept(fee, placed("fees/" + day, day));
        });
        days.forEach((day, of) -> {
            finishFees(day, of, of.fees, false, sink);
            finishFees(day, of, of.feeRefunds, true, sink);
        });
        own.finish(sink, late);
        finishLeaving(sink);
    }

    private void finishFees(LocalDate day, Day of, FeeVat fees, boolean back, Bookings sink) {
        if (fees.events() == 0) {
            return;
        }
        LocalDate date = rules.periods().open(day);
        var draft = new VoucherDraft(rules, valuation, date);
        @Nullable ExchangeRate rate = valuation.rate(day);
        int sign = back ? -1 : 1;
        long vat = fees.vatInBooks();
        long gross = valuation.inBooks(fees.gross(), day);
        of.moves.add(new Knowledge.Move(day, -sign * fees.gross(), -sign * gross, rate));
        String what = back ? " avgifter återförda " : " avgifter ";
        cleared.add(-sign * fees.gross(), -sign * gross, what.strip() + " " + day, Party.NONE);
        if (back) {
            draft.add(clearingRole, gross, fees.gross(), rate, "", null);
        }
        draft.add("FEE", sign * (gross - vat), sign * fees.net(), rate, "", null);
        fees.addRow(draft, vat, sign);
        if (!back) {
            draft.add(clearingRole, -gross, -fees.gross(), rate, "", null);
        }
        String key = facts.reference() + (back ? "/fee-refunds/" : "/fees/") + day;
        if (draft.isEmpty()) {
            sink.none(key, fees.events(), "NOTHING_MOVED");
            return;
        }
        boolean moved = !date.equals(day);
        String foreign = valuation.foreign() ? " (" + facts.currency() + ")" : "";
        sink.accept(new Booking(
                key,
                Booking.Kind.VOUCHER,
                facts.reference(),
                draft.voucher(
                        moved ? "FIRST_OPEN_DAY" : "BALANCE_DAY",
                        rules.sourceName() + what + day + ", " + Swedish.rows(fees.events()) + foreign
                                + (moved ? ", avser " + day : "")),
                fees.events()));
    }

    /** Day by day: what comes and what leaves at a value of its own, then what leaves at the value of the pot. */
    private void finishLeaving(Bookings sink) {
        cleared.end();
        leaving.sort(Comparator.comparing(Leaving::day)
                .thenComparing(one -> one.event().at())
                .thenComparing(Leaving::key));
        @Nullable
        CashPot pot = leaving.isEmpty() || !valuation.foreign()
                ? null
                : new CashPot(rules.money().pots());
        if (pot != null) {
            LocalDate first = days.keySet().iterator().next();
            pots.moves(facts.currency(), first).forEach(move -> pot.move(move.original(), move.inBooks(), move.rate()));
        }
        int next = 0;
        for (var day : days.entrySet()) {
            if (pot != null) {
                day.getValue().moves.stream()
                        .sorted(Comparator.comparing((Knowledge.Move move) -> move.original() < 0)
                                .thenComparing(Knowledge.Move::original)
                                .thenComparing(Knowledge.Move::inBooks))
                        .forEach(move -> pot.move(move.original(), move.inBooks(), move.rate()));
            }
            while (next < leaving.size() && leaving.get(next).day().equals(day.getKey())) {
                Leaving leaves = leaving.get(next++);
                sink.accept(booking(leaves, pot));
                if (isExplained(leaves.event())) {
                    cleared.parts(rule(leaves.event()), moved(leaves.day())).forEach(sink);
                }
            }
        }
    }

    private Booking booking(Leaving leaves, @Nullable CashPot pot) {
        Event event = leaves.event();
        LocalDate day = leaves.day();
        LocalDate date = rules.periods().open(day);
        var draft = new VoucherDraft(rules, valuation, date);
        long amount = event.amount().abs().minor();
        CashPot.Out out = pot == null ? null : pot.take(amount);
        if (out == null) {
            // Nothing is known of what it came at: it leaves at the rate of its day.
            out = new CashPot.Out(valuation.inBooks(amount, day), valuation.rate(day));
            if (pot != null) {
                pot.move(-amount, -out.value(), out.rate());
            }
        }
        boolean conversion = event.kind() == EventKind.CONVERSION;
        Money to = Objects.requireNonNullElse(event.original(), event.amount()).abs();
        boolean converted = !to.currency().equals(facts.currency());
        String place = conversion ? "CLEARING_" : inBank() ? "BANK_" : "TRANSIT_";
        draft.add(
                place + to.currency(),
                converted ? valuation.inBooks(to, day) : out.value(),
                to,
                converted ? valuation.rate(to.currency(), day) : out.rate(),
                "",
                null,
                rules.dimensions().always());
        long difference = out.value() + draft.missing();
        if (difference > 0) {
            draft.add("FX_LOSS", difference, "");
        }
        if (isExplained(event)) {
            cleared.addTo(draft, -out.value(), -amount, out.rate());
        } else {
            draft.add(clearingRole, -out.value(), -amount, out.rate(), "", null);
        }
        if (difference < 0) {
            draft.add("FX_GAIN", difference, "");
        }
        String moved = moved(day);
        return new Booking(
                facts.reference() + "/" + leaves.key(),
                Booking.Kind.VOUCHER,
                facts.reference(),
                draft.voucher(
                        moved.isEmpty() ? rule(event) : "FIRST_OPEN_DAY",
                        rules.sourceName() + " " + text(event, to) + moved),
                1);
    }

    /** Whether a payout is what its settlement put on clearing, and nothing else. */
    private boolean isExplained(Event event) {
        return leaving.size() == 1
                && event.kind() == EventKind.PAYOUT
                && isTheSettlements(event)
                && cleared.effect() == event.amount().minor();
    }

    private boolean isTheSettlements(Event event) {
        return event.subject().isEmpty() || event.subject().equals(facts.reference());
    }

    private boolean inBank() {
        return rules.money().bankLeg() == MoneyRules.BankLeg.BANK && facts.sameDay();
    }

    private String rule(Event event) {
        return event.kind() == EventKind.CONVERSION ? "BALANCE_DAY" : inBank() ? "BANK_DAY" : "PAYOUT_DAY";
    }

    /** What a text says of a day that is shut; empty when it is open. */
    private String moved(LocalDate day) {
        return rules.periods().open(day).equals(day) ? "" : ", avser " + day;
    }

    private String text(Event event, Money to) {
        String amount = facts.currency() + " " + Swedish.amount(event.amount().abs());
        if (event.kind() == EventKind.CONVERSION) {
            return "växling " + amount + " till " + to.currency() + " " + Swedish.amount(to);
        }
        if (!isTheSettlements(event)) {
            return "uttag " + event.subject() + ", " + amount;
        }
        return "utbetalning " + facts.reference() + ", " + Swedish.rows(facts.rows())
                + (valuation.foreign() ? " (" + amount + ")" : "");
    }
}
