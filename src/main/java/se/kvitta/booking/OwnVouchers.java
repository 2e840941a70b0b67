package se.kvitta.booking;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import se.kvitta.ledger.ExchangeRate;
import se.kvitta.settlement.Event;
import se.kvitta.settlement.EventKind;

/**
 * What has a voucher of its own beside the payout: disputes, refunds that come back, advances, reserves and debts on a running
 * balance, payouts that come back. A fee that names the same subject stands in the voucher of what it is for.
 */
final class OwnVouchers {

    private final SettlementFacts facts;
    private final BookingRules rules;
    private final Valuation valuation;
    private final String dateRule;
    private final List<Taken> taken = new ArrayList<>();
    private final Map<Tie, List<Event>> fees = new HashMap<>();
    private final FeeVat.Stated stated;
    private final CarriedValues carried;
    private final Numbered keys = new Numbered();

    private record Taken(Event event, LocalDate day, String key) {}

    /** What a fee is for: a subject, on the Stockholm day that the books give both. */
    private record Tie(String subject, LocalDate day) {}

    /** @param dateRule why a voucher has its day, unless its period was closed */
    OwnVouchers(
            SettlementFacts facts,
            BookingRules rules,
            Valuation valuation,
            CarriedValues carried,
            String dateRule,
            FeeVat.Stated stated) {
        this.stated = stated;
        this.carried = carried;
        this.facts = facts;
        this.rules = rules;
        this.valuation = valuation;
        this.dateRule = dateRule;
    }

    /** @param day the Stockholm day it belongs on */
    Sales.Placed add(Event event, LocalDate day) {
        String key = keys.next(facts.reference() + "/own/" + event.key());
        taken.add(new Taken(event, day, key));
        return Sales.Placed.in(key, rules.periods().open(day), List.of());
    }

    /**
     * A fee that names what it is for; whether that is here is known at the end.
     *
     * @param day the Stockholm day it belongs on
     */
    void addFee(Event event, LocalDate day) {
        stated.note(event);
        fees.computeIfAbsent(new Tie(event.subject(), day), first -> new ArrayList<>())
                .add(event);
    }

    /** Gives back the fees that are for nothing here. */
    List<Event> otherFees() {
        return fees(false);
    }

    /** The fees that stand in vouchers here. */
    List<Event> tiedFees() {
        return fees(true);
    }

    private List<Event> fees(boolean tied) {
        var found = new ArrayList<Event>();
        fees.forEach((tie, events) -> {
            if (taken.stream()
                            .anyMatch(one ->
                                    carriesFees(one.event()) && tieOf(one).equals(tie))
                    == tied) {
                found.addAll(events);
            }
        });
        found.sort(Comparator.comparing(Event::row).thenComparing(Event::key));
        return found;
    }

    private static Tie tieOf(Taken one) {
        return new Tie(one.event().subject(), one.day());
    }

    void finish(Consumer<Booking> sink, BiConsumer<Event, Sales.Placed> late) {
        // By their keys, so that another layout of the same settlement gives the same bookings.
        taken.sort(Comparator.comparing(Taken::key));
        Map<Taken, CarriedValues.Change> changes = carried();
        var feesGiven = new HashMap<>(fees);
        for (Taken one : taken) {
            @Nullable List<Event> its = carriesFees(one.event()) ? feesGiven.remove(tieOf(one)) : null;
            List<Event> tied = its == null ? List.of() : its;
            tied.forEach(fee ->
                    late.accept(fee, Sales.Placed.in(one.key(), rules.periods().open(one.day()), List.of())));
            sink.accept(booking(one, tied, changes.get(one)));
        }
    }

    /** What disputes and debts change, as they happened one after the other. */
    private Map<Taken, CarriedValues.Change> carried() {
        var changes = new IdentityHashMap<Taken, CarriedValues.Change>();
        taken.stream()
                .filter(one -> isCarried(one.event()))
                .sorted(Comparator.comparing((Taken one) -> one.event().at())
                        .thenComparing(one -> one.event().kind())
                        .thenComparing(Taken::key))
                .forEach(one -> {
                    long minor = -one.event().effect().minor();
                    long inBooks = valuation.inBooks(minor, one.day());
                    @Nullable ExchangeRate rate = valuation.rate(one.day());
                    changes.put(
                            one,
                            switch (one.event().kind()) {
                                case DEBT_INCURRED, DEBT_REPAID -> carried.debt(minor, inBooks, rate);
                                case REFUND_FAILED -> carried.owed(one.event(), minor, inBooks, rate);
                                default -> carried.claim(one.event(), minor, inBooks, rate);
                            });
                });
        return changes;
    }

    private static boolean isCarried(Event event) {
        return switch (event.kind()) {
            case CHARGEBACK_OPENED, CHARGEBACK_WON, REFUND_FAILED, DEBT_INCURRED, DEBT_REPAID -> true;
            default -> false;
        };
    }

    private static boolean carriesFees(Event event) {
        return switch (event.kind()) {
            case CHARGEBACK_OPENED, CHARGEBACK_WON, ADVANCE, ADVANCE_REPAID ->
                !event.subject().isEmpty();
            default -> false;
        };
    }

    private Booking booking(Taken one, List<Event> tied, CarriedValues.@Nullable Change change) {
        Event event = one.event();
        LocalDate date = rules.periods().open(one.day());
        var draft = new VoucherDraft(rules, valuation, date, rules.references().beside(event.order()));
        long effect = event.effect().minor();
        long inBooks = valuation.inBooks(effect, one.day());
        @Nullable ExchangeRate rate = valuation.rate(one.day());
        var vat = new FeeVat(rules, valuation, one.day(), stated);
        tied.forEach(vat::add);
        // Each as it left clearing.
        long feesInBooks = tied.stream()
                .mapToLong(each -> valuation.inBooks(each.amount(), one.day()))
                .sum();
        String fee =
                event.kind() == EventKind.ADVANCE || event.kind() == EventKind.ADVANCE_REPAID ? "LOAN_COST" : "FEE";
        String clearing = "CLEARING_" + facts.currency();
        long changed = change == null ? -inBooks : change.inBooks();
        @Nullable ExchangeRate changedAt = change == null ? rate : change.rate();
        if (effect > 0) {
            draft.add(clearing, inBooks - feesInBooks, effect - vat.gross(), rate, "", null);
            addFees(draft, fee, vat, feesInBooks, rate);
            draft.add(role(event), changed, -effect, changedAt, "", null);
        } else {
            draft.add(role(event), changed, -effect, changedAt, "", null);
            addFees(draft, fee, vat, feesInBooks, rate);
            draft.add(clearing, inBooks - feesInBooks, effect - vat.gross(), rate, "", null);
        }
        draft.addExchangeDifference();
        boolean moved = !date.equals(one.day());
        boolean payout = event.kind() == EventKind.PAYOUT && event.subject().equals(facts.reference());
        String owner = event.kind() == EventKind.REFUND_FAILED ? CarriedValues.ownerOf(event) : "";
        return new Booking(
                one.key(),
                Booking.Kind.VOUCHER,
                owner.isEmpty() ? facts.reference() : owner,
                draft.voucher(
                        moved ? "FIRST_OPEN_DAY" : payout ? "PAYOUT_DAY" : dateRule,
                        rules.sourceName() + " " + text(event, one.day()) + (moved ? ", avser " + one.day() : "")),
                1 + tied.size());
    }

    private void addFees(VoucherDraft draft, String role, FeeVat vat, long inBooks, @Nullable ExchangeRate rate) {
        if (vat.events() > 0) {
            draft.add(role, inBooks - vat.vatInBooks(), vat.net(), rate, "", null);
            vat.addRow(draft, vat.vatInBooks(), 1);
        }
    }

    private String role(Event event) {
        return switch (event.kind()) {
            case CHARGEBACK_OPENED, CHARGEBACK_WON -> CarriedValues.DISPUTED;
            case REFUND_FAILED -> CarriedValues.OWED;
            case ADVANCE, ADVANCE_REPAID -> "ADVANCE_LOAN";
            case RESERVE_HELD, RESERVE_RELEASED -> "RESERVE_" + facts.currency();
            case DEBT_INCURRED, DEBT_REPAID -> CarriedValues.DEBT + facts.currency();
            case PAYOUT -> "TRANSIT_" + facts.currency();
            default -> throw new IllegalArgumentException(event.kind() + " has no voucher of its own");
        };
    }

    private String text(Event event, LocalDate day) {
        String order =
                event.order().shown().isEmpty() ? "" : " order " + event.order().shown();
        String subject = event.subject().isEmpty() ? "" : " " + event.subject();
        return switch (event.kind()) {
            case CHARGEBACK_OPENED -> "tvist" + subject + order;
            case CHARGEBACK_WON -> "tvist" + subject + order + " vunnen";
            case REFUND_FAILED -> "misslyckad återbetalning" + subject + order;
            case ADVANCE -> "förskott " + day;
            case ADVANCE_REPAID -> "förskott, amortering " + day;
            case DEBT_INCURRED -> "skuld uppkommen " + day;
            case DEBT_REPAID -> "skuld återbetald " + day;
            case RESERVE_HELD -> "reserv innehållen " + day;
            case RESERVE_RELEASED -> "reserv frisläppt " + day;
            case PAYOUT ->
                event.subject().equals(facts.reference())
                        ? "uttag" + subject + ", negativt saldo"
                        : "utbetalning" + subject + " misslyckades";
            default -> event.kind().name();
        };
    }
}
